"""Opens a file, a folder or a web address, finds out its format, and names the source."""

import hashlib
import mmap
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from trellis.lib.text import clip, slug
from trellis.opendata.actions import Feed
from trellis.opendata.detection import UnknownFormatError, detect
from trellis.opendata.fetching import Fetched, FetchError, is_web_address
from trellis.opendata.formats import bmlt, flat, hsds, meeting_guide, smart
from trellis.opendata.known_rows import Rereadable
from trellis.opendata.listing import FeedError, Row
from trellis.opendata.material import Material, Web, beginning, download, on_disk, with_formats
from trellis.places.models import Source

_STORED_AS: Final = {"smart": "csv", "flat-json": "csv"}


@dataclass(frozen=True, slots=True)
class Opened:
    source: Source  # not saved
    feed: Feed
    fetched: Fetched | None = None  # where the whole feed was one answer of a web server


@contextmanager
def open_source(
    where: str,
    *,
    format_code: str = "auto",
    name: str = "",
    formats_file: str = "",
    pathway: str = "",
    web: Web | None = None,
) -> Iterator[Opened]:
    """Raises FeedError for what cannot be opened, fetched or recognised. Downloads go when the block ends.

    With `web.known` also NotModified. What a server answered is the cause of the FeedError.
    """
    web = web or Web()
    with tempfile.TemporaryDirectory(prefix="trellis-feed-", ignore_cleanup_errors=True) as folder:
        try:
            if scheme := _other_scheme(where):
                raise FeedError(f"{where} begins with {scheme}. Only http:// and https:// work; or save it to a file.")
            if is_web_address(where):
                material = download(where, Path(folder), format_code, web)
            else:
                material = on_disk(Path(where).expanduser())
            if formats_file:
                material = with_formats(material, formats_file, Path(folder), web)
            kind = _kind(material.meetings, format_code)
        except (FetchError, UnknownFormatError) as error:
            raise FeedError(_with_address(where, str(error))) from error
        except OSError as error:
            raise FeedError(f"{error.filename or where} cannot be read: {error.strerror}.") from error
        source = _source(material, name, _STORED_AS.get(kind, kind))
        yield Opened(source, _feed(kind, material, pathway), material.fetched)


def _other_scheme(where: str) -> str:
    """The beginning of an address that is neither of the web nor of a file: "ftp://"."""
    scheme, is_address, _ = where.partition("://")
    return f"{scheme}://" if is_address and scheme.isalnum() and not is_web_address(where) else ""


def _with_address(where: str, message: str) -> str:
    """The message, with the address it is about unless it names it already."""
    return message if where.rstrip("/") in message else f"{where}: {message}"


def _source(material: Material, name: str, format_code: str) -> Source:
    """The one that was read from this web address before, whatever it is called now; else the one of this name."""
    name = clip(name or material.name, 200)
    known = Source.objects.filter(address=material.address).first() if is_web_address(material.address) else None
    if known and (not name or name == material.name):
        name = known.name
    key = known.slug if known else slug(name, 80) or "source"
    return Source(id=Source.id_for(key), slug=key, name=name, address=clip(material.address, 500), format=format_code)


# -- reading them ------------------------------------------------------------------------------------------------------


def _kind(path: Path, format_code: str) -> str:
    if format_code not in {"auto", "csv"}:
        if not beginning(path):
            raise UnknownFormatError("It is empty.")
        return format_code
    found = detect(beginning(path))
    return found if format_code == "auto" or found in _STORED_AS else "csv"


def _feed(kind: str, material: Material, pathway: str) -> Feed:
    salt = f"{kind}|{pathway}"
    if kind == "csv":
        rows = Rereadable(lambda: _csv(material.meetings))
        return Feed(rows, partial(flat.read, pathway=pathway), salt, flat.sketch)
    if kind == "xlsx":
        rows = Rereadable(lambda: flat.xlsx_rows(material.meetings))
        return Feed(rows, partial(flat.read, pathway=pathway), salt, flat.sketch)
    content = _mapped(material.meetings)
    if kind == "flat-json":
        rows = Rereadable(lambda: flat.json_rows(content))
        return Feed(rows, partial(flat.read, pathway=pathway), salt, flat.sketch)
    if kind == "smart":
        return Feed(smart.rows(content), partial(smart.read, pathway=pathway), salt)
    if kind == "hsds":
        return Feed(hsds.rows(content), partial(hsds.read, pathway=pathway), salt)
    if kind == "bmlt":
        formats = _mapped(material.formats) if material.formats else content
        table = bmlt.FormatTable.of(bmlt.formats_in(formats))
        salt += hashlib.blake2b(repr(sorted(table.by_key.items())).encode(), digest_size=8).hexdigest()
        return Feed(bmlt.rows(content), partial(bmlt.read, formats=table, pathway=pathway), salt)
    return Feed(meeting_guide.rows(content), partial(meeting_guide.read, pathway=pathway), salt)


def _csv(path: Path) -> Iterable[Row]:
    with path.open("rb") as file:
        yield from flat.csv_rows(file)


def _mapped(path: Path) -> mmap.mmap:
    """The file as memory, which the system may drop and read again; it closes when nothing refers to it any more."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

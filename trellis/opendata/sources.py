"""Where feeds come from: opens a file, a folder or a web address, finds out its format, and names the source."""

import hashlib
import mmap
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from django.conf import settings

from trellis.lib.text import clip, slug
from trellis.opendata.actions import Feed
from trellis.opendata.detection import LOOK_BYTES, UnknownFormatError, detect, feed_link, is_bmlt_server
from trellis.opendata.fetching import FetchError, fetch, is_web_address
from trellis.opendata.formats import bmlt, flat, meeting_guide, smart
from trellis.opendata.listing import FeedError, Row
from trellis.places.models import Source

_GOOD_MEETINGS: Final = "GetSearchResults.json"
_GOOD_FORMATS: Final = "GetFormats.json"
_BMLT_ASKS: Final = "client_interface/json/?switcher="
_STORED_AS: Final = {"smart": "csv", "flat-json": "csv"}


@dataclass(frozen=True, slots=True)
class Opened:
    source: Source  # not saved
    feed: Feed


@dataclass(frozen=True, slots=True)
class _Material:
    """Files on this machine, ready to be read."""

    meetings: Path
    formats: Path | None
    address: str  # as it is kept with the source
    name: str


@contextmanager
def open_source(
    where: str, *, format_code: str = "auto", name: str = "", formats_file: str = "", pathway: str = ""
) -> Iterator[Opened]:
    """Raises FeedError for what cannot be opened, fetched or recognised. Downloads go when the block ends."""
    with tempfile.TemporaryDirectory(prefix="trellis-feed-", ignore_cleanup_errors=True) as folder:
        try:
            if scheme := _other_scheme(where):
                raise FeedError(f"{where} begins with {scheme}. Only http:// and https:// work; or save it to a file.")
            if is_web_address(where):
                material = _download(where, Path(folder), format_code)
            else:
                material = _on_disk(Path(where).expanduser())
            if formats_file:
                material = _with_formats(material, formats_file, Path(folder))
            kind = _kind(material.meetings, format_code)
        except (FetchError, UnknownFormatError) as error:
            raise FeedError(_with_address(where, str(error))) from error
        except OSError as error:
            raise FeedError(f"{error.filename or where} cannot be read: {error.strerror}.") from error
        source = _source(material, name, _STORED_AS.get(kind, kind))
        yield Opened(source, _feed(kind, material, pathway))


def _other_scheme(where: str) -> str:
    """The beginning of an address that is neither of the web nor of a file: "ftp://"."""
    scheme, is_address, _ = where.partition("://")
    return f"{scheme}://" if is_address and scheme.isalnum() and not is_web_address(where) else ""


def _with_address(where: str, message: str) -> str:
    """The message, with the address it is about unless it names it already."""
    return message if where.rstrip("/") in message else f"{where}: {message}"


def _source(material: _Material, name: str, format_code: str) -> Source:
    """The one that was read from this web address before, whatever it is called now; else the one of this name."""
    name = clip(name or material.name, 200)
    known = Source.objects.filter(address=material.address).first() if is_web_address(material.address) else None
    if known and (not name or name == material.name):
        name = known.name
    key = known.slug if known else slug(name, 80) or "source"
    return Source(id=Source.id_for(key), slug=key, name=name, address=clip(material.address, 500), format=format_code)


# -- finding the files -------------------------------------------------------------------------------------------------


def _on_disk(path: Path) -> _Material:
    if path.is_dir():
        meetings = path / _GOOD_MEETINGS
        if not meetings.exists():
            raise FeedError(f"The folder {path.name} has no {_GOOD_MEETINGS}. Name the file itself.")
        return _Material(meetings, _beside(meetings), path.name, path.name)
    return _Material(path, _beside(path), path.name, path.name.split(".")[0] or path.name)


def _beside(meetings: Path) -> Path | None:
    """The server's formats, where they were saved beside its meetings."""
    formats = meetings.with_name(_GOOD_FORMATS)
    return formats if meetings.name.startswith("GetSearchResults") and formats.exists() else None


def _with_formats(material: _Material, where: str, folder: Path) -> _Material:
    path = Path(where).expanduser()
    if is_web_address(where):
        path = folder / "formats"
        _fetch(where, path)
    return _Material(material.meetings, path, material.address, material.name)


def _download(url: str, folder: Path, format_code: str) -> _Material:
    """The feed at the address; the feed a page announces; or what the BMLT server there answers."""
    target = folder / "feed"
    name = urlsplit(url).hostname or url
    if format_code != "bmlt" or "client_interface" in url:
        _fetch(url, target)
        beginning = _beginning(target)
        if link := feed_link(beginning):
            url = _fetch(_joined(url, link), target)
        elif not beginning.lstrip().startswith(b"<"):
            return _Material(target, _bmlt_formats(url, folder), url, name)
        elif not _asks_well(url, folder):
            return _Material(target, None, url, name)
        else:
            format_code = "bmlt"
    if format_code == "bmlt":
        base = url.rstrip("/")
        _fetch(f"{base}/{_BMLT_ASKS}GetSearchResults", target)
        _fetch(f"{base}/{_BMLT_ASKS}GetFormats", folder / "formats")
        return _Material(target, folder / "formats", base, name)
    return _Material(target, None, url, name)


def _bmlt_formats(url: str, folder: Path) -> Path | None:
    """Beside an address that asks for GetSearchResults, the formats of that server."""
    asks = parse_qs(urlsplit(url).query).get("switcher")
    if asks != ["GetSearchResults"] or "get_used_formats" in url:
        return None
    base = url.split("client_interface", maxsplit=1)[0]
    _fetch(f"{base}{_BMLT_ASKS}GetFormats", folder / "formats")
    return folder / "formats"


def _asks_well(url: str, folder: Path) -> bool:
    probe = folder / "probe"
    try:
        _fetch(f"{url.rstrip('/')}/{_BMLT_ASKS}GetServerInfo", probe)
    except FetchError:
        return False
    return is_bmlt_server(probe.read_bytes())


def _fetch(url: str, target: Path) -> str:
    return fetch(url, target, limit_bytes=settings.FEED_LIMIT_MEGABYTES * 1_000_000)


def _joined(url: str, link: str) -> str:
    return urljoin(url, link)


# -- reading them ------------------------------------------------------------------------------------------------------


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LOOK_BYTES)


def _kind(path: Path, format_code: str) -> str:
    if format_code not in {"auto", "csv"}:
        if not _beginning(path):
            raise UnknownFormatError("It is empty.")
        return format_code
    found = detect(_beginning(path))
    return found if format_code == "auto" or found in _STORED_AS else "csv"


def _feed(kind: str, material: _Material, pathway: str) -> Feed:
    salt = f"{kind}|{pathway}"
    if kind == "csv":
        return Feed(_csv(material.meetings), partial(flat.read, pathway=pathway), salt)
    if kind == "xlsx":
        return Feed(flat.xlsx_rows(material.meetings), partial(flat.read, pathway=pathway), salt)
    content = _mapped(material.meetings)
    if kind == "flat-json":
        return Feed(flat.json_rows(content), partial(flat.read, pathway=pathway), salt)
    if kind == "smart":
        return Feed(smart.rows(content), partial(smart.read, pathway=pathway), salt)
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

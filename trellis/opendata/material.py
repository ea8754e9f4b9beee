"""A feed's files on this machine: where they lie, or what the web address answers.

An address may be the feed's own, a page that announces its feed, or a BMLT server.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit

from django.conf import settings

from trellis.opendata.detection import LOOK_BYTES, feed_link, is_bmlt_server
from trellis.opendata.fetching import NOTHING_KNOWN, Bounds, Fetched, FetchError, Validators, fetch, is_web_address
from trellis.opendata.listing import FeedError

_GOOD_MEETINGS: Final = "GetSearchResults.json"
_GOOD_FORMATS: Final = "GetFormats.json"
_BMLT_ASKS: Final = "client_interface/json/?switcher="


@dataclass(frozen=True, slots=True)
class Material:
    """Files on this machine, ready to be read."""

    meetings: Path
    formats: Path | None
    address: str  # as it is kept with the source
    name: str
    fetched: Fetched | None = None  # where the whole feed is one answer


def _usual_bounds() -> Bounds:
    return Bounds(settings.FEED_LIMIT_MEGABYTES * 1_000_000)


@dataclass(frozen=True, slots=True)
class Web:
    """How web addresses are read: within which bounds, what is known already, and whom to ask first."""

    bounds: Bounds = field(default_factory=_usual_bounds)
    known: Validators = NOTHING_KNOWN
    ask_first: Callable[[str], None] = lambda _: None  # raises FetchError where the address may not be read

    def get(self, url: str, target: Path, known: Validators = NOTHING_KNOWN) -> Fetched:
        self.ask_first(url)
        return fetch(url, target, bounds=self.bounds, known=known)


def beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LOOK_BYTES)


def on_disk(path: Path) -> Material:
    if path.is_dir():
        meetings = path / _GOOD_MEETINGS
        if not meetings.exists():
            raise FeedError(f"The folder {path.name} has no {_GOOD_MEETINGS}. Name the file itself.")
        return Material(meetings, _beside(meetings), path.name, path.name)
    return Material(path, _beside(path), path.name, path.name.split(".")[0] or path.name)


def _beside(meetings: Path) -> Path | None:
    """The server's formats, where they were saved beside its meetings."""
    formats = meetings.with_name(_GOOD_FORMATS)
    return formats if meetings.name.startswith("GetSearchResults") and formats.exists() else None


def with_formats(material: Material, where: str, folder: Path, web: Web) -> Material:
    path = Path(where).expanduser()
    if is_web_address(where):
        path = folder / "formats"
        web.get(where, path)
    return Material(material.meetings, path, material.address, material.name)


def download(url: str, folder: Path, format_code: str, web: Web) -> Material:
    """The feed at the address; the feed a page announces; or what the BMLT server there answers.

    Raises NotModified where the address is the feed's own and has nothing newer than `web.known`.
    """
    target = folder / "feed"
    name = urlsplit(url).hostname or url
    if format_code != "bmlt" or "client_interface" in url:
        fetched = web.get(url, target, web.known)
        start = beginning(target)
        if link := feed_link(start):
            url = web.get(urljoin(url, link), target).url
        elif not start.lstrip().startswith(b"<"):
            formats = _bmlt_formats(url, folder, web)
            return Material(target, formats, url, name, None if formats else fetched)
        elif not _asks_well(url, folder, web):
            return Material(target, None, url, name)
        else:
            format_code = "bmlt"
    if format_code == "bmlt":
        base = url.rstrip("/")
        web.get(f"{base}/{_BMLT_ASKS}GetSearchResults", target)
        web.get(f"{base}/{_BMLT_ASKS}GetFormats", folder / "formats")
        return Material(target, folder / "formats", base, name)
    return Material(target, None, url, name)


def _bmlt_formats(url: str, folder: Path, web: Web) -> Path | None:
    """Beside an address that asks for GetSearchResults, the formats of that server."""
    asks = parse_qs(urlsplit(url).query).get("switcher")
    if asks != ["GetSearchResults"] or "get_used_formats" in url:
        return None
    base = url.split("client_interface", maxsplit=1)[0]
    web.get(f"{base}{_BMLT_ASKS}GetFormats", folder / "formats")
    return folder / "formats"


def _asks_well(url: str, folder: Path, web: Web) -> bool:
    probe = folder / "probe"
    try:
        web.get(f"{url.rstrip('/')}/{_BMLT_ASKS}GetServerInfo", probe)
    except FetchError:
        return False
    return is_bmlt_server(probe.read_bytes())

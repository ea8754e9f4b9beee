"""Fetches a feed from a web address into a file: limited in time and size, and never from a private address.

Who has read it before says so (`Validators`), and a server that knows nothing newer answers with no more than that.

A feed's address may come from a person who means harm, and a server can reach machines that they cannot. So every
address a name stands for must be public, at every redirect, and one of those that were looked at is connected to: asked
again, the name might stand for another. Only an address that says so itself (localhost, 127.0.0.1) may be this very
machine.
"""

import datetime as dt
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from trellis import __version__

TIMEOUT: Final = httpx.Timeout(60, connect=15)
WHOLE_TIMEOUT_S: Final = 900
REDIRECTS: Final = 5
LONGEST_VALIDATOR: Final = 300
LONGEST_WAIT: Final = dt.timedelta(days=7)
_FOR_GOOD: Final = frozenset({httpx.codes.MOVED_PERMANENTLY, httpx.codes.PERMANENT_REDIRECT})
_BUSY: Final = frozenset({httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE})
HEADERS: Final = {"User-Agent": f"Trellis/{__version__} (reads listings of recovery meetings)", "Accept": "*/*"}


class FetchError(Exception):
    """An address that cannot be read; the message says why and what to do."""


class GoneError(FetchError):
    """The address says that it is gone for good (410)."""


class BusyError(FetchError):
    """The server asks to be left alone for a while."""

    def __init__(self, message: str, wait: dt.timedelta) -> None:
        super().__init__(message)
        self.wait = wait


class NotModified(Exception):  # noqa: N818 (it is no error)
    """The server has nothing newer than what was read before."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server called the version that was read."""

    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


NOTHING_KNOWN: Final = Validators()


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer that was written into a file. `moved_to` is where it lives from now on, as the server says."""

    url: str
    validators: Validators = NOTHING_KNOWN
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of it is read, for how long, and whether from this very machine."""

    most_bytes: int
    seconds: float = WHOLE_TIMEOUT_S
    own_machine: bool = True


def is_web_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def names_this_machine(url: str) -> bool:
    """Whether the address itself says so: localhost, 127.0.0.1, [::1]."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def fetch(
    url: str,
    target: Path,
    *,
    bounds: Bounds,
    known: Validators = NOTHING_KNOWN,
    transport: httpx.BaseTransport | None = None,
) -> Fetched:
    """Write what the address answers into `target`. Raises NotModified, GoneError, BusyError and FetchError."""
    own = bounds.own_machine and names_this_machine(url)
    moved_to, has_only_moved = "", True
    headers, trusted = HEADERS | known.headers, _trusted()
    with httpx.Client(timeout=TIMEOUT, headers=headers, trust_env=False, transport=transport, verify=trusted) as client:
        for _ in range(REDIRECTS + 1):
            numbers = check_address(url, allow_this_machine=own)
            try:
                with _answer(client, url, numbers) as response:
                    if response.has_redirect_location:
                        url = urljoin(url, response.headers["Location"])
                        has_only_moved = has_only_moved and response.status_code in _FOR_GOOD
                        moved_to = url if has_only_moved else moved_to
                        continue
                    _check_answer(response, url, allow_this_machine=own)
                    _write(response, target, bounds)
                    return Fetched(url, _validators(response), moved_to)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                why = str(error) or type(error).__name__
                raise FetchError(f"{url} cannot be read: {why}. Try it in a browser, and again later.") from error
    raise FetchError(f"{url} leads round and round. Give the address it should end at.")


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed. Reading them takes longer than fetching many a feed, so it is done once."""
    return httpx.create_ssl_context(trust_env=False)


@contextmanager
def _answer(client: httpx.Client, url: str, numbers: Sequence[str]) -> Iterator[httpx.Response]:
    """From the first of these numbers that can be connected to, under the name that the address gives."""
    named = httpx.URL(url)
    *earlier, last = [named.copy_with(host=number.partition("%")[0]) for number in numbers]
    headers, names = {"Host": named.netloc.decode()}, {"sni_hostname": named.host}
    for where in [*earlier, last]:
        request = client.build_request("GET", where, headers=headers, extensions=names)
        try:
            response = client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            if where is last:
                raise
            continue
        with closing(response):
            yield response
        return


def _validators(response: httpx.Response) -> Validators:
    named = [response.headers.get(name, "") for name in ("ETag", "Last-Modified")]
    return Validators(*(value if len(value) <= LONGEST_VALIDATOR else "" for value in named))


def check_address(
    url: str,
    *,
    allow_this_machine: bool = False,
    resolve: Callable[[str], list[str]] | None = None,
) -> list[str]:
    """The numbers that the address stands for. Raises FetchError unless all of them may be read."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(f"{url} is not a web address. It must begin with http:// or https://.")
    if parts.username or parts.password:
        raise FetchError("The address has a password in it. Take it out: it would be kept where others can see it.")
    numbers = (resolve or _resolve)(parts.hostname)
    for number in numbers:
        if not _may_read(number, allow_this_machine=allow_this_machine):
            raise FetchError(
                f"{parts.hostname} is a private address, which Trellis does not read. Save it to a file first."
            )
    return numbers


def _may_read(number: str, *, allow_this_machine: bool) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return (address.is_global and not address.is_multicast) or (allow_this_machine and address.is_loopback)


def _resolve(host: str) -> list[str]:
    try:
        return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})
    except OSError as error:
        raise FetchError(f"There is no {host}: {error.strerror}. Check the spelling, and the connection.") from error


def _check_answer(response: httpx.Response, url: str, *, allow_this_machine: bool) -> None:
    """Looks once more at who answered, whatever stood between."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer and not _may_read(str(peer[0]), allow_this_machine=allow_this_machine):
        raise FetchError(f"{url} was answered from a private address, which Trellis does not read.")
    if response.status_code == httpx.codes.NOT_MODIFIED:
        raise NotModified
    if response.status_code == httpx.codes.GONE:
        raise GoneError(f"{url} says that it is gone for good. Ask its people where their list is now.")
    if response.status_code in _BUSY and (wait := _wait(response.headers.get("Retry-After", ""))):
        raise BusyError(f"{url} asks to be left alone until later.", wait)
    if response.status_code != httpx.codes.OK:
        reason = f"{response.status_code} {response.reason_phrase}"
        raise FetchError(f"{url} answers “{reason}”. Open it in a browser: is it the feed's address?")


def _wait(text: str) -> dt.timedelta | None:
    """Retry-After: seconds, or a date. None where it says nothing that can be read."""
    if text.isdecimal():
        return min(dt.timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    wait = until.replace(tzinfo=until.tzinfo or dt.UTC) - dt.datetime.now(dt.UTC)
    return min(max(wait, dt.timedelta(0)), LONGEST_WAIT)


def _write(response: httpx.Response, target: Path, bounds: Bounds) -> None:
    deadline, size = time.monotonic() + bounds.seconds, 0
    with target.open("wb") as file:
        for block in response.iter_bytes():
            size += len(block)
            if size > bounds.most_bytes:
                limit = f"{bounds.most_bytes / 1e6:.0f} MB"
                raise FetchError(f"It is larger than {limit}. If that is right, raise FEED_LIMIT_MEGABYTES.")
            if time.monotonic() > deadline:
                raise FetchError(f"It took longer than {_minutes(bounds.seconds)}. Try again later.")
            file.write(block)
    if (
        (told := response.headers.get("Content-Length"))
        and "Content-Encoding" not in response.headers
        and size < int(told)
    ):
        raise FetchError(f"Only {size:,} of {int(told):,} bytes came. Try again.")


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"

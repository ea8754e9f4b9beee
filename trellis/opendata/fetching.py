"""Fetches a feed from a web address into a file: limited in time and size, and never from a private address.

A feed's address may come from a person who means harm, and a server can reach machines that they cannot. So every
address a name stands for must be public, at every redirect, and so must the one that answered in the end. Only an
address that says so itself (localhost, 127.0.0.1) may be this very machine.
"""

import ipaddress
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from trellis import __version__

TIMEOUT: Final = httpx.Timeout(60, connect=15)
WHOLE_TIMEOUT_S: Final = 900
REDIRECTS: Final = 5
HEADERS: Final = {"User-Agent": f"Trellis/{__version__} (reads listings of recovery meetings)", "Accept": "*/*"}


class FetchError(Exception):
    """An address that cannot be read; the message says why and what to do."""


def is_web_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def names_this_machine(url: str) -> bool:
    """Whether the address itself says so: localhost, 127.0.0.1, [::1]."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def fetch(url: str, target: Path, *, limit_bytes: int, transport: httpx.BaseTransport | None = None) -> str:
    """Write what the address answers into `target`; returns the address after redirects. Raises FetchError."""
    allow_this_machine = names_this_machine(url)
    with httpx.Client(timeout=TIMEOUT, headers=HEADERS, trust_env=False, transport=transport) as client:
        for _ in range(REDIRECTS + 1):
            check_address(url, allow_this_machine=allow_this_machine)
            try:
                with client.stream("GET", url) as response:
                    if response.is_redirect:
                        url = urljoin(url, response.headers["Location"])
                        continue
                    _check_answer(response, url, allow_this_machine=allow_this_machine)
                    _write(response, target, limit_bytes)
                    return url
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                why = str(error) or type(error).__name__
                raise FetchError(f"{url} cannot be read: {why}. Try it in a browser, and again later.") from error
    raise FetchError(f"{url} leads round and round. Give the address it should end at.")


def check_address(
    url: str,
    *,
    allow_this_machine: bool = False,
    resolve: Callable[[str], list[str]] | None = None,
) -> None:
    """Raises FetchError unless everything the address stands for may be read."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise FetchError(f"{url} is not a web address. It must begin with http:// or https://.")
    if parts.username or parts.password:
        raise FetchError("The address has a password in it. Take it out: it would be kept where others can see it.")
    for number in (resolve or _resolve)(parts.hostname):
        if not _may_read(number, allow_this_machine=allow_this_machine):
            raise FetchError(
                f"{parts.hostname} is a private address, which Trellis does not read. Save it to a file first."
            )


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
    """A name may stand for another address by the time it is connected to: look at the one that answered too."""
    stream = response.extensions.get("network_stream")
    peer = stream.get_extra_info("server_addr") if stream else None
    if peer and not _may_read(str(peer[0]), allow_this_machine=allow_this_machine):
        raise FetchError(f"{url} was answered from a private address, which Trellis does not read.")
    if response.status_code != httpx.codes.OK:
        reason = f"{response.status_code} {response.reason_phrase}"
        raise FetchError(f"{url} answers “{reason}”. Open it in a browser: is it the feed's address?")


def _write(response: httpx.Response, target: Path, limit_bytes: int) -> None:
    deadline, size = time.monotonic() + WHOLE_TIMEOUT_S, 0
    with target.open("wb") as file:
        for block in response.iter_bytes():
            size += len(block)
            if size > limit_bytes:
                limit = f"{limit_bytes / 1e6:.0f} MB"
                raise FetchError(f"It is larger than {limit}. If that is right, raise FEED_LIMIT_MEGABYTES.")
            if time.monotonic() > deadline:
                raise FetchError(f"It took longer than {WHOLE_TIMEOUT_S // 60} minutes. Try again later.")
            file.write(block)
    if (
        (told := response.headers.get("Content-Length"))
        and "Content-Encoding" not in response.headers
        and size < int(told)
    ):
        raise FetchError(f"Only {size:,} of {int(told):,} bytes came. Try again.")

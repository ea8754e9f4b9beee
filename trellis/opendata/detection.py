"""Which format a file is in, from how it begins. Pure."""

import re
from typing import Final

import msgspec

FORMATS: Final = ("meeting-guide", "bmlt", "csv", "xlsx", "hsds")
"""What `--format` takes. A JSON array of plain rows is the flat layout, which goes by the name of csv."""

LOOK_BYTES: Final = 65_536
_FEED_LINK: Final = re.compile(rb"<link\b[^>]*type=[\"']application/json[\"'][^>]*>", re.IGNORECASE)
_HREF: Final = re.compile(rb"href=[\"']([^\"']+)", re.IGNORECASE)
_TITLE: Final = re.compile(rb"title=[\"']([^\"']+)", re.IGNORECASE)
_KEY: Final = re.compile(rb'"([^"\\]{1,60})"\s*:')


class UnknownFormatError(Exception):
    """A file that is none of the formats; the message says what it looks like and what to do."""


def detect(beginning: bytes) -> str:
    """One of FORMATS, or "smart" or "flat-json", from the first bytes of a file. Raises UnknownFormatError."""
    head = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise UnknownFormatError("It is empty.")
    if beginning.startswith(b"PK\x03\x04"):
        return "xlsx"
    if beginning.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnknownFormatError("It is an old Excel file (.xls). Save it as .xlsx or .csv.")
    if head[:1] in b"[{":
        return _json_kind(head)
    if head[:1] == b"<":
        raise UnknownFormatError("It is a web page, not a feed. Look for the address of the feed itself.")
    if b"\x00" in head[:1000]:
        raise UnknownFormatError("It is not text. Save it as CSV, .xlsx or JSON.")
    return "csv"


def _json_kind(head: bytes) -> str:
    keys = {match.decode("utf-8", "replace") for match in _KEY.findall(head)}
    if {"id_bigint", "weekday_tinyint"} & keys:
        return "bmlt"
    if {"service_at_locations", "total_pages", "taxonomy_term"} & keys:
        return "hsds"
    if {"days", "times", "details"} <= keys:
        return "smart"
    if {"slug", "types", "formatted_address", "conference_url", "attendance_option", "end_time"} & keys:
        return "meeting-guide"
    if "name" in keys and {"day", "time"} & keys:
        return "meeting-guide"
    if keys - {"meetings"}:
        return "flat-json"
    return "meeting-guide"


def feed_link(page: bytes) -> str:
    """The address that a web page announces its meetings feed under, or nothing."""
    for link in _FEED_LINK.findall(page):
        title, href = _TITLE.search(link), _HREF.search(link)
        if title and href and b"meeting" in title[1].lower():
            return href[1].decode("utf-8", "replace")
    return ""


def is_bmlt_server(answer: bytes) -> bool:
    """Whether this is what a BMLT server answers to GetServerInfo."""
    try:
        found = msgspec.json.decode(answer)
    except msgspec.DecodeError:
        return False
    return isinstance(found, list) and bool(found) and isinstance(found[0], dict) and "versionInt" in found[0]

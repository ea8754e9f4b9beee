"""The rows of a JSON feed without holding them all: each is a slice of the file until it is wanted."""

from collections.abc import Iterator
from mmap import mmap
from typing import Any, Final

import msgspec

from trellis.opendata.formats.fields import decode
from trellis.opendata.listing import FeedError, Row, RowError

Buffer = bytes | memoryview | mmap

NOT_AN_OBJECT: Final = "not an object"
"""The one field of a row that holds no fields, such as 1 or null, with its number, so that no two are the same."""

_BOM: Final = b"\xef\xbb\xbf"


class _Wrapped(msgspec.Struct):
    """An object around the array, as BMLT answers with `get_used_formats`, HSDS in pages, and some feeds do."""

    meetings: list[msgspec.Raw] = []
    formats: list[dict[str, Any]] = []
    contents: list[msgspec.Raw] = []
    total_pages: int = 1


_ARRAY: Final = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECT: Final = msgspec.json.Decoder(_Wrapped)


def whole(feed: Buffer) -> _Wrapped:
    """The array of the feed. Raises FeedError unless it is whole, before the first row is looked at."""
    view: Buffer = memoryview(feed)[len(_BOM) :] if feed[: len(_BOM)] == _BOM else feed
    try:
        if bytes(view[:64]).lstrip()[:1] == b"{":
            return _OBJECT.decode(view)
        return _Wrapped(meetings=_ARRAY.decode(view))
    except msgspec.DecodeError as error:
        raise FeedError(f"It is not whole JSON: {error}. Fetch it again, and look at where it ends.") from error


def objects(raws: list[msgspec.Raw]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row's number and words; something that is not an object comes under `NOT_AN_OBJECT`."""
    for number, raw in enumerate(raws, 1):
        words = _decoded(raw)
        yield number, words if isinstance(words, dict) else {NOT_AN_OBJECT: number, "value": words}


def check_object(row: Row) -> None:
    """Raises RowError for a row that holds no fields."""
    if row.words.startswith(b'{"' + NOT_AN_OBJECT.encode()):
        cure = 'Write each meeting in braces, with its fields: {"name": …, "day": …}.'
        raise RowError("row", "It is not a meeting: it has no fields.", cure)


def _decoded(raw: msgspec.Raw) -> Any:
    try:
        return decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):  # not UTF-8 inside: an old Windows program wrote it
        return decode(bytes(raw).decode("cp1252", errors="replace").encode())

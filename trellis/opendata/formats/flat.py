"""The flat layout: a table with one row a meeting, as CSV, an Excel workbook, or a JSON array of plain objects.

`docs/formats.md` lists the columns. Headers are forgiven much (`headers.py`), and TSML's spreadsheet works as it is.
"""

import codecs
import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from trellis.lib.text import calm, clip
from trellis.meetings.features import in_order
from trellis.meetings.models import Meeting
from trellis.meetings.vocabularies import MODE_CODES, from_codes
from trellis.opendata import modes
from trellis.opendata.addresses import country_code, split_address, tidy_address
from trellis.opendata.cells import as_written
from trellis.opendata.formats import fields, flat_dates
from trellis.opendata.formats.headers import is_header_row, renamed
from trellis.opendata.formats.json_rows import Buffer, objects, whole
from trellis.opendata.formats.meeting_guide import pathway_of
from trellis.opendata.formats.workbooks import refuse_harmful
from trellis.opendata.listing import FeedError, Listing, Row, RowError, Where, Who
from trellis.opendata.recognising import Sketch
from trellis.places.models import Place

HEADER_SEARCH: Final = 15
_HELP: Final = "Its first row must name the columns: at least name, day and start. docs/formats.md lists them all."
_MODES: Final = {
    "inperson": Meeting.Mode.IN_PERSON,
    "facetoface": Meeting.Mode.IN_PERSON,
    "1": Meeting.Mode.IN_PERSON,
    "online": Meeting.Mode.ONLINE,
    "virtual": Meeting.Mode.ONLINE,
    "zoom": Meeting.Mode.ONLINE,
    "2": Meeting.Mode.ONLINE,
    "hybrid": Meeting.Mode.HYBRID,
    "both": Meeting.Mode.HYBRID,
    "inpersonandonline": Meeting.Mode.HYBRID,
    "3": Meeting.Mode.HYBRID,
    "phone": Meeting.Mode.PHONE,
    "byphone": Meeting.Mode.PHONE,
    "telephone": Meeting.Mode.PHONE,
}
_SHOWING: Final = {"exact": "exact", "approximate": "approximate", "roughly": "approximate", "hidden": "hidden"}


# -- rows of each kind of file ----------------------------------------------------------------------------------------


def csv_rows(file: BinaryIO) -> Iterator[Row]:
    """UTF-8 or Windows-1252; commas, semicolons, tabs or bars."""
    text = io.TextIOWrapper(file, encoding=_encoding(file), errors="replace", newline="")
    try:
        sample = text.read(8192)
        text.seek(0)
        first = next((line for line in sample.splitlines() if line.strip()), "")
        delimiter = max(",;\t|", key=first.count)
        yield from _table_rows(csv.reader(text, delimiter=delimiter))
    finally:
        text.detach()  # also where nobody wants the rest of it


def _encoding(file: BinaryIO) -> str:
    utf8 = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 20):
            utf8.decode(block)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"


def xlsx_rows(path: Path) -> Iterator[Row]:
    """The first sheet that has a row of column names."""
    import openpyxl

    refuse_harmful(path)
    # Opened by us: the library goes by the end of the name, and what was fetched from the web has none.
    file = path.open("rb")
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            head = [row for _, row in zip(range(HEADER_SEARCH), sheet.iter_rows(values_only=True), strict=False)]
            if any(is_header_row(row) for row in head):
                yield from _table_rows(sheet.iter_rows(values_only=True))
                return
    finally:
        book.close()
        file.close()
    raise FeedError(f"No sheet has a row of column names. {_HELP}")


def json_rows(feed: Buffer) -> Iterator[Row]:
    for number, words in objects(whole(feed).meetings):
        yield _row(number, words)


def _table_rows(table: Iterable[Iterable[Any]]) -> Iterator[Row]:
    headers: list[str] | None = None
    for number, cells in enumerate(table, 1):
        if headers is None:
            cells = list(cells)
            if is_header_row(cells):
                headers = [str(cell or "").strip() for cell in cells]
            elif number >= HEADER_SEARCH:
                break
            continue
        words = {h: value for h, cell in zip(headers, cells, strict=False) if h and (value := _cell(cell)) != ""}
        if words:
            yield _row(number, words)
    if headers is None:
        raise FeedError(f"We do not find the names of its columns. {_HELP}")


def _cell(value: Any) -> Any:
    """A spreadsheet's own dates and numbers as a person would type them."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return as_written(value.strip()) if isinstance(value, str) else "" if value is None else value


def _row(number: int, words: dict[str, Any]) -> Row:
    words = fields.without_personal({str(key): value for key, value in words.items()})
    return Row(number, _key(renamed(words)), fields.encode(words), fields.sameness(words))


def _key(ours: Mapping[str, Any]) -> str:
    """Its identifier; where it has none, what it says."""
    return clip(fields.line(ours, "id"), 300) or _said(ours)


def _said(ours: Mapping[str, Any]) -> str:
    names = ("name", "group", "day", "start", "place", "address", "full address")
    return clip("|".join(fields.line(ours, name) for name in names), 300)


def sketch(words: Mapping[str, Any]) -> Sketch:
    """What a row says of which meeting it is, besides its identifier."""
    ours = renamed(words)
    at = (fields.line(ours, name) for name in ("place", "address", "full address", "postcode"))
    return Sketch(
        key=_said(ours),
        name=fields.line(ours, "name", "group", "place"),
        place=", ".join(part for part in at if part),
        town=fields.line(ours, "town") or fields.line(ours, "postcode").partition(" ")[0],
        day=fields.line(ours, "day", "repeats"),
        start=fields.line(ours, "start"),
        has_id=bool(fields.line(ours, "id")),
    )


# -- one row -----------------------------------------------------------------------------------------------------------


def read(row: Row, *, pathway: str = "") -> Listing:
    """Raises RowError."""
    return read_words(row, renamed(fields.decode(row.words)), pathway)


def read_words(row: Row, words: Mapping[str, Any], pathway: str) -> Listing:
    """`words` are under our own column names."""
    derived: dict[str, str] = {}
    way = pathway_of({"entity": words.get("pathway")}, pathway, derived)
    name = clip(fields.line(words, "name", "group", "place"), 255)
    if not name:
        raise RowError("name", "It has no name.", "Give its name, or the name of its group.")
    codes = tuple(fields.items(words.get("features")))
    mode, is_away = _mode(words, codes, name)
    when = flat_dates.when(words, derived)
    return Listing(
        row=row.number,
        key=row.key,
        name=calm(name),
        pathway=way,
        when=modes.suspend(when, None) if is_away and not when.is_suspended else when,
        where=_where(words, derived),
        who=_who(words),
        mode=mode,
        zone=fields.line(words, "time zone"),
        features=_features(words, way, codes),
        codes=codes,
        notes=fields.prose(words, "notes"),
        join_url=fields.url(words.get("link")),
        join_notes=fields.prose(words, "link notes", "join phone notes"),
        join_phone=clip(fields.line(words, "join phone"), 255),
        changed_at=fields.moment(words.get("updated")),
        derived=derived,
    )


def _mode(words: Mapping[str, Any], codes: tuple[str, ...], name: str) -> tuple[Meeting.Mode, bool]:
    stated = "".join(c for c in fields.line(words, "how").lower() if c.isalnum())
    if stated in _MODES:
        return _MODES[stated], False
    if stated and stated != "inactive":
        raise RowError("how", f"We do not know “{words['how']}”.", "Write in person, online, hybrid or phone.")
    guide = {
        "attendance_option": "inactive" if stated else "",
        "conference_url": words.get("link"),
        "conference_phone": words.get("join phone"),
        "approximate": words.get("approximate"),
        "formatted_address": words.get("full address"),
        "address": words.get("address"),
        "location": words.get("place"),
        "postal_code": words.get("postcode"),
    }
    taking = modes.taking_part(guide, codes, name)
    return taking.mode, taking.is_suspended


def _features(words: Mapping[str, Any], way: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    said = [
        name.removeprefix("feature:")
        for name, value in words.items()
        if name.startswith("feature:") and fields.is_yes(value)
    ]
    return in_order([*from_codes(way, (code for code in codes if code.upper() not in MODE_CODES)), *said])


def _where(words: Mapping[str, Any], derived: dict[str, str]) -> Where:
    lat, lon = fields.point(words)
    address, town, postcode = (fields.line(words, key) for key in ("address", "town", "postcode"))
    country = fields.line(words, "country")
    if whole_address := fields.line(words, "full address") or (address if not (town or postcode) else ""):
        told = split_address(whole_address)
        address, town = address if words.get("full address") and address else told.address, town or told.town
        postcode, country = postcode or told.postcode, country or told.country
        if told.town and not words.get("town"):
            derived["town"] = "Taken from the address."
    kind = fields.line(words, "kind of place")
    return Where(
        name=clip(tidy_address(fields.line(words, "place")), 255),
        address=clip(tidy_address(address), 500),
        town=clip(calm(town), 120),
        regions=tuple(fields.items(words.get("region"), separators=">")),
        postcode=postcode if len(postcode) <= 12 else "",
        country=country if country_code(country) else "",
        lat=lat,
        lon=lon,
        kind=_kind(kind) if kind else None,
        showing=_showing(words),
        way_in=fields.prose(words, "way in"),
    )


def _kind(text: str) -> Place.Kind:
    wanted = text.strip().lower()
    for kind in Place.Kind:
        if wanted in {kind.value, str(kind.label).lower(), kind.value.replace("-", " ")}:
            return kind
    allowed = ", ".join(str(kind.label).lower() for kind in Place.Kind)
    raise RowError("kind of place", f"We do not know “{text}”.", f"Write one of: {allowed}.")


def _showing(words: Mapping[str, Any]) -> Place.Showing:
    text = fields.line(words, "showing").lower()
    if not text:
        return Place.Showing.APPROXIMATE if fields.is_yes(words.get("approximate")) else Place.Showing.EXACT
    if text not in _SHOWING:
        raise RowError("showing", f"We do not know “{text}”.", "Write exact, approximate or hidden.")
    return Place.Showing(_SHOWING[text])


def _who(words: Mapping[str, Any]) -> Who:
    return Who(
        name=clip(calm(fields.line(words, "group")), 255),
        notes=fields.prose(words, "group notes"),
        website=fields.url(words.get("website")),
        email=fields.email(words.get("email")),
        phone=clip(fields.line(words, "phone"), 60),
    )

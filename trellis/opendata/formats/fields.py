"""Fields of a feed's row, read forgivingly: numbers as text, yes and no in any spelling, dates in the usual shapes."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from trellis.lib.clock import ClockError, minutes_between, parse_days, parse_minutes, parse_time
from trellis.lib.text import one_line, plain
from trellis.opendata.listing import USUAL_MINUTES, RowError, When

Words = Mapping[str, Any]

_URL: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_BARE_HOST: Final = re.compile(r"[\w-]+(\.[\w-]+)+(/[^\s<>\"']*)?", re.ASCII)
_EMAIL: Final = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
_DATE_WORDS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y")

# Fields that are about a person, or for editors' eyes: they are dropped before anything is kept, even as provenance.
_PERSONAL: Final = re.compile(
    r"contact[_ ]?\d?[_ ]?(name|email|phone)([_ ]?\d)?|.*admin_notes|last_contact|mailing_address"
)
# What may differ between two rows that are one meeting listed twice.
_NAMES_OF_ROW: Final = frozenset(
    {"slug", "id", "source_id", "url", "edit_url", "feedback_url", "updated", "id_bigint", "worldid_mixed"}
)

decode: Final = msgspec.json.Decoder().decode
_encode: Final = msgspec.json.Encoder().encode


def encode(words: object) -> bytes:
    """As JSON, without the character that PostgreSQL cannot keep."""
    return _encode(words).replace(b"\\u0000", b"")


def without_personal(words: dict[str, Any]) -> dict[str, Any]:
    if any("contact" in key or "admin" in key or "mailing" in key for key in words):
        return {key: value for key, value in words.items() if not _PERSONAL.fullmatch(key)}
    return words


def sameness(words: Words) -> int:
    """A number that two rows share when they differ in nothing but what the row itself is called."""
    telling = encode({key: value for key, value in words.items() if key not in _NAMES_OF_ROW})
    return int.from_bytes(hashlib.blake2b(telling, digest_size=8).digest())


def line(words: Words, *names: str) -> str:
    """The first of the fields that says something, on one line."""
    for name in names:
        value = words.get(name)
        if value is None or value == "" or isinstance(value, bool | list | dict):
            continue
        text = one_line(str(value))
        if text and text.lower() not in {"null", "none", "n/a", "undefined"}:
            return text
    return ""


def prose(words: Words, *names: str) -> str:
    """All of the fields that say something, each as a paragraph of its own."""
    paragraphs = (plain(str(words[name])) for name in names if isinstance(words.get(name), str) and words[name])
    return "\n\n".join(dict.fromkeys(paragraph for paragraph in paragraphs if paragraph))


def items(value: object, *, separators: str = ",;|") -> list[str]:
    """A list, whether it comes as one or as text."""
    if isinstance(value, str):
        parts: Iterable[object] = re.split(f"[{re.escape(separators)}]", value)
    else:
        parts = value if isinstance(value, list | tuple) else []
    return list(dict.fromkeys(text for part in parts if (text := one_line(str(part)))))


def number(value: object) -> float | None:
    """A finite number, or None for anything else."""
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        found = float(str(value).strip().replace("−", "-"))
    except ValueError:
        return None
    return found if abs(found) < 1e9 else None


def point(words: Words) -> tuple[float | None, float | None]:
    """Latitude and longitude from their own fields, or from "lat,lon" in `coordinates`; not checked."""
    lat, lon = number(words.get("latitude")), number(words.get("longitude"))
    if lat is None or lon is None:
        parts = items(words.get("coordinates"))
        if len(parts) in (2, 4):  # four are the corners of a box
            numbers = [number(part) for part in parts]
            lats, lons = numbers[::2], numbers[1::2]
            lat, lon = _middle(lats), _middle(lons)
    return (lat, lon) if lat is not None and lon is not None else (None, None)


def _middle(numbers: list[float | None]) -> float | None:
    known = [n for n in numbers if n is not None]
    return sum(known) / len(known) if len(known) == len(numbers) else None


def is_yes(value: object) -> bool:
    return str(value).strip().lower() in {"yes", "y", "true", "1", "x", "on"}


def url(value: object) -> str:
    """A web address; "zoom.us/j/1" gets its https://. Empty for anything else."""
    text = str(value or "").strip()
    if match := _URL.search(text):
        return match[0].rstrip(".,;)") if len(match[0]) <= 500 else ""
    if _BARE_HOST.fullmatch(text) and "@" not in text and len(text) <= 490 and not text.replace(".", "").isdigit():
        return f"https://{text}"
    return ""


def email(value: object) -> str:
    text = str(value or "").strip().removeprefix("mailto:")
    return text if _EMAIL.fullmatch(text) and len(text) <= 254 else ""


def date(value: object, field: str) -> dt.date | None:
    """A date as 2026-12-25, 25/12/2026 or 25 December 2026 (day first). Raises RowError."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date) or value in (None, ""):
        return value or None  # type: ignore[return-value]
    text = one_line(str(value))
    for shape in _DATE_WORDS:
        try:
            return dt.datetime.strptime(text[:10] if shape == "%Y-%m-%d" else text, shape).date()  # noqa: DTZ007
        except ValueError:
            continue
    raise RowError(field, f'We cannot read "{text}" as a date.', "Write it as 2026-12-25.")


def moment(value: object) -> dt.datetime | None:
    """When the source says it last changed a row: "2026-08-05 00:00:00" is UTC. None for what cannot be read."""
    text = str(value or "").strip()
    if len(text) > 10 and text[10].isdigit():  # one exporter forgets the space
        text = f"{text[:10]} {text[10:]}"
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def when(
    *, day: object, start: object, end: object = None, duration: object = None, sunday: int, derived: dict[str, str]
) -> When:
    """Days and times of a row. Neither day nor time: by appointment. Raises RowError for half of it, or nonsense."""
    no_day, no_start = day in (None, "", []), start in (None, "")
    if no_day and no_start:
        return When()
    if no_start:
        raise RowError("time", "It has a day but no time.", "Give the time it starts, such as 19:30.")
    if no_day:
        raise RowError(
            "day", "It has a time but no day.", "Give its day, such as Tuesday, or leave the time empty too."
        )
    try:
        starts = parse_time(start)
    except ClockError as error:
        raise RowError("time", *_reason_and_cure(error)) from error
    try:
        days = parse_days(day, sunday=sunday)
    except ClockError as error:
        raise RowError("day", *_reason_and_cure(error)) from error
    return When(start=starts, days=days, minutes=_minutes(starts, end, duration, derived))


def _minutes(start: dt.time, end: object, duration: object, derived: dict[str, str]) -> int:
    """Its length. An end that is missing or unreadable loses no meeting: it lasts as long as most do."""
    try:
        if duration not in (None, "", "00:00:00", "00:00"):
            return parse_minutes(duration)
        if end not in (None, ""):
            return minutes_between(start, parse_time(end))
    except ClockError as error:
        derived["minutes"] = f"{USUAL_MINUTES} minutes taken, because: {error}"
        return USUAL_MINUTES
    derived["minutes"] = f"The source gives no end; {USUAL_MINUTES} minutes are usual."
    return USUAL_MINUTES


def _reason_and_cure(error: ClockError) -> tuple[str, str]:
    reason, _, cure = str(error).rpartition(". ")
    if not reason:
        reason, _, cure = str(error).partition(": ")
    return f"{reason}.", cure

"""Holidays on which many meetings are not held: bank holidays, Good Friday, Christmas Day. Pure.

A schedule names them by code, so that they never run out:

    public:GB-ENG    the public holidays of a calendar: a country (IE), or a part of one that has its own (GB-SCT)
    christmas-day    one day of every year; the moving ones count from Easter

Calendars are those of the `holidays` package, which also knows substitute days and days given once. A country whose
regions have days of their own, which no address tells us, has no calendar here: its words stay a doubt.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

PUBLIC: Final = "public"

_FIXED: Final[Mapping[str, tuple[int, int]]] = {
    "christmas-eve": (12, 24),
    "christmas-day": (12, 25),
    "boxing-day": (12, 26),
    "new-years-eve": (12, 31),
    "new-years-day": (1, 1),
}
_AFTER_EASTER: Final[Mapping[str, int]] = {
    "good-friday": -2,
    "easter-saturday": -1,
    "easter-sunday": 0,
    "easter-monday": 1,
}
THANKSGIVING: Final = "thanksgiving"
NAMES: Final[Mapping[str, str]] = {
    "christmas-eve": "Christmas Eve",
    "christmas-day": "Christmas Day",
    "boxing-day": "Boxing Day",
    "new-years-eve": "New Year’s Eve",
    "new-years-day": "New Year’s Day",
    "good-friday": "Good Friday",
    "easter-saturday": "Easter Saturday",
    "easter-sunday": "Easter Sunday",
    "easter-monday": "Easter Monday",
    THANKSGIVING: "Thanksgiving",
}
_NATIONS: Final = {"E": "GB-ENG", "W": "GB-WLS", "S": "GB-SCT", "N": "GB-NIR"}
_NATIONS_IN_WORDS: Final = {
    "england": "GB-ENG",
    "wales": "GB-WLS",
    "scotland": "GB-SCT",
    "northern ireland": "GB-NIR",
}
_WHOLE: Final = frozenset({"US"})
"""Countries with regions whose words ("federal holidays") are about the whole."""
_BANK: Final = ("GB", "IE")
"""Where people say bank holiday and mean every public one."""


class HolidayError(ValueError):
    """No such holiday; the message says how to write it."""


def is_holiday(codes: Iterable[str], day: date) -> bool:
    """Whether the day is one of these."""
    return any(day in _days(code, day.year) for code in codes)


def holidays_between(codes: Iterable[str], first: date, last: date) -> list[date]:
    """Those from `first` to `last`, both included, in order."""
    found = {day for code in codes for year in range(first.year, last.year + 1) for day in _days(code, year)}
    return sorted(day for day in found if first <= day <= last)


@lru_cache(maxsize=4096)
def check_holiday(code: str) -> None:
    """Raises HolidayError for a code that names none."""
    kind, _, calendar = code.partition(":")
    if not (code in NAMES or (kind == PUBLIC and calendar and _is_calendar(calendar))):
        raise HolidayError(
            f"“{code}” is no holiday. Write public:GB-ENG, public:IE, or one of {', '.join(sorted(NAMES))}."
        )


def say_holidays(codes: Iterable[str]) -> str:
    """Bank holidays, Good Friday or Christmas Eve."""
    names = [_say(code) for code in dict.fromkeys(codes)]
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)


def say_holiday(codes: Iterable[str], day: date) -> str:
    """Christmas Day; a bank holiday; nothing where the day is none of these."""
    found = sorted((code for code in codes if is_holiday([code], day)), key=lambda code: code not in NAMES)
    return (NAMES.get(found[0]) or f"a {_say(found[0]).removesuffix('s')}") if found else ""


def _say(code: str) -> str:
    if code in NAMES:
        return NAMES[code]
    return "bank holidays" if code.partition(":")[2].startswith(_BANK) else "public holidays"


@lru_cache(maxsize=1024)
def calendar_of(*, area: str, country: str) -> str:
    """The calendar of a place by its area's code, or else by its country's; "" where the place alone does not tell."""
    if nation := _NATIONS.get(area[:1]) if area[1:2].isdigit() else "":
        return nation
    country = country.strip()
    code = _NATIONS_IN_WORDS.get(country.casefold(), country.upper())
    return code if _is_calendar(code) else ""


def in_calendar(codes: Iterable[str], calendar: str) -> tuple[str, ...]:
    """With their calendar; without public holidays where none is known, and Thanksgiving where it is another day."""
    known = (f"{PUBLIC}:{calendar}" if code == PUBLIC and calendar else code for code in codes)
    return tuple(code for code in known if code != PUBLIC and (code != THANKSGIVING or calendar == "US"))


@lru_cache(maxsize=512)
def _is_calendar(name: str) -> bool:
    import holidays

    country, _, part = name.partition("-")
    regions = holidays.list_supported_countries(include_aliases=False).get(country)
    if regions is None:
        return False
    return part in regions if part else not regions or country in _WHOLE


@lru_cache(maxsize=4096)
def _days(code: str, year: int) -> frozenset[date]:
    if code in _FIXED:
        return frozenset({date(year, *_FIXED[code])})
    if code in _AFTER_EASTER:
        return frozenset({easter_sunday(year) + timedelta(days=_AFTER_EASTER[code])})
    if code == THANKSGIVING:
        first = date(year, 11, 1)
        return frozenset({first + timedelta(days=(3 - first.weekday()) % 7 + 21)})
    return _public(code.partition(":")[2], year)


def _public(calendar: str, year: int) -> frozenset[date]:
    import holidays

    country, _, part = calendar.partition("-")
    # The next year too: its 1 January may be given on 31 December.
    found = holidays.country_holidays(country, subdiv=part or None, years=(year, year + 1))
    return frozenset(day for day in found if day.year == year)


@lru_cache(maxsize=512)
def easter_sunday(year: int) -> date:
    """Of the western churches; after Meeus, "Astronomical Algorithms", for every year of the Gregorian calendar."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    month, day = divmod(moon + week - 7 * ((year % 19 + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, month, day + 1)

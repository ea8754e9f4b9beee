"""Days off that come every year, in words: "not on bank holidays", "closed for Christmas", "no meeting 25 Dec"."""

import re
from typing import Final

from trellis.keeping.words_left import NotUnderstoodError, Words
from trellis.meetings.days_off import HOLIDAY_WORDS, holiday_named
from trellis.meetings.phrases import MONTH

_FIXED: Final = {
    "christmas-eve": ("24", "dec"),
    "christmas-day": ("25", "dec"),
    "boxing-day": ("26", "dec"),
    "new-years-eve": ("31", "dec"),
    "new-years-day": ("1", "jan"),
}
_SHORT: Final = {
    "christmas": ("christmas-day",),
    "xmas": ("christmas-day",),
    "easter": ("good-friday", "easter-sunday", "easter-monday"),
    "new year": ("new-years-day",),
    "new years": ("new-years-day",),
    "new year's": ("new-years-day",),
}
"""As people say it; which days that means is said back to them."""


def _dates(day: str, month: str) -> str:
    number, name = rf"{day}(?:st|nd|rd|th)?", rf"{month}\w*"
    return rf"{number} (?:of )?{name}\b|{name} {number}\b"


_OF_MORE_DAYS: Final = r"[' ]*(?:s\b|week|eve|day|period|holiday|break|season|party)"
_ONE: Final = "|".join([
    HOLIDAY_WORDS,
    *(_dates(*date) for date in _FIXED.values()),
    rf"(?:{'|'.join(sorted(_SHORT, key=len, reverse=True))})\b(?!{_OF_MORE_DAYS})",
])  # fmt: skip
_BEFORE: Final = r"(?:on |for |at |over |during )?(?:any |all |the )?"
_OFF: Final = (
    r"(?:(?:but )?not|except(?: for)?|excluding|apart from|no(?: (?:meetings?|groups?|sessions?))?|closed|off|none)"
)
_SOME: Final = rf"{_OFF} ({_BEFORE}(?:{_ONE})(?:(?:,? and |,? or |, ?){_BEFORE}(?:{_ONE}))*)"
_ANOTHER: Final = (
    rf"{_OFF} (?:on |from )?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?\s*(?:-|to|and|or|,)\s*)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{MONTH}\b|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b)"
)


def take_days_off(left: Words) -> tuple[str, ...]:
    """Codes of holidays, "public" for those of the place. Raises NotUnderstoodError for any other date."""
    found = left.take(_SOME)
    if other := left.take(_ANOTHER):
        raise NotUnderstoodError(
            f"“{other[0]}” is no day off of every year, such as Christmas Day, and we only take those here. Leave it"
            " out, and put its date down once it is listed."
        )
    names = re.findall(_ONE, found[1]) if found else []
    return tuple(dict.fromkeys(code for name in names for code in _codes(name)))


def _codes(name: str) -> tuple[str, ...]:
    if name in _SHORT:
        return _SHORT[name]
    fixed = (code for code, date in _FIXED.items() if re.fullmatch(_dates(*date), name))
    code = next(fixed, "") or holiday_named(name)
    return (code,) if code else ()

"""Words that plainly call dates off: "no meetings on bank holidays", "closed until 5 January", "no meeting 25 Dec".

As with rules the whole clause has to be understood: who is off, when, and no more than a reason after it ("due to
building work"). Whatever else stands there may change the meaning, so the clause stays a doubt.

A date without a year is the nearest one to the day the words were said on, and the meeting has to be on its weekday.
Once such a date is over it means nothing any more, and nobody has to take it out.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Final

from trellis.lib.clock import parse_day
from trellis.meetings.holidays import PUBLIC, is_holiday
from trellis.meetings.phrases import (
    BREAK,
    DAY,
    MEETING,
    MONTH,
    NTH_DAYS,
    OF_MONTH,
    SKIPS_MEETING,
    THIS_MEETING,
    Clause,
    compiled,
    date_within,
    month_number,
)

# Nobody writes "closed until" much sooner than this; a note that seems to is an old one.
_AHEAD: Final = timedelta(days=120)
_AHEAD_ON_ITS_DAY: Final = timedelta(days=200)
_BEHIND: Final = timedelta(days=370)

_ADVERB: Final = r"(?:(?:temporarily|currently|now|also|always|usually|only|please\s+note)\s+)*"
_BE: Final = r"(?:is|are|will\s+be|remains?|being)"
_OFF: Final = (
    r"(?:closed|shut|cancel+ed|suspended|paused|on\s+hold|not\s+(?:open|on|held|running|meeting|taking\s+place)"
    rf"|(?:on|taking)\s+{BREAK})"
)
_WHO: Final = rf"(?:(?:please\s+)?note:?\s+(?:that\s+)?|n\.?b\.?:?\s+)?(?:{THIS_MEETING}[\s:,-]+(?:{_BE}\s+)?)?"
# "(Not) on the first Monday of the month or bank holidays": `plain.py` reads the first of them.
_RULED: Final = rf"{NTH_DAYS}{OF_MONTH}"
_EVERY_WEEK: Final = (
    rf"(?:(?:{THIS_MEETING}\s+)?(?:is\s+)?(?:held\s+|meets?\s+)?(?:every\s+|weekly\b\s*|each\s+)?"
    rf"(?:week\b\s*|(?:the\s+)?{_RULED}(?:\s+only)?\s*|{DAY}\s*)?(?:on\s+)?[(,\s]*)"
)
_WHEN: Final = (
    r"[\s:,–-]*(?:(?:on|for|over|during|in|at|when|it\s+is|it['’]s|is|the|an?|any|all|every|each|this|next"
    r"|falls\s+on)\s+)*"
)
_CALLED_OFF: Final = compiled(
    rf"(?:{_WHO}{SKIPS_MEETING}|{_WHO}{_ADVERB}{_OFF}(?:\s+temporarily)?"
    rf"|{_WHO}closes(?=[^\d]*$)|{_EVERY_WEEK}(?:except(?:ing)?|excluding|excludes|excl|but\s+not|apart\s+from|other\s+than|not|minus))\b\.?{_WHEN}"
)
_OFF_AFTER: Final = compiled(
    rf"[\s:,–-]+(?:(?:we|{MEETING})\s+)?(?:(?:is|are|will\s+be)\s+)?(?:closed|cancel+ed|no\s+{MEETING}|not\s+held)[\s!]*$"
)
# "The library is closed on bank holidays so no meeting".
_SO_NONE: Final = compiled(
    rf"[^.,;]{{2,40}}?\b(?:closed|shut|unavailable|in\s+use|booked)\b{_WHEN}(?P<when>[^.;]{{3,60}}?)[\s,]+(?:and\s+)?so\s+"
    rf"(?:there\s+(?:is|are|will\s+be)\s+)?no\s+{MEETING}$"
)
_AND: Final = compiled(
    r"(?:\s*(?:[,&+/;]|\band\b|\bor\b|\bincluding\b|\bincl\b\.?|\binc\b\.?|\bas\s+well\s+as\b|\bplus\b|\bnor\b))+"
    r"\s*(?:(?:and|or|on|the|an?|any|all|every|this|next|also)\s+)*"
)
_PUBLIC: Final = compiled(
    r"(?:the\s+|(?:uk|irish|english|scottish|british|all|any|local)\s+)*"
    r"(?:(?:public|bank|national|statutory|stat|statuary|federal|legal|official)(?:\s*(?:&|/|and|or|,)\s*)?\s*)+"
    r"(?:holidays?|hols?)\b(?!\s*-?\s*week)(?:\s+(?P<day>(?:mon|tues|wednes|thurs|fri|satur|sun)days?))?"
)
_NAMED: Final = (
    ("christmas-eve", r"(?:christmas|xmas)\s+eve"),
    ("christmas-day", r"(?:christmas|xmas)\s+day"),
    ("boxing-day", r"boxing\s+day|(?:st\.?|saint)\s+stephen['’]?s(?:\s+day)?"),
    ("new-years-eve", r"new\s+year['’]?s?['’]?\s+eve"),
    ("new-years-day", r"new\s+year['’]?s?['’]?\s+day"),
    ("good-friday", r"good\s+friday"),
    ("easter-saturday", r"easter\s+saturday|holy\s+saturday"),
    ("easter-sunday", r"easter\s+(?:sunday|day)"),
    ("easter-monday", r"easter\s+monday"),
    ("thanksgiving", r"thanksgiving(?:\s+day)?"),
)
HOLIDAY_WORDS: Final = "|".join([_PUBLIC.pattern.replace("?P<day>", "?:"), *(words for _, words in _NAMED)])
"""Every way to name one, as a pattern without named groups."""
_HOLIDAYS: Final = tuple((code, compiled(rf"(?:{words})\b(?!\s*week)")) for code, words in _NAMED)
_BETWEEN: Final = re.compile(r"[\s,(–-]+(?=\d|\w+\s+\d)")
_NTH: Final = r"\d{1,2}(?:st|nd|rd|th)?"


def _a_date(number: int) -> str:
    """The pattern of a date; its groups end in the number."""
    return (
        rf"(?:(?P<day{number}>{DAY})[\s,]*)?(?:the\s+)?"
        rf"(?:(?P<n{number}>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month{number}>{MONTH})\b"
        rf"|(?P<other{number}>{MONTH})\s+(?P<m{number}>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:))"
        rf"(?:[\s,]+(?P<year{number}>20\d\d)\b)?"
    )


_ONE: Final = compiled(_a_date(1))
_FIGURES: Final = compiled(
    rf"(?:{DAY}[\s,]*)?(?P<figures>(?!24/7|12/12)(?P<first>\d{{1,2}})[./](?P<second>\d{{1,2}})"
    r"(?:[./](?P<year>(?:20)?\d\d)|(?<=/\d)|(?<=/\d\d))\b(?![./:]))"
)
_SEVERAL: Final = compiled(
    rf"(?:the\s+)?(?P<list>{_NTH}(?:(?:\s*,\s*|\s*&\s*|\s+and\s+)+{_NTH})+)(?:\s+of)?\s+(?P<month>{MONTH})\b"
    r"(?:\s+(?P<year>20\d\d)\b)?"
)
_RANGE: Final = compiled(
    rf"(?:from\s+|between\s+)?{_a_date(1)}\s*(?P<to>to|-|–|through|until|till|and)\s*{_a_date(2)}(?P<both>\s+inclusive)?"
)
_WITHIN_MONTH: Final = compiled(
    rf"(?:from\s+)?(?:the\s+)?(?P<n>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:to|-|–|through)\s*(?:the\s+)?{_a_date(2)}"
)
_UNTIL: Final = compiled(
    rf"(?P<why>[^.\d]{{3,60}}?\s+)?(?:until|till|til)\s+(?P<after>after\s+|and\s+including\s+)?{_a_date(1)}"
)
_FURTHER: Final = compiled(r"(?:until|till|til)\s+further\s+notice")
_BACK: Final = compiled(
    rf"(?:(?:(?P<before>(?:{_WHO}{_ADVERB}{_OFF}|{_WHO}{SKIPS_MEETING}|{BREAK})\b[^.]{{0,40}}?)[,&:\s–-]+)?{_WHO}"
    r"(?:and\s+|will\s+|it\s+|is\s+|be\s+)*"
    r"(?:re-?start(?:s|ing)?|resum(?:es?|ing)|re-?open(?:s|ing)?|returns?|returning|back|starts?\s+(?:again|back))"
    rf"(?:\s+(?:meetings?|on|from|again|at|in[- ]person|as\s+of))*"
    rf"(?:\s+at\s+[^.\d]{{3,40}}?\s+on)?\s+(?:{_FIGURES.pattern}|{_a_date(1)}))"
)
_AWAY_NOW: Final = compiled(
    rf"{_WHO}(?:temporarily|currently|presently)\s+(?:closed|suspended|not\s+(?:meeting|running|open))$"
    rf"|{_WHO}(?:closed|suspended|cancel+ed)(?:\s+temporarily)?\s+(?:until|till|til)\s+further\s+notice$"
    rf"|{_WHO}closed\s+(?:temporarily|indefinitely)$|^{_WHO}(?:suspended|cancel+ed|on\s+hold)$"
    rf"|{_WHO}not\s+(?:currently|presently)\s+(?:meeting|running)$|no\s+{MEETING}\s+(?:until|till)\s+further\s+notice$"
)
_SUSPENDED_BETWEEN: Final = compiled(
    rf"{_WHO}(?:from|between)\s+{_a_date(1)}\s*(?P<to>to|-|–|through|until|till|and)\s*{_a_date(2)}(?P<both>\s+inclusive)?"
    rf"\s+{_BE}\s+(?:suspended|cancel+ed|closed|off)\b"
)
_DASH: Final = re.compile(r"\s+[-–—]+\s+")
_BACK_SOON: Final = compiled(r"[\s,–-]*(?:and\s+)?re-?opens\s+(?:the\s+)?(?:next|following)\s+week$")
_REASON_BEGINS: Final = compiled(
    r"[\s,–-]*(?:\(|(?:due|owing)\s+to\b|because\b|as\b|for\b|since\b|while\b)"
    r"|\s*[,–-]\s*(?:the\s+)?(?:\w+\s+){1,3}(?:is\s+)?(?:closed|shut|unavailable|in\s+use|booked)$"
)
_CHANGES: Final = compiled(
    rf"\b(?:but|except|only|unless|instead|on-?line|zoom|{MEETING}|meets?|moved?|moves|will|{DAY}|{MONTH}|\d{{1,2}}[:.]\d\d|\d{{1,2}}\s?[ap]m"
    r"|holidays?|check|please|may|might|sometimes|usually|time|from|until|when|if|restarts?|week|every)\b"
)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What one clause calls off. `back_on` is the first day it is held again; `is_away` without it: nobody knows."""

    not_on: tuple[str, ...] = ()
    cancelled: tuple[date, ...] = ()
    is_away: bool = False
    away_from: date | None = None
    back_on: date | None = None


NOTHING: Final = DaysOff()


def days_off(clause: Clause, weekday: int | None, said_on: date | None) -> DaysOff | None:
    """None where the clause does not plainly call dates of this meeting off."""
    text = clause.text
    if _AWAY_NOW.match(text):
        return DaysOff(is_away=True)
    if (match := _BACK.match(text)) and not _CHANGES.search(text[match.end() :]):
        back = _from_figures(match, weekday, said_on) if match["figures"] else _resolved(match, 1, said_on)
        is_ours = back is not None and weekday in {None, back.weekday()}
        before = replace(clause, text=match["before"] or "")
        since = (days_off(before, weekday, said_on) or NOTHING).away_from
        return DaysOff(is_away=True, away_from=since, back_on=back) if is_ours else None
    if match := _CALLED_OFF.match(text):
        return _read(text[match.end() :], weekday, said_on)
    if match := _SO_NONE.match(text):
        return _read(match["when"], weekday, said_on)
    if match := _OFF_AFTER.search(text):
        return _read(text[: match.start()], weekday, said_on)
    if match := _SUSPENDED_BETWEEN.match(text):
        return _range(match, weekday, said_on) if is_reason(text[match.end() :]) else None
    return _after_dash(clause, weekday, said_on)


def _after_dash(clause: Clause, weekday: int | None, said_on: date | None) -> DaysOff | None:
    """ "Side door - closed on bank holidays": the last part says it, and the others say nothing of days."""
    *others, last = _DASH.split(clause.text)
    if not others or any(_CHANGES.search(part) for part in others):
        return None
    return days_off(replace(clause, text=last), weekday, said_on)


def starting_on(text: str, weekday: int | None, said_on: date | None) -> date | None:
    """The date at the end of "first meeting Monday 12 May", if it is on the meeting's weekday."""
    match = _ONE.match(text)
    return _on_its_day(_fields(match, 1), weekday, said_on) if match else None


def _read(rest: str, weekday: int | None, said_on: date | None) -> DaysOff | None:
    if _FURTHER.match(rest):
        return DaysOff(is_away=True)
    for pattern, read in ((_UNTIL, _until), (_RANGE, _range), (_WITHIN_MONTH, _within_month)):
        if (match := pattern.match(rest)) and is_reason(rest[match.end() :]):
            return read(match, weekday, said_on)
    return _list(rest, weekday, said_on)


def _until(match: re.Match[str], weekday: int | None, said_on: date | None) -> DaysOff | None:
    back = _resolved(match, 1, said_on)
    if back is None or _CHANGES.search(match["why"] or ""):
        return None
    return DaysOff(is_away=True, back_on=back + timedelta(days=1) if match["after"] else back)


def _range(match: re.Match[str], weekday: int | None, said_on: date | None) -> DaysOff | None:
    first = _resolved(match, 1, said_on)
    last = _resolved(match, 2, first or said_on)
    if first is None or last is None or last < first:
        return None
    if match["to"].lower() == "and" and not re.match(r"\s*between", match[0], re.IGNORECASE):
        return None if weekday is None else _dates([first, last], weekday)
    # "Until the 14th" of a meeting on that very day: is it held then? Not plain.
    if match["to"].lower() in {"until", "till"} and last.weekday() == weekday and not match["both"]:
        return None
    return DaysOff(is_away=True, away_from=first, back_on=last + timedelta(days=1))


def _within_month(match: re.Match[str], weekday: int | None, said_on: date | None) -> DaysOff | None:
    """ "From the 1st to the 14th of August"."""
    last = _resolved(match, 2, said_on)
    first = next(iter(_date(last.year, last.month, int(match["n"]))), None) if last else None
    if first is None or last is None or last < first:
        return None
    return DaysOff(is_away=True, away_from=first, back_on=last + timedelta(days=1))


def _list(rest: str, weekday: int | None, said_on: date | None) -> DaysOff | None:
    """Holidays and dates with "and" between, then at most a reason."""
    codes: list[str] = []
    found: list[date] = []
    while True:
        if taken := _holiday(rest, weekday):
            rest = rest[taken[1] :]
            between = _BETWEEN.match(rest)
            dated = _some_dates(rest[between.end() :], weekday, said_on) if between else None
            if between and dated:  # "Good Friday, 3 April": this year's
                found, rest = [*found, *dated[0]], rest[between.end() + dated[1] :]
            else:
                codes.append(taken[0])
        elif dated := _some_dates(rest, weekday, said_on):
            found, rest = [*found, *dated[0]], _without_name(rest[dated[1] :], dated[0])
        elif ruled := re.match(_RULED, rest, re.IGNORECASE):
            rest = rest[ruled.end() :]
        else:
            return None
        joined = _AND.match(rest)
        if joined is None or is_reason(rest):
            break
        rest = rest[joined.end() :]
    is_plain = (codes or found) and is_reason(rest)
    return DaysOff(tuple(dict.fromkeys(codes)), tuple(sorted(set(found)))) if is_plain else None


def holiday_named(words: str) -> str:
    """The code of the holiday that the words name and nothing else: "bank holidays", "Christmas Day"."""
    found = _holiday(words.strip(), None)
    return found[0] if found and found[1] == len(words.strip()) else ""


def _without_name(rest: str, days: list[date]) -> str:
    """ "25 May (bank holiday)": what the day is called changes nothing, if that is what it is called."""
    between = re.match(r"[\s,(–-]*", rest)
    assert between is not None
    taken = _holiday(rest[between.end() :], None)
    if taken is None or (taken[0] != PUBLIC and not all(is_holiday([taken[0]], day) for day in days)):
        return rest
    return rest[between.end() + taken[1] :].removeprefix(")")


def _holiday(text: str, weekday: int | None) -> tuple[str, int] | None:
    """The code of the holiday that the text begins with, and where its words end."""
    if match := _PUBLIC.match(text):
        is_ours = match["day"] is None or weekday is None or parse_day(match["day"], sunday=0) == weekday
        return (PUBLIC, match.end()) if is_ours else None
    found = ((code, match.end()) for code, pattern in _HOLIDAYS if (match := pattern.match(text)))
    return next(found, None)


def _some_dates(text: str, weekday: int | None, said_on: date | None) -> tuple[list[date], int] | None:
    if match := _SEVERAL.match(text):
        month = month_number(match["month"])
        numbers = [int(number) for number in re.findall(r"\d{1,2}", match["list"])]
        found = [_on_its_day((number, month, match["year"], None), weekday, said_on) for number in numbers]
        days = [day for day in found if day]  # a hall is shut on more days than the meeting would have been on
        return (days, match.end()) if days else None
    if match := _ONE.match(text):
        day = _on_its_day(_fields(match, 1), weekday, said_on)
        return ([day], match.end()) if day else None
    if match := _FIGURES.match(text):
        day = _from_figures(match, weekday, said_on)
        return ([day], match.end()) if day else None
    return None


def _dates(days: list[date], weekday: int) -> DaysOff | None:
    return DaysOff(cancelled=tuple(days)) if all(day.weekday() == weekday for day in days) else None


def is_reason(rest: str) -> bool:
    """Whether nothing follows, or only why."""
    stripped = rest.strip(" ,.;:!)–-")
    if not stripped or _BACK_SOON.match(rest):
        return True
    return bool(_REASON_BEGINS.match(rest) and not _CHANGES.search(stripped))


# -- which date it is --------------------------------------------------------------------------------------------------

_Written = tuple[int, int, str | None, str | None]  # day of the month, month, year, weekday


def _fields(match: re.Match[str], number: int) -> _Written:
    return (
        int(match[f"n{number}"] or match[f"m{number}"]),
        month_number(match[f"month{number}"] or match[f"other{number}"]),
        match[f"year{number}"],
        match[f"day{number}"],
    )


def _resolved(match: re.Match[str], number: int, said_on: date | None) -> date | None:
    written = _fields(match, number)
    named = parse_day(written[3], sunday=0) if written[3] else None
    return _nearest(written, named, said_on)


def _on_its_day(written: _Written, weekday: int | None, said_on: date | None) -> date | None:
    """A date of a meeting on this weekday: the weekday tells the year, or that it is not about this meeting."""
    return _nearest(written, weekday, said_on)


def _nearest(written: _Written, weekday: int | None, said_on: date | None) -> date | None:
    day, month, year, _ = written
    if year:
        days = _date(int(year), month, day)
    elif said_on is None:
        return None
    else:
        ahead = _AHEAD if weekday is None else _AHEAD_ON_ITS_DAY
        years = range(said_on.year - 1, said_on.year + 2)
        found = chain.from_iterable(_date(one, month, day) for one in years)
        days = [one for one in found if -_BEHIND <= one - said_on <= ahead]
    fitting = (one for one in days if weekday in {None, one.weekday()})
    return min(fitting, key=lambda one: abs(one - (said_on or one)), default=None)


def day_within(text: str, weekday: int | None) -> date | None:
    """The first date with its year, if it is on this weekday."""
    figures = _FIGURES.search(text)
    found = date_within(text) or (_from_figures(figures, weekday, None) if figures else None)
    return found if found and weekday in {None, found.weekday()} else None


def _from_figures(match: re.Match[str], weekday: int | None, said_on: date | None) -> date | None:
    """21.7.26 or 21/7 is read in the one order that gives the meeting's weekday."""
    first, second = int(match["first"]), int(match["second"])
    year = str(2000 + int(match["year"]) % 100) if match["year"] else None
    orders = {(first, second), (second, first)}
    fitting = [day for one in orders if (day := _nearest((*one, year, None), weekday, said_on))]
    return fitting[0] if len(fitting) == 1 else None


def _date(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:  # 31 April; 29 February of most years
        return []

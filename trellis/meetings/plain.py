"""Words that plainly give the dates of a meeting, as a rule: "held on the first Tuesday of each month only".

A rule wants the whole clause: who (this meeting, not its step meeting), holds, which days, and nothing after them that
shows they are the days of something else.
"""

import re
from datetime import date

from trellis.meetings import doubts
from trellis.meetings.days_off import day_within, is_reason
from trellis.meetings.phrases import (
    DAY,
    FORTNIGHTLY,
    HOLDS,
    HOLIDAY,
    MEETING,
    MONTH,
    MONTHLY,
    MONTHS,
    NOTE,
    NTH_DAYS,
    OF_MONTH,
    SKIPS_MEETING,
    THIS_MEETING,
    Clause,
    compiled,
    months_in,
    nth_days,
    weekdays_in,
)
from trellis.meetings.recurrence import DAYS, Day, Frequency, Rule, format_rule, parse_rule

_ON = r"(?:on\s+|the\s+|only\s+|a\s+)*(?P<every>every\s+|each\s+)?(?:the\s+)?"
_WEEKS = r"(?:\s+weeks?)?"
_ONLY = r"(?P<only>[\s,]*\bonly\b)?"
_TIME = (
    r"(?:[\s,@]*(?:at\s+|from\s+)?\d{1,2}(?:[.:]\d\d)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:eastern|central|pacific|mountain))?)?"
)


# "This meeting is held on the first Tuesday of each month only"; "meets 2nd and 4th Sundays".
_HELD = compiled(rf"(?:{THIS_MEETING}\s+)?(?:only\s+)?{HOLDS}\s+{_ON}{NTH_DAYS}{_WEEKS}(?P<month>{OF_MONTH})?{_ONLY}")
# "This meeting is on the last Thursday of the month".
_IS_ON = compiled(rf"{THIS_MEETING}\s+(?:is|are)\s+(?:now\s+)?{_ON}{NTH_DAYS}(?P<month>{OF_MONTH}){_ONLY}")
# "Meets monthly on the first Thursday"; "twice a month, 1st and 3rd Sunday".
_MONTHLY_ON = compiled(
    rf"(?:{THIS_MEETING}\s+)?(?:{HOLDS}\s+)?(?:{MONTHLY}|twice\s+(?:a|per|every|each)\s+month)[\s,:(–-]+"
    rf"{_ON}{NTH_DAYS}(?P<month>{OF_MONTH})?\s*\)?{_ONLY}{_TIME}$"
)
# "1st Saturday of the month only".
_BARE = compiled(rf"(?:{MEETING}:?\s+)?{_ON}{NTH_DAYS}{_WEEKS}(?P<month>{OF_MONTH})?(?:\s+{MEETING})?{_ONLY}{_TIME}")
# The end of a name: "Women's 2nd & last Thursday of the month meeting".
_IN_NAME = compiled(rf"{_ON}{NTH_DAYS}(?P<month>{OF_MONTH})(?:\s+{MEETING})?{_ONLY}$")
# "No meeting on the 1st Wednesday of the month"; "every Friday except the last one of the month".
_NOT_HELD = compiled(rf"{NOTE}{SKIPS_MEETING}\s+{_ON}{NTH_DAYS}(?P<month>{OF_MONTH})?")
_NOT_HELD_AFTER = compiled(
    rf"{_ON}{NTH_DAYS}(?P<month>{OF_MONTH})[,:\s–-]+(?:[^,.;]{{0,30}}\bclosed,?\s+(?:and\s+)?(?:so\s+)?(?:there\s+is\s+)?)?no\s+{MEETING}"
)
_EXCEPT = compiled(
    rf"(?:(?:{THIS_MEETING}\s+)?(?:{HOLDS}\s+)?(?:on\s+)?(?:every\s+|each\s+)?(?P<day>{DAY}|week|weekly)?{_TIME}[,(\s]*)?"
    rf"\b(?:except(?:ing)?|excluding|but(?:\s+not)?|bar|apart\s+from|other\s+than|not)\s+(?:for\s+|on\s+|the\s+)*{NTH_DAYS}"
    rf"(?P<month>{OF_MONTH})?\)?"
)
# "Closed on the 3rd Saturday of the month": shut, or for members only? Not plain.
_CLOSED_ON = compiled(rf"(?:{THIS_MEETING}\s+(?:is|are)\s+)?closed\s+on\s+{_ON}{NTH_DAYS}(?P<month>{OF_MONTH})?$")
_SEASON = compiled(
    rf"(?:{THIS_MEETING}\s+)?(?:seasonal(?:\s+{MEETING})?[\s:,]+)?(?:{HOLDS}\s+)?(?:(?:from|in|(?P<just>only)|every|{DAY}|,)\s+)*"
    rf"(?P<months>{MONTHS})(?:\s+(?:(?P<only>only)|inclusive|each\s+year|every\s+year))*$"
)
# The end of a name: "Creekside Bonfire May to October".
_SEASON_IN_NAME = compiled(rf"(?:^|\s)(?:from\s+)?(?P<months>{MONTH}\s*(?:to|-|–|through|thru)\s*{MONTH})(?:\s+only)?$")
# "First Saturday of March and June"; "… of the month, May to September"; "… of the month (not December)".
_IN_MONTHS = compiled(
    rf"[\s,(]*(?:\b(?:of|in|from|(?P<not>not|except|excluding)(?:\s+in)?)\s+)?(?P<months>{MONTHS})(?:\s+only)?\)?(?P<more>.*)"
)
_IS_RANGE = compiled(r"\b(?:to|through|thru|until|till)\b|[-–]")
# "…, not bank holidays": `days_off.py` reads that.
_HOLIDAYS_AFTER = compiled(
    rf"[\s,;(–-]+(?:but\s+)?(?:not|except(?:ing)?|excluding|excl)\s+(?:(?:on|for|the|any|all)\s+)*{HOLIDAY}\b"
    r"(?:(?!\b(?:is|are|we)\b)[^,;]){0,25}$"
)
_NEGATED = compiled(r"\b(?:closed|no|not|except|excluding|cancel+ed)\b")
# "Main share last Tuesday of the month": what happens on it.
_CONTENT_BEFORE = compiled(
    r"\b(?:share|shares|step|steps|tradition|traditions|speakers?|topic|open|study|conscience|chair)[\s:,-]*$"
)
# After the days: what shows that they are those of something done in the meeting, or of a place.
_CONTENT = compiled(
    r"\s*[-–:]?\s*(?:as\s+an?|an?|for|which|is|are|we|being|when|with|will|where|has|have|main|open|closed|big\s+book|bb|lit|disc"
    r"|business|jft|(?:step|trad|tradition|speaker|spkr|share|topic|discussion|beginner|newcomer|chair)s?)\b|\s*[-–:=]\s*\w"
)
# "Held on the third floor".
_NO_DAY = compiled(r"\s*(?:floor|fl|level|storey|door|room|building|house|street|st|avenue|ave|church|step|chapter)\b")
_PLACE = compiled(r"\s*,?\s*(?:of|in|at|online|on\s+zoom|outdoors|outside|upstairs|downstairs)\b(?!\s+\d)")
_IF = compiled(rf"[\s,(]*(?:if|unless|but|or(?!\s+(?:(?:on|any)\s+)*{HOLIDAY}))\b")


def plain_rule(clause: Clause, weekday: int | None, pieces: list[Clause]) -> str | None:
    """The rule that the clause gives this meeting; "" where it speaks of its dates but not plainly; None otherwise."""
    text = _HOLIDAYS_AFTER.sub("", clause.text)
    if match := _NOT_HELD.match(text) or _NOT_HELD_AFTER.match(text):
        is_plural = re.search(r"days\b", match["nth"], re.IGNORECASE)
        is_plain = (match["month"] or is_plural) and not _goes_on(text[match.end() :], weekday)
        return _monthly(match["nth"], weekday, is_exception=True) if is_plain else _unclear(match["nth"], weekday)
    if match := _EXCEPT.match(text):
        return _excepted(match, text[match.end() :], weekday)
    if first := anchor(clause, weekday):
        return f"FREQ=WEEKLY;INTERVAL={_weeks_between(clause)};BYDAY={DAYS[first.weekday()]}"
    if match := _CLOSED_ON.match(text):
        return _unclear(match["nth"], weekday)
    if (match := _SEASON.match(text)) and (match["just"] or match["only"] or _IS_RANGE.search(match["months"])):
        return _seasonal(match["months"], weekday)
    if clause.is_name and (match := _SEASON_IN_NAME.search(text)):
        return _seasonal(match["months"], weekday)
    if match := _MONTHLY_ON.match(text):
        return _monthly(match["nth"], weekday)
    if match := _HELD.match(text) or _IS_ON.match(text):
        return _held(text, match, weekday)
    if clause.is_name and (match := _IN_NAME.search(text)):
        before = text[: match.start()]
        if _CONTENT_BEFORE.search(before):
            return None
        # "Closed on 3rd Saturday": shut, or for members only? Not plain.
        return _unclear(match["nth"], weekday) if _NEGATED.search(before) else _monthly(match["nth"], weekday)
    if match := _BARE.match(text):
        return _bare(clause, text[match.end() :], match, weekday, pieces)
    return None


def _excepted(match: re.Match[str], rest: str, weekday: int | None) -> str | None:
    """ "Every Friday except the last one of the month": plain if nothing or a reason follows."""
    is_told_of_days = match["month"] or weekdays_in(match["nth"]) or is_reason(rest)
    if not is_told_of_days or _CONTENT.match(rest.lstrip(",")):
        return None
    words = re.sub(r"\bone\b", match["day"] or "", match["nth"], flags=re.IGNORECASE)
    return _monthly(words, weekday, is_exception=True) if is_reason(rest) else _unclear(words, weekday)


def _held(text: str, match: re.Match[str], weekday: int | None) -> str | None:
    rest = text[match.end() :]
    if in_months := _IN_MONTHS.match(rest):
        months = _chosen(in_months)
        return _monthly(match["nth"], weekday, months=months) if months else _unclear(match["nth"], weekday)
    if _goes_on(rest, weekday):
        return _unclear(match["nth"], weekday)
    if _CONTENT.match(rest) or _NO_DAY.match(rest):
        return None
    # "Every second Tuesday" may be the second of the month or every other one.
    counts = match["every"] and not match["month"] and nth_days(match["nth"])[0][0] > 1
    if counts or _PLACE.match(rest):
        return _unclear(match["nth"], weekday)
    return _monthly(match["nth"], weekday)


def _bare(clause: Clause, rest: str, match: re.Match[str], weekday: int | None, pieces: list[Clause]) -> str | None:
    """Days with nothing round them: plain in a name, or with "only", or where the note lists no other days."""
    in_months = _IN_MONTHS.match(rest)
    months = _chosen(in_months) if in_months else ()
    rest = in_months["more"] if in_months else rest
    if _CONTENT.match(rest) or (rest.strip() and not match["only"]):
        return None
    several = len(nth_days(match["nth"])) > 1 or re.search(r"days\b", match["nth"], re.IGNORECASE)
    is_only = match["only"] or re.match(r"\W*only\b", clause.text, re.IGNORECASE)
    if in_months and not months:
        return _unclear(match["nth"], weekday)
    if is_only or (clause.is_name and (match["month"] or several)):
        return _monthly(match["nth"], weekday, months=months)
    if clause.is_name:
        return _unclear(match["nth"], weekday)
    is_one_of_a_list = any(piece is not clause and not piece.is_name and _BARE.search(piece.text) for piece in pieces)
    names_no_day = all(day is None for _, day in nth_days(match["nth"]))
    if clause.follows_colon or is_one_of_a_list or names_no_day:
        return None
    is_plain = match["month"] or len(months) > 1
    return _monthly(match["nth"], weekday, months=months) if is_plain else _unclear(match["nth"], weekday)


def _chosen(match: re.Match[str]) -> tuple[int, ...]:
    """The months of "not in July or August" are all the others; none if more is said of them."""
    if match["more"].strip():
        return ()
    named = months_in(match["months"])
    return tuple(month for month in range(1, 13) if month not in named) if match["not"] else named


def _goes_on(rest: str, weekday: int | None) -> bool:
    """ "1st Tuesday steps, 2nd Tuesday Big Book"; "1st Monday of the month if it is no holiday"."""
    return bool(_IF.match(rest)) or any(day == weekday for _, day in nth_days(rest) if day is not None)


def _unclear(words: str, weekday: int | None) -> str | None:
    """A doubt, if the days are this meeting's."""
    return None if _monthly(words, weekday) is None else ""


def _monthly(
    words: str, weekday: int | None, *, is_exception: bool = False, months: tuple[int, ...] = ()
) -> str | None:
    """The rule of "1st and 3rd Tuesday" for a meeting on Tuesdays; "" without a day; None for another day's meeting."""
    if len(months) == 1:  # "The first Monday in September" may be that of one year
        return _unclear(words, weekday)
    named = nth_days(words)
    if all(day is None for _, day in named):
        return ""
    days = {(nth, day) for nth, day in named if day is not None and weekday in {day, None}}
    if not days:
        return None
    if is_exception:
        nths = {nth for nth, _ in days}
        left = {-2, -3, -4, -5} if nths == {-1} else {1, 2, 3, 4, 5} - nths
        if -1 in nths and nths != {-1}:
            return ""
        days = {(nth, day) for nth in left for _, day in days}
    rule = Rule(Frequency.MONTHLY, tuple(Day(day, nth) for nth, day in days), months=months)
    return format_rule(parse_rule(format_rule(rule)))


def _seasonal(months: str, weekday: int | None) -> str:
    if weekday is None:
        return ""
    found = months_in(months)
    if [(month - found[0]) % 12 for month in found] != list(range(len(found))):  # no season, so which days are meant?
        return ""
    return format_rule(parse_rule(format_rule(Rule(Frequency.WEEKLY, (Day(weekday),), months=found))))


# -- every few weeks ---------------------------------------------------------------------------------------------------

_EVERY_FEW_WEEKS = compiled(
    rf"{FORTNIGHTLY}[^.]{{0,40}}?\b(?:start\w*|from|begin\w*|commenc\w*|next|first)\b[^.\d]{{0,30}}"
)
_WEEKS_BETWEEN = {"three": 3, "3": 3, "four": 4, "4": 4, "five": 5, "5": 5, "six": 6, "6": 6, "eight": 8, "8": 8}


def anchor(clause: Clause, weekday: int | None) -> date | None:
    """The date that "every other Friday from 6 March 2026" counts from, if it is on the meeting's own weekday."""
    match = _EVERY_FEW_WEEKS.search(clause.text)
    if (
        match is None
        or "month" in match[0].lower()
        or "quarter" in match[0].lower()
        or not doubts.says_how_often(clause)
    ):
        return None
    return day_within(clause.text[match.start() :], weekday)


def _weeks_between(clause: Clause) -> int:
    match = re.search(r"every\s+(\w+)\s+weeks", clause.text, re.IGNORECASE)
    return _WEEKS_BETWEEN.get(match[1].lower(), 2) if match else 2

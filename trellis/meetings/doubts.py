"""Words that hint at dates which no rule states: closures, holidays, seasons, "fortnightly" without a first date.

Each pattern is one kind of hint. What is said of another weekday than the meeting's own is not about it.
"""

import re

from trellis.meetings.phrases import (
    BREAK,
    CALENDAR_DATE,
    DAY,
    FORTNIGHTLY,
    HOLDS,
    HOLIDAY,
    MEETING,
    MONTH,
    MONTHLY,
    NAMED_DATE,
    NTH_DAYS,
    SEASON,
    SKIPS_MEETING,
    THIS_MEETING,
    Clause,
    compiled,
    full_dates,
    weekdays_in,
)

# What may follow "fortnightly" when it says how often the meeting is, not how often there is a speaker.
_STOP = (
    rf"(?=\s*(?:$|[,.;:()/]|only\b|on\b|at\b|from\b|(?:start|beginn|commenc)ing\b|{MEETING}\b|\d"
    r"|(?:group|session|gathering|walk)\s*(?:$|[,.;:()])))"
)
_SUBJECT = (
    rf"^(?:{DAY}[\s,(–-]+|(?:{THIS_MEETING}|this)\s+)?(?:(?:is|are)\s+)?(?:an?\s+)?"
    rf"(?:{HOLDS}\s+|open\s+)?(?:on\s+|only\s+)*"
)
_EVERY_SO_OFTEN = rf"{_SUBJECT}(?:{FORTNIGHTLY}|{MONTHLY}){_STOP}"
_OFTEN_IN_NAME = rf"\b(?:{FORTNIGHTLY}|monthly)\b"
_AWAY = (
    r"(?:closed?|closes|shut|cancel+ed|excludes|excluding|excl|except(?:\s+for|ing)?|apart\s+from|other\s+than|not)"
    rf"(?!\s+(?:{MEETING}|disc\w*|step|group|women|men)\b)"
)
_TIME = r"(?:\d{1,2}[.:]\d\d|\d{1,2}\s*[ap]m|meeting\s+time|start\s+time|time\s+is)"

# Every pattern below needs one of these words, so most clauses are done with after one look.
_TELLING = compiled(
    rf"\b(?:{HOLIDAY}\b|no\b|not\b|doesn|don['’]t|won|isn|closed?\b|closes|shut|cancel|except|exclud|apart"
    rf"|other\s+than|term|during|school|season|{SEASON}|memorial|only\s+(?:in|dur|on)|{MONTH}\b|{CALENDAR_DATE}"
    rf"|temporarily|currently|suspended|paused|hold\b|has\s|re-?start|resum|re-?open|return|occasionally|dates"
    rf"|in[- ]person|days?\s+(?:and|&)|last\s+m"
    rf"|{FORTNIGHTLY}|{MONTHLY}|first\s+m|by\s+a|odd\s|even\s|weeks?\s\d|excl|always|occasional|break|back|permitting|semester)"
)

# How often: settled once a rule is known.
_FREQUENCY = compiled(_EVERY_SO_OFTEN)
_FREQUENCY_IN_NAME = compiled(_OFTEN_IN_NAME)
_NOT_EVERY_WEEK = compiled(r"\bnot\s+(?:held\s+)?(?:every\s+week|weekly)\b|\bseasonal\b")

_LASTING = [
    compiled(pattern)
    for pattern in (
        # Away on some days of the calendar.
        rf"(?:{SKIPS_MEETING}|\b{_AWAY})\b[^.]{{0,40}}?\b{HOLIDAY}\b",
        r"^on\s+(?:a\s+|all\s+)?(?:bank|public)\s+holidays?\b",
        rf"(?:{SKIPS_MEETING}|\b{_AWAY})\b[^.]{{0,35}}?(?:{CALENDAR_DATE}|\b(?:in|during|for|throughout|every|all\s+of)\s+(?:the\s+(?:whole\s+)?month\s+of\s+)?{MONTH}\b)",
        rf"^(?:the\s+)?(?:{HOLIDAY}|{CALENDAR_DATE})[^.]{{0,30}}?\b(?:closed|cancel+ed|no\s+{MEETING})$",
        rf"\b{HOLIDAY}\s+(?:are\s+)?(?:excluded|excepted)\b",
        rf"\bclosed?\s+(?!may\b){MONTH}\b",
        r"\b(?:during|in)\s+(?:the\s+)?(?:(?:school|university|college)\s+)?(?:term|semester)\b",
        r"\bterm[- ]?time\b|\bschool\s+holidays\b",
        rf"\b(?:{SKIPS_MEETING}|not\s+on)\s+(?:on\s+)?(?:(?!any\b)\w+\s+){{0,2}}(?:days|weekends)\b",
        rf"\b(?:break|off)\s+(?:over|for|during)\s+(?:the\s+)?(?:{HOLIDAY}|{SEASON}|festive)\b",
        rf"\b(?:no\s+{MEETING}|closed|cancel+ed)\s+(?:on\s+)?(?:{DAY}\s+)?(?!24/7|12/12)\d{{1,2}}/\d{{1,2}}\b(?!\s+{MEETING})",
        rf"\b(?:{SEASON}(?:\s+months?)?|season)\s+only\b|\bmemorial\s+day\b.{{0,5}}\blabou?r\s+day\b",
        rf"\bonly\s+(?:in|during)\s+(?:the\s+)?{SEASON}\b",
        # Another time of day in part of the year.
        rf"\b{SEASON}\b[^.]{{0,12}}{_TIME}",
        rf"\b{MONTH}\s*(?:to|-|–|&|and|through|until)\s*{MONTH}\b[^.]{{0,40}}{_TIME}",
        rf"\bfrom\s+{CALENDAR_DATE}[^.]{{0,20}}\btimes?\b",
        rf"\b(?:new|start|starting|meeting)\s+times?\b[^.]{{0,25}}?\b(?:from|on|starting)\s+{CALENDAR_DATE}",
        # Away for now.
        r"(?<!location )\b(?:temporarily|currently)\s+(?:closed|not\s+(?:meeting|running|open))",
        r"\bclosed\s+(?:temporarily|today|until|till|indefinitely|this\s+week|next\s+week)\b",
        rf"\bclosed\s+(?:for|due\s+to|over|during|in|all)\s+(?:the\s+)?(?:{SEASON}|building|refurb\w*|renovation\w*|repairs?|covid)",
        rf"{SKIPS_MEETING}\s+(?:until|till)\s+further\s+notice\b",
        r"\bsuspended\b|\bpaused\b|\bon\s+hold\b|^cancel+ed\b|\bmeeting\s+cancel+ed\b",
        r"\bnot\s+(?:currently|presently|yet)\s+(?:meeting|running|open)\b",
        r"\bno\s+longer\s+(?:meets?|meeting|running|held)\b(?!\s+(?:online|on|at|in)\b)",
        rf"\b{MEETING}\s+(?:has\s+(?:now\s+|permanently\s+)?(?:closed|folded|ended|finished)|is\s+now\s+closed)$",
        rf"^(?:{THIS_MEETING}\s+)?(?:(?:is|are|now|currently)\s+)*(?:on|taking)\s+{BREAK}\b",
        rf"\b{SEASON}\s+(?:break|recess)\b|\bback\s+(?:in|on|from)\s+(?:{DAY}\s+)?(?:the\s+)?(?:{MONTH}\b|{CALENDAR_DATE})",
        rf"\b(?:re-?start\w*|resum(?:es?|ing)|re-?open(?:s|ing)?|back)\s+(?:soon|shortly|(?:in|after)\s+(?:the\s+)?(?:{MONTH}|{SEASON}|new\s+year)\b)",
        rf"\b(?:re-?start\w*|resum(?:es?|ing)|re-?open(?:s|ing)?|returns?|returning)\b[^.]{{0,40}}{CALENDAR_DATE}",
        r"^(?:weather|tide)\s+permitting$|^occasional\s+meetings|\b(?:not|n['’]t)\s+always\s+(?:take\s+place|meet|run|happen|go\s+ahead|on\b|held)",
        r"\bmay\s+(?:\w+\s+)?not\s+(?:take\s+place|be\s+held|run|go\s+ahead|happen)\b",
        r"\boccasionally\s+(?:closed|cancel+ed)|\bcheck\s+(?:the\s+|our\s+)?dates\b|\bfor\s+dates\b|\bdates\s+(?:may\s+|can\s+|will\s+)?(?:vary|change)\b",
        r"^by\s+(?:arrangement|appointment)(?:\s+only)?$|\b(?:odd|even)\s+weeks?\b",
        r"^weeks?\s+\d(?:\s*(?:,|&|and)\s*\d)*\s+only\b",
        rf"\bfor\s+(?:the\s+)?(?:days?|dates?)\s+(?:and|&|or)\s+times?\b|\b(?:cancel+ed|no\s+{MEETING}|not\s+held)\s+(?:if|when|in\s+case)\b",
        rf"\blast\s+{MEETING}\s+(?:is\s+|will\s+be\s+|on\s+|,\s*)*(?:{DAY},?\s+)?(?:the\s+)?{NAMED_DATE}",
        rf"\b(?:{MEETING}|group)\s+(?:closes|is\s+closing|closing|ends|finishes)\b[^.]{{0,15}}{CALENDAR_DATE}",
        # In another place, or from home only, on some of its dates.
        rf"\b{HOLIDAY}\s+(?:{MEETING}\s+)?(?:move|moves|moved|are\s+held)\b",
        rf"\b(?:online|zoom)\s+only\s+on\s+(?:the\s+)?{NTH_DAYS}",
        rf"\bin[- ]person\s+(?:on\s+)?(?:the\s+)?{NTH_DAYS}",
    )
]
# "Car park closed until 20 September" says nothing of the meeting.
_OF_A_THING = compiled(
    r"^(?:the\s+)?(?:(?:main|front|back|side|rear|church)\s+)*"
    r"(?:car\s*park|parking|kitchen|lift|elevator|toilets?|road|street|bridge|doors?|entrance|gates?|caf[eé])\s+"
    r"(?:(?:is|are|will\s+be|remains?)\s+)?(?:closed|shut|locked|suspended|cancel+ed)\b"
)
_STARTS = compiled(
    rf"\b(?:first\s+{MEETING}|start(?:s|ing)?|commenc\w+|begin(?:s|ning)?)\s+"
    rf"(?:on\s+)?(?:{DAY}\s+)?(?:the\s+)?{NAMED_DATE}"
)
_NEVER = compiled(r"\bnever\s+(?:closed|cancel+ed)\b|\bas\s+(?:usual|normal)\s+(?:on|over)\b")


def is_settled_by_a_rule(clause: Clause) -> bool:
    """Whether the clause hints only at how often: "monthly", "fortnightly"."""
    return not _hints_at_dates(clause)


def hints(clause: Clause, weekday: int | None) -> bool:
    """Whether the clause casts doubt on the dates of a meeting on this weekday."""
    if not _TELLING.search(clause.text) or _is_of_a_thing(clause.text):
        return False
    named = weekdays_in(clause.text)
    if named and weekday is not None and weekday not in named:
        return False
    return says_how_often(clause) or _hints_at_dates(clause)


def _is_of_a_thing(text: str) -> bool:
    thing = _OF_A_THING.match(text)
    return bool(thing and not re.search(MEETING, text[thing.end() :], re.IGNORECASE))


def says_how_often(clause: Clause) -> bool:
    """Whether it says of the meeting, not of its speakers, that it is "monthly" or "every other Friday"."""
    in_name = clause.is_name and _FREQUENCY_IN_NAME.search(clause.text)
    return bool(in_name or _FREQUENCY.search(clause.text) or _NOT_EVERY_WEEK.search(clause.text))


def _hints_at_dates(clause: Clause) -> bool:
    if _NEVER.search(clause.text):
        return False
    starts_undated = _STARTS.search(clause.text) and not full_dates(clause.text)
    return bool(starts_undated) or any(pattern.search(clause.text) for pattern in _LASTING)

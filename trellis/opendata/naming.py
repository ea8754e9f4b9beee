"""What a meeting's name plainly says the meeting is like: "Oxford Women's Big Book" is for women, with the Big Book.

Many feeds say it there and nowhere else. Only names are read, never notes, where the same words tell of other evenings.
The table holds a pattern for each feature, and what must not be taken for it: a venue (Women's Centre, Polish Club,
Men's Shed), both of two ("Men & Women"), a denial ("no men"), a figure of speech ("Steps to Freedom"). A name that
leaves a doubt says nothing.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from trellis.meetings.features import FEATURES, in_order
from trellis.opendata.listing import Listing

_VENUE: Final = (
    r"(?:[\w'-]+\s+){0,2}?(?:centre|center|club|hall|church|chapel|parish|school|college|institute|hospital|hostel|house"
    r"|refuge|aid|shed|prison|hub|library|shelter|project|clinic|society|association|mission)\b(?!\s+meeting)"
)
_MEETING: Final = (
    r"(?:meetings?|mtg|group|study|stud(?:ies|y)|discussion|share|sharing|workshops?|work|working|night)\b"
)
_NUMBER: Final = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\b"
_NTH: Final = (
    r"(?:1st|2nd|3rd|[4-9]th|10th|12th|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|12|twelve)"
)
_QUEER: Final = (
    r"\bl\.?g\.?b\.?t\w*|\bqueers?\b|\blesbians?\b|\bgays?\b(?!\s+(?:st|street|rd|road|ave)\b)|\btrans(?:gender)?\b"
)
_BOTH: Final = r"\b(?:wo)?m[ae]n(?:'?s)?\s*(?:and|&|or|/|\+|,)\s*(?:wo)?m[ae]n(?:'?s)?\b"


@dataclass(frozen=True, slots=True)
class _Saying:
    """The feature that a name tells of where `says` is found, unless `unless` is found too."""

    feature: str
    says: re.Pattern[str]
    unless: re.Pattern[str] | None = None


def _saying(feature: str, says: str, unless: str = "") -> _Saying:
    return _Saying(feature, re.compile(says, re.IGNORECASE), re.compile(unless, re.IGNORECASE) if unless else None)


_SPOKEN_PLAINLY: Final = frozenset({"lang-pl", "lang-fa", "lang-ru", "lang-lt", "lang-pa"})
"""Languages whose bare name is enough; "French Creek", "Welsh Back" and "Spanish City" are places."""


def _languages() -> list[_Saying]:
    found = []
    for code, feature in FEATURES.items():
        if not code.startswith("lang-") or not feature.name.isalpha():
            continue
        names = "|".join(re.escape(name) for name in (feature.name, *feature.also) if len(name) > 3)
        says = (
            rf"\b(?:{names})[- ]+(?:speaking|spoken|language)\b|\b(?:speaks?|speaking|spoken|in)\s+(?:{names})(?!\s+\w)"
        )
        says += rf"|\b(?:{names})\s*(?:&|and|/)\s*\w+[- ]+speaking\b"
        unless = rf"\b(?:{names})\s+{_VENUE}|\bnon[- ](?:{names})\b"
        if code in _SPOKEN_PLAINLY:
            says += rf"|\b(?:{names})\b"
            unless += rf"|\b(?:{names})\s+(?:up|off|your|my|our|it|the)\b|\b(?:and|&|shoe|nail)\s+polish\b"
        found.append(_saying(code, says, unless))
    return found


_SAYINGS: Final = (
    _saying(
        "women",
        r"\b(?:wom[ae]n'?s?|ladies'?)\b",
        rf"{_BOTH}|\b(?:no|not|non|except)[- ](?:for\s+)?(?:wom[ae]n|ladies)|\b(?:wom[ae]n'?s?|ladies'?)\s+{_VENUE}",
    ),
    _saying(
        "men",
        r"\b(?:men'?s?|gentlem[ea]n'?s?|gents'?)\b",
        rf"{_BOTH}|\b(?:no|not|non|except|working)[- ](?:for\s+)?(?:men|gent)|\bmen'?s?\s+(?!club\b){_VENUE}",
    ),
    _saying(
        "young-people",
        r"\byoung\s+(?:persons?|peoples?|adults?|wom[ae]n|men|ones)'?s?'?\b|\byouths?\b|\bypaa\b|\byp\s+meeting\b",
        rf"\b(?:youth|young\s+\w+'?s?)\s+{_VENUE}|\byoung\s+and\s+old\b",
    ),
    _saying("lgbtq", _QUEER),
    _saying("gay", r"\bgay\s+m[ae]n(?:'?s)?\b", r"\blesbian"),
    _saying("lesbian", r"\blesbians?\b", r"\bgays?\b"),
    _saying("bisexual", r"\bbi-?sexuals?\b", r"\blesbian|\bgay\b"),
    _saying("transgender", r"\btrans(?:gender|women|men)?\b", r"\bgay\b"),
    _saying("non-binary", r"\bnon[- ]?binary\b", r"\bgay\b"),
    _saying(
        "beginners",
        r"\b(?:newcomers?|beginners?)'?s?'?\b",
        r"\b(?:newcomer|beginner)'?s?[- ](?:friendly|welcome)\b|\balways\s+a\s+newcomer|\bold[- ]?timers?\b"
        r"|\b(?:no|not|non)[- ](?:newcomer|beginner)",
    ),
    _saying("bsl", r"\bbsl\b|\bbritish\s+sign\s+language\b"),
    _saying("family-welcome", r"\b(?:famil(?:y|ies)|child(?:ren)?|kids?)[- ]+(?:friendly|welcome)\b"),
    _saying("big-book", r"\bbig\s?book\b", r"\bbig\s?book\s+(?:shop|store)\b"),
    _saying("basic-text", r"\bbasic\s+text\b"),
    _saying("as-bill-sees-it", r"\bas\s+bill\s+see'?s\s+it\b"),
    _saying("daily-reflections", r"\bdaily\s+reflections?\b"),
    _saying("steps-and-traditions", r"\b(?:12|twelve)\s+steps?\s*(?:&|and|/)\s*(?:12|twelve)\s+traditions?\b"),
    _saying("step-eleven", r"\b(?:11th|eleventh)\s+step\b(?!s?\s+lane)|\bstep\s+(?:11|eleven)\b"),
    _saying(
        "step-study",
        rf"\bsteps?\s+{_MEETING}|\bsteps?\s*(?:&|and|/|,)\s*(?:(?:12|twelve)\s+)?"
        r"(?:tradi|discuss|shar|topic|solution|bb\b|big\b|medit|princip|concept|promis)"
        rf"|(?:&|\band|/)\s*(?:(?:12|twelve)\s+)?steps?$|\bsteps?\s+{_NUMBER}|\b{_NTH}[- ]steps?\b"
        r"|\bsteps?\s+(?:hybrid|chair|recovery|\(.*\))$|(?<=[\w+]\s)\bsteps?$",
        r"\bsteps?\s+(?:lane|road|street|hill|close|house|church|centre)\b"
        r"|\b(?:church|pier|court|temple|rock|stone|castle)\s+steps\b"
        r"|\b(?:one|first|next|right|big|baby|little|small|giant|early|certain|whole|quick|door|half|side|over|goose|each|every|this"
        r"|a|your|my|our|using\s+the)"
        r"[- ]steps?\b(?!\s+(?:meeting|study))"
        r"|\bsteps?\s+(?:at|by|into|up|in|on|forward|along|ahead|beyond|to|towards|of)\b"
        r"|\bbig\s+steps\b|\bsteps?\s+2\s+[a-z]",
    ),
    _saying(
        "tradition-study",
        r"(?:&|\band|/|,|\b12|\btwelve)\s*(?:(?:12|twelve)\s+)?traditions?\b|\btraditions?\s+(?:meeting|study|workshop)|\btraditions?$",
        r"\b(?:\d(?:st|nd|rd|th)|first|second|third|fifth|family|our|old|new|tried)\s+traditions?\b",
    ),
    _saying("meditation", r"\bmeditations?\b"),
    _saying("candlelight", r"\bcandle[- ]?li(?:t|ght)\b"),
    _saying(
        "speaker", r"\bspeakers?(?:\s+(?:meeting|discussion|group|choice)s?\b|\s*/|\)|$)", r"\balternate\s+speaker"
    ),
    _saying("topic", r"\btopics?(?:\s+(?:meeting|discussion|group)s?\b|\s*/|\)|$)", r"\btopic\s+of\b|\bsingle\b"),
    _saying("literature", r"\bliterature\b"),
    _saying("discussion", r"\bdiscussions?\b"),
    _saying("secular", r"\b(?:agnostics?|atheists?|secular|free\s?thinkers)\b"),
    *_languages(),
)
_STEMS: Final = (
    *(
        "wom",
        "lad",
        "men",
        "gent",
        "young",
        "youth",
        "yp",
        "bt",
        "b.t",
        "queer",
        "lesb",
        "gay",
        "trans",
        "sexual",
        "binary",
    ),
    *(
        "newcomer",
        "beginner",
        "bsl",
        "sign",
        "famil",
        "child",
        "kid",
        "book",
        "text",
        "bill",
        "reflect",
        "step",
        "tradition",
    ),
    *("meditation", "candle", "speak", "topic", "literature", "discussion", "agnost", "athei", "secular", "free"),
    *("spoken", "language"),
    *(name.casefold() for code, one in FEATURES.items() if code.startswith("lang-") for name in (one.name, *one.also)),
)
"""Nothing is said where none of these stands: most names need no closer look."""
_QUOTES: Final = str.maketrans("’‘`´", "''''")
_STATUS: Final = re.compile(r"\s*\((?:online|hybrid|suspended|zoom)\)\s*|\s+-\s+(?:active|online)\b.*$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def features_in(name: str) -> tuple[str, ...]:
    """Features that the name says plainly, in the order of their table."""
    name = _STATUS.sub(" ", name.translate(_QUOTES)).strip()
    plain = name.casefold()
    if not any(stem in plain for stem in _STEMS):
        return ()
    said = (one for one in _SAYINGS if one.says.search(name) and not (one.unless and one.unless.search(name)))
    return in_order(one.feature for one in said)


def with_features_from_name(listing: Listing) -> Listing:
    """With what its name says and its source's own codes leave out, marked as worked out."""
    more = [code for code in features_in(listing.name) if code not in listing.features]
    if not more:
        return listing
    words = f"{', '.join(FEATURES[code].name for code in more)}: from its name."
    derived = {**listing.derived, "features": words}
    return replace(listing, features=in_order([*listing.features, *more]), derived=derived)

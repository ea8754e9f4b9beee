"""Helplines: who answers, when, for whom, and whose word we have for it.

Facts, entered by hand. `checked` is the day on which each was last compared with public listings of it; hours are the
shortest that a current one states. To correct a helpline, change its row and its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

_CHECKED = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to call or text. `digits` is what the phone dials; `hours` is in local time."""

    name: str
    number: str
    for_whom: str
    hours: str
    source: str
    text: str = ""
    checked: date = _CHECKED

    @property
    def digits(self) -> str:
        return "".join(filter(str.isdigit, self.number))

    @property
    def is_text(self) -> bool:
        """Reached by a text message and not by voice."""
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class Country:
    """What to dial in danger, for medical advice that cannot wait, and to be listened to."""

    emergency: str
    medical: Helpline | None
    lines: tuple[Helpline, ...]

    @property
    def first(self) -> Helpline | None:
        """The one named at the foot of every page."""
        return self.lines[0] if self.lines else None


_GB = Country(
    emergency="999",
    medical=Helpline("NHS 111", "111", "Medical help that cannot wait. Option 2: mental health.", "any time", "nhs.uk"),
    lines=(
        Helpline("Samaritans", "116 123", "Whatever you are going through", "any time, free", "samaritans.org"),
        Helpline("Shout", "85258", "When you would rather text", "any time, free", "giveusashout.org", text="SHOUT"),
        Helpline("FRANK", "0300 123 6600", "Drugs: your own use or somebody else's", "any time", "talktofrank.com"),
        Helpline(
            "Drinkline",
            "0300 123 1110",
            "Drinking: your own or somebody else's",
            "weekdays 9 am to 8 pm, weekends 11 am to 4 pm",
            "nhs.uk",
        ),
        Helpline(
            "Alcoholics Anonymous",
            "0800 9177 650",
            "If you want to stop drinking",
            "any time, free",
            "alcoholics-anonymous.org.uk",
        ),
        Helpline(
            "Narcotics Anonymous",
            "0300 999 1212",
            "If you want to stop using",
            "every day 10 am to midnight",
            "ukna.org",
        ),
        Helpline(
            "Cocaine Anonymous",
            "0800 612 0225",
            "If you want to stop using cocaine or anything else",
            "every day 10 am to 10 pm, free",
            "cocaineanonymous.org.uk",
        ),
        Helpline(
            "Al-Anon",
            "0800 0086 811",
            "If somebody else's drinking worries you",
            "every day 10 am to 10 pm, free",
            "al-anonuk.org.uk",
        ),
    ),
)

_IE = Country(
    emergency="112",
    medical=None,
    lines=(
        Helpline("Samaritans", "116 123", "Whatever you are going through", "any time, free", "samaritans.org"),
        Helpline(
            "Text About It", "50808", "When you would rather text", "any time, free", "textaboutit.ie", text="HELLO"
        ),
        Helpline(
            "HSE Drugs and Alcohol Helpline",
            "1800 459 459",
            "Drinking or drugs: your own or somebody else's",
            "weekdays 9:30 am to 5:30 pm, free",
            "hse.ie",
        ),
    ),
)

_US = Country(
    emergency="911",
    medical=None,
    lines=(
        Helpline("988 Lifeline", "988", "Whatever you are going through", "any time, free", "988lifeline.org"),
        Helpline(
            "SAMHSA National Helpline",
            "1-800-662-4357",
            "Drinking or drugs: your own or somebody else's",
            "any time, free",
            "samhsa.gov",
        ),
    ),
)

COUNTRIES: Mapping[str, Country] = MappingProxyType({"GB": _GB, "IE": _IE, "US": _US})

_ELSEWHERE = Country(emergency="112", medical=None, lines=())


def helplines_for(country: str) -> Country:
    """Those of a country by its ISO 3166 code; elsewhere only 112, which mobile phones take for an emergency call."""
    return COUNTRIES.get(country.upper(), _ELSEWHERE)

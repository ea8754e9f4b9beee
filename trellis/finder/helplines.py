"""Helplines: who answers, when, for whom, and whose word we have for it.

Facts, entered by hand. `checked` is the day on which each was last compared with public listings of it; hours are the
shortest that a current one states. To correct a helpline, change its row and its day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from trellis.finder.cards.phrases import clock

_CHECKED = date(2026, 11, 22)
_DAY_NAMES = {range(7): "every day", range(5): "weekdays", range(5, 7): "weekends"}


@dataclass(frozen=True, slots=True)
class Hours:
    """On these days (Monday = 0), from one wall time to another; closing at 0:00 is the midnight that ends the day."""

    days: range
    opens: time
    closes: time

    @property
    def words(self) -> str:
        return f"{_DAY_NAMES[self.days]} {clock(self.opens)} to {clock(self.closes)}"

    def include(self, moment: datetime) -> bool:
        return moment.weekday() in self.days and self.opens <= moment.time() < (
            self.closes if self.closes > self.opens else time.max
        )


@dataclass(frozen=True, slots=True)
class Helpline:
    """A number to call; or to text, where `text` says what. No hours means any time, day and night."""

    name: str
    number: str
    for_whom: str
    source: str
    hours: tuple[Hours, ...] = ()
    text: str = ""
    is_free: bool = True
    checked: date = _CHECKED

    @property
    def digits(self) -> str:
        """What the phone dials."""
        return "".join(filter(str.isdigit, self.number))

    @property
    def when(self) -> str:
        return ", ".join(one.words for one in self.hours) or "any time, day or night"

    def answers(self, moment: datetime) -> bool:
        """Whether somebody answers then; the moment is in the helpline's zone."""
        return not self.hours or any(one.include(moment) for one in self.hours)

    def opens(self, moment: datetime) -> str:
        """When it answers next, for one that does not answer now: "opens at 9 am", "opens tomorrow at 10 am"."""
        for ahead in range(8):
            day = moment.date() + timedelta(days=ahead)
            for one in self.hours:
                if day.weekday() in one.days and (ahead or one.opens > moment.time()):
                    named = ("", "tomorrow ")[ahead] if ahead < 2 else f"on {day:%A} "
                    return f"opens {named}at {clock(one.opens)}"
        return ""


@dataclass(frozen=True, slots=True)
class Country:
    """What to dial in danger, for medical advice that cannot wait, and to be listened to."""

    emergency: str
    zone: ZoneInfo
    medical: Helpline | None = None
    lines: tuple[Helpline, ...] = ()

    @property
    def first(self) -> Helpline | None:
        """The one named at the foot of every page: it answers at any time."""
        return self.lines[0] if self.lines else None

    def at(self, now: datetime) -> list[tuple[Helpline, str]]:
        """Each with nothing where somebody answers now, else when it opens; those that answer come first."""
        local = now.astimezone(self.zone)
        found = [(line, "" if line.answers(local) else line.opens(local)) for line in self.lines]
        return sorted(found, key=lambda pair: bool(pair[1]))


_DAILY, _WEEKDAYS, _WEEKENDS = _DAY_NAMES
_TEN_TO_TEN = (Hours(_DAILY, time(10), time(22)),)

_GB = Country(
    emergency="999",
    zone=ZoneInfo("Europe/London"),
    medical=Helpline("NHS 111", "111", "Medical advice", "nhs.uk"),
    lines=(
        Helpline("Samaritans", "116 123", "Whatever you are going through", "samaritans.org"),
        Helpline("Shout", "85258", "When you would rather text than talk", "giveusashout.org", text="SHOUT"),
        Helpline("FRANK", "0300 123 6600", "Drugs: your own use or somebody else’s", "talktofrank.com", is_free=False),
        Helpline(
            "Alcoholics Anonymous", "0800 9177 650", "If you want to stop drinking", "alcoholics-anonymous.org.uk"
        ),
        Helpline(
            "Drinkline",
            "0300 123 1110",
            "Drinking: your own or somebody else’s",
            "nhs.uk",
            hours=(Hours(_WEEKDAYS, time(9), time(20)), Hours(_WEEKENDS, time(11), time(16))),
        ),
        Helpline(
            "Narcotics Anonymous",
            "0300 999 1212",
            "If you want to stop using",
            "ukna.org",
            hours=(Hours(_DAILY, time(10), time(0)),),
            is_free=False,
        ),
        Helpline(
            "Cocaine Anonymous",
            "0800 612 0225",
            "If you want to stop using cocaine or anything else",
            "cocaineanonymous.org.uk",
            hours=_TEN_TO_TEN,
        ),
        Helpline(
            "Al-Anon", "0800 0086 811", "If somebody else’s drinking worries you", "al-anonuk.org.uk", hours=_TEN_TO_TEN
        ),
    ),
)

_IE = Country(
    emergency="112",
    zone=ZoneInfo("Europe/Dublin"),
    lines=(
        Helpline("Samaritans", "116 123", "Whatever you are going through", "samaritans.org"),
        Helpline("Text About It", "50808", "When you would rather text than talk", "textaboutit.ie", text="HELLO"),
        Helpline(
            "HSE Drugs and Alcohol Helpline",
            "1800 459 459",
            "Drinking or drugs: your own or somebody else’s",
            "hse.ie",
            hours=(Hours(_WEEKDAYS, time(9, 30), time(17, 30)),),
        ),
    ),
)

_US = Country(
    emergency="911",
    zone=ZoneInfo("America/New_York"),
    lines=(
        Helpline("988 Lifeline", "988", "Whatever you are going through", "988lifeline.org"),
        Helpline(
            "SAMHSA National Helpline", "1-800-662-4357", "Drinking or drugs: your own or somebody else’s", "samhsa.gov"
        ),
    ),
)

COUNTRIES: Mapping[str, Country] = MappingProxyType({"GB": _GB, "IE": _IE, "US": _US})

_ELSEWHERE = Country(emergency="112", zone=ZoneInfo("UTC"))


def helplines_for(country: str) -> Country:
    """Those of a country by its ISO 3166 code; elsewhere only 112, which mobile phones take for an emergency call."""
    return COUNTRIES.get(country.upper(), _ELSEWHERE)

"""What the page of an area says: how it is here in the coming week. Pure, but for the rows it is given."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from trellis.finder.cards.naming import called
from trellis.finder.listings.nucleus import Nucleus, nucleus
from trellis.finder.listings.timetable import length_words
from trellis.finder.listings.week import DAYS, WAKING_HOURS, Gap, Week, longest_gap, quiet_hours, week_of
from trellis.meetings.models import Meeting
from trellis.meetings.occurrences import Occurrence, occurrences
from trellis.meetings.telling_time import say_date, say_time
from trellis.places.models import Place

_AHEAD: Final = (timedelta(days=2 * DAYS), timedelta(days=6 * DAYS))
"""Two weeks, mostly; six where the last gap of the week ends with something monthly."""
WAKING: Final = DAYS * len(WAKING_HOURS)


@dataclass(frozen=True, slots=True)
class Held:
    """A place and how many meetings start there in the week."""

    place: Place
    count: int

    @property
    def called(self) -> str:
        return called(self.place.name, self.place.address, self.place.town, self.place.postcode)


@dataclass(frozen=True, slots=True)
class AreaPage:
    meetings: int  # listed in rooms here
    by_area: Counter[str]  # the same by the code of the lowest tier
    week: Week
    nucleus: Nucleus
    places: tuple[Held, ...]
    quiet: int  # waking hours of the week with nothing on
    gap: Gap | None
    next: datetime | None

    @property
    def waking(self) -> int:
        return WAKING

    @property
    def busy(self) -> int:
        return WAKING - self.quiet


def area_page(meetings: Sequence[Meeting], now: datetime) -> AreaPage:
    """From the listed meetings in rooms of the area, with group and place loaded. `now` is in the area's zone."""
    first = now.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = first + timedelta(days=DAYS)
    gap: Gap | None = None
    for ahead in _AHEAD:
        found = [(one, meeting) for meeting in meetings for one in _occurrences(meeting, first, first + ahead)]
        held = [one for one, _ in found]
        gap = longest_gap(held, now, now + timedelta(days=DAYS))
        if gap is None or gap.until:
            break
    week = week_of(held, first.date())
    here = Counter(meeting.place_id for one, meeting in found if one.starts < ends)
    return AreaPage(
        meetings=len(meetings),
        by_area=Counter(meeting.place.area_code for meeting in meetings if meeting.place),
        week=week,
        nucleus=nucleus(Counter(meeting.group.pathway for meeting in meetings)),
        places=_places(meetings, here),
        quiet=quiet_hours(held, week.days),
        gap=gap,
        next=min((one.starts for one in held if one.ends > now), default=None),
    )


def _occurrences(meeting: Meeting, first: datetime, last: datetime) -> Iterable[Occurrence]:
    schedule = meeting.schedule
    return occurrences(schedule, first, last) if schedule else ()


def _places(meetings: Iterable[Meeting], counts: Counter[UUID | None]) -> tuple[Held, ...]:
    """Each place once, the liveliest first; one that is not shown has no name to list."""
    shown = (meeting.place for meeting in meetings if meeting.place and meeting.place.showing == Place.Showing.EXACT)
    places = {place.id: place for place in shown}
    held = [Held(place, counts[key]) for key, place in places.items()]
    return tuple(sorted(held, key=lambda one: (-one.count, one.called.casefold())))


def summary(page: AreaPage, name: str, now: datetime) -> str:
    """How it is here, in a sentence or two."""
    if not page.meetings:
        return f"No meeting in a room is listed in {name}. Those online are for everybody, wherever they are."
    week, ways = page.week.total, len(page.nucleus.present)
    if not week:
        later = f" The next is on {moment_words(page.next, now)}." if page.next else ""
        return f"Nothing is on in {name} in the coming seven days.{later}"
    places = sum(1 for held in page.places if held.count)
    at = f" at {_count(places, 'place')}" if places else ""
    on = f", on {_count(ways, 'way')} of recovery" if ways > 1 else ""
    return f"In the coming seven days {_count(week, 'meeting')} {'start' if week != 1 else 'starts'} in {name}{at}{on}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def gap_words(gap: Gap | None, now: datetime) -> str:
    """A sentence about the longest wait of the week; nothing where there is none."""
    if gap is None:
        return "Something is on at every hour of the week."
    since = f"{moment_words(gap.since, now)}" if gap.since > now else "now"
    if gap.until is None:
        return f"Nothing more is known to be on from {since}."
    length = length_words(gap.length)
    return f"The longest time with nothing on is {length}: from {since} to {moment_words(gap.until, now)}."


def moment_words(moment: datetime, now: datetime) -> str:
    """Tuesday 9:30 pm within the week, else with the date."""
    if (moment.date() - now.date()).days < DAYS:
        return f"{moment:%A} {say_time(moment.time())}"
    return f"{say_date(moment.date(), now.date())}, {say_time(moment.time())}"


def hour_words(hour: int) -> str:
    return say_time(time(hour))

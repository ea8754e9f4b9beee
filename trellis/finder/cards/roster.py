"""Several meetings through the week, day by day: for the page of a group or a place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter

from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.questions.when import DAY_NAMES
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import Pathway, pathway
from trellis.meetings.recurrence import Schedule, parse_rule
from trellis.places.models import Place

OTHER_DATES = "Other dates"
BY_APPOINTMENT = "By appointment"


@dataclass(frozen=True, slots=True)
class Row:
    """One meeting on one weekday. `note` is its rule in words where it is not simply every week."""

    meeting: Meeting
    pathway: Pathway
    hours: str
    note: str

    @property
    def place(self) -> Place | None:
        """Reads the meeting's place."""
        return self.meeting.place if self.meeting.is_in_person else None

    @property
    def where(self) -> str:
        """On one line, as much as may be shown."""
        place = self.place
        line = whereabouts(place).line or "Ask the group where" if place else self.meeting.get_mode_display()
        return f"{line}, and online" if place and self.meeting.is_online else line


@dataclass(frozen=True, slots=True)
class Day:
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Usual:
    """Where most meetings of a group are, so that each need not say it."""

    where: str
    link: str
    is_always: bool


def usual(days: Iterable[Day]) -> Usual | None:
    """None where no place has more than half of them. Reads the meetings' places."""
    rows = {row.meeting.id: row for day in days for row in day.rows}.values()
    counts = Counter(row.where for row in rows)
    where, count = max(counts.items(), key=itemgetter(1), default=("", 0))
    if count < 2 or 2 * count <= len(rows):
        return None
    place = next(row.place for row in rows if row.where == where)
    is_shown = place is not None and place.showing == Place.Showing.EXACT
    return Usual(where, place.get_absolute_url() if place and is_shown else "", is_always=count == len(rows))


def roster(meetings: Iterable[Meeting]) -> tuple[Day, ...]:
    """From Monday to Sunday, then what has no weekday. Reads each meeting's group."""
    found: dict[str, list[Row]] = {}
    for meeting in sorted(meetings, key=_by_time):
        schedule = meeting.schedule
        row = Row(
            meeting, pathway(meeting.group.pathway), describe_hours(schedule) if schedule else "", _note(schedule)
        )
        for heading in _headings(schedule):
            found.setdefault(heading, []).append(row)
    order = (*DAY_NAMES, OTHER_DATES, BY_APPOINTMENT)
    return tuple(Day(heading, tuple(found[heading])) for heading in order if heading in found)


def _by_time(meeting: Meeting) -> tuple[str, str]:
    return f"{meeting.start:%H:%M}" if meeting.start else "", meeting.name


def _headings(schedule: Schedule | None) -> list[str]:
    if schedule is None:
        return [BY_APPOINTMENT]
    weekdays = sorted({day.weekday for day in parse_rule(schedule.rule).days})
    return [DAY_NAMES[day] for day in weekdays] or [OTHER_DATES]


def _note(schedule: Schedule | None) -> str:
    if schedule is None or parse_rule(schedule.rule).is_plain_weekly:
        return ""
    return describe_rule(schedule)

"""What stands on a poster or a card: words only, decided before anything is drawn.

Where a place is not shown, neither its name nor its address is printed, and the code leads elsewhere than to its page,
whose address may hold the name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse

from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.views.place import heading
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.models import Group, Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import parse_rule
from trellis.meetings.telling_time import say_day_of_year
from trellis.places.models import Place

NO_DAY = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting: when it is, and what."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """`page` is what the code leads to; `shown_page` is printed, and empty where it would tell too much."""

    name: str
    kicker: str
    lines: tuple[Line, ...]
    where: tuple[str, ...]
    way_in: str
    page: str
    shown_page: str
    said_on: str
    site: str
    is_plain: bool = False
    """Nothing on its face says what it is about: safe in a pocket or on a fridge."""


def place_sheet(place: Place, meetings: Sequence[Meeting], today: date, *, is_plain: bool = False) -> Sheet:
    where = whereabouts(place)
    page = place.get_absolute_url() if where.is_shown else _instead_of(place, meetings)
    lines = [_line(one, f"{one.name} ({pathway(one.group.pathway).short})") for one in in_order(meetings)]
    return Sheet(
        name=heading(place),
        kicker=place.get_kind_display(),
        lines=tuple(lines),
        where=tuple(line for line in where.lines if line != heading(place)),
        way_in=place.way_in if where.is_shown else "Ask the group for the door.",
        page=settings.SITE_ADDRESS + page,
        shown_page=_shown(page) if where.is_shown else "",
        said_on=say_day_of_year(today),
        site=settings.SITE_NAME,
        is_plain=is_plain,
    )


def group_sheet(group: Group, meetings: Sequence[Meeting], today: date, *, is_plain: bool = False) -> Sheet:
    spots = dict.fromkeys(_spot(one) for one in meetings)
    only = next(iter(spots)) if len(spots) == 1 else ()
    lines = [_line(one, one.name if only else f"{one.name}, {', '.join(_spot(one))}") for one in in_order(meetings)]
    place = meetings[0].place if only and meetings[0].is_in_person else None
    is_shown = place is not None and whereabouts(place).is_shown
    return Sheet(
        name=group.name,
        kicker=pathway(group.pathway).name,
        lines=tuple(lines),
        where=only,
        way_in=place.way_in if place and is_shown else "",
        page=settings.SITE_ADDRESS + group.get_absolute_url(),
        shown_page=_shown(group.get_absolute_url()),
        said_on=say_day_of_year(today),
        site=settings.SITE_NAME,
        is_plain=is_plain,
    )


def in_order(meetings: Sequence[Meeting]) -> list[Meeting]:
    """From Monday to Sunday by when they begin; what has no weekday last."""

    def key(meeting: Meeting) -> tuple[int, str, str]:
        schedule = meeting.schedule
        days = [day.weekday for day in parse_rule(schedule.rule).days] if schedule else []
        return min(days, default=NO_DAY), f"{meeting.start:%H:%M}" if meeting.start else "", meeting.name

    return sorted(meetings, key=key)


def _line(meeting: Meeting, what: str) -> Line:
    schedule = meeting.schedule
    if schedule is None:
        return Line("By appointment", what)
    return Line(f"{describe_rule(schedule)}, {describe_hours(schedule)}", what)


def _spot(meeting: Meeting) -> tuple[str, ...]:
    """Where, as far as it may be said."""
    if meeting.place is None or not meeting.is_in_person:
        return (meeting.get_mode_display(),)
    return whereabouts(meeting.place).lines or ("Ask the group where",)


def _instead_of(place: Place, meetings: Sequence[Meeting]) -> str:
    """The page of the one group that meets there, else of its area, else the first page."""
    groups = dict.fromkeys(one.group for one in meetings)
    if len(groups) == 1:
        return next(iter(groups)).get_absolute_url()
    return reverse("area", args=[place.area_code]) if place.area_code else reverse("home")


def _shown(page: str) -> str:
    return (settings.SITE_ADDRESS + page).removeprefix("https://").removeprefix("http://")

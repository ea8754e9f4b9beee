"""Through eleven months in which nobody says anything, and what comes of it."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from trellis.accounts.tests.people import keeper, person_with
from trellis.finder.build import entries
from trellis.finder.index import Index
from trellis.finder.query import Query
from trellis.keeping.confirming.overdue import overdue
from trellis.keeping.confirming.routine import turn_clocks
from trellis.keeping.deciding.scope import Scope
from trellis.keeping.listings import people_source
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.models import Revision
from trellis.safety.letters import deliver_due

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
CONFIRMED = dt.date(2026, 1, 10)
BURNLEY = Scope(frozenset({"E07000117"}))
STATED = [
    # day, letters, moderators are told, in the results
    (dt.date(2026, 7, 12), 1, False, "found"),  # six months: due
    (dt.date(2026, 7, 26), 2, False, "found"),  # + 14 days
    (dt.date(2026, 8, 11), 3, False, "found"),  # + 30
    (dt.date(2026, 8, 26), 3, True, "found"),  # + 45: its area's moderators
    (dt.date(2026, 9, 10), 3, True, "pale"),  # + 60
    (dt.date(2026, 11, 9), 3, True, "left"),  # + 120
]


def days_looked_at() -> list[dt.date]:
    """Each day stated and the day before it, and every tenth: what came too early or too late shows on one of them."""
    stated = {row[0] - dt.timedelta(days=before) for row in STATED for before in (0, 1)}
    return sorted(stated | {CONFIRMED + dt.timedelta(days=number) for number in range(0, 335, 10)})


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(0, 5), LONDON)


def test_reminders_paling_and_leaving_come_on_the_days_stated():
    source = people_source()
    place = create_place(source=source, confirmed_at=morning(CONFIRMED + dt.timedelta(days=300)))
    group = create_group(source=source)
    meeting = create_meeting(
        group=group, place=place, confirmed_at=dt.datetime.combine(CONFIRMED, dt.time(23, 50), LONDON)
    )
    keeper(person_with("keeper@example.org"), "group", group.pk)

    index_at.cache_clear()
    happened = []
    before = (0, False, "found")
    for day in days_looked_at():
        while turn_clocks(morning(day)):
            pass
        deliver_due(now=morning(day))
        now = (len(mail.outbox), overdue(BURNLEY, morning(day)).count == 1, how_it_is_found(morning(day)))
        if now != before:
            happened.append((day, *now))
            before = now

    assert happened == STATED
    assert {letter.to[0] for letter in mail.outbox} == {"keeper@example.org"}
    meeting.refresh_from_db()
    assert meeting.is_listed  # a clock deletes nothing, and closes nothing


@cache
def index_at(revision: int) -> Index:
    """Made anew only where listings have changed."""
    return Index.of(entries())


def how_it_is_found(now: dt.datetime) -> str:
    hits = index_at(Revision.now()).look(Query(), now).hits
    return "left" if not hits else "pale" if hits[0].is_pale else "found"

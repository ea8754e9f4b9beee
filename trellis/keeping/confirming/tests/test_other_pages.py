"""Two visitors who say that it was on, and a moderator who rang."""

import datetime as dt

import pytest
from django.utils import timezone

from trellis.accounts.tests.people import moderator, person_with, sign_in
from trellis.keeping.acting import Acting
from trellis.keeping.confirming import visitors
from trellis.keeping.confirming.actions import confirm
from trellis.keeping.confirming.clocks import the_clock
from trellis.keeping.confirming.overdue import overdue
from trellis.keeping.confirming.routine import standing_still, turn_clocks
from trellis.keeping.confirming.visitors import Heard, it_was_on, voice_of
from trellis.keeping.deciding.scope import Scope
from trellis.keeping.models import Confirmation
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place, create_source
from trellis.places.listed import Standing, Voucher

pytestmark = pytest.mark.django_db
CLOCK = the_clock()
DAY = dt.timedelta(days=1)


@pytest.fixture
def pale():
    """A meeting that nobody has vouched for since more than eight months."""
    now = timezone.now()
    source = create_source(read_at=now - 250 * DAY)
    meeting = create_meeting(source=source, slug="way-in", place=create_place(source=source, confirmed_at=now))
    turn_clocks(now)
    meeting.refresh_from_db()
    assert meeting.standing == Standing.PALE
    return meeting


def test_two_visitors_bring_it_back(client, pale):
    page = client.post("/meetings/way-in/it-was-on", REMOTE_ADDR="192.0.2.1", follow=True)
    assert "When one more visitor says so" in page.text
    page = client.post("/meetings/way-in/it-was-on", REMOTE_ADDR="192.0.2.2", follow=True)
    assert "You are the second visitor" in page.text
    pale.refresh_from_db()
    assert (pale.confirmed_by, pale.standing) == ("visitors", Standing.FRESH)
    assert not Confirmation.objects.exclude(voice="").exists()


def test_one_visitor_twice_is_one_visitor(client, pale):
    for _ in range(2):
        page = client.post("/meetings/way-in/it-was-on", follow=True)
    assert "You have told us already" in page.text
    pale.refresh_from_db()
    assert pale.standing == Standing.PALE


@pytest.mark.parametrize(("days", "heard"), [(0, Heard.CONFIRMED), (59, Heard.CONFIRMED), (60, Heard.FIRST)])
def test_two_visitors_count_within_sixty_days(pale, days, heard):
    now = timezone.now()
    it_was_on(pale, "one", clock=CLOCK, now=now)
    assert it_was_on(pale, "two", clock=CLOCK, now=now + days * DAY) == heard


def test_the_word_of_its_source_or_keeper_is_stronger_while_it_carries():
    now = timezone.now()
    meeting = create_meeting(confirmed_at=now - 10 * DAY, confirmed_by="keeper", source=create_source(read_at=None))
    heard = [it_was_on(meeting, voice, clock=CLOCK, now=now) for voice in ("one", "two")]
    meeting.refresh_from_db()
    assert (heard, meeting.confirmed_by) == ([Heard.STRONGER, Heard.STRONGER], "keeper")


def test_a_voice_says_nothing_of_whose_it_is_and_is_another_at_each_listing(pale):
    other = create_meeting()
    voices = {voice_of(pale, "192.0.2.1"), voice_of(other, "192.0.2.1"), voice_of(pale, "192.0.2.2")}
    assert len(voices) == 3
    assert not any("192" in voice and "." in voice for voice in voices)


def test_voices_are_forgotten_after_sixty_days(pale):
    now = timezone.now()
    it_was_on(pale, "one", clock=CLOCK, now=now)
    assert visitors.forget(now + 59 * DAY) == 0
    assert visitors.forget(now + 60 * DAY) == 1
    assert Confirmation.objects.get().voice == ""


def test_visitors_cannot_say_so_without_end(client, pale):
    answers = {client.post("/meetings/way-in/it-was-on").status_code for _ in range(21)}
    assert answers == {302, 429}


def test_opening_the_page_says_nothing(visit, pale):
    visit("/meetings/way-in/it-was-on")
    assert not Confirmation.objects.exists()


def test_a_moderators_call_confirms_it(client, pale):
    person = person_with("moderator@example.org")
    moderator(person, "E07000117")
    sign_in(client, person, is_strong=True)
    page = client.post("/moderate/meetings/way-in/call", follow=True)
    assert "Confirmed." in page.text
    assert Meeting.objects.get().confirmed_by == "moderator"


def test_moderators_see_what_nobody_vouches_for_in_their_area_alone(pale):
    now = timezone.now()
    section = overdue(Scope(frozenset({"E07000117"})), now)
    assert (section.count, section.rows[0].address) == (1, "/moderate/meetings/way-in/call")
    assert section.rows[0].tags == ("pale",)
    assert overdue(Scope(frozenset({"W06000015"})), now).count == 0


def test_clocks_that_nobody_turns_are_told(pale):
    now = timezone.now()
    assert not list(standing_still(now=now))
    assert not list(standing_still(now=now + 52 * DAY))  # not pale long enough to have left
    Meeting.objects.update(standing="")
    assert [problem.id for problem in standing_still(now=now)] == ["trellis.W163"]


def test_a_clock_that_passed_within_the_day_is_no_fault():
    now = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)  # not near midnight: clocks count days of London
    source = create_source(read_at=now - 243 * DAY)
    create_meeting(source=source, place=create_place(source=source, confirmed_at=now))
    assert not list(standing_still(now=now))
    assert list(standing_still(now=now + DAY))


def test_a_group_is_confirmed_with_all_its_meetings_also_those_that_have_left(pale):
    Meeting.objects.update(standing=Standing.LEFT)
    closed = create_meeting(group=pale.group, state="closed", place=pale.place)
    assert confirm([pale.group], Voucher.KEEPER, by=Acting("keeper"), now=timezone.now()) == 2
    pale.refresh_from_db()
    closed.refresh_from_db()
    assert (pale.standing, pale.confirmed_by, closed.confirmed_by) == (Standing.FRESH, "keeper", "")

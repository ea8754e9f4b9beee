"""Something that comes up once: added by anybody, looked at, shown, in calendars, and gone when its day has passed."""

import datetime as dt

import pytest
from django.utils import timezone

from trellis.keeping.acting import Acting
from trellis.keeping.actions import approve
from trellis.keeping.adding.past import close_past
from trellis.keeping.adding.tests.drafting import Adding
from trellis.keeping.models import Change, Draft
from trellis.meetings.models import Group, Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_of_places")]
SOON = timezone.localdate() + dt.timedelta(days=20)
WHEN = {"day": SOON.isoformat(), "start": "14:00", "end": "17:00"}


@pytest.fixture
def hall():
    return create_place(name="St Mary's Hall", postcode="BB11 1JG", town="Burnley", point=(53.788, -2.243))


@pytest.fixture
def way_in(hall):
    return create_meeting(place=hall, group=create_group(name="Way In", slug="way-in")).group


def adds(client, at, **more):
    """From the page of a group or place to what is sent; more answers, or others."""
    once = Adding(client, "once", at=at)
    where = once.answers.get("where") or {"address": "1 Manchester Road", "postcode": "BB11 1JG"}
    once.sends("where", **where)
    once.sends("point", **(once.answers.get("point") or {"showing": "exact", "place": "new"}))
    if group := more.pop("group", None):
        once.sends("host", group=group)
    once.sends("name", name="Open day")
    once.sends("when", **WHEN)
    assert "On " in once.page("when?said=1").text
    once.sends("when", right="1")
    for step, fields in more.items():
        once.sends(step, **fields)
    return once


def stamped(once):
    return next(one.get("value") for one in once.page("check").all("input") if one.get("name") == "stamped")


def test_of_a_group_it_is_asked_shortly_and_stands_on_the_pages_of_group_and_place(client, visit, hall, way_in):
    once = adds(client, "group/way-in", group=str(way_in.pk), like={}, joining={})
    assert once.client.get(f"{once.address}/contact").status_code == 404
    client.post(f"{once.address}/check", {"stamped": stamped(once)})
    change = Change.objects.get()
    assert change.state in {"waiting", "held"}
    assert "Open day" not in visit(way_in.get_absolute_url()).text
    approve(change.pk, by=Acting("moderator"), now=timezone.now())
    held = Meeting.objects.get(name="Open day")
    assert (held.group, held.place, held.starts_on, held.ends_on) == (way_in, hall, SOON, SOON)
    assert Group.objects.count() == 1
    for page in (way_in, hall):
        text = visit(page.get_absolute_url()).text
        assert "Coming up once" in text
        assert "Open day , 2 to 5 pm" in text
    calendar = client.get(f"/groups/{way_in.slug}.ics").content.decode()
    assert f"DTSTART;TZID=Europe/London:{SOON:%Y%m%d}T140000" in calendar
    assert "On " in visit(held.get_absolute_url()).text


def test_it_leaves_when_its_day_has_passed_and_its_page_says_so(visit, client, way_in):
    source = create_meeting().source
    held = create_meeting(group=way_in, name="Open day", starts_on=SOON, ends_on=SOON, source=source)
    usual = create_meeting(group=way_in, ends_on=SOON, source=source)
    source.format = "form"
    source.save()
    after = dt.datetime.combine(SOON, dt.time(12), dt.UTC)
    assert close_past(after + dt.timedelta(days=1)) == 0
    assert close_past(after + dt.timedelta(days=2)) == 1
    held.refresh_from_db()
    usual.refresh_from_db()
    assert (held.state, held.closed_by, usual.state) == ("closed", "system", "listed")
    assert "It was held once, and the day has passed." in visit(held.get_absolute_url()).text
    assert "CANCELLED" not in client.get(f"/meetings/{held.slug}.ics").content.decode()
    assert close_past(after + dt.timedelta(days=3)) == 0


def test_what_a_source_lists_the_source_takes_out():
    create_meeting(starts_on=dt.date(2026, 1, 6), ends_on=dt.date(2026, 1, 6))
    assert close_past(timezone.now()) == 0


def test_of_a_place_somebody_else_may_hold_it(client, hall, way_in):
    once = adds(client, f"place/{hall.slug}", group="else")
    assert "place" in once.answers["point"]
    assert once.page("pathway").heading
    assert once.page("contact").heading


def test_the_page_of_a_hidden_place_tells_nothing_of_where_it_is(client):
    place = create_place(showing="hidden", slug="private-place-burnley", name="Jane's house")
    create_meeting(place=place, group=create_group(slug="quiet"))
    for at in ("place/private-place-burnley", "group/quiet", "place/nothing", "nonsense", ""):
        once = Adding(client, "once", at=at)
        assert "where" not in once.answers
        Draft.objects.all().delete()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"day": "2020-01-01"}, "past"),
        ({"day": (SOON + dt.timedelta(days=900)).isoformat()}, "more than a year"),
        ({"day": ""}, "Say on which day"),
        ({"start": ""}, "Say from what time"),
        ({"end": "14:00"}, "ends when it starts"),
    ],
)
def test_a_day_that_cannot_be_is_refused_in_words(client, wrong, says):
    once = Adding(client, "once")
    once.sends("where", address="1 Manchester Road", postcode="BB11 1JG")
    once.sends("point", showing="exact")
    once.sends("name", name="Open day")
    assert says in once.refused("when", **{**WHEN, **wrong})


def test_its_pages_ask_for_it_where_it_belongs(visit, way_in, hall):
    for listing, at in ((way_in, "group/way-in"), (hall, f"place/{hall.slug}")):
        links = [link.get("href") for link in visit(listing.get_absolute_url()).all("a")]
        assert f"/add?once={at}" in links
    fields = {(one.get("name"), one.get("value")): one for one in visit("/add?once=group/way-in").all("input")}
    assert ("at", "group/way-in") in fields
    assert fields["kind", "once"].get("checked") is not None


def test_what_is_checked_names_the_group_that_holds_it(client, way_in):
    once = adds(client, "group/way-in", group=str(way_in.pk), like={}, joining={})
    assert "Who holds it Way In" in once.page("check").text


def test_it_may_be_online_alone_and_then_no_place_is_asked_or_shown(client, visit, way_in):
    once = Adding(client, "once-online", at="group/way-in")
    assert once.client.get(f"{once.address}/where").status_code == 404
    once.sends("online", link="https://meet.example.org/open-day")
    once.sends("host", group=str(way_in.pk))
    once.sends("name", name="Open evening")
    once.sends("when", **WHEN)
    for step, fields in {"when": {"right": "1"}, "like": {}, "joining": {}}.items():
        once.sends(step, **fields)
    client.post(f"{once.address}/check", {"stamped": stamped(once)})
    approve(Change.objects.get().pk, by=Acting("moderator"), now=timezone.now())
    held = Meeting.objects.get(name="Open evening")
    assert (held.mode, held.place, held.group, held.starts_on) == ("online", None, way_in, SOON)
    assert "Open evening" in visit(way_in.get_absolute_url()).text

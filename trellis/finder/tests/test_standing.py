"""What nobody has confirmed for a long time is shown after others, then no more, and keeps its page."""

import datetime as dt

import pytest

from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source
from trellis.opendata.publishing import published
from trellis.places.listed import Standing

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC)
SINCE = "Nobody has confirmed this since 9 March 2026."


@pytest.fixture
def source():
    return create_source(read_at=LONG_AGO)


def test_a_pale_meeting_comes_last_and_says_why(visit, source, tables_of_places):
    create_meeting(source=source, name="Pale One", standing=Standing.PALE, rule="FREQ=DAILY")
    create_meeting(name="Confirmed One", rule="FREQ=WEEKLY;BYDAY=MO")
    page = visit("/find?near=BB11+1JG")
    assert page.text.index("Confirmed One") < page.text.index("Pale One")
    sections = ["".join(one.itertext()) for one in page.all("section", with_class="day")]
    assert [("Pale One" in words, "Not confirmed for a long time" in words) for words in sections] == [
        (False, False),
        (True, True),
    ]
    [card] = page.all("li", with_class="pale")
    assert SINCE in "".join(card.itertext())


def test_a_pale_meetings_page_asks_whoever_knows(visit, source):
    create_meeting(source=source, slug="way-in", standing=Standing.PALE)
    page = visit("/meetings/way-in")
    assert SINCE in page.text
    assert page.links["Do you know whether it is on?"] == "/meetings/way-in/it-was-on"


def test_what_has_left_is_in_no_result_feed_or_sitemap_and_keeps_its_page(visit, client, source, tables_of_places):
    place = create_place(slug="the-hall", source=source)
    group = create_group(slug="the-group", source=source)
    create_meeting(source=source, slug="way-in", name="Left One", group=group, place=place, standing=Standing.LEFT)
    assert "Left One" not in visit("/find?near=BB11+1JG").text
    assert not published().exists()
    for kind in ("meetings", "groups", "places"):
        assert f"/{kind}/" not in client.get(f"/sitemap-{kind}-1.xml").text
    page = visit("/meetings/way-in")
    assert f"{SINCE} So it is not in the results any more." in page.text
    assert "noindex" in page.response.text
    for address in ("/places/the-hall", "/groups/the-group"):
        assert visit(address).links["Left One"] == "/meetings/way-in"


def test_a_place_that_has_left_says_so(visit, source):
    create_place(slug="the-hall", source=source, confirmed_at=LONG_AGO, standing=Standing.LEFT)
    page = visit("/places/the-hall")
    assert f"{SINCE} So it is not in the results any more." in page.text
    assert page.links["Do you know whether it is still there?"] == "/places/the-hall/it-was-on"


def test_the_api_says_that_a_meeting_is_pale(client, source, tables_of_places):
    create_meeting(source=source, standing=Standing.PALE)
    [found] = client.get("/api/v1/search?near=BB11+1JG").json()["results"]
    assert (found["standing"], found["last_confirmed"]) == ("pale", "2026-03-09T12:00:00Z")

"""The results page, through its address."""

import re
from datetime import UTC, datetime, time

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place, create_source

pytestmark = pytest.mark.django_db

BURNLEY = "53.789,-2.240"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("trellis.finder.views.results.timezone.now", lambda: NOW)


def page(client: Client, **params: str | list[str]) -> str:
    response = client.get("/find", params)
    assert response.status_code == 200
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html)).strip()


def headings(html: str) -> list[str]:
    return [words(found) for found in re.findall(r"<h2[^>]*>(.*?)</h2>", html, re.DOTALL)]


def test_meetings_are_listed_by_day_from_today_on(client: Client):
    create_meeting(name="Tuesday group", rule="FREQ=WEEKLY;BYDAY=TU")
    create_meeting(name="Wednesday group", rule="FREQ=WEEKLY;BYDAY=WE")
    create_meeting(name="Thursday group", rule="FREQ=WEEKLY;BYDAY=TH")
    html = page(client, near=BURNLEY)
    assert headings(html)[1:-1] == [
        "Today",
        "Tomorrow",
        "Thursday 26 November",
    ]
    assert html.index("Tuesday group") < html.index("Wednesday group") < html.index("Thursday group")
    assert "3 meetings" in words(html)


def test_one_that_began_yesterday_and_is_still_on_is_under_today(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("trellis.finder.views.results.timezone.now", lambda: datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    create_meeting(rule="FREQ=WEEKLY;BYDAY=MO", start=time(23, 30))
    html = page(client, near=BURNLEY)
    assert "Today" in headings(html)
    assert "On now until 1 am" in words(html)


def test_by_distance_there_is_one_list(client: Client):
    create_meeting(name="Far", rule="FREQ=WEEKLY;BYDAY=TU", place=create_place(point=(53.83, -2.24)))
    create_meeting(name="Near", rule="FREQ=WEEKLY;BYDAY=TH", place=create_place(point=(53.79, -2.24)))
    html = page(client, near=BURNLEY, sort="distance")
    assert "Nearest first" in headings(html)
    assert html.index(">Near<") < html.index(">Far<")


def test_each_thing_understood_can_be_taken_away(client: Client):
    create_meeting()
    html = page(client, near=BURNLEY, pathway="na", feature="women", day="tue")
    chips = re.findall(r'<a class="chip chosen" href="([^"]*)">([^<]*)<svg', html)
    links = {said: link.replace("&amp;", "&") for link, said in chips}
    assert set(links) == {"Within 5 miles of you", "Narcotics Anonymous", "Women", "Tuesdays"}
    assert "pathway" not in links["Narcotics Anonymous"]
    assert "feature=women" in links["Narcotics Anonymous"]


def test_the_title_is_neutral_and_the_same_as_the_heading(client: Client):
    html = page(client, near=BURNLEY, pathway="na")
    assert "<title>What is on near you · Trellis</title>" in html
    assert "<h1>What is on near you</h1>" in html


def test_filters_count_what_they_lead_to(client: Client):
    for pathway in ("na", "na", "aa"):
        create_meeting(pathway=pathway)
    html = page(client, near=BURNLEY)
    found = re.search(r'<a class="chip" href="([^"]*)">Narcotics Anonymous <span class="count">(\d+)</span>', html)
    assert found
    assert found[2] == "2"
    assert "2 meetings" in words(client.get("/find" + found[1].replace("&amp;", "&")).content.decode())


def test_a_chosen_filter_leads_back(client: Client):
    create_meeting()
    html = page(client, near=BURNLEY, pathway="na")
    found = re.search(r'<a class="chip chosen" aria-current="true" href="([^"]*)">Narcotics Anonymous', html)
    assert found
    assert "pathway" not in found[1]


def test_nothing_found_says_so_and_what_one_can_do(client: Client):
    html = page(client, near=BURNLEY, when="today")
    assert "Nothing within 5 miles today" in headings(html)
    assert 'href="/now"' in html
    assert "No results" not in html


def test_a_page_beyond_the_last_leads_back(client: Client):
    create_meeting()
    assert "There is nothing on page 9" in headings(page(client, near=BURNLEY, page="9"))


def test_more_than_a_page_has_ways_to_the_next_and_back(client: Client):
    for _ in range(3):
        create_meeting()
    assert 'rel="next"' in page(client, near=BURNLEY, limit="2")
    assert 'rel="prev"' in page(client, near=BURNLEY, limit="2", page="2")


def test_what_cannot_be_read_is_said_with_the_cure_and_the_rest_still_counts(client: Client):
    create_meeting(name="Way In Tuesday")
    html = page(client, near=BURNLEY, within="far")
    assert "We cannot read “far” as a distance. Write 5km or 3mi." in words(html)
    assert "Way In Tuesday" in html


def test_a_place_nobody_knows_is_not_answered_with_every_meeting_there_is(client: Client):
    create_meeting(name="Way In Tuesday")
    html = page(client, near="zzzzqq")
    assert "We cannot find “zzzzqq”." in words(html)
    assert "Way In Tuesday" not in html
    assert 'value="zzzzqq"' in html
    assert "who answers now" in words(html)


@pytest.mark.parametrize("name", ["q", "near", "when", "pathway", "feature", "tz", "box", "page"])
def test_what_somebody_typed_is_never_markup(client: Client, name: str):
    html = page(client, **{name: '"><script>alert(1)</script>'})
    assert "<script>alert" not in html
    assert '""><' not in html


def test_imaginary_listings_are_labelled(client: Client):
    create_meeting(source=create_source(is_imaginary=True))
    assert "Made up, to try things out" in page(client, near=BURNLEY)


def test_a_visitor_elsewhere_sees_online_meetings_on_their_own_clock(client: Client):
    create_meeting(mode=Meeting.Mode.ONLINE)
    said = words(page(client, mode="online", tz="America/New_York"))
    assert "2:30 pm" in said
    assert "7:30 pm in London" in said


def test_the_page_offers_a_quick_way_out_and_sets_no_cookie(client: Client):
    response = client.get("/find", {"near": BURNLEY})
    assert "data-leave" in response.content.decode()
    assert not response.cookies


def test_twenty_cards_need_at_most_four_queries(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries):
    for number in range(20):
        create_meeting(rule=f"FREQ=WEEKLY;BYDAY={DAYS[number % 7]}")
    with django_assert_max_num_queries(4):
        assert page(client, near=BURNLEY).count('<li class="card"') == 20


def test_a_need_is_one_thing_to_take_away_not_all_its_pathways(client: Client):
    create_meeting(pathway="aa")
    html = page(client, q="help with drinking", near=BURNLEY)
    chips = re.findall(r'<a class="chip chosen" href="([^"]*)">([^<]*)<svg', html)
    links = {said: link for link, said in chips}
    assert set(links) == {"Within 5 miles of you", "Help with drinking"}
    assert "pathway" not in links["Help with drinking"]

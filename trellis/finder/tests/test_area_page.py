"""The pages of areas, through their addresses."""

import datetime as dt

import pytest

from trellis.finder.listings.area_page import gap_words
from trellis.finder.listings.week import Gap
from trellis.finder.refresh import refresh_now
from trellis.finder.views import area as area_views
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import Place

pytestmark = pytest.mark.django_db

BURNLEY = "/areas/E07000117"
LANCASHIRE = "/areas/E10000017"
SUNDAY_NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: SUNDAY_NOON)


def cells(page):
    """(row heading, column, number) of every cell with a number."""
    found = {}
    [table] = page.all("table", with_class="week")
    body = next(part for part in table if part.tag.endswith("tbody"))
    for row in body:
        heading, *rest = list(row)
        for column, cell in enumerate(rest):
            words = "".join(cell.itertext()).strip()
            if words.isdigit():
                found[heading.text, column] = int(words)
    return found


def test_the_week_is_laid_out_by_hour_from_today(visit):
    create_meeting(rule="FREQ=WEEKLY;BYDAY=MO", start=dt.time(19, 30))
    create_meeting(rule="FREQ=WEEKLY;BYDAY=MO", start=dt.time(19))
    create_meeting(rule="FREQ=WEEKLY;BYDAY=SA", start=dt.time(21))
    assert cells(visit(BURNLEY)) == {("7 pm", 1): 2, ("9 pm", 6): 1}


def test_each_hour_leads_to_what_starts_in_it(visit):
    create_meeting(rule="FREQ=WEEKLY;BYDAY=MO", start=dt.time(19, 30), name="Mondays")
    create_meeting(rule="FREQ=WEEKLY;BYDAY=MO", start=dt.time(20), name="Later")
    address = visit(BURNLEY).links["1"]
    assert address == "/find?area=E07000117&when=2026-11-23+7pm&mode=in-person"
    found = visit(address)
    assert "1 meeting" in found.text
    assert "Mondays" in found.links


def test_an_hour_that_has_passed_today_is_told_and_leads_nowhere(visit):
    create_meeting(rule="FREQ=WEEKLY;BYDAY=SU", start=dt.time(9))
    page = visit(BURNLEY)
    assert cells(page) == {("9 am", 0): 1}
    assert "1" not in page.links


def test_a_monthly_meeting_is_on_the_grid_only_in_its_week(visit):
    create_meeting(rule="FREQ=MONTHLY;BYDAY=1TU")
    page = visit(BURNLEY)
    assert "Nothing is on in Burnley in the coming seven days. The next is on Tuesday 1 December, 7:30 pm." in page.text


def test_one_sentence_says_how_it_is_here(visit):
    hall = create_place()
    create_meeting(place=hall, rule="FREQ=WEEKLY;BYDAY=MO,TH")
    create_meeting(place=create_place(), pathway="smart")
    page = visit(BURNLEY)
    assert "In the coming seven days 3 meetings start in Burnley at 2 places, on 2 ways of recovery." in page.text


def test_where_nothing_is_listed_the_page_says_so_and_leads_elsewhere(visit):
    page = visit(BURNLEY)
    assert "No meeting in a room is listed in Burnley." in page.text
    assert page.links["SMART Recovery"].startswith("/find?near=53.7")


def test_ways_of_recovery_are_present_or_not_listed(visit):
    create_meeting(pathway="na")
    page = visit(BURNLEY)
    present, _, absent = page.text.partition("Not listed here")
    assert "Narcotics Anonymous" in present
    assert "SMART Recovery" not in present
    assert "SMART Recovery" in absent
    assert page.links["Narcotics Anonymous"] == "/find?area=E07000117&pathway=na"


def test_meetings_from_home_belong_to_no_area(visit):
    create_meeting(mode=Meeting.Mode.ONLINE, place=create_place())
    assert "No meeting in a room is listed in Burnley." in visit(BURNLEY).text


@pytest.mark.parametrize("showing", [Place.Showing.HIDDEN, Place.Showing.APPROXIMATE])
def test_a_place_that_is_not_shown_is_counted_and_not_named(visit, showing):
    create_meeting(place=create_place(name="Quiet House", slug="quiet-house", showing=showing))
    page = visit(BURNLEY)
    assert "1 meeting starts in Burnley" in page.text
    assert "quiet" not in page.response.content.decode().casefold()


def test_a_county_holds_its_districts_and_each_names_the_other(visit):
    create_meeting()
    county = visit(LANCASHIRE)
    assert "1 meeting starts in Lancashire" in county.text
    assert county.links["Burnley"] == BURNLEY
    assert "Burnley 1" in county.text
    assert "Pendle 0" in county.text
    assert visit(BURNLEY).links["Lancashire"] == LANCASHIRE


@pytest.mark.parametrize("spelling", ["/areas/e07000117", "/areas/burnley"])
def test_another_spelling_leads_to_the_one_address(client, spelling):
    response = client.get(spelling)
    assert response.status_code == 301
    assert response.headers["Location"] == BURNLEY


def test_a_former_code_leads_to_the_area_that_took_its_place(client, visit):
    from trellis.finder.questions.gazetteer import finder_gazetteer

    area = next(area for area in finder_gazetteer().areas if area.former_codes)
    response = client.get(f"/areas/{area.former_codes[0]}")
    assert response.status_code == 301
    assert visit(response.headers["Location"]).heading == area.name


def test_an_unknown_code_is_not_found(visit):
    visit("/areas/E99999999", status=404)


def test_all_areas_are_listed_with_exact_counts(visit):
    create_meeting()
    create_meeting()
    create_meeting(state=Meeting.State.CLOSED)
    create_meeting(place=create_place(area_code=""))
    page = visit("/areas")
    assert "2 meetings in rooms" in page.text
    assert "Another 1 lies outside these areas" in page.text
    assert "Burnley 2" in page.text
    assert "Lancashire 2" in page.text
    assert page.links["Cardiff"] == "/areas/W06000015"


def test_the_longest_gap_is_said_in_hours_and_by_name():
    now = SUNDAY_NOON
    assert gap_words(None, now) == "Something is on at every hour of the week."
    gap = Gap(now + dt.timedelta(hours=9), now + dt.timedelta(hours=24))
    assert gap_words(gap, now) == "The longest time with nothing on is 15 hours: from Sunday 9 pm to Monday noon."
    assert gap_words(Gap(now, None), now) == "Nothing more is known to be on from now."


def test_an_area_takes_one_query_and_all_areas_take_none(client, django_assert_num_queries, monkeypatch):
    for _ in range(5):
        create_meeting()
    client.get(BURNLEY)
    with django_assert_num_queries(1):
        client.get(BURNLEY)
    index = refresh_now()  # in tests every request would build it anew
    monkeypatch.setattr(area_views, "current_index", lambda: index)
    with django_assert_num_queries(0):
        client.get("/areas")

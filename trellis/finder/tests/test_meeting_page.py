"""The page of a meeting, through its address."""

import datetime as dt
import json
import re

import pytest

from trellis.finder.listings.meeting_page import call_link
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place, create_source
from trellis.places.models import Place

pytestmark = pytest.mark.django_db

TUESDAY_NOON = dt.datetime(2026, 11, 24, 12, 0, tzinfo=dt.UTC)
HALL = {"name": "St Peter's Hall", "address": "1 Church Street", "way_in": "Side door, ring the bell."}


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    set_clock(monkeypatch, TUESDAY_NOON)


def set_clock(monkeypatch, moment):
    monkeypatch.setattr("trellis.finder.views.meeting.timezone.now", lambda: moment)


def structured(page):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.response.content.decode(), re.DOTALL)
    return json.loads(found[1]) if found else None


def test_the_next_date_stands_first_and_then_how_often(visit):
    page = visit(create_meeting(place=create_place(**HALL)).get_absolute_url())
    assert page.heading == "Way In Tuesday"
    assert "Tonight, Tuesday 24 November 7:30 to 9 pm in " in page.text
    assert page.text.index("Tonight") < page.text.index("Every Tuesday") < page.text.index("Where")


def test_it_tells_the_way_in_and_leads_there(visit):
    page = visit(create_meeting(place=create_place(**HALL)).get_absolute_url())
    assert "Way in. Side door, ring the bell." in page.text
    assert page.links["Directions"] == "https://www.openstreetmap.org/directions?to=53.7893,-2.2405"
    assert page.links["The map app of this phone"].startswith("geo:53.7893,-2.2405?q=")


def test_a_meeting_that_is_on_says_how_long_is_left(visit, monkeypatch):
    meeting = create_meeting()
    set_clock(monkeypatch, dt.datetime(2026, 11, 24, 20, 30, tzinfo=dt.UTC))
    assert "On now, 30 minutes left" in visit(meeting.get_absolute_url()).text


def test_how_long_until_then_stands_not_on_paper(visit, monkeypatch):
    set_clock(monkeypatch, dt.datetime(2026, 11, 24, 19, 5, tzinfo=dt.UTC))
    html = visit(create_meeting().get_absolute_url()).response.content.decode()
    assert re.search(r'class="tag no-print[^"]*">in 25 minutes', html)


def test_dates_that_differ_are_listed_and_marked(visit):
    moved = {"from": "2026-12-08", "to": "2026-12-09T18:00"}
    page = visit(create_meeting(cancelled=["2026-12-01"], moved=[moved]).get_absolute_url())
    assert "Tuesday 1 December not held" in page.text
    assert "Wednesday 9 December, 6 to 7:30 pm instead of Tuesday 8 December" in page.text


def test_dates_read_from_words_say_so_with_the_words(visit):
    words = "1st Tues of the month only"
    read = create_meeting(rule="FREQ=MONTHLY;BYDAY=1TU", rule_from="words", rule_words=words)
    page = visit(read.get_absolute_url())
    assert "First Tuesday of the month" in page.text
    assert f"We worked out the dates from the group’s own words: “{words}”." in page.text


def test_dates_in_doubt_ask_people_to_check(visit):
    doubtful = create_meeting(check_dates=True, rule_words="Not bank holidays")
    page = visit(doubtful.get_absolute_url())
    assert "Check the dates with the group. The listing says: “Not bank holidays”." in page.text
    assert "We worked out" not in page.text


def test_a_closed_meeting_keeps_its_page_says_so_and_shows_others(visit):
    hall = create_place(**HALL)
    closed = create_meeting(place=hall, state=Meeting.State.CLOSED, closed_at=TUESDAY_NOON)
    create_meeting(name="Another Tuesday", place=hall)
    page = visit(closed.get_absolute_url())
    assert "This meeting is no longer listed. Its source left it out on 24 November 2026." in page.text
    assert "Tonight, Tuesday 24 November" not in page.text.partition("Others near here")[0]
    assert "Another Tuesday" in page.links
    assert "It was Every Tuesday At St Peter's Hall, 1 Church Street, Burnley, BB11 1JG" in page.text
    assert not {"Add to calendar", "Directions", "Send by text"} & page.links.keys()
    assert '<meta name="robots" content="noindex">' in page.response.content.decode()


def test_a_break_says_until_when(visit):
    away = create_meeting(suspended_from=dt.date(2026, 11, 20), suspended_until=dt.date(2027, 1, 5))
    page = visit(away.get_absolute_url())
    assert "It takes a break. It is not held at present. Back on Tuesday 5 January 2027." in page.text
    assert "Tuesday 5 January 2027 7:30 to 9 pm" in page.text


def test_a_break_without_an_end_has_no_next_date(visit):
    page = visit(create_meeting(suspended_from=dt.date(2026, 11, 20)).get_absolute_url())
    assert "No date is known at the moment" in page.text
    assert "We do not know until when: ask the group." in page.text


def test_a_hidden_place_is_told_by_its_town_and_nowhere_else_on_the_page(visit):
    hidden = create_place(**HALL, slug="st-peters-hall", showing=Place.Showing.HIDDEN)
    page = visit(create_meeting(place=hidden).get_absolute_url())
    html = page.response.content.decode()
    assert "A private place in Burnley. The group tells you where when you ask." in page.text
    for secret in ("Peter", "st-peters", "Church Street", "BB11 1JG", "53.78", "Side door", "openstreetmap"):
        assert secret not in html


def test_a_place_shown_roughly_gives_no_street_and_no_directions(visit):
    rough = create_place(**HALL, slug="st-peters-hall", showing=Place.Showing.APPROXIMATE)
    page = visit(create_meeting(place=rough).get_absolute_url())
    html = page.response.content.decode()
    assert "Near Burnley, BB11. Ask the group for the door." in page.text
    for secret in ("Peter", "st-peters", "Church Street", "BB11 1JG", "53.7893", "Side door", "openstreetmap"):
        assert secret not in html


def test_the_way_to_join_is_given_only_where_it_was_published(visit):
    link = "https://meet.example/way-in"
    open_to_all = visit(create_meeting(mode=Meeting.Mode.ONLINE, join_url=link).get_absolute_url())
    assert open_to_all.links["Join online"] == link
    on_request = visit(create_meeting(mode=Meeting.Mode.ONLINE).get_absolute_url())
    assert "Join online" not in on_request.links
    assert "The group does not publish how to join." in on_request.text


def test_whose_time_an_online_meeting_is_told_in_can_be_chosen_without_a_script(visit):
    meeting = create_meeting(mode=Meeting.Mode.ONLINE, place=None, zone="America/New_York", start=dt.time(19))
    page = visit(meeting.get_absolute_url())
    assert "Told in the time of London, Dublin, Lisbon. Another place?" in page.text
    assert "Tokyo, Seoul: Tuesday 9 pm" in page.text  # noon in London
    chosen = visit(f"{meeting.get_absolute_url()}?tz=Asia/Tokyo")
    assert "Told in the time of Tokyo, Seoul." in chosen.text
    assert "9 to 10:30 am" in chosen.text
    assert "Monday 7 pm in New York, the group’s own time" in chosen.text or "Tuesday 7 pm in New York" in chosen.text
    elsewhere = visit(f"{meeting.get_absolute_url()}?tz=Asia/Tbilisi")
    assert "Told in the time of Tbilisi." in elsewhere.text


def test_a_meeting_in_a_room_offers_no_other_time(visit):
    assert "Another place?" not in visit(create_meeting(place=create_place(**HALL)).get_absolute_url()).text


def test_holidays_it_is_not_held_on_are_said_and_struck_out_with_the_words_they_came_from(visit):
    told = {"not_on": "Its words say “Closed bank holidays”."}
    meeting = create_meeting(rule="FREQ=WEEKLY;BYDAY=FR", not_on=["public:GB-ENG"], derived=told)
    page = visit(meeting.get_absolute_url())
    assert "Every Friday, but not on bank holidays" in page.text
    assert "Friday 25 December not held, a bank holiday" in page.text
    assert "Its words say “Closed bank holidays”." in page.text
    assert "2026-12-25" in structured(page)["eventSchedule"]["exceptDate"]
    meeting.kept = {"not_on": {"by": "keeper", "at": "2026-11-01T00:00:00+00:00", "source": []}}
    meeting.save()
    assert "Its words say" not in visit(meeting.get_absolute_url()).text


def test_a_closure_from_words_is_told_until_it_is_over(visit, monkeypatch):
    told = {"cancelled": "Its words say “Closed 1st December”."}
    meeting = create_meeting(cancelled=["2026-12-01"], derived=told)
    assert "Its words say" in visit(meeting.get_absolute_url()).text
    set_clock(monkeypatch, dt.datetime(2026, 12, 2, 12, tzinfo=dt.UTC))
    assert "Its words say" not in visit(meeting.get_absolute_url()).text


@pytest.mark.parametrize(
    ("now", "says"),
    [
        (dt.datetime(2026, 3, 29, 0, 40, tzinfo=dt.UTC), "2:30 to 3:30 am in 50 minutes"),
        (dt.datetime(2026, 10, 25, 0, 40, tzinfo=dt.UTC), "On now, 50 minutes left"),
    ],
)
def test_half_past_one_on_the_nights_when_clocks_change(visit, monkeypatch, now, says):
    meeting = create_meeting(rule="FREQ=DAILY", start=dt.time(1, 30), minutes=60)
    set_clock(monkeypatch, now)
    assert says in visit(meeting.get_absolute_url()).text


def test_an_online_meeting_is_told_in_the_visitors_zone_beside_its_own(visit):
    abroad = create_meeting(mode=Meeting.Mode.ONLINE, zone="America/New_York")
    page = visit(abroad.get_absolute_url())
    assert "Wednesday 25 November 12:30 to 2 am" in page.text
    assert "Tuesday 7:30 pm in New York, the group’s own time" in page.text
    own = visit(abroad.get_absolute_url() + "?tz=America/New_York")
    assert "7:30 to 9" in own.text
    assert "the group’s own time" not in own.text


def test_a_meeting_by_appointment_says_so(visit):
    page = visit(create_meeting(rule="", start=None).get_absolute_url())
    assert "By appointment Ask the group when to come." in page.text
    assert "Add to calendar" not in page.links


def test_the_text_for_a_message_says_everything_that_is_needed(visit):
    page = visit(create_meeting(slug="way-in-tuesday", place=create_place(**HALL)).get_absolute_url())
    [box] = page.all("textarea")
    assert box.text.splitlines() == [
        "Way In Tuesday (NA)",
        "Every Tuesday",
        "Next: Tuesday 24 November, 7:30 to 9 pm",
        "St Peter's Hall, 1 Church Street, Burnley, BB11 1JG",
        "Way in: Side door, ring the bell.",
        "http://127.0.0.1:8000/meetings/way-in-tuesday",
    ]


def test_others_are_at_a_similar_time_where_there_are_enough(visit):
    meeting = create_meeting()
    for name, start in (("Eight", dt.time(20)), ("Six", dt.time(18)), ("Morning", dt.time(9))):
        create_meeting(name=name, start=start)
    page = visit(meeting.get_absolute_url())
    assert "Others near here at a similar time" in page.text
    assert {"Eight", "Six"} <= page.links.keys()
    assert "Morning" not in page.links
    assert page.links["See all of them"].startswith("/find?near=BB11+1JG&when=2026-11-24+evening")


def test_others_widen_to_the_day_where_there_is_only_one_at_that_time(visit):
    meeting = create_meeting()
    create_meeting(name="Evening too")
    create_meeting(name="Afternoon", start=dt.time(14))
    page = visit(meeting.get_absolute_url())
    assert "Others near here on the same day" in page.text
    assert {"Evening too", "Afternoon"} <= page.links.keys()


def test_while_it_is_on_others_are_those_on_now(visit, monkeypatch):
    late = create_meeting(start=dt.time(23, 30), minutes=120)
    for name in ("Also late", "Later still"):
        create_meeting(name=name, start=dt.time(23, 45), minutes=120)
    create_meeting(name="Tomorrow", rule="FREQ=WEEKLY;BYDAY=WE", start=dt.time(19))
    set_clock(monkeypatch, dt.datetime(2026, 11, 25, 0, 30, tzinfo=dt.UTC))
    page = visit(late.get_absolute_url())
    assert "Tuesday 24 November 11:30 pm to 1:30 am On now, 60 minutes left" in page.text.replace(
        "1 hour", "60 minutes"
    )
    assert "Others near here now or soon" in page.text
    assert {"Also late", "Later still"} <= page.links.keys()
    assert "Tomorrow" not in page.links


def test_where_nobody_knows_the_place_there_are_no_others_near_it(visit):
    create_meeting(name="Elsewhere")
    page = visit(create_meeting(place=create_place(point=None)).get_absolute_url())
    assert "Others" not in page.text


def test_a_page_without_others_says_nothing_of_them(visit):
    assert "Others" not in visit(create_meeting().get_absolute_url()).text


def test_it_says_who_stands_behind_it_and_that_the_pathway_does_not(visit):
    group = create_group(email="hello@wayin.example")
    page = visit(create_meeting(group=group).get_absolute_url())
    assert "Confirmed 2 days ago by its source." in page.text
    assert page.links["hello@wayin.example"] == "mailto:hello@wayin.example"
    assert "Narcotics Anonymous is independent. It is not affiliated with Trellis." in page.text


def test_made_up_listings_say_so(visit):
    page = visit(create_meeting(source=create_source(is_imaginary=True)).get_absolute_url())
    assert "Made up, to try things out" in page.text
    assert '<meta name="robots" content="noindex">' in page.response.content.decode()
    assert structured(page) is None


def test_search_engines_read_the_same_dates(visit):
    page = visit(create_meeting(slug="way-in-tuesday", place=create_place(**HALL)).get_absolute_url())
    thing = structured(page)
    assert thing["@type"] == "EventSeries"
    assert thing["eventSchedule"]["byDay"] == ["https://schema.org/Tuesday"]
    assert thing["subEvent"][0]["startDate"] == "2026-11-24T19:30:00+00:00"
    assert thing["location"][0]["address"]["postalCode"] == "BB11 1JG"


def test_nothing_a_source_wrote_can_break_out_of_the_structured_data(visit):
    page = visit(create_meeting(name='</script><script>alert("1")</script> & Co').get_absolute_url())
    assert structured(page)["name"] == '</script><script>alert("1")</script> & Co'


def test_an_unknown_meeting_is_not_found(visit):
    visit("/meetings/nobody-knows", status=404)


def test_it_takes_four_queries_at_most(client, django_assert_max_num_queries):
    meeting = create_meeting()
    for number in range(6):
        create_meeting(name=f"Neighbour {number}")
    client.get(meeting.get_absolute_url())
    with django_assert_max_num_queries(4):
        client.get(meeting.get_absolute_url())


def test_a_place_without_a_point_still_tells_its_address_and_the_way_in(visit):
    unplaced = create_place(**HALL, point=None)
    page = visit(create_meeting(place=unplaced).get_absolute_url())
    assert "1 Church Street" in page.text
    assert page.text.count("Side door, ring the bell.") == 2  # under Where, and in the text to copy
    assert "Directions" not in page.links


def test_a_meeting_by_phone_can_be_called(visit):
    page = visit(create_meeting(mode=Meeting.Mode.PHONE, join_phone="01632 960 100, then 123#").get_absolute_url())
    assert page.links["Call"] == "tel:01632960100,123%23"


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+44 (0)20 7946 0000,,81#", "tel:+442079460000,,81%23"),
        ("ask the group", ""),
        ("111", ""),
        ("", ""),
    ],
)
def test_only_what_is_a_number_is_dialled(phone, link):
    assert call_link(phone) == link


def test_the_message_can_be_sent_by_text_or_mail_under_a_neutral_subject(visit):
    page = visit(create_meeting(name="Way & In").get_absolute_url())
    assert page.links["Send by text"].startswith("sms:?&body=Way%20%26%20In%20%28NA%29%0AEvery%20Tuesday")
    assert page.links["Send by e-mail"].startswith("mailto:?subject=Where%20and%20when&body=Way%20%26%20In")


def test_somebody_can_say_that_it_is_wrong(visit):
    meeting = create_meeting(slug="way-in-tuesday")
    links = visit(meeting.get_absolute_url()).links
    assert links["Tell us if something here is wrong"] == "/meetings/way-in-tuesday/report"


def test_what_the_group_wrote_in_another_language_says_which(visit):
    meeting = create_meeting(name="Wieczór", features=["lang-pl"], notes="Wejście od podwórka.")
    html = visit(meeting.get_absolute_url()).response.content.decode()
    assert '<h1 class="what" lang="pl">' in html
    assert '<div lang="pl"><p>Wejście' in html
    meeting.notes = "Entrance at the back."
    meeting.save()
    assert "<div><p>Entrance" in visit(meeting.get_absolute_url()).response.content.decode()

"""Cards: what one listing says in a list, and what it never says."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.html import strip_tags

from trellis.finder.cards.card import sheet_of
from trellis.finder.entries import Hit
from trellis.finder.listings.trust import STALE_DAYS
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import READ_AT, create_meeting, create_place, create_source
from trellis.places.models import Place

pytestmark = pytest.mark.django_db

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 24, 17, 20, tzinfo=UTC)
TONIGHT = datetime(2026, 11, 24, 19, 30, tzinfo=LONDON)


def card(meeting: Meeting, *, now: datetime = NOW, zone: ZoneInfo = LONDON, **facts: object) -> str:
    usual = {"starts": TONIGHT.astimezone(zone), "ends": (TONIGHT + timedelta(minutes=90)).astimezone(zone)}
    return sheet_of(meeting).card(Hit(meeting.id, **{**usual, **facts}), now, in_miles=True)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(html)).strip()


def test_a_card_answers_what_when_what_kind_where_how_far_how_to_get_in_and_whether_to_trust_it_in_this_order():
    place = create_place(name="St Peter's Hall", way_in="Side door, ring the bell", features=["step-free"])
    meeting = create_meeting(name="Way In Tuesday", pathway="na", place=place, features=["open"])
    said = words(card(meeting, distance_m=965, now=NOW))
    expected = [
        "Way In Tuesday",
        "Tonight 7:30 pm",
        "in 2 h 10 min",
        "Narcotics Anonymous",
        "Open to all",
        "Step-free",
        "St Peter&#x27;s Hall",
        "BB11 1JG",
        "0.6 miles",
        "Side door, ring the bell",
        "Confirmed 2 days ago by its source",
        "Directions",
        "More",
    ]
    at = [said.index(part) for part in expected]
    assert at == sorted(at)


def test_no_more_than_three_features_are_named():
    meeting = create_meeting(features=["open", "beginners", "step-free", "speaker"])
    assert "Speaker" not in words(card(meeting))


def test_what_a_source_wrote_cannot_fill_a_hole_or_become_markup():
    meeting = create_meeting(name="<!--when--><script>alert(1)</script>", place=create_place(name='"><b>Hall'))
    html = card(meeting)
    assert html.count("Tonight 7:30\u00a0pm") == 1
    assert "<script" not in html
    assert '"><b>' not in html


def test_one_that_is_on_says_until_when():
    said = words(card(create_meeting(), now=TONIGHT + timedelta(minutes=65), state="on now"))
    assert said.startswith("Way In Tuesday On now until 9 pm 25 minutes left")


def test_one_that_starts_within_the_hour_says_so_in_words():
    said = words(card(create_meeting(), now=TONIGHT - timedelta(minutes=25), state="starts soon"))
    assert said.startswith("Way In Tuesday Tonight 7:30 pm in 25 minutes Starts soon")


def test_how_soon_it_is_stands_not_on_paper():
    html = card(create_meeting(), now=TONIGHT - timedelta(minutes=25), state="starts soon")
    assert re.findall(r'class="([^"]+)">(?:Starts soon|in 25)', html) == ["wait", "tag honey no-print"]


def test_one_whose_dates_nobody_knows_says_whom_to_ask():
    meeting = create_meeting(rule="", start=None)
    assert words(card(meeting, starts=None, ends=None, state="unknown")).startswith("Way In Tuesday Ask the group when")


def test_dates_in_doubt_are_said_with_the_words_of_the_source():
    meeting = create_meeting(check_dates=True, rule_words="alternate Fridays")
    assert "Check the dates with the group The listing says “alternate Fridays”." in words(card(meeting))


def test_a_meeting_that_is_not_every_week_says_when_it_is():
    assert "First Sunday of the month" in words(card(create_meeting(rule="FREQ=MONTHLY;BYDAY=1SU")))
    assert "Tuesday" not in words(card(create_meeting(name="Way In", rule="FREQ=WEEKLY;BYDAY=TU")))


def test_an_imaginary_listing_is_labelled_where_others_say_who_confirmed_them():
    meeting = create_meeting(source=create_source(is_imaginary=True))
    assert "by its source. Made up, to try things out" in words(card(meeting))


def test_a_name_from_right_to_left_keeps_the_house_number_out():
    place = create_place(name="בית הכנסת", address="2 Church Street")
    assert "<bdi>בית הכנסת</bdi>, <bdi>2 Church Street</bdi>" in card(create_meeting(place=place))


def test_a_hidden_place_gives_its_town_and_nothing_that_leads_there():
    place = create_place(
        name="Rose House", address="3 Rose Lane", showing=Place.Showing.HIDDEN, town="Burnley", way_in="Blue door"
    )
    html = card(create_meeting(place=place), distance_m=2000, is_rough=True)
    assert "Burnley. Ask the group where." in words(html)
    assert "about 1.2 miles" in words(html)
    for secret in ("Rose", "BB11 1JG", "Blue door", "53.78", "Directions"):
        assert secret not in html


def test_an_approximate_place_gives_no_door_and_no_directions():
    place = create_place(name="Rose House", showing=Place.Showing.APPROXIMATE, town="Burnley")
    html = card(create_meeting(place=place))
    assert "Near Burnley, BB11. Ask the group for the door." in words(html)
    assert "Rose House" not in html
    assert "Directions" not in html


def test_a_point_that_is_only_the_middle_of_a_town_is_not_led_to():
    html = card(create_meeting(place=create_place(point_from=Place.PointFrom.TOWN)))
    assert "Directions" not in html
    assert "data-point" not in html


def test_an_online_meeting_is_told_in_the_visitors_zone_with_the_groups_beside_it():
    meeting = create_meeting(mode=Meeting.Mode.ONLINE)
    said = words(card(meeting, zone=NEW_YORK))
    assert said.startswith("Way In Tuesday Today 2:30 pm in 2 h 10 min 7:30 pm in London")
    assert "Online, from anywhere" in said


def test_a_zone_with_the_same_clock_is_not_mentioned():
    meeting = create_meeting(mode=Meeting.Mode.ONLINE)
    assert "Lisbon" not in card(meeting, zone=ZoneInfo("Europe/Lisbon"))


def test_a_meeting_in_a_room_is_told_in_its_own_zone_wherever_the_visitor_is():
    said = words(card(create_meeting(), zone=NEW_YORK))
    assert said.startswith("Way In Tuesday Tonight 7:30 pm in 2 h 10 min 2:30 pm in New York")


def test_the_other_zone_names_its_day_when_that_is_another_day():
    late = datetime(2026, 11, 24, 23, 0, tzinfo=LONDON)
    meeting = create_meeting(mode=Meeting.Mode.ONLINE)
    tokyo = ZoneInfo("Asia/Tokyo")
    html = card(meeting, starts=late.astimezone(tokyo), ends=(late + timedelta(hours=1)).astimezone(tokyo))
    assert "Tuesday 11 pm in London" in words(html)


@pytest.mark.parametrize(
    ("address", "is_offered"), [("https://example.org/join", True), ("javascript:alert(1)", False)]
)
def test_only_a_web_address_can_be_joined(address: str, is_offered: bool):
    meeting = create_meeting(mode=Meeting.Mode.ONLINE, join_url=address)
    html = card(Meeting.objects.with_listing().get(pk=meeting.pk))
    assert ("Join online" in html) is is_offered
    assert "javascript:" not in html


def test_a_listing_that_nobody_confirmed_for_long_says_to_check():
    meeting = create_meeting()
    later = READ_AT + timedelta(days=STALE_DAYS)
    assert "Last confirmed 6 months ago by its source. Check before you go." in words(card(meeting, now=later))


def test_a_listing_that_was_never_confirmed_says_so():
    meeting = create_meeting(source=create_source(read_at=None))
    assert "Not confirmed yet. Check before you go." in words(card(meeting))


def test_a_person_who_confirmed_it_later_than_its_source_counts():
    meeting = create_meeting(confirmed_at=READ_AT + timedelta(days=1))
    assert "Confirmed yesterday by somebody who knows it" in words(card(meeting))


@pytest.mark.parametrize(("hours", "said"), [(1, "in 1 hour"), (13, "in 13 hours"), (19, "in 19 hours")])
def test_every_card_of_today_says_how_long_it_is_until_then(hours, said):
    assert said in words(card(create_meeting(), now=TONIGHT - timedelta(hours=hours)))


def test_no_card_of_another_day_does_unless_it_starts_soon():
    meeting = create_meeting()
    before_midnight = datetime(2026, 11, 23, 23, 50, tzinfo=LONDON)
    early = {"starts": before_midnight + timedelta(minutes=20), "ends": before_midnight + timedelta(minutes=80)}
    assert " in " not in words(card(meeting, now=before_midnight, **early)).partition("Way In")[0]
    assert "in 20 minutes" in words(card(meeting, now=before_midnight, state="starts soon", **early))


def test_a_place_without_an_address_says_whom_to_ask():
    place = create_place(name="Woodlands Methodist Church", address="", town="", postcode="")
    assert "Woodlands Methodist Church. No address is listed: ask the group." in words(
        card(create_meeting(place=place))
    )


def test_a_name_in_another_language_says_which_and_an_english_one_does_not():
    polish = card(create_meeting(name="Krok po kroku", features=["lang-pl"]))
    assert 'lang="pl">Krok po kroku</a>' in polish
    assert "lang=" not in card(create_meeting(name="Sheffield Polish Speaking", features=["lang-pl"]))

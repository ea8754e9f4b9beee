"""The page of a group, through its address."""

import datetime as dt

import pytest

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place

pytestmark = pytest.mark.django_db


def test_its_meetings_stand_under_their_days(visit):
    group = create_group(name="Way In")
    create_meeting(name="Friday night", group=group, rule="FREQ=WEEKLY;BYDAY=FR")
    create_meeting(name="Both days", group=group, rule="FREQ=WEEKLY;BYDAY=MO,FR", start=dt.time(10))
    page = visit(group.get_absolute_url())
    assert page.heading == "Way In"
    week = page.text.partition("Through the week")[2]
    assert week.index("Monday") < week.index("Both days") < week.index("Friday") < week.index("Friday night")
    assert week.count("Both days") == 2


def test_what_is_not_every_week_says_when(visit):
    group = create_group()
    create_meeting(group=group, rule="FREQ=MONTHLY;BYDAY=1TU")
    create_meeting(group=group, rule="", start=None, name="With a friend")
    create_meeting(group=group, rule="FREQ=MONTHLY;BYMONTHDAY=15", name="Pay day")
    page = visit(group.get_absolute_url())
    assert page.text.index("Other dates") < page.text.index("Pay day") < page.text.index("By appointment")
    assert "First Tuesday of the month" in page.text
    assert "By appointment" in page.text


def test_each_meeting_says_where_as_far_as_may_be_shown(visit):
    group = create_group()
    create_meeting(group=group, place=create_place(name="Quiet House", address="3 Lane", showing="hidden"))
    create_meeting(group=group, mode=Meeting.Mode.ONLINE)
    page = visit(group.get_absolute_url())
    assert "Quiet House" not in page.response.content.decode()
    assert "Burnley" in page.text
    assert "Online" in page.text


def test_one_can_reach_it_as_it_publishes(visit):
    page = visit(
        create_group(email="hello@wayin.example", phone="01632 960000", notes="Tea at seven").get_absolute_url()
    )
    assert page.links["hello@wayin.example"] == "mailto:hello@wayin.example"
    assert page.links["01632 960000"] == "tel:01632960000"
    assert "Tea at seven" in page.text


def test_a_group_with_no_meeting_left_says_so(visit):
    group = create_group()
    create_meeting(group=group, state=Meeting.State.CLOSED, name="Gone")
    page = visit(group.get_absolute_url())
    assert "No meeting of this group is listed any more." in page.text
    assert "Gone" not in page.text
    assert "Add all to calendar" not in page.links


def test_its_calendar_can_be_added_or_subscribed_to(visit):
    group = create_group(slug="way-in")
    create_meeting(group=group)
    page = visit(group.get_absolute_url())
    assert page.links["Add all to calendar"] == "/groups/way-in.ics"
    assert page.links["Subscribe"] == "webcal://127.0.0.1:8000/groups/way-in.ics"


def test_it_takes_three_queries(client, django_assert_num_queries):
    group = create_group()
    for _ in range(5):
        create_meeting(group=group)
    with django_assert_num_queries(3):
        client.get(group.get_absolute_url())


def test_a_place_that_meetings_share_is_said_once(visit):
    group, hall = create_group(), create_place(name="Quiet House", slug="quiet-house")
    for name in ("First", "Second", "Third"):
        create_meeting(name=name, group=group, place=hall)
    assert visit(group.get_absolute_url()).text.count("Quiet House") == 1
    create_meeting(name="Away", group=group, place=create_place(name="The Swan", slug="the-swan"))
    page = visit(group.get_absolute_url())
    assert page.text.count("Quiet House") == 1
    assert "Where nothing else is said: Quiet House" in page.text
    assert "The Swan" in page.text


def test_of_a_private_place_no_link_is_given(visit):
    group, hall = create_group(), create_place(name="Quiet House", slug="quiet-house", showing="hidden")
    for name in ("First", "Second"):
        create_meeting(name=name, group=group, place=hall)
    assert b"quiet-house" not in visit(group.get_absolute_url()).response.content


def test_what_it_wrote_in_the_language_of_all_its_meetings_says_so(visit):
    group = create_group(name="Krok po kroku", notes="Wejście od podwórka.")
    create_meeting(name="Po pracy", group=group, features=["lang-pl"])
    html = visit(group.get_absolute_url()).response.content.decode()
    assert '<h1 lang="pl">' in html
    assert '<div lang="pl"><p>Wejście' in html
    assert html.count('lang="pl"') == 3
    create_meeting(group=group)
    assert '<h1 lang="pl">' not in visit(group.get_absolute_url()).response.content.decode()

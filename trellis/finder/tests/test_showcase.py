"""What places and groups say of themselves on their pages, and what comes up once."""

import datetime as dt

import pytest
from django.utils import timezone

from trellis.finder.listings.gatherings import gatherings, is_once
from trellis.finder.listings.showcase import showcase
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.models import Place

PICTURE = f"{'a1' * 20}.jpg"
WORDS = {
    "story": "We began with a kettle.\n\nNow there are two.",
    "for_whom": "Anybody who needs a chair.",
    "offers": "Tea and a chair.",
    "needs": "Somebody who can bake.",
    "joining": "Come in, say hello.",
    "picture": PICTURE,
    "picture_words": "A red door.",
}
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.parametrize("create", [create_place, create_group])
def test_it_tells_its_story_who_it_is_for_and_what_it_offers_and_needs(visit, create):
    page = visit(create(**WORDS, email="hello@lantern.example", phone="01632 960000").get_absolute_url())
    for words in ("We began with a kettle.", "Now there are two.", *list(WORDS.values())[1:5]):
        assert words in page.text
    assert page.links["hello@lantern.example"] == "mailto:hello@lantern.example"
    assert page.links["01632 960000"] == "tel:01632960000"
    assert f'<img class="own-picture" src="/pictures/{PICTURE}" alt="A red door.">' in page.response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("create", [create_place, create_group])
def test_whoever_is_sent_the_link_sees_its_own_picture_and_words(visit, settings, create):
    settings.SITE_ADDRESS = "https://here.example"
    listing = create(**WORDS)
    html = visit(listing.get_absolute_url()).response.content.decode()
    assert f'<meta property="og:image" content="https://here.example/pictures/{PICTURE}">' in html
    assert f'<meta property="og:url" content="https://here.example{listing.get_absolute_url()}">' in html
    assert '<meta property="og:description" content="We began with a kettle. Now there are two.">' in html


@pytest.mark.django_db
def test_what_nobody_has_said_leaves_no_empty_heading(visit):
    for listing in (create_place(), create_group()):
        page = visit(listing.get_absolute_url())
        for heading in ("In its own words", "Who it is for", "What it needs", "How to join", "Alcohol", "Coming up"):
            assert heading not in page.text
        assert "og:image" not in page.response.content.decode()


@pytest.mark.django_db
def test_alcohol_at_a_place_is_told_as_it_was_reported_with_its_day(visit):
    bar = create_place(drink="elsewhere", drink_words="The hall is upstairs.", drink_said_on=dt.date(2026, 3, 3))
    page = visit(bar.get_absolute_url())
    assert "There is a bar in another part of the building. As reported on 3 March 2026." in page.text
    assert "The hall is upstairs." in page.text
    only_words = visit(create_place(drink_words="No bar.", drink_said_on=dt.date(2026, 3, 3)).get_absolute_url())
    assert "No bar. As reported on 3 March 2026." in only_words.text


@pytest.mark.django_db
@pytest.mark.parametrize("showing", ["hidden", "approximate"])
def test_a_place_that_is_not_shown_has_neither_picture_nor_website_nor_an_address_to_share(visit, showing):
    place = create_place(**WORDS, showing=showing, website="https://quiet-house.example")
    html = visit(place.get_absolute_url()).response.content.decode()
    for secret in (PICTURE, "quiet-house", "og:url"):
        assert secret not in html
    assert "We began with a kettle." in html


def test_a_long_story_is_cut_for_the_link_but_not_on_the_page():
    place = Place(story="word " * 100)
    assert len(showcase(place).describes("")) <= 160
    assert showcase(place).story == place.story


def once(**fields):
    return Meeting(**{"name": "Picnic", "start": dt.time(14), "minutes": 120, "zone": "Europe/London", **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"rule": "FREQ=WEEKLY;BYDAY=SA;COUNT=1", "starts_on": dt.date(2026, 12, 5)},
        {"rule": "FREQ=WEEKLY;BYDAY=SA", "starts_on": dt.date(2026, 12, 5), "ends_on": dt.date(2026, 12, 5)},
        {"rule": "FREQ=MONTHLY;BYMONTH=12;BYMONTHDAY=5"},
        {"rule": "FREQ=WEEKLY;BYDAY=TU", "extra": ["2026-12-05"]},
    ],
)
def test_what_is_held_once_comes_up_once(fields):
    [found] = gatherings([once(**fields)], NOW)
    assert (found.day, found.hours) == ("Saturday 5 December", "2 to 4\u00a0pm")


@pytest.mark.parametrize(
    "fields", [{"rule": "FREQ=WEEKLY;BYDAY=SA"}, {"rule": "", "start": None}, {"rule": "FREQ=MONTHLY;BYDAY=1TU"}]
)
def test_what_is_held_again_and_again_is_no_gathering(fields):
    meeting = once(**fields)
    assert gatherings([meeting], NOW) == ()
    assert not is_once(meeting.schedule)


def test_what_is_over_or_far_off_is_left_out():
    over = once(rule="FREQ=WEEKLY;BYDAY=SA;COUNT=1", starts_on=dt.date(2026, 11, 21))
    far = once(rule="FREQ=WEEKLY;BYDAY=SA;COUNT=1", starts_on=dt.date(2027, 11, 20))
    assert gatherings([over, far], NOW) == ()


@pytest.mark.django_db
def test_a_picnic_is_no_part_of_the_week(visit):
    group, soon = create_group(), timezone.localdate() + dt.timedelta(days=10)
    create_meeting(name="Picnic", group=group, rule="FREQ=MONTHLY;BYMONTHDAY=1;COUNT=1", starts_on=soon)
    create_meeting(name="Every Tuesday", group=group)
    page = visit(group.get_absolute_url()).text
    week, _, rest = page.partition("Coming up once")
    assert "Every Tuesday" in week
    assert "Picnic" not in week
    assert "Picnic" in rest

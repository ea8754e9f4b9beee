"""Suggesting a change: the listing as a form, without what it does not show."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.keeping.models import Change
from trellis.keeping.suggesting.letterbox import stamp
from trellis.keeping.suggesting.listing_form import SuggestForm
from trellis.meetings.tests.factories import create_group, create_meeting, create_place

pytestmark = pytest.mark.django_db


def page(listing):
    return reverse("suggest", args=[type(listing).__name__.lower(), listing.slug])


def as_sent(listing, **changed):
    """The form as it was shown, with these answers changed."""
    form = SuggestForm(listing=listing, today=timezone.localdate())
    sent = {}
    for field in form:
        value = field.field.prepare_value(field.value())
        if value not in (None, False):
            sent[field.html_name] = value
    return sent | {"stamped": stamp(listing.pk, timezone.now() - dt.timedelta(seconds=60))} | changed


@pytest.fixture(params=[create_meeting, create_group, create_place])
def listing(request):
    return request.param()


def test_sending_it_as_it_was_changes_nothing_and_says_so(listing, client):
    answer = client.post(page(listing), as_sent(listing))
    assert (answer.status_code, Change.objects.count()) == (200, 0)
    assert "Nothing is changed yet" in answer.content.decode()


def test_only_what_was_changed_is_proposed_and_it_waits(listing, client, visit):
    answer = client.post(page(listing), as_sent(listing, website="new.example.org", words="I was there."))
    change = Change.objects.get()
    assert change.after == {"website": "https://new.example.org"}
    assert (change.kind, change.state, change.words) == ("edit", "waiting", "I was there.")
    listing.refresh_from_db()
    assert listing.website == ""
    assert "The page stays as it is" in visit(answer.url).text


def test_when_is_said_in_plain_words(client):
    meeting = create_meeting()
    client.post(page(meeting), as_sent(meeting, when="Every first Tuesday, 8 to 9 pm"))
    assert Change.objects.get().after == {"rule": "FREQ=MONTHLY;BYDAY=1TU", "start": "20:00", "minutes": 60}


def test_what_is_not_understood_of_when_is_asked_back(client):
    meeting = create_meeting()
    answer = client.post(page(meeting), as_sent(meeting, when="Tuesdays at xyzzy"))
    assert (answer.status_code, Change.objects.count()) == (200, 0)
    assert b'aria-describedby="id_when_helptext id_when_error"' in answer.content
    assert "Write it another way, as in: every first Tuesday, 7 to 8 pm." in answer.content.decode()


def test_what_no_rule_holds_goes_to_the_notes(client):
    meeting = create_meeting(notes="Ring the bell.")
    client.post(page(meeting), as_sent(meeting, when="Tuesdays, 7:30 to 9 pm, term time only"))
    assert Change.objects.get().after == {"notes": "Ring the bell.\n\nIn term time only: ask for the dates."}
    client.post(page(meeting), as_sent(meeting, when="Tuesdays, 7:30 to 9 pm, term time only", notes="Knock."))
    latest = Change.objects.latest("made_at")
    assert latest.after == {"notes": "Knock.\n\nIn term time only: ask for the dates."}


def test_features_in_another_order_are_the_same(client):
    meeting = create_meeting(features=["step-free", "beginners"])
    assert b"Nothing is changed yet" in client.post(page(meeting), as_sent(meeting)).content
    client.post(page(meeting), as_sent(meeting, features=["step-free"]))
    assert Change.objects.get().after == {"features": ["step-free"]}


def test_what_was_said_of_drink_is_dated(client):
    place = create_place()
    client.post(page(place), as_sent(place, drink="bar"))
    assert Change.objects.get().after == {"drink": "bar", "drink_said_on": timezone.localdate().isoformat()}


@pytest.mark.parametrize("showing", ["hidden", "approximate"])
def test_asvs_8_2_3_a_private_place_gives_none_of_where_it_is_away(client, showing):
    place = create_place(
        showing=showing, name="Secret Hall", address="3 Hidden Street", postcode="BB11 2DL", way_in="Green door"
    )
    shown = client.get(page(place)).content.decode()
    for secret in ("Secret Hall", "Hidden Street", "BB11 2DL", "Green door"):
        assert secret not in shown
    client.post(page(place), as_sent(place, address="x", showing="exact", website="a.example.org"))
    assert Change.objects.get().after == {"website": "https://a.example.org"}


def test_what_somebody_else_changed_meanwhile_is_shown_before_it_is_sent(client):
    meeting = create_meeting()
    sent = as_sent(meeting, name="Way Out")
    meeting.revision += 1
    meeting.save()
    answer = client.post(page(meeting), sent)
    assert (answer.status_code, Change.objects.count()) == (200, 0)
    assert "Somebody else changed this page" in answer.content.decode()
    assert f'value="{meeting.revision}"' in answer.content.decode()


def test_wrong_answers_are_explained_and_kept(client):
    meeting = create_meeting()
    answer = client.post(page(meeting), as_sent(meeting, mode="teleport", name="Kept"))
    assert "Choose one of those shown." in answer.content.decode()
    assert 'value="Kept"' in answer.content.decode()


def test_links_to_strangers_in_words_wait_apart_and_a_website_does_not(client):
    group = create_group()
    client.post(page(group), as_sent(group, notes="Win at https://casino.example"))
    assert Change.objects.get().state == "held"


def test_a_meeting_moves_to_another_place_of_its_town_and_private_ones_keep_their_name(client):
    meeting = create_meeting(place=create_place(town="Burnley"))
    other = create_place(town="Burnley", name="Weir Hall")
    private = create_place(town="Burnley", name="Secret Hall", address="3 Hidden Street", showing="hidden")
    create_place(town="Leeds", name="Far Hall")
    shown = client.get(page(meeting)).content.decode()
    assert "Weir Hall" in shown
    assert str(private.pk) in shown
    for absent in ("Secret Hall", "Hidden Street", "Far Hall"):
        assert absent not in shown
    client.post(page(meeting), as_sent(meeting, place_id=str(other.pk)))
    assert Change.objects.get().after == {"place_id": str(other.pk)}
    client.post(page(meeting), as_sent(meeting, place_id="", mode="online"))
    assert Change.objects.latest("made_at").after == {"place_id": None, "mode": "online"}


def test_asvs_3_5_1_forms_without_their_token_are_refused():
    meeting = create_meeting()
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(page(meeting), as_sent(meeting, name="Way Out")).status_code == 403
    assert strict.post(f"{meeting.get_absolute_url()}/report", {"problem": "closed"}).status_code == 403
    assert not Change.objects.exists()


def test_ways_stand_in_the_order_of_their_names():
    names = [
        name for _, name in SuggestForm(listing=create_group(), today=timezone.localdate()).fields["pathway"].choices
    ]
    assert names == sorted(names, key=str.casefold)

"""A place that is hidden later: its old address does not lead to it, and nothing anywhere says where it is."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from trellis.keeping import pictures
from trellis.keeping.acting import Acting
from trellis.keeping.actions import propose, undo
from trellis.keeping.models import Change
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_meeting, create_place
from trellis.places.models import GoneAddress, Place
from trellis.places.slugs import gone_slug, is_veiled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("feeds_of_its_own")]
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
KEEPER, MODERATOR = Acting("keeper"), Acting("moderator")
OLD = "st-peters-hall-burnley"
TELLING = ("st-peters", "St Peter", "BB11 2DL", "Church Street")
PAGES = (
    *("{place}", "{place}/history", "{place}/suggest", "{place}/report", "{meeting}", "{meeting}.ics", "{group}"),
    *("/find?near=BB11+1JG", "/now?near=BB11+1JG", "/map?near=BB11+1JG", "/areas/E07000117"),
    *("/api/v1/search?near=BB11+1JG", "/api/v1/meetings/{id}", "/feeds/meeting-guide.json", "/feeds/meetings.geojson"),
    *("/sitemap-places-1.xml", "/follow/near.ics?near=BB11+1JG&within=5mi"),
)


def hide(place, by=KEEPER):
    return propose(kind=Change.Kind.EDIT, listing=place, by=by, now=NOW, after={"showing": "hidden"})


@pytest.fixture
def meeting():
    where = {"address": "Church Street", "postcode": "BB11 2DL", "town": "Burnley", "way_in": "Side door."}
    return create_meeting(place=create_place(name="St Peter's Hall", slug=OLD, **where))


def test_the_old_address_says_what_that_of_a_deleted_place_says_and_leads_nowhere(client, meeting):
    create_place(slug=gone_slug("janes-house"), name="", state="deleted", point=None)
    hide(meeting.place)
    old, deleted = client.get(f"/places/{OLD}"), client.get("/places/janes-house")
    assert (old.status_code, deleted.status_code) == (410, 410)
    assert old.content == deleted.content
    meeting.place.refresh_from_db()
    assert meeting.place.slug == "private-place-burnley"
    assert client.get(meeting.place.get_absolute_url()).status_code == 200
    for page in ("poster", "poster.pdf", "card.pdf", "history", "suggest", "say"):
        assert client.get(f"/places/{OLD}/{page}").status_code == 404
    assert OLD not in "".join(GoneAddress.objects.values_list("slug", flat=True))


def test_nothing_anywhere_says_where_it_is(client, meeting, tables_of_places):
    after = {"name": "St Peter's", "way_in": "The bell at Church Street."}
    propose(kind=Change.Kind.EDIT, listing=meeting.place, by=MODERATOR, now=NOW, after=after)
    assert len(telling(client)) > len(PAGES) / 2  # so that what follows means something
    hide(Place.objects.get())
    assert telling(client) == []


def telling(client):
    """Which pages say where it is."""
    meeting = Meeting.objects.with_listing().get()
    of = {"place": meeting.place, "group": meeting.group, "meeting": meeting}
    addresses = {name: thing.get_absolute_url() for name, thing in of.items()}
    found = []
    for page in PAGES:
        answer = client.get(page.format(**addresses, id=meeting.pk))
        assert answer.status_code in {200, 404}, page
        content = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        found += [page] if any(word in content for word in TELLING) else []
    return found


def test_its_picture_is_no_longer_served(client, meeting, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    name = pictures.keep(b"a picture")
    Place.objects.update(picture=name)
    assert client.get(f"/pictures/{name}").status_code == 200
    hide(Place.objects.get())
    assert client.get(f"/pictures/{name}").status_code == 404
    Place.objects.update(showing="exact", picture="")
    assert client.get(f"/pictures/{name}").status_code == 404


def test_shown_again_it_has_a_readable_address_and_the_private_one_is_gone(client, meeting):
    undo(hide(meeting.place, MODERATOR), by=MODERATOR, now=NOW)
    place = Place.objects.get()
    assert place.showing == "exact"
    assert not is_veiled(place.slug)
    assert client.get(place.get_absolute_url()).status_code == 200
    assert client.get("/places/private-place-burnley").status_code == 410


def test_an_address_that_is_given_back_answers_again(client, meeting):
    place = create_place(name="Corner Café", address="", postcode="", town="Burnley", slug="corner-cafe")
    undo(hide(place, MODERATOR), by=MODERATOR, now=NOW)
    assert client.get("/places/corner-cafe").status_code == 200
    assert not GoneAddress.objects.filter(slug=gone_slug("corner-cafe")).exists()


def test_what_was_merged_into_it_does_not_lead_to_it_either(client, meeting):
    goes = create_place(slug="saint-peters-burnley", name="Saint Peters")
    merging = {"into": str(meeting.place_id), "take": []}
    merged = propose(kind=Change.Kind.MERGE, listing=goes, by=MODERATOR, now=NOW, after=merging)
    assert client.get("/places/saint-peters-burnley").status_code == 301
    hidden = hide(Place.objects.get(pk=meeting.place_id), MODERATOR)
    assert client.get("/places/saint-peters-burnley").status_code == 410
    undo(hidden, by=MODERATOR, now=NOW)
    undo(merged, by=MODERATOR, now=NOW)
    goes.refresh_from_db()
    assert not is_veiled(goes.slug)


def test_what_is_merged_into_a_hidden_place_later_does_not_lead_to_it(client, meeting):
    hide(meeting.place)
    goes = create_place(slug="saint-peters-burnley", name="Saint Peters")
    merging = {"into": str(meeting.place_id), "take": []}
    merged = propose(kind=Change.Kind.MERGE, listing=goes, by=MODERATOR, now=NOW, after=merging)
    assert client.get("/places/saint-peters-burnley").status_code == 410
    undo(merged, by=MODERATOR, now=NOW)
    goes.refresh_from_db()
    assert client.get(goes.get_absolute_url()).status_code == 200
    assert not is_veiled(goes.slug)


def test_no_readable_address_passes_for_a_private_one():
    place = Place(name="Private Place Café", town="Burnley", showing="exact")
    assert place.slug_words[0] == "the Private Place Café"


def test_places_that_were_hidden_before_get_a_new_address_too(client):
    create_place(slug="janes-house", showing="hidden", town="Burnley")
    create_place(slug="town-hall", town="Burnley")
    import_module("trellis.places.migrations.0007_addresses_of_hidden_places").veil(apps, None)
    assert set(Place.objects.values_list("slug", flat=True)) == {"private-place-burnley", "town-hall"}
    assert client.get("/places/janes-house").status_code == 410

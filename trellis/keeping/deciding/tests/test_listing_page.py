"""What a moderator can do with a listing, through its page."""

import pytest
from django.test import Client

from trellis.accounts.tests.people import moderator, person_with, sign_in
from trellis.keeping.acting import Acting
from trellis.keeping.actions import propose
from trellis.keeping.deciding.tests.test_queue_page import BURNLEY, NOW, PENDLE, suggest
from trellis.keeping.models import Change, Confirmation
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.safety.models import AuditEntry

pytestmark = pytest.mark.django_db
Kind = Change.Kind


def test_a_pasted_address_leads_to_what_can_be_done_with_the_listing(as_moderator, visit):
    as_moderator(BURNLEY)
    meeting = create_meeting(slug="way-in")
    page = visit("/moderate/look-up?address=https://example.org/meetings/way-in?tz=UTC", follow=True)
    assert page.heading == meeting.name
    page = visit("/moderate/look-up?address=my+group", follow=True)
    assert "We cannot read that address." in page.text


def test_i_have_checked_confirms_it_as_of_now(as_moderator, client):
    as_moderator(BURNLEY)
    meeting = create_meeting(slug="way-in", standing="pale")
    client.post("/moderate/meetings/way-in/checked")
    meeting.refresh_from_db()
    assert (meeting.confirmed_by, meeting.standing) == ("moderator", "")
    assert Confirmation.objects.get().kind == "moderator"
    assert AuditEntry.objects.get().action == "listing.confirmed"


def test_likely_duplicates_are_shown_and_merged_side_by_side(as_moderator, client, visit):
    as_moderator(BURNLEY)
    goes = create_place(name="St Peters Hall", slug="goes", way_in="Side door.")
    stays = create_place(name="St Peter's Hall", slug="stays", point=(53.7894, -2.2405))
    create_place(name="The Library", slug="library")
    links = visit("/moderate/places/goes").links
    assert links["St Peter's Hall"] == "/moderate/places/goes/merge/stays"
    assert "The Library" not in links
    page = visit("/moderate/places/goes/merge/stays")
    assert "Way in nothing of the one that stays Side door. of the one that goes" in page.text
    chosen = [box.get("id") for box in page.all("input") if box.get("checked") is not None]
    assert "way_in-goes" in chosen
    client.post("/moderate/places/goes/merge/stays", {"way_in": "goes", "name": "stays"})
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert (goes.merged_into, stays.way_in, stays.name) == (stays, "Side door.", "St Peter's Hall")
    assert client.get("/places/goes").headers["Location"] == "/places/stays"


@pytest.mark.parametrize("create", [create_meeting, create_group, create_place])
def test_every_kind_of_listing_has_the_page_and_can_be_merged(create, as_moderator, visit):
    as_moderator()
    one = create(slug="one")
    create(slug="other")
    kind = one.get_absolute_url().split("/")[1]
    assert visit(f"/moderate/{kind}/one").heading == str(one)
    assert "Make one of two" in visit(f"/moderate/{kind}/one/merge/other").text
    assert visit(f"/moderate/{kind}/one/merge?address=/{kind}/other", follow=True).heading == "Make one of two"
    assert "Give the address of another" in visit(f"/moderate/{kind}/one/merge?address=nowhere", follow=True).text


def test_asvs_8_4_1_who_moderates_one_of_the_two_areas_merges_nothing(as_moderator, client):
    as_moderator(BURNLEY)
    create_place(slug="mine")
    create_place(slug="theirs", area_code=PENDLE)
    for address in ("/moderate/places/mine/merge/theirs", "/moderate/places/theirs/merge/mine"):
        assert client.post(address).status_code == 403
    assert not Change.objects.exists()


def test_asvs_8_4_1_a_merge_that_a_keeper_proposes_is_for_who_moderates_both(as_moderator, client):
    goes, stays = create_place(), create_place(area_code=PENDLE)
    change = propose(kind=Kind.MERGE, listing=goes, by=Acting("keeper"), now=NOW, after={"into": str(stays.pk)})
    as_moderator(BURNLEY)
    assert client.post(f"/moderate/changes/{change.pk}/approve").status_code == 403
    client.post("/moderate/several", {"do": "approve", "change": [str(change.pk)]})
    goes.refresh_from_db()
    assert goes.state == "listed"


def test_asvs_8_4_1_what_waits_about_a_merged_or_moved_listing_is_for_the_area_it_came_to(as_moderator):
    goes, stays = create_place(), create_place(area_code=PENDLE)
    waiting = suggest(goes, way_in="Knock.")
    propose(kind=Kind.MERGE, listing=goes, by=Acting("steward"), now=NOW, after={"into": str(stays.pk)})
    waiting.refresh_from_db()
    assert waiting.area_code == PENDLE


def test_two_moderators_take_a_place_off_the_map_through_the_pages(as_moderator, client, visit):
    as_moderator(BURNLEY)
    place = create_place(slug="janes-house", name="Jane's house")
    create_meeting(place=place, name="Kitchen table")
    page = visit("/moderate/places/janes-house/delete")
    assert "Kitchen table" in page.links
    assert client.post("/moderate/places/janes-house/delete", {"words": ""}).status_code == 422
    response = client.post("/moderate/places/janes-house/delete", {"words": "Somebody lives there."}, follow=True)
    assert "You have agreed: it waits for another." in response.content.decode()
    second = Client()
    as_moderator(BURNLEY, through=second)
    change = Change.objects.get()
    assert "you would be the second" in second.get(change.get_absolute_url()).content.decode()
    assert second.post(f"{change.get_absolute_url()}/approve").status_code == 302
    gone = visit("/places/janes-house", status=410)
    assert gone.heading == "This place is no longer on the map"
    assert "Jane" not in visit(change.get_absolute_url()).response.content.decode()


def test_what_was_done_at_once_is_looked_at_or_undone_from_its_page(as_moderator, client, visit):
    as_moderator(BURNLEY)
    change = suggest(by=Acting("keeper"))
    page = visit(change.get_absolute_url())
    assert page.links["Undo it"].endswith(f"/history/{change.pk}/undo")
    client.post(f"{change.get_absolute_url()}/looked")
    change.refresh_from_db()
    assert change.looked_at is not None
    assert client.post(f"{change.get_absolute_url()}/looked").status_code == 409


def test_something_new_that_is_near_and_called_alike_is_pointed_out(as_moderator, visit, tables_of_places):
    as_moderator()
    create_meeting(name="First Tuesday", slug="first-tuesday")
    proposed = {
        "place": {"name": "Hall", "postcode": "BB11 1JG"},
        "group": {"name": "First Tuesdays", "pathway": "na"},
        "meeting": {"name": "First Tuesdays", "rule": "FREQ=WEEKLY;BYDAY=TU", "start": "19:30", "minutes": 60},
    }
    change = propose(kind=Kind.NEW, listing=None, by=Acting("visitor"), now=NOW, after=proposed, area_code=BURNLEY)
    assert visit(change.get_absolute_url()).links["First Tuesday"] == "/meetings/first-tuesday"


def test_a_moderator_without_second_step_is_sent_to_take_it(client):
    person = person_with()
    moderator(person, BURNLEY)
    sign_in(client, person)
    create_meeting(slug="way-in")
    assert client.post("/moderate/meetings/way-in/checked").headers["Location"].startswith("/account/second-step")
    assert not Confirmation.objects.exists()


def test_a_merge_is_undone_from_the_page_of_what_was_decided(as_moderator, client, visit):
    as_moderator(BURNLEY)
    goes, stays = create_meeting(slug="goes"), create_meeting(slug="stays")
    change = propose(kind=Kind.MERGE, listing=goes, by=Acting("steward"), now=NOW, after={"into": str(stays.pk)})
    address = visit(change.get_absolute_url()).links["Undo it"]
    assert address == f"/meetings/stays/history/{change.pk}/undo"
    client.post(address, {"reason": "They are two."})
    goes.refresh_from_db()
    assert (goes.state, goes.merged_into) == ("listed", None)
    assert visit("/meetings/goes").heading == goes.name


def test_asvs_8_4_1_who_moderates_one_of_the_two_areas_undoes_no_merge(as_moderator, client):
    goes, stays = create_place(slug="goes"), create_place(slug="stays", area_code=PENDLE)
    change = propose(kind=Kind.MERGE, listing=goes, by=Acting("steward"), now=NOW, after={"into": str(stays.pk)})
    as_moderator(PENDLE)
    assert client.post(f"/places/stays/history/{change.pk}/undo", {"reason": "Mine."}).status_code == 403
    goes.refresh_from_db()
    assert goes.merged_into == stays


def test_two_meetings_at_other_times_are_not_made_one_without_a_word(as_moderator, visit):
    as_moderator(BURNLEY)
    first, same = create_meeting(slug="first"), create_meeting(slug="same")
    other = create_meeting(slug="other", rule="FREQ=WEEKLY;BYDAY=FR")
    words = "They are not at the same time."
    assert words in visit(f"/moderate/meetings/{other.slug}/merge/{first.slug}").text
    assert words not in visit(f"/moderate/meetings/{same.slug}/merge/{first.slug}").text

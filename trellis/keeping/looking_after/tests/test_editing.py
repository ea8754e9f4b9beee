"""A keeper changes a listing: what is small at once, what is weighty once a moderator has looked."""

import pytest
from django.utils import timezone

from trellis.accounts.models import Grant
from trellis.keeping.looking_after.forms import KeeperForm
from trellis.keeping.models import Change, Confirmation
from trellis.meetings.tests.factories import create_meeting, create_place

pytestmark = pytest.mark.django_db
EDIT, KEEP = "/meetings/way-in/edit", "/meetings/way-in/keep"


def as_sent(listing, **changed):
    form = KeeperForm(listing=listing, today=timezone.localdate())
    values = {field.html_name: field.field.prepare_value(field.value()) for field in form}
    return {name: value for name, value in values.items() if value not in (None, False)} | changed


def test_a_small_change_is_on_the_page_at_once_and_says_when_it_is_now(client, visit, meeting, its_keeper):
    answer = client.post(EDIT, as_sent(meeting, when="Tuesdays, 8 to 9 pm", reason="The hall asked us."))
    assert answer.url == KEEP
    assert "It is on the page now: Every Tuesday, 8 to 9 pm." in visit(KEEP).text
    meeting.refresh_from_db()
    assert (f"{meeting.start:%H:%M}", meeting.minutes, meeting.confirmed_by) == ("20:00", 60, "keeper")
    change = Change.objects.get()
    assert (change.state, change.reason, change.by) == ("applied", "The hall asked us.", its_keeper)
    assert Grant.objects.get().last_active_on == timezone.now().date()


def test_a_weighty_change_waits_and_both_are_told_apart(client, visit, meeting, its_keeper):
    client.post(EDIT, as_sent(meeting, name="Way Out", notes="Up the stairs."))
    meeting.refresh_from_db()
    assert (meeting.name, meeting.notes) == ("Way In", "Up the stairs.")
    assert sorted(Change.objects.values_list("state", flat=True)) == ["applied", "waiting"]
    said = visit(KEEP).text
    assert "It is on the page now." in said
    assert "A moderator looks at this first: Name." in said
    assert "Way Out" in said


def test_nothing_changed_is_said_and_nothing_is_written(client, meeting, its_keeper):
    answer = client.post(EDIT, as_sent(meeting))
    assert answer.status_code == 422
    assert "Nothing is changed yet" in answer.content.decode()
    assert not Change.objects.exists()
    assert not Confirmation.objects.exists()


def test_a_moderators_change_is_on_the_page_at_once(client, meeting, a_moderator):
    client.post(EDIT, as_sent(meeting, name="Way Out"))
    meeting.refresh_from_db()
    assert meeting.name == "Way Out"


def test_somebody_who_keeps_it_is_led_from_suggesting_to_changing(client, its_keeper):
    assert client.get("/meetings/way-in/suggest").url == EDIT


def test_asvs_8_2_2_a_keeper_of_one_listing_changes_no_other(client, its_keeper):
    other = create_meeting(slug="other")
    for page in ("keep", "edit", "dates", "close"):
        assert client.get(f"/meetings/other/{page}").status_code == 403
    assert client.post("/meetings/other/edit", as_sent(other, notes="Mine now.")).status_code == 403
    assert not Change.objects.exists()


def test_the_keeper_of_a_private_place_sees_its_address(client, its_keeper, meeting):
    place = create_place(showing="hidden", address="3 Hidden Street", slug="hidden")
    Grant.objects.update(listing_kind="place", listing_id=place.pk)
    assert "3 Hidden Street" in client.get("/places/hidden/edit").content.decode()


def test_closing_takes_it_out_of_the_results_and_listing_it_again_brings_it_back(client, meeting, its_keeper):
    client.post("/meetings/way-in/close", {"reason": "Too few of us."})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.closed_by) == ("closed", "keeper")
    client.post("/meetings/way-in/close", {"reason": ""})
    meeting.refresh_from_db()
    assert meeting.state == "listed"


def test_the_account_leads_to_what_somebody_looks_after(visit, meeting, its_keeper):
    assert visit("/account/").links[meeting.group.name] == f"/groups/{meeting.group.slug}/keep"


def test_pages_of_keepers_are_kept_by_no_cache(client, its_keeper):
    assert client.get(KEEP).headers["Cache-Control"] == "no-store"


def test_one_press_says_that_all_is_still_right_of_a_group_with_its_meetings(client, visit, meeting, its_keeper):
    answer = client.post(f"/groups/{meeting.group.slug}/keep/still-right")
    assert "confirmed today" in visit(answer.url).text
    for listing in (meeting, meeting.group):
        listing.refresh_from_db()
        assert listing.confirmed_by == "keeper"
    assert client.get(answer.url + "/still-right").status_code == 405


def test_a_keeper_hides_an_address_at_once_and_shows_it_once_a_moderator_has_looked(client, its_keeper, meeting):
    place = create_place(slug="safe")
    Grant.objects.update(listing_kind="place", listing_id=place.pk)
    for showing, expected in (("hidden", "hidden"), ("exact", "hidden"), ("approximate", "hidden")):
        answer = client.post(f"{place.get_absolute_url()}/edit", as_sent(place, showing=showing))
        place.refresh_from_db()
        assert answer.url == f"{place.get_absolute_url()}/keep"  # its address goes with what it shows
        assert place.showing == expected
    assert sorted(Change.objects.values_list("state", flat=True)) == ["applied", "waiting", "waiting"]

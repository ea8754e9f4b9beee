"""Posters and cards through their addresses."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader

from trellis.keeping.showing.sheets import group_sheet, place_sheet
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 22)


def words(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(PdfReader(io.BytesIO(answer.content)).pages[0].extract_text().replace("\xa0", " ").split())


def test_a_place_and_a_group_have_posters_and_their_pages_lead_there(visit, client):
    hall = create_place(name="St Peter's Hall", way_in="Side door.")
    meeting = create_meeting(name="Way In Tuesday", place=hall)
    for listing, address in ((hall, f"/places/{hall.slug}"), (meeting.group, f"/groups/{meeting.group.slug}")):
        assert visit(listing.get_absolute_url()).links["Print a poster or cards"] == f"{address}/poster"
        links = visit(f"{address}/poster").links
        for link in links.values():
            if ".pdf" in link and "plain" not in link:
                assert "Every Tuesday, 7:30 to 9 pm" in words(client, link) or "large" in link


@pytest.mark.parametrize("showing", ["hidden", "approximate"])
def test_a_hidden_place_prints_neither_its_name_nor_its_address_nor_a_code_that_holds_them(client, showing):
    house = create_place(name="Quiet House", address="3 Lane", slug="quiet-house", showing=showing, way_in="Ring.")
    meeting = create_meeting(place=house)
    text = words(client, "/places/quiet-house/poster.pdf")
    for secret in ("Quiet", "3 Lane", "BB11 1JG", "Ring."):
        assert secret not in text
    sheet = place_sheet(house, [meeting], TODAY)
    assert sheet.page.endswith(meeting.group.get_absolute_url())
    assert sheet.shown_page == ""
    assert "Quiet" not in " ".join(group_sheet(meeting.group, [meeting], TODAY).where)
    create_meeting(place=house)
    both = list(Meeting.objects.filter(place=house).with_listing())
    assert place_sheet(house, both, TODAY).page.endswith("/areas/E07000117")


def test_what_is_held_once_is_not_printed(client):
    hall = create_place()
    create_meeting(name="Picnic", place=hall, rule="FREQ=WEEKLY;COUNT=1", starts_on=timezone.localdate())
    assert "Picnic" not in words(client, f"/places/{hall.slug}/poster.pdf")


def test_a_group_that_meets_in_several_places_says_where_beside_each():
    group = create_group(name="Way In")
    create_meeting(name="One", group=group, place=create_place(name="First Hall"))
    create_meeting(name="Two", group=group, mode=Meeting.Mode.ONLINE)
    sheet = group_sheet(group, list(group.meetings.with_listing()), TODAY)
    assert sheet.where == ()
    assert any("First Hall" in line.what for line in sheet.lines)
    assert any("Online" in line.what for line in sheet.lines)


def test_meetings_and_what_is_closed_have_no_poster(client):
    meeting = create_meeting()
    assert client.get(f"/meetings/{meeting.slug}/poster").status_code == 404
    closed = create_group(state="closed")
    assert client.get(f"/groups/{closed.slug}/poster.pdf").status_code == 404


def test_any_cache_may_keep_them(client):
    hall = create_place()
    answer = client.get(f"/places/{hall.slug}/card.pdf?sheet=four&print=large")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert not answer.cookies
    assert answer["Content-Disposition"] == f'inline; filename="card-{hall.slug}.pdf"'

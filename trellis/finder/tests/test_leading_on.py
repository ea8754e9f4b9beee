"""Old addresses of what was merged lead on for ever; those of places taken off the map say so and no more."""

import pytest
from django.urls import reverse

from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.slugs import gone_slug

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("create", [create_meeting, create_group, create_place])
def test_the_page_of_a_merged_listing_leads_to_the_one_it_became(create, client, query_budget):
    stays = create(slug="way-in-burnley")
    goes = create(slug="way-inn", state="merged", merged_into=stays)
    with query_budget("a merged listing"):
        response = client.get(goes.get_absolute_url())
    assert (response.status_code, response.headers["Location"]) == (301, stays.get_absolute_url())
    assert client.get(goes.get_absolute_url(), follow=True).status_code == 200


@pytest.mark.parametrize(("name", "create"), [("meeting-calendar", create_meeting), ("group-calendar", create_group)])
def test_calendars_that_are_subscribed_to_lead_on_under_the_same_title(name, create, client):
    stays = create(slug="way-in-burnley")
    create(slug="way-inn", state="merged", merged_into=stays)
    response = client.get(reverse(name, args=["way-inn"]) + "?title=plain")
    assert response.status_code == 301
    assert response.headers["Location"] == reverse(name, args=["way-in-burnley"]) + "?title=plain"


def test_a_meeting_saved_by_its_identifier_is_found(client):
    stays = create_meeting()
    goes = create_meeting(state="merged", merged_into=stays)
    response = client.get(f"/api/v1/meetings/{goes.pk}", follow=True)
    assert response.redirect_chain == [(f"/api/v1/meetings/{stays.pk}", 301)]
    assert response.json()["id"] == str(stays.pk)


def test_an_identifier_that_nobody_gave_is_still_not_found(client):
    assert client.get(f"/api/v1/meetings/{create_place().pk}").status_code == 404


def test_a_merged_meeting_is_found_by_no_search(client):
    create_meeting(state="merged", merged_into=create_meeting(name="Stays"), name="Goes")
    assert [one["name"] for one in client.get("/api/v1/search").json()["results"]] == ["Stays"]
    assert Meeting.objects.listed().count() == 1


def test_a_place_taken_off_the_map_says_so_at_its_old_address_and_names_nothing(visit):
    create_place(slug=gone_slug("janes-house"), name="", state="deleted", point=None)
    page = visit("/places/janes-house", status=410)
    assert page.heading == "This place is no longer on the map"
    assert "Burnley" not in page.response.content.decode()


@pytest.mark.parametrize("create", [create_place, create_group])
def test_the_page_of_a_place_or_group_that_has_ended_says_so(visit, create):
    assert "is no longer listed" in visit(create(state="closed").get_absolute_url()).text
    assert "is no longer listed" not in visit(create().get_absolute_url()).text

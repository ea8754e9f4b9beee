"""The way out stands where people are signed in, and nowhere else."""

import pytest

from tests.inspecting import elements, words_of
from trellis.accounts.tests.people import keeper, moderator, person_with, sign_in, steward
from trellis.meetings.tests.factories import create_meeting

pytestmark = pytest.mark.django_db


def ways_out(page):
    return [link for link in elements(page.root, "a") if words_of(link) == "Sign out"]


@pytest.mark.parametrize(
    "address",
    ["/account/nickname", "/account/sessions", "/account/erase", "/account/second-step", "/account/address", "keep"],
)
def test_asvs_7_4_4_every_page_of_somebody_signed_in_leads_out(address, client, visit):
    person, meeting = person_with(), create_meeting()
    keeper(person, "meeting", meeting.pk)
    sign_in(client, person)
    page = visit(f"/meetings/{meeting.slug}/keep" if address == "keep" else address)
    assert [link.get("href") for link in ways_out(page)] == ["/account/sign-out"]


@pytest.mark.parametrize("address", ["/moderate", "/moderate/sources", "/stewards/people"])
def test_asvs_7_4_4_every_page_of_moderators_and_stewards_leads_out(address, client, visit):
    person = person_with()
    moderator(person)
    steward(person)
    sign_in(client, person, is_strong=True)
    assert ways_out(visit(address))


@pytest.mark.parametrize("address", ["/", "/find", "/add", "/account/sign-in"])
def test_pages_for_everybody_are_the_same_for_whoever_is_signed_in(address, client, visit):
    assert not ways_out(visit(address))
    sign_in(client, person_with())
    assert not ways_out(visit(address, follow=True)) or address == "/account/sign-in"


def test_after_the_account_is_erased_nothing_is_left_to_sign_out_of(client):
    sign_in(client, person_with())
    answer = client.post("/account/erase", {"sure": "yes"})
    assert "Sign out" not in answer.content.decode()

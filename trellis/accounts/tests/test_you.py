"""The pages of one's own account."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from trellis.accounts.models import Person
from trellis.accounts.tests.people import keeper, letter_code, moderator, person_with, sign_in, steward
from trellis.meetings.tests.factories import create_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo(client):
    person = person_with("jo@example.org", "Jo")
    sign_in(client, person)
    return person


def nickname_of(person):
    return Person.objects.get(pk=person.pk).nickname


def test_a_nickname_is_saved(client, jo):
    answer = client.post("/account/nickname", {"nickname": "  Sunny   Side "}, follow=True)
    assert nickname_of(jo) == "Sunny Side"
    assert "Your nickname is saved." in answer.content.decode()


def test_a_first_and_last_name_is_asked_about_and_used_only_when_they_are_sure(client, jo):
    answer = client.post("/account/nickname", {"nickname": "Jo Smith"})
    assert "Are you sure?" in answer.content.decode()
    assert nickname_of(jo) == "Jo"
    client.post("/account/nickname", {"nickname": "Jo Smith", "sure": "yes"})
    assert nickname_of(jo) == "Jo Smith"


def test_an_address_is_no_nickname_and_what_was_typed_stays(client, jo):
    answer = client.post("/account/nickname", {"nickname": "jo@example.org"})
    assert answer.status_code == 422
    assert "choose something else" in answer.content.decode()
    assert 'value="jo@example.org"' in answer.content.decode()
    assert nickname_of(jo) == "Jo"


def test_choosing_a_nickname_leads_back_to_where_one_was_and_nowhere_else(client, jo):
    assert client.post("/account/nickname", {"nickname": "Jo", "next": "/find"}).url == "/find"
    assert client.post("/account/nickname", {"nickname": "Jo", "next": "https://evil.example/"}).url == "/account/"


def test_you_names_what_one_looks_after(client, jo, visit):
    meeting = create_meeting()
    keeper(jo, "meeting", meeting.pk)
    keeper(jo, "group", meeting.pk)  # nothing of that kind is there
    moderator(jo, "E07000117")
    page = visit("/account/")
    assert page.links[meeting.name].startswith(meeting.get_absolute_url())
    assert "A group that is no longer here." in page.text
    assert "What waits to be decided in Burnley" in page.text


def test_a_steward_is_led_to_what_waits_and_to_people(client, jo, visit):
    steward(jo)
    links = visit("/account/").links
    assert links["What waits to be decided"] == "/moderate"
    assert links["People and their roles"] == "/stewards/people"


def test_a_steward_without_a_second_step_is_led_to_one(client, jo, visit):
    steward(jo)
    assert "Your role needs a second step before it counts." in visit("/account/").text


def test_an_address_changes_once_the_code_sent_there_is_typed(client, jo, visit):
    answer = client.post("/account/address", {"email": "New@Example.org", "action_add": "1"}, follow=True)
    assert "We sent a letter to new@example.org." in answer.content.decode()
    assert mail.outbox[0].to == ["new@example.org"]
    assert Person.objects.get().email == "jo@example.org"
    assert "jo@example.org" in visit("/account/address").text
    client.post("/account/confirm", {"code": letter_code()})
    assert Person.objects.get().email == "new@example.org"
    assert [address.email for address in EmailAddress.objects.all()] == ["new@example.org"]
    assert mail.outbox[-1].to == ["jo@example.org"]  # the old address is told


def test_asvs_14_3_2_pages_of_an_account_are_kept_by_no_cache(client, jo):
    for page in ("/account/", "/account/nickname", "/account/sessions", "/account/everything", "/account/address"):
        assert client.get(page).headers["Cache-Control"] == "no-store", page


def test_asvs_14_2_1_addresses_hold_nothing_about_a_person(client, jo):
    answer = client.post("/account/sign-in", {"login": "jo@example.org"}, follow=True)
    assert not [to for to, _ in answer.redirect_chain if "@" in to or "%40" in to]


def test_a_form_without_its_token_is_refused_in_plain_words(jo):
    from tests.inspecting import InspectingClient

    strict = InspectingClient(enforce_csrf_checks=True)
    sign_in(strict, jo)
    answer = strict.post("/account/nickname", {"nickname": "Mallory"})
    assert answer.status_code == 403
    assert "Please send that once more" in answer.content.decode()
    assert nickname_of(jo) == "Jo"


@pytest.mark.parametrize("page", ["you", "nickname", "sessions", "everything-about-me", "erase-me"])
def test_a_page_of_an_account_keeps_to_its_budget_of_queries(page, client, jo, query_budget):
    keeper(jo, "meeting", create_meeting().pk)
    client.get(reverse(page))
    with query_budget(f"{page}: signed in"):
        client.get(reverse(page))

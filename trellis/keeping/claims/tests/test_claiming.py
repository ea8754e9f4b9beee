"""Coming to look after a listing: by mail, by another keeper, by a moderator; never by guessing."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from trellis.accounts.models import Grant
from trellis.accounts.tests.people import keeper, moderator, person_with, sign_in
from trellis.keeping.acting import Acting
from trellis.keeping.claims.actions import PROVES_FOR, ClaimError, decline_claim, grant_claim
from trellis.keeping.claims.views import CLAIMS, LETTERS
from trellis.keeping.models import Claim
from trellis.meetings.tests.factories import create_group
from trellis.safety.models import AuditEntry, Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
CLAIM, KEEP = "/groups/way-in/claim", "/groups/way-in/keep"


@pytest.fixture
def group():
    return create_group(slug="way-in", name="Way In", email="info@example.org")


@pytest.fixture
def asking(client):
    person = person_with("asking@example.org", "Ash")
    sign_in(client, person)
    return person


def ask(client, proof, words="I open the door.", page=CLAIM):
    return client.post(page, {"proof": proof, "words": words})


def link_in(letter):
    return re.search(r"http://\S+?(/(?:claims|invitations)/\S+)", letter.body)[1]


def is_keeper(person, group):
    return Grant.objects.live().filter(person=person, listing_id=group.pk, role="keeper").exists()


def test_the_page_leads_to_it_and_asks_to_sign_in_first(client, visit, group):
    link = visit(group.get_absolute_url()).links["Do you look after this?"]
    assert client.get(link).url == "/account/sign-in?next=%2Fgroups%2Fway-in%2Fclaim"


def test_whoever_reads_the_mail_of_the_published_address_lets_them_in(client, visit, group, asking):
    assert "in…@example.org" in visit(CLAIM).text
    ask(client, "mail")
    assert "A letter is on its way" in visit(CLAIM).text
    letter = Letter.objects.get()
    assert (letter.to, "Ash" in letter.body, "I open the door." in letter.body) == ("info@example.org", True, True)
    elsewhere = Client()
    link = link_in(letter)
    assert elsewhere.get(link).status_code == 200
    assert not is_keeper(asking, group), "looking at a link proves nothing: programs do"
    assert b"That is settled" in elsewhere.post(link).content
    assert is_keeper(asking, group)
    assert Grant.objects.get().granted_by_role == "proof"
    assert Letter.objects.latest("pk").to == "asking@example.org"
    assert elsewhere.post(link).status_code == 404


def test_asvs_6_4_1_the_link_dies_after_seven_days_and_when_a_new_one_is_sent(client, group, asking):
    ask(client, "mail")
    first = link_in(Letter.objects.get())
    ask(client, "mail")
    second = link_in(Letter.objects.latest("pk"))
    assert Client().post(first).status_code == 404
    Claim.objects.update(made_at=timezone.now() - PROVES_FOR)
    assert Client().post(second).status_code == 404
    assert not is_keeper(asking, group)


def test_the_database_does_not_hold_the_link(client, group, asking):
    ask(client, "mail")
    token = link_in(Letter.objects.get()).rsplit("/", 1)[1]
    assert len(token) >= 43
    assert token not in str(Claim.objects.values().get())


def test_asvs_2_4_1_nobodys_letterbox_is_filled_and_nobody_claims_everything(client, group, asking):
    for _ in range(LETTERS.most + 2):
        answer = ask(client, "mail")
    assert Letter.objects.count() == LETTERS.most
    assert "very often today" in answer.content.decode()
    for number in range(CLAIMS.most):
        other = create_group(slug=f"other-{number}")
        ask(client, "moderator", page=f"/groups/{other.slug}/claim")
    assert Claim.objects.count() <= CLAIMS.most


def test_another_keeper_says_yes_and_both_hear_of_it(client, visit, group, asking):
    other = person_with("keeper@example.org", "Kit")
    keeper(other, "group", group.pk)
    ask(client, "keeper")
    assert Letter.objects.get().to == "keeper@example.org"
    theirs = Client()
    sign_in(theirs, other)
    assert "Ash asks to look after this too" in theirs.get(KEEP).content.decode()
    claim = Claim.objects.get()
    theirs.post(f"{KEEP}/claims/{claim.pk}", {"answer": "yes"})
    assert is_keeper(asking, group)
    assert Grant.objects.get(person=asking).granted_by_role == "keeper"
    assert sorted(Letter.objects.values_list("about", flat=True)) == ["claim", "new-keeper", "you-are-keeper"]


def test_a_moderator_is_not_told_that_others_keep_it_where_nobody_does(client, group, asking, visit):
    ask(client, "moderator")
    other = person_with("moderator@example.org", "Heron")
    moderator(other)
    sign_in(client, other, is_strong=True)
    page = visit(KEEP)
    assert "Ash asks to look after this" in page.text
    assert "this too" not in page.text
    assert "Nobody looks after it now" in page.text
    assert page.links["Back to the queue"] == "/moderate"


def test_a_keeper_who_says_no_sends_a_reason(group, asking, client):
    other = person_with("keeper@example.org", "Kit")
    keeper(other, "group", group.pk)
    ask(client, "keeper")
    theirs = Client()
    sign_in(theirs, other)
    theirs.post(f"{KEEP}/claims/{Claim.objects.get().pk}", {"answer": "no", "reason": "We do not know you."})
    assert not is_keeper(asking, group)
    letter = Letter.objects.latest("pk")
    assert (letter.to, "We do not know you." in letter.body) == ("asking@example.org", True)


def test_asvs_8_2_2_nobody_grants_their_own_claim_or_one_of_another_listing(client, group, asking):
    ask(client, "moderator")
    claim = Claim.objects.get()
    assert client.post(f"{KEEP}/claims/{claim.pk}", {"answer": "yes"}).status_code == 403
    mine = create_group(slug="mine")
    keeper(asking, "group", mine.pk)
    assert client.post(f"/groups/mine/keep/claims/{claim.pk}", {"answer": "yes"}).status_code == 404
    assert not is_keeper(asking, group)


def test_a_moderator_needs_words_to_go_by(client, group, asking):
    assert "A moderator needs a few words" in ask(client, "moderator", words="").content.decode()
    assert not Claim.objects.exists()


def test_a_claim_is_decided_once_and_leaves_its_trail(client, group, asking):
    ask(client, "moderator")
    claim = Claim.objects.get()
    grant_claim(claim.pk, by=Acting("moderator"), proof=Claim.Proof.MODERATOR, now=NOW)
    with pytest.raises(ClaimError):
        decline_claim(claim.pk, by=Acting("moderator"), reason="", now=NOW)
    trail = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert trail == ["claim.made", "role.given", "claim.granted"]


def test_only_ways_that_are_open_are_offered(client, visit, asking):
    create_group(slug="bare")
    said = visit("/groups/bare/claim").text
    assert "By a moderator of the area" in said
    assert "By a letter" not in said
    assert "looks after it already" not in said
    assert ask(client, "mail", page="/groups/bare/claim").status_code == 200
    assert not Letter.objects.exists()


def test_a_keeper_is_led_to_what_they_look_after(client, group, asking):
    keeper(asking, "group", group.pk)
    assert client.get(CLAIM).url == KEEP


def test_a_moderator_can_become_a_keeper_too(client, group):
    person = person_with("mo@example.org", "Mo")
    moderator(person)
    sign_in(client, person, is_strong=True)
    assert client.get(CLAIM).status_code == 200


def test_a_link_that_is_made_up_opens_nothing(client):
    assert client.get("/claims/made-up").status_code == 404


def test_moderators_read_in_their_queue_who_asks_them_and_who_waited_for_others(client, visit, group, asking):
    ask(client, "moderator")
    today = timezone.now()
    Claim.objects.create(
        person=asking, listing_kind="group", listing_id=create_group().pk, proof="mail", words="New.", made_at=today
    )
    person = person_with("mo@example.org", "Mo")
    moderator(person)
    sign_in(client, person, is_strong=True)
    said = visit("/moderate").text
    assert "Would like to look after something" in said
    assert "Ash: I open the door." in said
    assert "New." not in said, "a letter that was sent today may still be answered"

"""Every page of the site, in each state in which it looks different, as somebody who gets in meets it.

A page gets its look by itself, from its line in tests/pages/test_every_address.py or tests/access/table.py. What
answers no page stands in NO_PAGE; another state of a page gets a line in STATES, after its name and a comma.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from tests.access.table import (
    IN,
    KEEPER,
    MEMBER,
    MODERATOR,
    OUTCOMES,
    ROWS,
    STEWARD,
    VISITOR,
    World,
    of_change,
    of_claim,
    of_source,
    of_what_was_done,
)
from tests.pages.test_every_address import ADDRESSES, of_comments, of_questions
from trellis.accounts.models import Person
from trellis.accounts.tests.people import keeper, letter_code, person_with, sign_in
from trellis.keeping.acting import Acting
from trellis.keeping.claims.actions import invite
from trellis.meetings.models import Group, Meeting
from trellis.safety.models import Letter


@dataclass(frozen=True)
class Look:
    who: str
    at: Callable[[World, Client], str]
    """Where to look. What must be there first it makes."""
    status: int = 200
    sends: dict[str, str] | None = None
    """A form, where the page is what comes of it."""


# --- What answers no page ---------------------------------------------------------------------------------------------
FILES = {
    *("pins", "tile", "sketch", "picture", "add-sketch", "add-picture-file", "moderate-sketch", "poster", "card"),
    *("meeting-calendar", "group-calendar", "follow-calendar", "feed-meeting-guide", "feed-geojson"),
    *("sitemap", "sitemap-part", "robots", "manifest", "worker", "healthz", "everything-about-me"),
}
LEAD_ON = {
    *("add-come-back", "still-right", "answer", "hush", "answer-claim", "change-next", "look-up", "source-ask"),
    *("checked", "end-session", "sign-out-person", "give-role", "end-role", "account_logout", "mfa_login_webauthn"),
    *("account_request_login_code", "change-looked", "second-step", "mfa_list_webauthn", "merge-with"),
}
"""Buttons, and addresses that find out which page it is."""
NO_PAGE = FILES | LEAD_ON


# --- As it is ---------------------------------------------------------------------------------------------------------
def who_gets_in(to: str) -> str:
    return next(who for who in (VISITOR, MEMBER, KEEPER, MODERATOR, STEWARD) if OUTCOMES[to][who] == IN)


def public(name: str) -> Look:
    return Look(VISITOR, lambda world, client: next(iter(ADDRESSES[name](name))))


def for_some(name: str) -> Look:
    return Look(who_gets_in(ROWS[name].to), lambda world, client: ROWS[name].at(world))


# --- In other states --------------------------------------------------------------------------------------------------
def by_words(path: str) -> Look:
    return Look(VISITOR, lambda world, client: path)


def of_way_in(name: str, *kind: str) -> Look:
    """Of the meeting that has most to show, its group or its place."""

    def at(world: World, client: Client) -> str:
        meeting = Meeting.objects.get(name="Way In", group__name="Way In", place__name__contains="Lantern")
        listing = {"place": meeting.place, "group": meeting.group}.get((*kind, name)[0], meeting)
        return reverse(name, args=[*kind, listing.slug])

    return Look(VISITOR, at)


def question(slug: str, more: str = "") -> Look:
    def at(world: World, client: Client) -> str:
        return next(path for path in of_questions("add-step") if path.endswith(f"/{slug}")) + more

    return Look(VISITOR, at)


def a_passkey() -> dict[str, Any]:
    """As a browser hands it over when it was made."""
    key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    credential = AttestedCredentialData.create(aaguid=bytes(16), credential_id=b"key", public_key=key)
    data = AuthenticatorData.create(bytes(32), flags=0x45, counter=0, credential_data=credential)
    made = AttestationObject.create("none", data, {})
    about = CollectedClientData.create(type="webauthn.create", challenge=b"challenge", origin="http://localhost")
    return {
        "id": websafe_encode(b"key"),
        "rawId": websafe_encode(b"key"),
        "type": "public-key",
        "response": {"clientDataJSON": websafe_encode(about), "attestationObject": websafe_encode(made)},
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def with_second_steps(name: str) -> Look:
    """Of somebody with an app, a passkey and spare codes."""

    def at(world: World, client: Client) -> str:
        TOTP.activate(world.asking, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(world.asking)
        data = {"name": "My phone", "credential": a_passkey()}
        passkey = Authenticator.objects.create(user=world.asking, type="webauthn", data=data)
        sign_in(client, world.asking, is_strong=not name.startswith("mfa_reauthenticate"))
        return reverse(name, args=[passkey.pk] if name == "mfa_remove_webauthn" else [])

    return Look(MEMBER, at)


def waiting_to_be_proved(world: World, client: Client) -> str:
    client.force_login(world.asking)
    world.group.email = "info@example.org"
    world.group.save()
    client.post(reverse("claim", args=["group", world.group.slug]), {"proof": "mail", "words": "I open the door."})
    client.logout()
    return _link_in(Letter.objects.latest("pk").body)


def invited(world: World, client: Client) -> str:
    by = Acting("keeper", person_with("kit@example.org", "Kit"))
    keeper(by.person, "group", world.group.pk)
    invite(world.group, by=by, email=world.asking.email, hands_on=True, now=timezone.now())
    return _link_in(Letter.objects.latest("pk").body)


def _link_in(words: str) -> str:
    found = re.search(r"(/(?:claims|invitations)/\S+)", words)
    assert found, words
    return found[1]


def asked_for_a_code(world: World, client: Client) -> str:
    client.post(reverse("account_login"), {"login": person_with("code@example.org", "Code").email})
    return reverse("account_confirm_login_code")


def asked_for_a_second_step(world: World, client: Client) -> str:
    at = asked_for_a_code(world, client)
    TOTP.activate(Person.objects.get(email="code@example.org"), "JBSWY3DPEHPK3PXP")
    client.post(at, {"code": letter_code()})
    return reverse("mfa_authenticate")


def joined(world: World, client: Client) -> str:
    client.post(reverse("account_signup"), {"email": "new@example.org"})
    assert mail.outbox
    return reverse("account_email_verification_sent")


def much_to_decide(name: str) -> Callable[[World, Client], str]:
    def at(world: World, client: Client) -> str:
        of_change("change")(world)
        of_change("change", after={"notes": "Knock."})(world)
        of_claim("answer-claim")(world)
        of_comments("report-comment")
        of_source("source-keeping")(world)
        return reverse(name)

    return at


def much_is_kept(world: World, client: Client) -> str:
    of_what_was_done("undo")(world)
    of_claim("answer-claim")(world)
    return reverse("look-after", args=["group", world.group.slug])


def of_a_sheet(world: World, client: Client) -> str:
    of_source("source-keeping")(world)
    rows = b"name,day,start,address,town,postcode\nWeir Street,Tuesday,19:30,1 Weir Street,Burnley,BB11 1NA\n"
    sheet = SimpleUploadedFile("meetings.csv", rows, "text/csv")
    return str(client.post(reverse("source-upload", args=["a-source"]), {"sheet": sheet}).headers["Location"])


def of_two(name: str) -> Callable[[World, Client], str]:
    """Of a group and another in the same area."""

    def at(world: World, client: Client) -> str:
        other = Group.objects.filter(meetings__place__area_code=world.place.area_code).exclude(pk=world.group.pk)[0]
        return reverse(name, args=["group", world.group.slug, other.slug])

    return at


def decided_already(world: World, client: Client) -> str:
    at = of_change("change-approve")(world)
    client.post(at)
    return at


STATES: dict[str, Look] = {
    "find": by_words("/find?q=BB11+1JG+thu+evening"),
    "find, all filters": by_words("/find?q=BB11+1JG&show=all&within=10km"),
    "find, nothing found": by_words("/find?near=ZE1+0AA&within=1km&feature=bsl&day=mon"),
    "find, not understood": by_words("/find?near=BB11+1JX9"),
    "now, near": by_words("/now?near=BB11+1JG"),
    "map": by_words("/map?q=BB11+1JG"),
    "meeting": of_way_in("meeting"),
    "meeting, not there": Look(VISITOR, lambda world, client: "/meetings/no-such-meeting", status=404),
    "group": of_way_in("group"),
    "place": of_way_in("place"),
    "say": of_way_in("say", "place"),
    "posters": of_way_in("posters", "place"),
    "history, something done": Look(MODERATOR, lambda world, client: of_what_was_done("undo")(world).rsplit("/", 2)[0]),
    "area, nothing on": by_words("/areas/E06000001"),
    "follow, near": by_words("/follow?near=BB11+1JG"),
    **{
        f"add-step, {slug}": question(slug)
        for slug in ("where", "point", "online", "name", "when", "pathway", "like", "joining", "drink", "access")
    },
    "add-step, contact": question("contact"),
    "add-step, when, said back": question("when", "?said=1"),
    "add-step, when, by days": question("when", "?by=days"),
    "prove": Look(MEMBER, waiting_to_be_proved),
    "prove, too late": Look(VISITOR, lambda world, client: "/claims/made-up", status=404),
    "invitation": Look(MEMBER, invited),
    "you, a keeper": Look(KEEPER, lambda world, client: reverse("you")),
    "you, closed to others": Look(MEMBER, lambda world, client: reverse("people"), status=403),
    "mfa_index, all set up": with_second_steps("mfa_index"),
    **{
        name: with_second_steps(name)
        for name in (
            *("mfa_remove_webauthn", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
            *("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        )
    },
    "account_confirm_login_code": Look(VISITOR, asked_for_a_code),
    "account_email_verification_sent": Look(VISITOR, joined),
    "mfa_authenticate": Look(VISITOR, asked_for_a_second_step),
    "look-after, much is kept": Look(KEEPER, much_is_kept),
    "queue": Look(MODERATOR, much_to_decide("queue")),
    "queue, a steward": Look(STEWARD, much_to_decide("queue")),
    "comments": Look(MODERATOR, much_to_decide("comments")),
    "sources": Look(MODERATOR, much_to_decide("sources")),
    "sheet": Look(MODERATOR, of_a_sheet),
    "sheet, gone": Look(MODERATOR, lambda world, client: ROWS["sheet"].at(world), status=422),
    "source-upload": Look(MODERATOR, lambda world, client: ROWS["source-upload"].at(world), status=422, sends={}),
    "change, an edit": Look(
        MODERATOR, lambda world, client: of_change("change", after={"notes": "Knock.", "name": "Weir"})(world)
    ),
    "change-approve": Look(MODERATOR, decided_already, status=409, sends={}),
    "change-decline": Look(MODERATOR, lambda world, client: ROWS["change-decline"].at(world), status=422, sends={}),
    "merge": Look(MODERATOR, of_two("merge")),
    "people, one": Look(STEWARD, lambda world, client: f"{reverse('people')}?person={world.asking.pk}"),
}

LOOKS: dict[str, Look] = {
    **{name: public(name) for name in ADDRESSES if name not in NO_PAGE and not name.startswith("api-")},
    **{name: for_some(name) for name in ROWS if name not in NO_PAGE},
    **STATES,
}

NEVER_WRONG = {"erase-me", "people", "add-step, like", "queue", "merge", "mfa_add_webauthn", "look-after, much is kept"}
"""There is something to fill in, and it takes anything: these have no state of error."""


def name_of(look: str) -> str:
    """Of the address in the URLconf."""
    return look.partition(",")[0]


def is_page(answer: HttpResponse) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html") and b"<main" in answer.content

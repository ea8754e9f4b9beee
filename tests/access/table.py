"""Who gets in where: one row for each named address of the site.

An address that is new gets a line in ROWS:

    "close-listing": Row(KEEPERS, lambda world: reverse("close-listing", args=["group", world.group.pk])),
    "decide": Row(MODERATORS, lambda world: reverse("decide", args=[world.change().pk]), post={"decision": "approve"}),

The first word says for whom it is (see OUTCOMES); the address must be about `world.group`, `world.meeting` or
`world.place`, which are what the keeper keeps and what lies in the moderator's area. `post` makes it a form that is
sent. Pages for everybody stand in tests/pages, and need no row here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from trellis.accounts.models import Person
from trellis.keeping.acting import VISITOR as A_VISITOR
from trellis.keeping.acting import Acting
from trellis.keeping.actions import propose
from trellis.keeping.claims.actions import claim
from trellis.keeping.models import Change, Claim
from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place
from trellis.places.tests.factories import create_source

# --- Who asks -------------------------------------------------------------------------------------------------------
VISITOR = "a visitor"
MEMBER = "somebody signed in"
KEEPER = "a keeper of this"
OTHER_KEEPER = "a keeper of something else"
MODERATOR = "a moderator of this area"
OTHER_MODERATOR = "a moderator of another area"
WEAK_MODERATOR = "a moderator without second factor"
STEWARD = "a steward"
WEAK_STEWARD = "a steward without second factor"
EVERYONE = (
    VISITOR,
    MEMBER,
    KEEPER,
    OTHER_KEEPER,
    MODERATOR,
    OTHER_MODERATOR,
    WEAK_MODERATOR,
    STEWARD,
    WEAK_STEWARD,
)

# --- What comes of it -----------------------------------------------------------------------------------------------
IN = "comes in"
SIGN_IN = "is sent to sign in"
SECOND_STEP = "is sent to take a second step"
CLOSED = "reads whom it is for"

# --- For whom a page is ---------------------------------------------------------------------------------------------
PUBLIC = "public"
SIGNED_IN = "signed-in"
KEEPERS = "keepers"
MODERATORS = "moderators"
ANY_MODERATOR = "moderators, of whichever area"
STEWARDS = "stewards"
OF_MODERATORS_AMONG_KEEPERS = "keepers, but decided by moderators"
KEEPERS_ALONE = "keepers alone, since it is about their own part"
OF_A_SOURCE = "moderators of a source's area, and its own keepers"


def outcomes(*found: str) -> dict[str, str]:
    return dict(zip(EVERYONE, found, strict=True))


OUTCOMES = {
    PUBLIC: outcomes(IN, IN, IN, IN, IN, IN, IN, IN, IN),
    SIGNED_IN: outcomes(SIGN_IN, IN, IN, IN, IN, IN, IN, IN, IN),
    KEEPERS: outcomes(SIGN_IN, CLOSED, IN, CLOSED, IN, CLOSED, CLOSED, IN, CLOSED),
    MODERATORS: outcomes(SIGN_IN, CLOSED, CLOSED, CLOSED, IN, CLOSED, SECOND_STEP, IN, SECOND_STEP),
    ANY_MODERATOR: outcomes(SIGN_IN, CLOSED, CLOSED, CLOSED, IN, IN, SECOND_STEP, IN, SECOND_STEP),
    OF_MODERATORS_AMONG_KEEPERS: outcomes(SIGN_IN, CLOSED, CLOSED, CLOSED, IN, CLOSED, CLOSED, IN, CLOSED),
    KEEPERS_ALONE: outcomes(SIGN_IN, CLOSED, IN, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED),
    STEWARDS: outcomes(SIGN_IN, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, SECOND_STEP, IN, SECOND_STEP),
    OF_A_SOURCE: outcomes(SIGN_IN, CLOSED, CLOSED, CLOSED, IN, CLOSED, CLOSED, IN, CLOSED),
}


@dataclass(frozen=True)
class World:
    """What there is to look after. `group` has `meeting`, which is at `place`."""

    group: Group
    meeting: Meeting
    place: Place
    other: Group
    """A group in another area."""
    asking: Any
    """The person who asks; None for a visitor."""


@dataclass(frozen=True)
class Row:
    to: str
    at: Callable[[World], str]
    post: dict[str, str] | None = None


def plain(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name)


def of_change(name: str, *, after: dict[str, Any] | None = None) -> Callable[[World], str]:
    """Of a change that somebody proposes to the meeting: to close it, unless it is said what."""

    def at(world: World) -> str:
        change = propose(
            kind=Change.Kind.EDIT if after else Change.Kind.CLOSE,
            listing=world.meeting,
            by=A_VISITOR,
            now=timezone.now(),
            after=after,
            words="It has ended.",
        )
        return reverse(name, args=[change.pk])

    return at


def of_meeting(name: str, *more: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=["meeting", world.meeting.slug, *more])


def of_what_was_done(name: str) -> Callable[[World], str]:
    """Of a change of the meeting that a steward made."""

    def at(world: World) -> str:
        done = propose(
            kind=Change.Kind.EDIT,
            listing=world.meeting,
            by=Acting("steward"),
            now=timezone.now(),
            after={"notes": "Ring the upper bell."},
        )
        return reverse(name, args=["meeting", world.meeting.slug, done.pk])

    return at


def of_group(name: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=["group", world.group.slug])


def of_claim(name: str) -> Callable[[World], str]:
    """Of somebody's claim to look after the group."""

    def at(world: World) -> str:
        person = Person.objects.create_person(email="claiming@example.org", nickname="Claiming")
        found = claim(world.group, person, Claim.Proof.MODERATOR, now=timezone.now())
        return reverse(name, args=["group", world.group.slug, found.pk])

    return at


def of_source(name: str, *more: str) -> Callable[[World], str]:
    """Of a source in the area of the place."""

    def at(world: World) -> str:
        source = create_source(slug="a-source", area_code=world.place.area_code, every_hours=24)
        return reverse(name, args=[source.slug, *more])

    return at


ROWS: dict[str, Row] = {
    "my-daily-letter": Row(ANY_MODERATOR, plain("my-daily-letter")),
    # Sources.
    "sources": Row(ANY_MODERATOR, plain("sources")),
    "new-source": Row(ANY_MODERATOR, plain("new-source")),
    "source-keeping": Row(OF_A_SOURCE, of_source("source-keeping")),
    "source-ask": Row(OF_A_SOURCE, of_source("source-ask"), post={"ask": "now"}),
    "source-upload": Row(OF_A_SOURCE, of_source("source-upload"), post={}),
    "sheet": Row(OF_A_SOURCE, of_source("sheet", f"{'0' * 64}.csv")),
    # Signing in and out. Whoever is signed in is sent on; all that counts here is that nobody is turned away.
    "account_login": Row(PUBLIC, plain("account_login")),
    "account_request_login_code": Row(PUBLIC, plain("account_request_login_code")),
    "account_confirm_login_code": Row(PUBLIC, plain("account_confirm_login_code")),
    "account_signup": Row(PUBLIC, plain("account_signup")),
    "account_inactive": Row(PUBLIC, plain("account_inactive")),
    "account_logout": Row(PUBLIC, plain("account_logout"), post={}),
    # One's own account.
    "you": Row(SIGNED_IN, plain("you")),
    "nickname": Row(SIGNED_IN, plain("nickname")),
    "sessions": Row(SIGNED_IN, plain("sessions")),
    "end-session": Row(SIGNED_IN, plain("end-session"), post={"which": "others"}),
    "second-step": Row(SIGNED_IN, plain("second-step")),
    "everything-about-me": Row(SIGNED_IN, plain("everything-about-me")),
    "erase-me": Row(SIGNED_IN, plain("erase-me")),
    "account_email": Row(SIGNED_IN, plain("account_email")),
    "mfa_index": Row(SIGNED_IN, plain("mfa_index")),
    "mfa_activate_totp": Row(SIGNED_IN, plain("mfa_activate_totp")),
    "mfa_add_webauthn": Row(SIGNED_IN, plain("mfa_add_webauthn")),
    "mfa_list_webauthn": Row(SIGNED_IN, plain("mfa_list_webauthn")),
    "mfa_generate_recovery_codes": Row(SIGNED_IN, plain("mfa_generate_recovery_codes")),
    "mfa_view_recovery_codes": Row(SIGNED_IN, plain("mfa_view_recovery_codes")),
    "mfa_deactivate_totp": Row(SIGNED_IN, plain("mfa_deactivate_totp")),
    "mfa_reauthenticate": Row(SIGNED_IN, plain("mfa_reauthenticate")),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN, plain("mfa_reauthenticate_webauthn")),
    "mfa_remove_webauthn": Row(SIGNED_IN, lambda world: reverse("mfa_remove_webauthn", args=[1])),
    # Looking after a listing.
    "look-after": Row(KEEPERS, of_meeting("look-after")),
    "edit": Row(KEEPERS, of_meeting("edit")),
    "listing-picture": Row(KEEPERS, of_group("listing-picture")),
    "still-right": Row(KEEPERS, of_meeting("still-right"), post={}),
    "close": Row(KEEPERS, of_meeting("close")),
    "dates": Row(KEEPERS, of_meeting("dates")),
    "move": Row(KEEPERS, of_meeting("move", "2026-12-03")),
    "answer": Row(KEEPERS, of_what_was_done("answer"), post={"answer": "keep"}),
    "undo": Row(OF_MODERATORS_AMONG_KEEPERS, of_what_was_done("undo")),
    "hush": Row(OF_MODERATORS_AMONG_KEEPERS, of_what_was_done("hush"), post={}),
    "report": Row(PUBLIC, of_meeting("report")),
    "suggest": Row(PUBLIC, of_meeting("suggest")),
    "sent": Row(PUBLIC, of_meeting("sent", "no-receipt")),
    "prove": Row(PUBLIC, lambda world: reverse("prove", args=["made-up"])),
    "claim": Row(SIGNED_IN, of_group("claim")),
    "answer-claim": Row(KEEPERS, of_claim("answer-claim"), post={"answer": "no"}),
    "invite": Row(KEEPERS, of_group("invite")),
    "invitation": Row(SIGNED_IN, lambda world: reverse("invitation", args=["made-up"])),
    "leave": Row(KEEPERS_ALONE, of_group("leave")),
    # Moderators.
    "queue": Row(ANY_MODERATOR, plain("queue")),
    "several": Row(ANY_MODERATOR, plain("several")),
    "comments": Row(ANY_MODERATOR, plain("comments")),
    "moderate-sketch": Row(ANY_MODERATOR, lambda world: f"{reverse('moderate-sketch')}?at=53.79,-2.24"),
    "moderator-call": Row(MODERATORS, lambda world: reverse("moderator-call", args=["meeting", world.meeting.slug])),
    "change": Row(MODERATORS, of_change("change")),
    "change-approve": Row(MODERATORS, of_change("change-approve"), post={}),
    "change-decline": Row(MODERATORS, of_change("change-decline"), post={"reason": "right"}),
    "change-next": Row(MODERATORS, of_change("change-next")),
    "change-looked": Row(MODERATORS, of_change("change-looked"), post={}),
    "change-preview": Row(MODERATORS, of_change("change-preview", after={"notes": "Knock."})),
    "look-up": Row(ANY_MODERATOR, plain("look-up")),
    "moderate-listing": Row(MODERATORS, of_meeting("moderate-listing")),
    "checked": Row(MODERATORS, of_meeting("checked"), post={}),
    "merge-with": Row(MODERATORS, of_meeting("merge-with")),
    "merge": Row(MODERATORS, lambda world: reverse("merge", args=["meeting", world.meeting.slug, world.meeting.slug])),
    "delete-place": Row(MODERATORS, lambda world: reverse("delete-place", args=[world.place.slug])),
    # Stewards.
    "people": Row(STEWARDS, plain("people")),
    "sign-out-person": Row(STEWARDS, plain("sign-out-person"), post={}),
    "give-role": Row(STEWARDS, plain("give-role"), post={"role": "steward"}),
    "end-role": Row(STEWARDS, lambda world: reverse("end-role", args=[1]), post={}),
}

ONLY_WITHIN_A_FLOW = {
    "account_email_verification_sent": "after joining, or changing one's address",
    "mfa_authenticate": "after the code in the letter",
    "mfa_login_webauthn": "the challenge and answer of a passkey",
}
"""They lead on to signing in unless one comes from there; trellis/accounts/tests/ walks through them."""

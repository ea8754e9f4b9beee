"""Who comes to look after a listing: claimed and proved, invited, left. Each in one transaction, with its audit entry.

There may be any number of keepers. Those there are hear of each new one, so that nobody slips in unseen.
"""

import datetime as dt
import uuid
from typing import Final

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from trellis.accounts import actions as roles
from trellis.accounts.models import Grant, Person
from trellis.accounts.roles import KEEPER, Held, may_keep
from trellis.accounts.viewing import viewer_for
from trellis.keeping.acting import Acting
from trellis.keeping.addresses import address, called
from trellis.keeping.claims.links import hashed, link, new_token
from trellis.keeping.keepers import grants_for, keepers_of, moderators_of, own_grant, write_to
from trellis.keeping.listings import Listing, area_of, find, kind_of, target
from trellis.keeping.models import Claim, Invitation
from trellis.safety.audit import Actor, record
from trellis.safety.letters import send_later

PROVES_FOR: Final = dt.timedelta(days=7)
INVITES_FOR: Final = dt.timedelta(days=14)
_GRANTED_BY: Final = {
    Claim.Proof.MAIL: Grant.GrantedBy.PROOF,
    Claim.Proof.KEEPER: Grant.GrantedBy.KEEPER,
    Claim.Proof.MODERATOR: Grant.GrantedBy.MODERATOR,
}


class ClaimError(Exception):
    """A claim that cannot be decided any more; the message says why."""


def claim(
    listing: Listing, person: Person, proof: Claim.Proof, *, to: str = "", words: str = "", now: dt.datetime
) -> Claim:
    """Say that somebody looks after it. By mail, `to` is the published address. Asking again begins anew."""
    token = new_token() if proof == Claim.Proof.MAIL else ""
    with transaction.atomic():
        facts = {"area_code": area_of(listing), "words": words, "proof": proof, "made_at": now}
        facts["token_hash"] = hashed(token) if token else ""
        found, _ = Claim.objects.update_or_create(
            person=person,
            listing_kind=kind_of(listing),
            listing_id=listing.pk,
            state=Claim.State.WAITING,
            defaults=facts,
        )
        if token:
            context = _context(listing) | {"link": link("prove", token), "nickname": person.nickname, "words": words}
            _write(to, "claim_by_mail", "Somebody asks about your listing", context, now)
        elif proof == Claim.Proof.KEEPER:
            body = _body("claim_to_keepers", _context(listing) | {"nickname": person.nickname})
            write_to(keepers_of(listing), subject="Somebody would like to help", body=body, about="claim", now=now)
        _note(found, "claim.made", Actor("visitor", person.audit_id), now)
    return found


def to_prove(token: str, now: dt.datetime) -> Claim | None:
    """The claim that a letter's link proves, while it does."""
    made_since = now - PROVES_FOR
    rows = Claim.objects.select_related("person").filter(state=Claim.State.WAITING, made_at__gt=made_since)
    return rows.filter(token_hash=hashed(token)).first()


def prove(token: str, *, now: dt.datetime) -> Claim:
    """Whoever reads the mail of the published address agrees. Raises ClaimError."""
    found = to_prove(token, now)
    if found is None:
        raise ClaimError("This link was used already, or it is older than seven days.")
    return grant_claim(found.pk, by=Acting("visitor"), proof=Claim.Proof.MAIL, now=now)


def grant_claim(claim_id: uuid.UUID, *, by: Acting, proof: Claim.Proof, now: dt.datetime) -> Claim:
    """They look after it from now on. Raises ClaimError once it is decided."""
    with transaction.atomic():
        found = _open(claim_id)
        found.state, found.proof, found.decided_at, found.token_hash = Claim.State.GRANTED, proof, now, ""
        found.save()
        listing = find(found.listing_kind, found.listing_id)
        _appoint(listing, found.person, by=by.actor, how=_GRANTED_BY[proof], now=now)
        _note(found, "claim.granted", by.actor, now)
    return found


def decline_claim(claim_id: uuid.UUID, *, by: Acting, reason: str, now: dt.datetime) -> Claim:
    """They do not, and read why. Raises ClaimError once it is decided."""
    with transaction.atomic():
        found = _open(claim_id)
        found.state, found.decided_at, found.token_hash = Claim.State.DECLINED, now, ""
        found.save()
        listing = find(found.listing_kind, found.listing_id)
        context = _context(listing) | {"reason": reason}
        _write(found.person.email, "claim_declined", "What became of what you asked", context, now)
        _note(found, "claim.declined", by.actor, now)
    return found


def invite(listing: Listing, *, by: Acting, email: str, hands_on: bool, now: dt.datetime) -> Invitation:
    """A letter to somebody who is to look after it too, or instead of whoever invites."""
    assert by.person is not None
    token = new_token()
    with transaction.atomic():
        invitation = Invitation.objects.create(
            by=by.person,
            listing_kind=kind_of(listing),
            listing_id=listing.pk,
            token_hash=hashed(token),
            hands_on=hands_on,
            made_at=now,
        )
        context = _context(listing) | {"link": link("invitation", token), "nickname": by.person.nickname}
        _write(email, "invitation", "Somebody asks for your help", context, now)
        record(
            action="keeper.invited",
            by=by.actor,
            now=now,
            subject_kind=invitation.listing_kind,
            subject_id=listing.pk,
            detail={"hands_on": hands_on},
        )
    return invitation


def invitation_for(token: str, now: dt.datetime) -> Invitation | None:
    """While it stands, and while whoever wrote it still looks after the listing."""
    made_since = now - INVITES_FOR
    rows = Invitation.objects.select_related("by").filter(token_hash=hashed(token), used_at=None)
    found = rows.filter(made_at__gt=made_since).first()
    return found if found and _may_still_invite(found) else None


def accept(token: str, person: Person, *, now: dt.datetime) -> Listing:
    """Somebody who was invited looks after it from now on. Raises ClaimError."""
    with transaction.atomic():
        found = invitation_for(token, now)
        if found is None or not Invitation.objects.filter(pk=found.pk, used_at=None).update(used_at=now):
            raise ClaimError("This invitation was used already, or it is older than two weeks.")
        listing = find(found.listing_kind, found.listing_id)
        _appoint(listing, person, by=Actor("keeper", found.by.audit_id), how=Grant.GrantedBy.KEEPER, now=now)
        grant = own_grant(listing, found.by)
        if found.hands_on and grant is not None and grant.person_id != person.pk:
            roles.end(grant, by=Actor("keeper", found.by.audit_id), now=now)
    return listing


def leave(listing: Listing, grant: Grant, *, by: Acting, now: dt.datetime) -> int:
    """They look after it no more. How many keepers are left; where there are none, the moderators are told."""
    with transaction.atomic():
        roles.end(grant, by=by.actor, now=now)
        left = keepers_of(listing)
        name = "keeper_left" if left else "no_keeper_left"
        body = _body(name, _context(listing))
        people = left or moderators_of(listing)
        write_to(people, subject="Something for you to look at", body=body, about="keeper-left", now=now)
    return len(left)


# -- the parts of it ---------------------------------------------------------------------------------------------------


def _appoint(listing: Listing, person: Person, *, by: Actor, how: Grant.GrantedBy, now: dt.datetime) -> None:
    others = [grant.person for grant in grants_for(listing) if grant.person_id != person.pk]
    wanted = Held(KEEPER, listing_kind=kind_of(listing), listing_id=listing.pk)
    roles.give(person=person, wanted=wanted, by=by, by_role=how, now=now)
    _write(person.email, "you_are_keeper", "You can begin", _context(listing), now)
    body = _body("new_keeper", _context(listing) | {"how": how.label, "nickname": person.nickname})
    write_to(dict.fromkeys(others), subject="Somebody helps you now", body=body, about="new-keeper", now=now)


def _may_still_invite(invitation: Invitation) -> bool:
    viewer = viewer_for(invitation.by, is_strong=True)  # they showed it when they wrote
    return may_keep(viewer, target(find(invitation.listing_kind, invitation.listing_id)))


def _open(claim_id: uuid.UUID) -> Claim:
    found = Claim.objects.select_related("person").select_for_update(of=("self",)).get(pk=claim_id)
    if found.state != Claim.State.WAITING:
        raise ClaimError("Somebody has decided this already.")
    return found


def _context(listing: Listing) -> dict[str, object]:
    manage = settings.SITE_ADDRESS + address("look-after", listing)
    return {"called": called(listing), "site": settings.SITE_NAME, "manage": manage}


def _body(name: str, context: dict[str, object]) -> str:
    return render_to_string(f"keeping/letters/{name}.txt", context)


def _write(to: str, name: str, subject: str, context: dict[str, object], now: dt.datetime) -> None:
    send_later(to=to, subject=subject, body=_body(name, context), about=name.replace("_", "-"), now=now)


def _note(found: Claim, action: str, by: Actor, now: dt.datetime) -> None:
    detail = {"claim": found.pk, "to": found.person.audit_id, "proof": str(found.proof)}
    kind, identity = found.listing_kind, found.listing_id
    record(action=action, by=by, now=now, subject_kind=kind, subject_id=identity, detail=detail)

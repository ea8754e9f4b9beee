"""Pages of coming to look after a listing, asking others to help, and stopping."""

import datetime as dt
import uuid
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from trellis.accounts.access import guard, keepers, signed_in
from trellis.accounts.models import Person
from trellis.accounts.roles import keeps
from trellis.accounts.viewing import person_of, viewer_of
from trellis.keeping.addresses import address, called, listing_at
from trellis.keeping.claims import actions
from trellis.keeping.claims.actions import ClaimError, invitation_for, to_prove
from trellis.keeping.claims.forms import ClaimForm, InviteForm, proofs
from trellis.keeping.claims.published import facts_of, masked, proving_address
from trellis.keeping.keepers import keepers_of, own_grant
from trellis.keeping.listings import Listing, find, kind_of, target
from trellis.keeping.looking_after.entering import looked_after, page, sent
from trellis.keeping.models import Claim
from trellis.safety.access import public
from trellis.safety.limits import Limit, allows

A_DAY: Final = dt.timedelta(days=1)
CLAIMS: Final = Limit("claims", most=5, within=A_DAY)
LETTERS: Final = Limit("letters to one published address", most=2, within=A_DAY)
INVITATIONS: Final = Limit("invitations", most=10, within=A_DAY)
TRIES: Final = Limit("links that were tried", most=30, within=dt.timedelta(hours=1))
_TOO_MANY: Final = "That was asked very often today. Try again tomorrow, or ask a moderator."


@signed_in
def claim(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Say that one looks after it, and choose how that can be known."""
    listing, person, now = listing_at(kind, slug), person_of(request), timezone.now()
    if keeps(viewer_of(request), target(listing)):
        return redirect("look-after", kind_of(listing), listing.slug)
    mail = proving_address(facts_of(listing), now)
    ways = proofs(mail=masked(mail) if mail else "", has_keepers=bool(keepers_of(listing)))
    waiting = Claim.objects.filter(person=person, listing_id=listing.pk, state=Claim.State.WAITING).first()
    form = ClaimForm(sent(request), proofs=ways)
    if form.is_valid():
        proof = Claim.Proof(form.cleaned_data["proof"])
        if _may_claim(request, listing, person, proof, now):
            to = mail if proof == Claim.Proof.MAIL else ""
            actions.claim(listing, person, proof, to=to, words=form.cleaned_data["words"], now=now)
            return redirect("claim", kind_of(listing), listing.slug)
        form.add_error(None, _TOO_MANY)
    return page(request, listing, "claims/claim", form=form, waiting=waiting)


def _may_claim(request: HttpRequest, listing: Listing, person: Person, proof: Claim.Proof, now: dt.datetime) -> bool:
    """Nobody's letterbox is filled by others asking."""
    if not allows(CLAIMS, request, now=now, also=str(person.pk)):
        return False
    return proof != Claim.Proof.MAIL or allows(LETTERS, request, now=now, also=str(listing.pk))


@public
@cache_control(no_store=True)
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. Looking at it changes nothing, since programs look at links too."""
    now = timezone.now()
    found = to_prove(token, now) if allows(TRIES, request, now=now) else None
    if found is None:
        return render(request, "keeping/claims/link_over.html", status=404)
    context = {"claim": found, "called": called(find(found.listing_kind, found.listing_id)), "is_done": False}
    if request.method == "POST":
        try:
            actions.prove(token, now=now)
        except ClaimError:
            return render(request, "keeping/claims/link_over.html", status=404)
        context["is_done"] = True
    return render(request, "keeping/claims/prove.html", context)


@keepers
@require_POST
def answer_claim(request: HttpRequest, kind: str, slug: str, claim_id: uuid.UUID) -> HttpResponse:
    """A keeper, or a moderator, says yes or no to somebody who would like to help."""
    listing, by = looked_after(request, kind, slug)
    found = get_object_or_404(Claim, pk=claim_id, listing_kind=kind_of(listing), listing_id=listing.pk)
    now = timezone.now()
    proof = Claim.Proof.MODERATOR if by.may_decide else Claim.Proof.KEEPER
    try:
        if request.POST.get("answer") == "yes":
            actions.grant_claim(found.pk, by=by, proof=proof, now=now)
            messages.success(request, f"{found.person} looks after it now.")
        else:
            actions.decline_claim(found.pk, by=by, reason=request.POST.get("reason", "")[:200], now=now)
            messages.success(request, "Declined. They are told so.")
    except ClaimError as error:
        messages.error(request, str(error))
    return redirect(address("look-after", listing))


@keepers
def invite(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Ask somebody by letter to help, or to take over."""
    listing, by = looked_after(request, kind, slug)
    form = InviteForm(sent(request))
    if form.is_valid():
        now = timezone.now()
        if allows(INVITATIONS, request, now=now, also=str(by.person and by.person.pk)):
            email, hands_on = form.cleaned_data["email"], form.cleaned_data["hands_on"]
            actions.invite(listing, by=by, email=email, hands_on=hands_on, now=now)
            messages.success(request, f"A letter goes to {email}. It works for two weeks.")
            return redirect(address("look-after", listing))
        form.add_error(None, _TOO_MANY)
    return page(request, listing, "claims/invite", form=form)


@signed_in
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation. Looking at it changes nothing."""
    now = timezone.now()
    found = invitation_for(token, now) if allows(TRIES, request, now=now) else None
    if found is None:
        return render(request, "keeping/claims/link_over.html", status=404)
    listing = find(found.listing_kind, found.listing_id)
    if request.method == "POST":
        try:
            actions.accept(token, person_of(request), now=now)
        except ClaimError:
            return render(request, "keeping/claims/link_over.html", status=404)
        messages.success(request, "You look after it now. Thank you.")
        return redirect(address("look-after", listing))
    return page(request, listing, "claims/invitation", invitation=found)


@keepers
def leave(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Stop looking after it. Whoever is the last is asked to hand it on."""
    listing, by = looked_after(request, kind, slug)
    grant = own_grant(listing, by.person) if by.person else None
    guard(grant is not None, words="You look after this through something else: its group, or your area.")
    others = [person for person in keepers_of(listing) if person != by.person]
    if request.method == "POST" and grant is not None:
        actions.leave(listing, grant, by=by, now=timezone.now())
        messages.success(request, f"You no longer look after {called(listing)}. Thank you for all you did.")
        return redirect("you")
    return page(request, listing, "claims/leave", others=len(others))

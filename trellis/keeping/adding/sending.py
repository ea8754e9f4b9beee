"""Checking the answers, and sending them."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trellis.accounts.roles import Target
from trellis.keeping.acting import acting
from trellis.keeping.actions import propose
from trellis.keeping.adding import answers as said
from trellis.keeping.adding import drafts, steps, summary
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.near import alike
from trellis.keeping.adding.pages import of_a_draft, page
from trellis.keeping.adding.point import point_of
from trellis.keeping.adding.proposal import Proposal, proposed
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.listings import find, with_upper
from trellis.keeping.models import Change, Draft
from trellis.keeping.suggesting.letterbox import Unsigned, hosts, is_flood, judged, reply_to, stamp
from trellis.keeping.suggesting.spam import Verdict
from trellis.meetings.models import Group
from trellis.places.gazetteer import gazetteer
from trellis.places.models import Place
from trellis.safety.access import public

ABOUT = "add"


class SendForm(Unsigned):
    reply_to = reply_to()


@public
@of_a_draft
def check(request: HttpRequest, token: str) -> HttpResponse:
    """All answers, each with a way back; then it is sent."""
    now = timezone.now()
    draft = drafts.find(token, now=now)
    if missing := steps.first_open(draft.answers):
        return redirect("add-step", token, missing.slug)
    form = SendForm(request.POST if request.method == "POST" else None, stamped=stamp(ABOUT, now))
    if not form.is_valid():
        return _check_page(request, draft, token, form)
    if is_flood(request, now):
        form.add_error(
            None, "A lot was sent from your network in the last hour. Your answers are saved: come back later."
        )
        return _check_page(request, draft, token, form, status=429)
    words = " ".join(_words(draft.answers))
    verdict = judged(request, form, ABOUT, words=words, own_sites=_own_sites(draft.answers), now=now)
    try:
        change = _send(request, draft, verdict, form.cleaned_data["reply_to"])
    except CannotApplyError as error:
        form.add_error(None, str(error))
        return _check_page(request, draft, token, form)
    if change.state == Change.State.APPLIED and change.listing_id:
        return redirect(find(change.listing_kind, change.listing_id))
    return redirect("add-sent")


@public
def sent(request: HttpRequest) -> HttpResponse:
    """Thank you, and what happens next."""
    return page(request, "sent", {})


def _send(request: HttpRequest, draft: Draft, verdict: Verdict, reply: str) -> Change:
    """The change takes the place of the draft. Raises CannotApplyError; then the draft stays."""
    now, area = timezone.now(), area_code(draft.answers)
    kind = "place" if said.is_place(draft.answers) else "meeting"
    by = acting(request, Target(kind, uuid4(), with_upper(area)))
    with transaction.atomic():
        drafts.take(draft)
        return propose(
            kind=Change.Kind.NEW,
            listing=None,
            by=by,
            now=now,
            after=_proposed(draft, timezone.localdate(now)),
            area_code=area,
            reply_to=reply,
            picture=draft.picture,
            signs=verdict.reasons,
            is_spam=verdict.is_spam and not by.may_decide,
        )


def _proposed(draft: Draft, today: date) -> Proposal:
    words = value(draft.answers, "picture", "words")
    return proposed(draft.answers, today=today, picture=draft.picture, picture_words=words)


def area_code(answers: Answers) -> str:
    """Whose moderators decide: of the place that is listed, else of the point."""
    if known := said.known_place(answers):
        return Place.objects.filter(pk=known).values_list("area_code", flat=True).first() or ""
    point = point_of(answers) if said.is_somewhere(answers) else None
    near = gazetteer().postcodes.nearest(point.lat, point.lon, limit_m=10_000) if point else None
    return near.area_code if near else ""


def _check_page(request: HttpRequest, draft: Draft, token: str, form: SendForm, *, status: int = 200) -> HttpResponse:
    answers = draft.answers
    place, group = _known(Place, said.known_place(answers)), _known(Group, said.known_group(answers))
    context: dict[str, Any] = {
        "form": form,
        "token": token,
        "rows": summary.rows(answers, place=place, group=group),
        "alike": alike(answers, point_of(answers) if said.is_somewhere(answers) else None, now=timezone.now()),
        "picture": draft.picture,
    }
    return page(request, "check", context, status=status)


def _known(model: type[Place] | type[Group], identity: str) -> str:
    """What it is called; nothing where none was chosen."""
    found = model._default_manager.filter(pk=identity).first() if identity else None
    return str(found) if found else ""


def _words(answers: Answers) -> list[str]:
    """What was written freely, for the signs of spam; addresses that were asked for are no signs."""
    asked = {("contact", "website"), ("contact", "email"), ("online", "link")}
    fields = ((step, name, one) for step, values in answers.items() for name, one in values.items())
    return [one for step, name, one in fields if isinstance(one, str) and (step, name) not in asked]


def _own_sites(answers: Answers) -> list[str]:
    given = [value(answers, "contact", "website"), value(answers, "contact", "email"), value(answers, "online", "link")]
    return list(hosts([one for one in given if one]))

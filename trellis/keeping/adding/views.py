"""The pages of adding: one question each, kept in a draft as they are answered."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from trellis.keeping.adding import answers as said
from trellis.keeping.adding import drafts, steps
from trellis.keeping.adding.near import Alike, alike
from trellis.keeping.adding.once import prefilled
from trellis.keeping.adding.pages import BEGINNINGS, CHECK, headed, of_a_draft, onward, page, step_context
from trellis.keeping.adding.point import point_of
from trellis.keeping.adding.point_views import point_step
from trellis.keeping.adding.questions import NAME_LIMIT, KindForm
from trellis.keeping.adding.when_views import when_step
from trellis.keeping.models import Draft
from trellis.safety.access import public
from trellis.safety.limits import allows

_OF_THEIR_OWN = {"point": point_step, "when": when_step}


@public
def add(request: HttpRequest) -> HttpResponse:
    """What it is. A draft begins with the first answer."""
    at = request.POST.get("at", "") or request.GET.get("once", "")
    before = {"kind": said.ONCE} if at else None
    form = KindForm(request.POST if request.method == "POST" else None, answers={}, initial=before)
    if not form.is_valid():
        return page(request, "begin", {"form": form, "at": at})
    now = timezone.now()
    if not allows(BEGINNINGS, request, now=now):
        form.add_error(None, "A lot was begun from your network in the last hour. Wait a while, then try again.")
        return page(request, "begin", {"form": form, "at": at}, status=429)
    known = prefilled(at) if said.is_once({"kind": form.values()}) else {}
    token = drafts.begin({"kind": form.values(), **known}, now=now)
    return onward(drafts.find(token, now=now), token, "kind")


@public
@of_a_draft
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a draft: on to the first question that is open."""
    draft = drafts.find(token, now=timezone.now())
    following = steps.first_open(draft.answers)
    return redirect("add-step", token, following.slug) if following else redirect("add-check", token)


@public
@of_a_draft
def step(request: HttpRequest, token: str, slug: str) -> HttpResponse:
    """One question."""
    draft = drafts.find(token, now=timezone.now())
    if slug not in {one.slug for one in steps.applying(draft.answers)}:
        raise Http404("There is no such question here.")
    if own := _OF_THEIR_OWN.get(slug):
        return own(request, draft, token)
    return _plain_step(request, draft, token, slug)


def _plain_step(request: HttpRequest, draft: Draft, token: str, slug: str) -> HttpResponse:
    asked, then, is_sent = steps.BY_SLUG[slug].form, request.GET.get("then", ""), request.method == "POST"
    assert asked is not None
    form = asked(request.POST if is_sent else None, answers=draft.answers, initial=draft.answers.get(slug))
    if not form.is_valid():
        context = step_context(draft, token, slug, then=then)
        return page(request, "step", headed(context, form))
    drafts.answer(draft, slug, form.values(), now=timezone.now())
    if slug == "name" and then != CHECK and likely_same(draft):
        return redirect("add-likely", token)
    return onward(draft, token, slug, then=then)


@public
@of_a_draft
def likely(request: HttpRequest, token: str) -> HttpResponse:
    """Listings that may be the same. With `name`, only the list of them, for whoever is typing it."""
    draft = drafts.find(token, now=timezone.now())
    if "name" in request.GET:
        draft.answers["name"] = {"name": request.GET["name"][:NAME_LIMIT]}
        return page(request, "_alike", {"alike": likely_same(draft)})
    if request.method == "POST":
        return onward(draft, token, "name")
    context = {"token": token, "alike": likely_same(draft), "name": said.name_of(draft.answers)}
    return page(request, "likely", context)


def likely_same(draft: Draft) -> list[Alike]:
    point = point_of(draft.answers) if said.is_somewhere(draft.answers) else None
    return alike(draft.answers, point, now=timezone.now())

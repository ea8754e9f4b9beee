"""Where stewards give and end roles. People are found by their whole address alone: there is no list to read."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from trellis.accounts import actions
from trellis.accounts.access import stewards
from trellis.accounts.granting import GrantRefusedError, wanted_grant
from trellis.accounts.models import Grant, Person
from trellis.accounts.viewing import viewer_of
from trellis.accounts.views.you import duties
from trellis.safety.audit import Actor


@stewards
def people(request: HttpRequest) -> HttpResponse:
    """Search by POST, so that no address stands in a log or a history. The random number points to nobody outside."""
    email = request.POST.get("email", "").strip()
    person = _shown(request, email)
    context: dict[str, object] = {"email": email, "person": person, "asked": bool(email), "roles": Grant.Role.choices}
    if person:
        context["duties"] = duties(person)
    return render(request, "accounts/people.html", context)


@require_POST
@stewards
def give_role(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(Person.objects.filter(audit_id__in=_numbers(request.POST.get("person", ""))))
    fields = {name: request.POST.get(name, "").strip() for name in ("role", "area", "listing")}
    try:
        wanted = wanted_grant(**fields)
    except GrantRefusedError as error:
        context = {"person": person, "problem": str(error), "duties": duties(person), "roles": Grant.Role.choices}
        return render(request, "accounts/people.html", {**context, **fields}, status=422)
    actions.give(person=person, wanted=wanted, by=_by(request), by_role=Grant.GrantedBy.STEWARD, now=timezone.now())
    messages.success(request, "The role is given.")
    return _back_to(person)


@require_POST
@stewards
def end_role(request: HttpRequest, number: int) -> HttpResponse:
    grant = get_object_or_404(Grant.objects.live().select_related("person"), pk=number)
    actions.end(grant, by=_by(request), now=timezone.now())
    messages.success(request, "The role is ended.")
    return _back_to(grant.person)


@require_POST
@stewards
def sign_out_person(request: HttpRequest) -> HttpResponse:
    person = get_object_or_404(Person.objects.filter(audit_id__in=_numbers(request.POST.get("person", ""))))
    actions.sign_out_everywhere(person, by=_by(request), now=timezone.now())
    messages.success(request, "They are signed out everywhere.")
    return _back_to(person)


def _shown(request: HttpRequest, email: str) -> Person | None:
    if email:
        return Person.objects.with_email(email)
    return Person.objects.filter(audit_id__in=_numbers(request.GET.get("person", ""))).first()


def _numbers(text: str) -> list[UUID]:
    """The number that stands for somebody; nothing where it is none."""
    try:
        return [UUID(text)]
    except ValueError:
        return []


def _by(request: HttpRequest) -> Actor:
    return Actor("steward", viewer_of(request).audit_id)


def _back_to(person: Person) -> HttpResponse:
    return redirect(f"{reverse('people')}?{urlencode({'person': str(person.audit_id)})}")

"""Saving a draft for later: its link on the page, and by a letter whose subject says nothing."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from trellis.keeping.adding import drafts
from trellis.keeping.adding.pages import of_a_draft, page
from trellis.keeping.forms import MailAddress, PlainForm
from trellis.safety.access import public
from trellis.safety.letters import send_later
from trellis.safety.limits import Limit, allows

LETTERS: Final = Limit("links of drafts by mail", most=5, within=timedelta(hours=1))
TO_ONE: Final = Limit("links of drafts to one address", most=3, within=timedelta(hours=1))
SUBJECT: Final = "The link you asked for"
BODY: Final = """Hello,

here is the link you asked for. It leads back to what you began, and works for 30 days:

{link}

If you did not ask for it, somebody mistyped their address. You need do nothing.
"""


class SaveForm(PlainForm):
    address = MailAddress(
        "Your e-mail",
        hint="We send the link once, and do not keep the address.",
        missing="Write the address that the link should go to.",
        autocomplete="email",
    )


@public
@of_a_draft
def save(request: HttpRequest, token: str) -> HttpResponse:
    """The link, and a way to have it sent."""
    now = timezone.now()
    drafts.find(token, now=now)
    link = f"{settings.SITE_ADDRESS}{reverse('add-come-back', args=[token])}"
    form = SaveForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "token": token, "link": link, "is_on_its_way": "sent" in request.GET}
    if not form.is_valid():
        return page(request, "save", context)
    to = form.cleaned_data["address"]
    if not (allows(LETTERS, request, now=now) and allows(TO_ONE, request, now=now, also=to.lower())):
        form.add_error(None, "We have sent several letters already. Copy the link, or try again in an hour.")
        return page(request, "save", context, status=429)
    with transaction.atomic():
        send_later(to=to, subject=SUBJECT, body=BODY.format(link=link), about="the link of a draft", now=now)
    return redirect(f"{request.path}?sent=1")

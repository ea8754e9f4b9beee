"""The page that asks for a picture, and pictures themselves."""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from trellis.accounts.roles import is_moderator
from trellis.accounts.viewing import viewer_of
from trellis.keeping import pictures
from trellis.keeping.adding import drafts
from trellis.keeping.adding.pages import of_a_draft, onward, page, step_context
from trellis.keeping.adding.questions import Question
from trellis.keeping.forms import Line, Tick
from trellis.safety.access import public
from trellis.safety.limits import Limit, allows

SENDINGS: Final = Limit("pictures sent", most=12, within=timedelta(hours=1))
FOR_A_DAY: Final = "public, max-age=86400"
"""It never changes, but the place that shows it may be hidden."""


class Capped(FileUploadHandler):
    """Stops reading what is larger than any picture we take, before it fills memory or disk."""

    read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.read += len(raw_data)
        if self.read > pictures.MOST_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers after this one make the file."""


class PictureForm(Question):
    file = forms.FileField(
        label="A photo of the building, or a logo",
        help_text="JPEG, PNG or WebP, up to 5 MB. We make it smaller, and take out where and when it was taken.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={
            "required": "Choose a picture of up to 5 MB, or go on without one.",
            "empty": "This file is empty. Choose another one.",
            "missing": "Choose a picture of up to 5 MB, or go on without one.",
        },
    )
    words = Line(
        "What does it show?",
        hint="For people who cannot see it. Such as: a red door beside a chemist’s.",
        missing="Say in a few words what it shows.",
        limit=150,
    )
    nobody = Tick("Nobody can be recognised in it", missing="Send only a picture in which nobody can be recognised.")

    def clean_file(self) -> str:
        sent: UploadedFile[bytes] = self.cleaned_data["file"]
        try:
            self.made = pictures.remade(sent.read(), sent.name or "")
        except pictures.PictureError as error:
            raise forms.ValidationError(str(error)) from error
        return ""

    def values(self) -> dict[str, Any]:
        return {"words": self.cleaned_data["words"]}


@public
@csrf_exempt
@of_a_draft
def picture_step(request: HttpRequest, token: str) -> HttpResponse:
    """Checked against forged forms as every page is, but only once too large a file cannot be read any more."""
    request.upload_handlers.insert(0, Capped(request))
    return _picture_step(request, token)


@csrf_protect
def _picture_step(request: HttpRequest, token: str) -> HttpResponse:
    now, then = timezone.now(), request.GET.get("then", "")
    draft = drafts.find(token, now=now)
    if request.method == "POST" and "without" in request.POST:
        drafts.picture(draft, "", {"words": ""}, now=now)
        return onward(draft, token, "picture", then=then)
    is_sent = request.method == "POST"
    kept = {"words": draft.answers.get("picture", {}).get("words", "")}
    form = PictureForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, answers=draft.answers, initial=kept
    )
    if is_sent and not allows(SENDINGS, request, now=now):
        form.add_error("file", "Many pictures came from your network within an hour. Go on without one.")
    if not form.is_valid():
        context = step_context(draft, token, "picture", then=then)
        return page(request, "picture", context | {"form": form, "draft": draft})
    drafts.picture(draft, pictures.keep(form.made), form.values(), now=now)
    return onward(draft, token, "picture", then=then)


@public
def draft_picture(request: HttpRequest, token: str) -> HttpResponse:
    """The picture that waits with a draft, for its writer."""
    found = pictures.any_of(drafts.find(token, now=timezone.now()).picture)
    return _answer(found, "no-store")


@public
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture that a listing shows; to moderators also one that waits."""
    if found := pictures.shown(name):
        return _answer(found, FOR_A_DAY)
    return _answer(pictures.any_of(name) if is_moderator(viewer_of(request)) else None, "no-store")


def _answer(content: bytes | None, cache: str) -> HttpResponse:
    if content is None:
        raise Http404("There is no such picture.")
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = cache
    response.headers["Content-Disposition"] = 'inline; filename="picture.jpg"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

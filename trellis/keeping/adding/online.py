"""How to join from home: a link, a number, and what else one needs."""

from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError

from trellis.keeping.adding import answers as said
from trellis.keeping.adding.questions import Question
from trellis.keeping.forms import Line, Paragraphs, WebAddress

LIKELY_ZONES = (
    "Europe/London",
    "Europe/Dublin",
    "Europe/Paris",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
)


class OnlineForm(Question):
    link = WebAddress("Link to join", hint="Only if the group publishes it. Otherwise say below whom to ask.")
    phone = Line("Number to join by phone", limit=60, attrs={"inputmode": "tel"})
    how = Paragraphs(
        "How to join",
        hint="Such as: the password, or “write to the group and you get the link”. Everybody can read it.",
        rows=3,
        limit=500,
    )
    zone = Line(
        "Time zone of its times",
        hint="Its times are told by the clock of this place. Leave it as it is if you do not know.",
        limit=50,
        attrs={"spellcheck": "false"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if said.is_somewhere(self.answers):
            del self.fields["zone"]  # that of the place
        else:
            self.fields["zone"].initial = settings.TIME_ZONE

    def clean_zone(self) -> str:
        zone: str = self.cleaned_data["zone"].replace(" ", "_") or settings.TIME_ZONE
        if zone not in available_timezones():
            raise ValidationError("We do not know this time zone. Write it as Europe/London or America/New_York.")
        return zone

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors and not any(found.get(name) for name in ("link", "phone", "how")):
            self.add_error("link", "Give a link or a number, or say how one gets it.")
        return found

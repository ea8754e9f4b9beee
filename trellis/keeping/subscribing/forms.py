"""Following what is new near a point: where, how far, on which pathway, and where to write to."""

from datetime import datetime
from typing import Any

from django import forms

from trellis.finder.search import asked
from trellis.keeping.forms import Line, MailAddress, OneOf, PlainForm
from trellis.keeping.subscribing.nearby import MOST, near
from trellis.keeping.subscribing.wishes import DISTANCES, USUAL_M, Wish, wish_of
from trellis.keeping.suggesting.letterbox import Unsigned
from trellis.meetings.pathways import PATHWAYS

_TOO_WIDE = f"More than {MOST} meetings are that near, too many for a letter. Choose a shorter way, or one pathway."


def _within() -> OneOf:
    choices = [(str(metres), words) for metres, words in DISTANCES.items()]
    return OneOf("How far around?", choices, missing="Choose how far around.", initial=str(USUAL_M))


def _pathway() -> forms.ChoiceField:
    ways = sorted(((way.code, way.name) for way in PATHWAYS.values()), key=lambda pair: pair[1].lower())
    wrong = {"invalid_choice": "Choose one of those shown."}
    return forms.ChoiceField(
        label="Which meetings?", choices=[("", "Every kind"), *ways], required=False, error_messages=wrong
    )


class FollowForm(Unsigned):
    near = Line(
        "Near where?",
        hint="A postcode or a town. We keep it to about a hundred metres, locked.",
        missing="Write a postcode or a town.",
    )
    within = _within()
    pathway = _pathway()
    address = MailAddress(
        "Your e-mail",
        hint=(
            "We write to it at most once a week, and only when something is new. It is kept locked, apart from any"
            " account."
        ),
        missing="Write the e-mail address that the letters should go to.",
        autocomplete="email",
    )

    def __init__(self, *args: Any, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.now = now

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("near") and "within" in cleaned:
            cleaned["wish"] = self._wish(cleaned)
        return cleaned

    def _wish(self, cleaned: dict[str, Any]) -> Wish | None:
        query = asked({"near": [cleaned["near"]]}, now=self.now)
        point = wish_of(query)
        if point is None:
            said = " ".join(problem.sentence for problem in query.problems)
            self.add_error("near", said or "We cannot find this. Write a postcode, or the name of a town.")
            return None
        wish = Wish(point.label, point.lat, point.lon, int(cleaned["within"]), cleaned.get("pathway", ""))
        if len(near(wish)) > MOST:
            self.add_error("within", _TOO_WIDE)
        return wish


class ChangeForm(PlainForm):
    """How far and what, of a subscription that there is."""

    within = _within()
    pathway = _pathway()

    def __init__(self, *args: Any, wish: Wish, **options: Any) -> None:
        super().__init__(*args, initial={"within": str(wish.within_m), "pathway": wish.pathway}, **options)
        self.wish = wish

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "within" in cleaned and "pathway" in cleaned:
            old = self.wish
            cleaned["wish"] = Wish(old.label, old.lat, old.lon, int(cleaned["within"]), cleaned["pathway"])
            if len(near(cleaned["wish"])) > MOST:
                self.add_error("within", _TOO_WIDE)
        return cleaned

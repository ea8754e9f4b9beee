"""The questions, each a form of its own. Where, when and pictures have modules of their own."""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString

from trellis.keeping.adding import answers as said
from trellis.keeping.adding.answers import KINDS, Answers
from trellis.keeping.forms import AnyOf, Line, MailAddress, OneOf, Paragraphs, PlainForm, WebAddress
from trellis.meetings.features import FEATURES, FeatureKind
from trellis.meetings.pathways import OTHER, PATHWAYS, PathwayKind
from trellis.places.models import Place
from trellis.safety.free_text import is_conference, is_personal_address

NAME_LIMIT: Final = 120
_MORE: Final = {
    said.PLACE: "A café, hall, college, garden or other place where people in recovery are welcome.",
    said.GROUP: "With a day and a time, and a door to come to.",
    said.ONLINE: "With a link or a number to join.",
    said.BOTH: "Some sit in the room, others join from home.",
    said.ACTIVITY: "A walk, football, singing, gardening, a meal: something done together.",
    said.ONCE: "An open day, an outing, a party, a talk: on one day.",
    said.ONCE_ONLINE: "A talk or a get-together by link or phone: on one day.",
}


def choice(words: str, more: str) -> SafeString:
    """A label with a line under it."""
    return format_html('{}<span class="more">{}</span>', words, more)


class Question(PlainForm):
    """One page of questions. `answers` are those given before."""

    def __init__(self, *args: Any, answers: Answers, **options: Any) -> None:
        self.answers = answers
        super().__init__(*args, **options)

    def values(self) -> dict[str, Any]:
        """What was answered, as it goes into JSON."""
        return dict(self.cleaned_data)


class KindForm(Question):
    kind = OneOf(
        "What is it?",
        [(code, choice(words, _MORE[code])) for code, words in KINDS.items()],
        missing="Choose what it is.",
    )


class NameForm(Question):
    name = Line(
        "What is it called?",
        hint="As people know it, without anybody’s surname.",
        missing="Say what it is called.",
        limit=NAME_LIMIT,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if len(re.findall(r"\w", name)) < 2:
            raise ValidationError("This is too short for a name. Write it out, such as Thursday Way In.")
        return name


_OF_ACTIVITIES: Final = {PathwayKind.ACTIVITY, PathwayKind.LIVED_EXPERIENCE, PathwayKind.OTHER}


class PathwayForm(Question):
    pathway = OneOf("Which way does it follow?", [], missing="Choose one. If you do not know, choose “Another way”.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["pathway"]
        assert isinstance(field, OneOf)
        is_activity = said.kind_of(self.answers) == said.ACTIVITY
        shown = (one for one in PATHWAYS.values() if not is_activity or one.kind in _OF_ACTIVITIES)
        in_order = sorted(shown, key=lambda one: (one.code == OTHER, one.name.casefold()))
        field.choices = [(one.code, choice(one.name, f"For {one.for_whom}.")) for one in in_order]


class PlaceForm(Question):
    kind = OneOf("What kind of place is it?", Place.Kind.choices, missing="Choose what kind of place it is.")
    opening = Paragraphs(
        "When is it open?",
        hint="In plain words, such as: Monday to Friday 10 to 4. Closed in August.",
        rows=3,
        limit=500,
    )
    story = Paragraphs("What should somebody know who has never been there?", limit=1_500)


_OFFERED: Final = (
    *("open", "closed", "beginners", "family-welcome", "adults-only", "visitors-ask-first"),
    *("women", "men", "lgbtq", "young-people", "veterans", "dual-diagnosis"),
    *("refreshments", "outdoor", "dog-friendly", "parking", "childcare", "proof-of-attendance"),
    *("speaker", "discussion", "step-study", "book-study", "meditation"),
)
_LANGUAGES: Final = tuple(code for code, one in FEATURES.items() if one.kind == FeatureKind.LANGUAGE)
_FROM_HOME: Final = ("bsl", "captions")
_ACCESS: Final = tuple(
    code
    for code in ("step-free", "accessible-toilet", "hearing-loop", "bsl", "captions", "fragrance-free")
    if code in FEATURES
)


def _feature_choices(codes: Iterable[str]) -> list[tuple[str, SafeString]]:
    return [(code, choice(FEATURES[code].name, FEATURES[code].words)) for code in codes if code in FEATURES]


class LikeForm(Question):
    features = AnyOf(
        "What is it like?", _feature_choices(_OFFERED), hint="Tick what is so. Leave out what you do not know."
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not said.is_somewhere(self.answers):
            field = self.fields["features"]
            assert isinstance(field, AnyOf)
            not_there = {"outdoor", "dog-friendly", "parking", "refreshments", "childcare"}
            field.choices = _feature_choices([*(code for code in _OFFERED if code not in not_there), *_FROM_HOME])

    def clean_features(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["features"]
        if {"open", "closed"} <= set(ticked):
            raise ValidationError("It is open to all, or closed: tick only one of them.")
        return ticked


class JoiningForm(Question):
    steps = Paragraphs(
        "How does somebody join?",
        hint="What to do the first time: just come, ring first, ask for somebody by role. Nothing is fine too.",
        limit=800,
    )
    dates = Line("Term dates and breaks", hint="Such as: 5 January to 27 March, not at half term.", limit=200)
    bring = Line("What to bring", hint="Such as: boots and a flask.", limit=200)


class DrinkForm(Question):
    drink = OneOf(
        "Is there alcohol at the venue?",
        [*Place.Drink.choices, ("unknown", "I do not know")],
        hint="Some people need to know before they go. We show what you say with today’s date.",
        missing="Choose one. If you do not know, say so.",
    )
    words = Line("Anything else about alcohol or drugs there", hint="Such as: a pub next door.", limit=200)


class AccessForm(Question):
    features = AnyOf("Getting in and around", _feature_choices(_ACCESS), hint="Tick only what you know.")
    way_in = Paragraphs(
        "How does somebody find the way in?", hint="Which door, which bell, which floor.", rows=3, limit=400
    )


class ContactForm(Question):
    email = MailAddress(
        "E-mail", hint="An address of the group or place, such as hello@example.org. Everybody can see it."
    )
    phone = Line(
        "Phone",
        hint="Only a number of the group or place that is published already. Never somebody’s own phone.",
        limit=40,
        attrs={"inputmode": "tel"},
    )
    website = WebAddress("Website")

    def clean(self) -> dict[str, Any]:
        """Where a place is not shown, people have to ask somebody."""
        cleaned = super().clean() or {}
        is_hidden = said.value(self.answers, "point", "showing") == Place.Showing.HIDDEN
        ways = [*cleaned.values(), said.value(self.answers, "joining", "steps")]
        if is_hidden and not self.errors and not any(ways):
            self.add_error("email", "Nobody sees where it is, so people have to ask. Give at least one of these.")
        return cleaned

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and is_persons(email):
            raise ValidationError(
                "This looks like somebody’s own address. Give one that goes with the role, such as hello@ or contact@,"
                " or leave it empty."
            )
        return email

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        digits = re.sub(r"\D", "", phone)
        if phone and not (3 <= len(digits) <= 15 and _PHONE.fullmatch(phone)):
            raise ValidationError("This is not a phone number. Write it in digits, such as 0300 123 4567.")
        if re.fullmatch(r"(?:44|0044|0)?7[1-57-9]\d{8}", digits):
            raise ValidationError(
                "This is a mobile number, and most of those belong to one person. Give a landline or a helpline, or"
                " leave it empty and let people write."
            )
        return phone

    def clean_website(self) -> str:
        website: str = self.cleaned_data["website"]
        if website and is_conference(website):
            raise ValidationError("This is a link to join a meeting, not a website. We ask for such links elsewhere.")
        return website


_PHONE: Final = re.compile(r"[\d\s+().-]+(?:\s*(?:ext|x)\.?\s*\d+)?", re.IGNORECASE)
_ROLES: Final = re.compile(
    r"(?:info|hello|contact|help|helpline|office|admin|enquir|secretary|chair|team|group|meeting|welcome|support|public"
    r"|outreach|events|bookings|recovery|reception|mail|post|pr|pi|web)",
    re.IGNORECASE,
)


def is_persons(email: str) -> bool:
    """Whether it looks like one person's address: joan.smith@, j.smith@, joan84@."""
    if is_personal_address(email):
        return True
    local = email.partition("@")[0]
    if _ROLES.search(local):
        return False
    return bool(re.fullmatch(r"[a-z]+[._][a-z]{2,}\d{0,4}", local, re.IGNORECASE) and not re.search(r"\d{5}", local))

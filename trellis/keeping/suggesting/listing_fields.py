"""Which fields of a listing stand in its form, under which headings, and how each is asked for."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import Q

from trellis.finder.views.place import heading
from trellis.keeping import fields
from trellis.keeping.forms import AnyOf, Line, MailAddress, Paragraphs, Tick, WebAddress
from trellis.keeping.listings import Listing, kind_of
from trellis.keeping.suggesting.when_words import LONGEST, say
from trellis.meetings.features import FEATURES, FeatureKind, in_order
from trellis.meetings.models import Group, Meeting
from trellis.meetings.pathways import PATHWAYS
from trellis.places.models import Place

SAYS_WHERE: Final = frozenset({"name", "address", "town", "postcode", "country", "lat", "lon", "way_in", "showing"})
"""Fields of a place that say where it is, or how much of that shows."""
FOR_KEEPERS: Final = frozenset({"showing", "takes_comments", "picture_words"})
"""What is for its keepers to choose."""


@dataclass(frozen=True, slots=True)
class Section:
    """`is_folded`: it opens when somebody presses its title, since most have nothing to say there."""

    title: str
    names: tuple[str, ...]
    is_folded: bool = False


_ABOUT: Final = Section("In its own words", ("story", "for_whom", "offers", "needs", "picture_words", "takes_comments"))
_REACH: Final = Section("How to reach it", ("website", "email", "phone"))
SECTIONS: Final[Mapping[str, tuple[Section, ...]]] = {
    "place": (
        Section("What it is", ("name", "kind")),
        Section("Where it is", ("address", "town", "postcode", "showing", "way_in")),
        Section("What it is like", ("opening", "joining", "drink", "drink_words")),
        Section("Getting in and around", ("features",), is_folded=True),
        _REACH,
        _ABOUT,
    ),
    "group": (Section("What it is", ("name", "pathway", "joining", "notes")), _REACH, _ABOUT),
    "meeting": (
        Section("What it is called", ("name",)),
        Section("When it is", ("when",)),
        Section("How to take part", ("mode", "place_id", "joining", "notes", "website")),
        Section("Taking part from home", ("join_url", "join_phone", "join_notes"), is_folded=True),
        Section("What it is like", ("features",), is_folded=True),
    ),
}
_HINTS: Final = {
    "joining": "For instance steps before the first time, term dates, what to bring.",
    "way_in": "Which door, which bell, which floor.",
    "opening": "For instance: weekdays 10 am to 4 pm.",
    "email": "An address of the group or place, not a person’s own.",
    "phone": "A number of the group or place, not a person’s own.",
    "join_url": "The link that people press to take part.",
    "join_notes": "A password or code, if everybody may read it.",
    "story": "What it is like, told by the people who are there.",
    "needs": "For instance: somebody who makes tea, chairs, a lift.",
    "when": "In your own words, such as: every first Tuesday, 7 to 8 pm.",
    "features": "Tick what is true.",
    "place_id": "It is not in this list? Then leave it as it is, and say where in words.",
    "showing": "How much of the address people see on the page.",
}
MOST_PLACES: Final = 60
_PLACE_FEATURES: Final = frozenset({FeatureKind.ACCESS, FeatureKind.PRACTICAL})


class Choice(forms.ChoiceField):
    """One of many, in a list that opens."""

    def __init__(self, label: str, choices: Sequence[tuple[str, Any]], *, hint: str = "", is_needed: bool) -> None:
        super().__init__(
            label=label,
            choices=choices,
            help_text=hint,
            required=is_needed,
            error_messages={"invalid_choice": "Choose one of those shown.", "required": "Choose one."},
        )


def names_for(listing: Listing, *, is_whole: bool) -> list[str]:
    """The fields of its form, in order. Where a place is not shown exactly, a visitor's has none that says where."""
    is_private = isinstance(listing, Place) and listing.showing != Place.Showing.EXACT
    hidden = set() if is_whole else FOR_KEEPERS | (SAYS_WHERE if is_private else set())
    if not getattr(listing, "picture", ""):
        hidden = hidden | {"picture_words"}
    return [name for section in SECTIONS[kind_of(listing)] for name in section.names if name not in hidden]


def present(listing: Listing, name: str, today: dt.date) -> Any:
    """What the form shows at first."""
    if name == "when" and isinstance(listing, Meeting):
        return say(listing, today)
    if name == "place_id" and isinstance(listing, Meeting):
        return str(listing.place_id or "")
    value = getattr(listing, name)
    return list(in_order(value)) if name == "features" else value


def made(listing: Listing, name: str) -> forms.Field:
    """The field of the form."""
    kind = kind_of(listing)
    if name == "when" and isinstance(listing, Meeting):
        missing = "Say on which days, and at what time." if listing.rule else ""
        return Line("Days and time", hint=_HINTS[name], missing=missing, limit=LONGEST)
    label = fields.field(kind, name).label
    if name == "place_id" and isinstance(listing, Meeting):
        return Choice("Where it meets", _places(listing), hint=_HINTS[name], is_needed=False)
    hint = _HINTS.get(name, "")
    if name in _CHOICES:
        return _CHOICES[name](label, hint)
    if name == "features" and not isinstance(listing, Group):
        return AnyOf(label, _features(listing), hint=hint)
    if name == "takes_comments":
        return Tick("People may write a few words about it. A moderator reads them first.")
    return _text(listing, name, label, hint)


def _text(listing: Listing, name: str, label: str, hint: str) -> forms.Field:
    own = fields.model_field(kind_of(listing), name)
    internal = own.get_internal_type()
    if name in {"website", "join_url"}:
        return WebAddress(label, hint=hint)
    if name == "email":
        return MailAddress(label, hint=hint)
    if internal == "TextField":
        return Paragraphs(label, hint=hint, rows=3, limit=max(2_000, len(getattr(listing, name)) + 500))
    missing = "Say what it is called." if name == "name" and getattr(listing, name) else ""
    return Line(label, hint=hint, missing=missing, limit=own.max_length or 255)


def _places(meeting: Meeting) -> list[tuple[str, str]]:
    """Where it is, where its group meets besides, and what else is in town; as their own pages call them. One query."""
    near = Q(meetings__group=meeting.group_id)
    if meeting.place and meeting.place.town:
        near |= Q(town=meeting.place.town)
    found = Place.objects.filter(near, state=Place.State.LISTED).distinct().order_by("name", "pk")[:MOST_PLACES]
    places = {place.pk: place for place in [*([meeting.place] if meeting.place else []), *found]}
    return [("", "In no place"), *((str(place.pk), heading(place)) for place in places.values())]


def _features(listing: Place | Meeting) -> list[tuple[str, str]]:
    """Of a place what the building is like; those it has already are always among them."""
    kinds = _PLACE_FEATURES if isinstance(listing, Place) else frozenset(FeatureKind)
    return [(one.code, one.name) for one in FEATURES.values() if one.kind in kinds or one.code in listing.features]


_CHOICES: Final = {
    "kind": lambda label, hint: Choice(label, Place.Kind.choices, hint=hint, is_needed=True),
    "showing": lambda label, hint: Choice(label, Place.Showing.choices, hint=hint, is_needed=True),
    "drink": lambda label, hint: Choice(
        label, [("", "Nobody has said"), *Place.Drink.choices], hint=hint, is_needed=False
    ),
    "mode": lambda label, hint: Choice(label, Meeting.Mode.choices, hint=hint, is_needed=True),
    "pathway": lambda label, hint: Choice(
        label,
        sorted(((one.code, one.name) for one in PATHWAYS.values()), key=lambda pair: pair[1].casefold()),
        hint=hint,
        is_needed=True,
    ),
}

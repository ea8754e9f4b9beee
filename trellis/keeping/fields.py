"""What of a listing people can change: what each field is called, how weighty it is, and how it goes into JSON."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import models

from trellis.keeping.listings import KINDS, Listing


@dataclass(frozen=True, slots=True)
class Field:
    """`is_small`: a keeper's change of it applies at once, and moderators look afterwards."""

    name: str
    label: str
    is_small: bool = False


def _fields(*rows: tuple[str, str] | tuple[str, str, bool]) -> Mapping[str, Field]:
    return {row[0]: Field(*row) for row in rows}


_SHOWN: Final = (
    ("joining", "How to join", True),
    ("story", "In its own words", True),
    ("for_whom", "Who it is for", True),
    ("offers", "What it offers", True),
    ("needs", "What it needs", True),
    ("picture", "Picture"),
    ("picture_words", "What the picture shows", True),
    ("takes_comments", "Whether people may comment", True),
    ("website", "Website"),
    ("email", "E-mail"),
    ("phone", "Phone"),
)
FIELDS: Final[Mapping[str, Mapping[str, Field]]] = {
    "place": _fields(
        ("name", "Name"),
        ("kind", "Kind of place"),
        ("address", "Address"),
        ("town", "Town"),
        ("postcode", "Postcode"),
        ("country", "Country"),
        ("lat", "Latitude"),
        ("lon", "Longitude"),
        ("showing", "How much of where it is shows"),
        ("way_in", "Way in", True),
        ("features", "Getting in and around", True),
        ("opening", "When it is open", True),
        ("drink", "Alcohol there", True),
        ("drink_words", "Alcohol and drugs, in words", True),
        ("drink_said_on", "When that was said", True),
        *_SHOWN,
    ),
    "group": _fields(("name", "Name"), ("pathway", "Pathway"), ("notes", "Notes", True), *_SHOWN),
    "meeting": _fields(
        ("name", "Name"),
        ("mode", "In person or online"),
        ("place_id", "Place"),
        ("start", "Starts", True),
        ("minutes", "Minutes", True),
        ("zone", "Time zone"),
        ("rule", "Which days", True),
        ("starts_on", "First date", True),
        ("ends_on", "Last date", True),
        ("cancelled", "Dates without it", True),
        ("moved", "Dates moved", True),
        ("extra", "Dates besides", True),
        ("suspended_from", "Away from", True),
        ("suspended_until", "Back on", True),
        ("not_on", "Holidays without it", True),
        ("features", "What it is like", True),
        ("notes", "Notes", True),
        ("joining", "How to join", True),
        ("join_url", "Link to join"),
        ("join_notes", "Joining from home", True),
        ("join_phone", "Number to join by phone"),
        ("website", "Website"),
    ),
}
_OPENNESS: Final = ("hidden", "approximate", "exact")
"""How much of where a place is shows, least first."""
WHEN: Final = frozenset({
    *("start", "minutes", "zone", "rule", "starts_on", "ends_on", "cancelled", "moved", "extra"),
    *("suspended_from", "suspended_until", "not_on"),
})  # fmt: skip
"""Fields of a meeting that are told together, as one sentence."""


class UnknownFieldError(ValueError):
    """A field that nobody can change, or that is not there."""


def field(kind: str, name: str) -> Field:
    try:
        return FIELDS[kind][name]
    except KeyError:
        raise UnknownFieldError(f"A {kind} has no “{name}” that could be changed.") from None


def is_small(kind: str, name: str, before: Any, after: Any) -> bool:
    """Whether a keeper's change of it applies at once. To hide where a place is, or a picture, nobody waits."""
    if name == "picture" and not after:
        return True
    if (kind, name) == ("place", "showing"):
        return _OPENNESS.index(after) < _OPENNESS.index(before) if {before, after} <= set(_OPENNESS) else False
    return field(kind, name).is_small


def are_small(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a keeper's change of all of these applies at once."""
    return all(is_small(kind, name, before.get(name), value) for name, value in after.items())


def read(listing: Listing, names: Iterable[str]) -> dict[str, Any]:
    """The values that the listing has now, fit for JSON."""
    return {name: to_json(getattr(listing, name)) for name in names}


def to_json(value: Any) -> Any:
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    return str(value) if isinstance(value, models.Choices) else value


def from_json(kind: str, name: str, value: Any) -> Any:
    """The value as the model holds it. Raises ValidationError for what it cannot hold."""
    own = model_field(kind, name)
    if isinstance(own, models.JSONField):
        return value
    if value in ("", None) and own.null:
        return None
    return uuid.UUID(value) if isinstance(own, models.ForeignKey) else own.to_python(value)


def model_field(kind: str, name: str) -> "models.Field[Any, Any]":
    """The model's own field; "place_id" and "place" are the same."""
    own = KINDS[kind].model._meta.get_field(name.removesuffix("_id"))
    assert isinstance(own, models.Field)
    return own

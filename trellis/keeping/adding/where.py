"""Where it is: what somebody types, and which point that is."""

import re
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError

from trellis.keeping.adding import answers as said
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.questions import Question
from trellis.keeping.forms import Line
from trellis.keeping.placing import town_named
from trellis.places.eircodes import eircode_district
from trellis.places.gazetteer import Gazetteer, gazetteer
from trellis.places.locate import Located

_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Spot:
    """A point that words lead to, and in which words: "the middle of BB11 1JG"."""

    lat: float
    lon: float
    words: str
    area_code: str = ""


def spot(answers: Answers, tables: Gazetteer) -> Spot | None:
    """Where the postcode is, else the town; None where neither is known."""
    postcode, town = value(answers, "where", "postcode"), value(answers, "where", "town")
    if postcode and (found := tables.postcodes.lookup(postcode)):
        return Spot(found.lat, found.lon, f"the middle of {found.postcode}", found.area_code)
    if postcode and (district := eircode_district(postcode)):
        return Spot(district.lat, district.lon, f"the middle of {district.place}")
    if town and (named := town_named(town, tables)):
        name = named.label if isinstance(named, Located) else named.name
        return Spot(named.lat, named.lon, f"the middle of {name}", named.area_code)
    return None


class WhereForm(Question):
    building = Line("Name of the building", hint="Such as St Mary’s Hall, or The Corner Café.", limit=120)
    address = Line("Number and street", hint="Such as 12 High Street.", limit=200, autocomplete="off")
    town = Line("Town or village", limit=80)
    postcode = Line(
        "Postcode",
        hint="It places it within a street. Without one, we place it in the middle of the town.",
        limit=80,
        attrs={"autocapitalize": "characters", "spellcheck": "false"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if said.is_place(self.answers):
            del self.fields["building"]

    def clean_postcode(self) -> str:
        typed: str = self.cleaned_data["postcode"].upper()
        if not typed or settings.COUNTRY not in {"GB", "IE"}:
            return typed
        tables = gazetteer()
        if found := tables.postcodes.lookup(typed):
            return found.postcode
        if eircode_district(typed):
            return typed
        if within := self._within(typed):
            return within
        near = tables.postcodes.suggest(typed, limit=3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise ValidationError(f"We do not know the postcode {typed}.{meant} Or leave it empty and give the town.")

    def _within(self, typed: str) -> str:
        """ "BB11 1JG, Burnley" has the town too, which goes where it belongs if that is empty."""
        written = _POSTCODE.search(typed)
        known = gazetteer().postcodes.lookup(written[0]) if written else None
        if written is None or known is None:
            return ""
        beside = " ".join(f"{typed[: written.start()]} {typed[written.end() :]}".strip(" ,.;-").split())
        if beside and not self.cleaned_data.get("town"):
            self.cleaned_data["town"] = beside.title()
        return known.postcode

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not self.errors and not found["postcode"]:
            if not found["town"]:
                self.add_error("postcode", "Give a postcode, or the town if you do not know it.")
            elif spot({"where": found}, gazetteer()) is None:
                self.add_error("town", "We do not know this town. Give a larger one near it, or a postcode.")
        return found

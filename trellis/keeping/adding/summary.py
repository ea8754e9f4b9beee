"""What was answered, in lines that can be checked, each with a way back to its question. Pure."""

from dataclasses import dataclass
from typing import Any, Final

from trellis.keeping.adding import answers as said
from trellis.keeping.adding import steps
from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.proposal import joining
from trellis.keeping.adding.when import schedule_of
from trellis.meetings.describing import describe_hours, describe_rule
from trellis.meetings.features import FEATURES
from trellis.meetings.pathways import pathway
from trellis.places.models import Place

_SHOWING: Final = {
    "exact": "Everybody may see where it is.",
    "approximate": "Shown only roughly.",
    "hidden": "Not shown: people ask the group.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """`lines` is empty where nothing was said."""

    slug: str
    title: str
    lines: tuple[str, ...]


def rows(answers: Answers, *, place: str = "", group: str = "") -> list[Row]:
    """`place` and `group` are the names of those that are listed and were chosen."""
    return [Row(step.slug, step.title, _lines(step.slug, answers, place, group)) for step in steps.applying(answers)]


def _lines(slug: str, answers: Answers, place: str, group: str) -> tuple[str, ...]:
    match slug:
        case "kind":
            found = [said.KINDS.get(said.kind_of(answers), "")]
        case "where":
            found = [value(answers, slug, name) for name in ("building", "address", "town", "postcode")]
        case "point":
            found = [f"At {place}, which is listed already."] if place else _point(answers)
        case "when":
            found = _when(answers)
        case "host":
            found = [group or "Somebody else, or the place itself."]
        case "pathway":
            found = [pathway(value(answers, slug, slug)).name]
        case "about":
            kind = value(answers, slug, "kind")
            label = Place.Kind(kind).label if kind else ""
            found = [label, value(answers, slug, "opening"), value(answers, slug, "story")]
        case "like":
            found = _features(answers, slug)
        case "access":
            found = [*_features(answers, slug), value(answers, slug, "way_in")]
        case "joining":
            found = joining(answers).split("\n")
        case "drink":
            found = _drink(answers)
        case _:
            found = [str(one) for one in answers.get(slug, {}).values() if one]
    return tuple(line for line in found if line)


def _point(answers: Answers) -> list[str]:
    mark: dict[str, Any] = dict(answers.get("mark", {}))
    where = "Where you put the mark." if mark else "In the middle of its postcode or town."
    return [where, _SHOWING[value(answers, "point", "showing", "exact")]]


def _when(answers: Answers) -> list[str]:
    schedule = schedule_of(answers)
    if schedule is None:
        return ["No fixed days: people ask first."] if "when" in answers else []
    return [f"{describe_rule(schedule)}, {describe_hours(schedule)}", *answers["when"].get("notes", [])]


def _features(answers: Answers, slug: str) -> list[str]:
    return [FEATURES[code].name for code in value(answers, slug, "features", []) if code in FEATURES]


def _drink(answers: Answers) -> list[str]:
    drink = value(answers, "drink", "drink")
    label = str(Place.Drink(drink).label) if drink in Place.Drink.values else "You do not know." if drink else ""
    return [label, value(answers, "drink", "words")]

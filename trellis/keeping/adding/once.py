"""Something that comes up once: on which day, and who holds it."""

import datetime as dt
from typing import Any, Final

from trellis.keeping.adding import answers as said
from trellis.keeping.adding.answers import Answers
from trellis.keeping.adding.questions import Question, choice
from trellis.keeping.adding.when import told
from trellis.keeping.forms import Clock, Day, OneOf
from trellis.keeping.plain_dates import USUAL_MINUTES, Understood
from trellis.lib.clock import minutes_between
from trellis.meetings import recurrence
from trellis.meetings.models import Group
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import Frequency, Rule, format_rule
from trellis.places.models import Place

SOMEBODY_ELSE: Final = "else"
_FURTHEST: Final = dt.timedelta(days=366)


class OnceForm(Question):
    day = Day("On which day is it?", missing="Say on which day it is.")
    start = Clock("From what time?", missing="Say from what time.")
    end = Clock("Until what time?", hint="Leave it empty for an hour.")

    def __init__(self, *args: Any, today: dt.date, **options: Any) -> None:
        self.today = today
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        day = found.get("day")
        if day and day < self.today:
            self.add_error("day", "That day is past. Give one that is to come.")
        if day and day > self.today + _FURTHEST:
            self.add_error("day", "That is more than a year away. Look at the year, or add it nearer the time.")
        if found.get("end") is not None and found.get("end") == found.get("start"):
            self.add_error("end", "It ends when it starts. Give the time it ends, or leave it empty.")
        return found

    def values(self) -> dict[str, Any]:
        day, start, end = (self.cleaned_data[name] for name in ("day", "start", "end"))
        rule = format_rule(Rule(Frequency.WEEKLY, (recurrence.Day(day.weekday()),)))
        minutes = minutes_between(start, end) if end else USUAL_MINUTES
        return told(Understood(start, minutes, rule, day, day, is_length_said=end is not None), "")


class HostForm(Question):
    """Groups that meet at the place that was chosen, and the one whose page somebody came from."""

    group = OneOf("Who holds it?", [], missing="Choose who holds it.")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["group"]
        assert isinstance(field, OneOf)
        groups = [(str(one.pk), choice(one.name, pathway(one.pathway).name)) for one in _groups(self.answers)]
        field.choices = [*groups, (SOMEBODY_ELSE, "Somebody else, or the place itself")]

    def values(self) -> dict[str, Any]:
        chosen = self.cleaned_data["group"]
        return {"group": "" if chosen == SOMEBODY_ELSE else chosen}


def _groups(answers: Answers) -> list[Group]:
    """By name. One query or two."""
    there = Group.objects.filter(state=Group.State.LISTED)
    found = {one.pk: one for one in there.filter(pk__in=filter(None, [said.known_group(answers)]))}
    if place := said.known_place(answers):
        meeting = {"meetings__place_id": place, "meetings__state": Group.State.LISTED}
        found |= {one.pk: one for one in there.filter(**meeting).distinct()}
    return sorted(found.values(), key=lambda one: one.name.casefold())


def prefilled(at: str) -> dict[str, dict[str, Any]]:
    """What is known already where somebody came from the page of a place or group: "place/corner-cafe"."""
    kind, _, slug = at.partition("/")
    if kind == "group" and (group := Group.objects.filter(slug=slug, state=Group.State.LISTED).first()):
        return {"host": {"group": str(group.pk)}, **_at(_usual_place(group))}
    if kind == "place":
        return _at(Place.objects.filter(slug=slug, state=Place.State.LISTED).first())
    return {}


def _usual_place(group: Group) -> Place | None:
    """Where a group meets that meets at one place."""
    places = Place.objects.filter(meetings__group=group, meetings__state=Place.State.LISTED).distinct()[:2]
    return places[0] if len(places) == 1 else None


def _at(place: Place | None) -> dict[str, dict[str, Any]]:
    """Nothing of a place that does not show where it is."""
    if place is None or not place.is_shown_exactly:
        return {}
    where = {"building": place.name, "address": place.address, "town": place.town, "postcode": place.postcode}
    return {"where": where, "point": {"place": str(place.pk), "showing": str(Place.Showing.EXACT)}}

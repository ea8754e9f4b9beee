"""What is proposed, from what was answered: {"place": …, "group": …, "meeting": …}, as a change holds it. Pure."""

from datetime import date
from typing import Any

from trellis.keeping.adding import answers as said
from trellis.keeping.adding.answers import Answers, value
from trellis.meetings.features import in_order
from trellis.meetings.models import Meeting
from trellis.places.models import Place

Proposal = dict[str, dict[str, Any]]


def proposed(answers: Answers, *, today: date, picture: str = "", picture_words: str = "") -> Proposal:
    """Fields that are empty are left out."""
    picture_of = {"picture": picture, "picture_words": picture_words if picture else ""}
    if said.is_place(answers):
        return {"place": _full({**_place(answers, today), **_shown_place(answers), **picture_of})}
    made: Proposal = {}
    if said.is_somewhere(answers):
        known = said.known_place(answers)
        made["place"] = {"id": known} if known else _full(_place(answers, today))
    if group := said.known_group(answers):
        return {**made, "group": {"id": group}, "meeting": _full({**_meeting(answers), **_when(answers)})}
    contact = {name: value(answers, "contact", name) for name in ("email", "phone", "website")}
    pathway = value(answers, "pathway", "pathway")
    made["group"] = _full({"name": said.name_of(answers), "pathway": pathway, **contact, **picture_of})
    made["meeting"] = _full({**_meeting(answers), **_when(answers)})
    return made


def _full(values: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in values.items() if one not in ("", None, [])}


def _place(answers: Answers, today: date) -> dict[str, Any]:
    where = answers.get("where", {})
    point = answers.get("mark", {})
    drink = value(answers, "drink", "drink")
    is_known = drink in Place.Drink.values
    drink_words = value(answers, "drink", "words")
    return {
        "name": said.name_of(answers) if said.is_place(answers) else where.get("building", ""),
        **{name: where.get(name, "") for name in ("address", "town", "postcode")},
        "lat": point.get("lat"),
        "lon": point.get("lon"),
        "showing": value(answers, "point", "showing", "exact"),
        "way_in": value(answers, "access", "way_in"),
        "features": list(in_order(value(answers, "access", "features", []))),
        "drink": drink if is_known else "",
        "drink_words": drink_words,
        "drink_said_on": today.isoformat() if is_known or drink_words else "",
    }


def _shown_place(answers: Answers) -> dict[str, Any]:
    return {
        "kind": value(answers, "about", "kind", "venue"),
        "opening": value(answers, "about", "opening"),
        "story": value(answers, "about", "story"),
        "joining": joining(answers),
        **{name: value(answers, "contact", name) for name in ("email", "phone", "website")},
    }


def _meeting(answers: Answers) -> dict[str, Any]:
    modes = {(False, True): Meeting.Mode.ONLINE, (True, True): Meeting.Mode.HYBRID}
    mode = modes.get((said.is_somewhere(answers), said.is_from_home(answers)), Meeting.Mode.IN_PERSON)
    link, phone = value(answers, "online", "link"), value(answers, "online", "phone")
    if mode == Meeting.Mode.ONLINE and phone and not link:
        mode = Meeting.Mode.PHONE
    return {
        "name": said.name_of(answers),
        "mode": str(mode),
        "features": list(in_order(value(answers, "like", "features", []))),
        "joining": joining(answers),
        "join_url": link if said.is_from_home(answers) else "",
        "join_phone": phone if said.is_from_home(answers) else "",
        "join_notes": value(answers, "online", "how") if said.is_from_home(answers) else "",
        "zone": value(answers, "online", "zone") if not said.is_somewhere(answers) else "",
    }


def _when(answers: Answers) -> dict[str, Any]:
    told = answers.get("when", {})
    names = ("start", "minutes", "rule", "starts_on", "ends_on", "not_on")
    return {**{name: told.get(name) for name in names}, "notes": " ".join(told.get("notes", []))}


def joining(answers: Answers) -> str:
    """Steps, dates and what to bring, as paragraphs."""
    steps, dates, bring = (value(answers, "joining", name) for name in ("steps", "dates", "bring"))
    parts = [steps, f"Term dates and breaks: {dates}" if dates else "", f"Bring: {bring}" if bring else ""]
    return "\n\n".join(filter(None, parts))

"""What of a feed's free text is shown: nothing that was not meant for everybody, see `trellis.safety.free_text`.

Links to join and passwords found in notes are taken out of what we show (the source's own words are kept apart) and
flagged. Phone numbers, e-mail addresses and what looks like a surname are flagged only: a person decides.
"""

from dataclasses import replace
from typing import Final

from trellis.opendata.listing import Listing, flag
from trellis.safety.free_text import is_personal_address, personal_details, without_join_details

_WORDS: Final = {
    "link": "A link to join stands in free text; it is not shown.",
    "password": "A password or meeting number stands in free text; it is not shown.",
    "phone": "A phone number stands in free text.",
    "email": "An e-mail address stands in free text.",
    "address": "The group's e-mail address looks like a person's; it is not shown.",
    "surname": "Free text may name a person in full.",
}
_CURE: Final = "Look whether it was meant to be public."


def guarded(listing: Listing) -> Listing:
    """The listing with nothing in its free text that was not meant for everybody, and flags for a person to look at."""
    kinds: dict[str, set[str]] = {}
    texts = {
        "notes": listing.notes,
        "group notes": listing.who.notes,
        "way in": listing.where.way_in,
        "place": listing.where.name,
    }
    for name, text in texts.items():
        if text:
            texts[name], kinds[name] = without_join_details(text)
            kinds[name].update(personal_details(texts[name]) if name != "place" else ())  # halls are named after people
    who = listing.who
    if who.email and is_personal_address(who.email):
        kinds["email"] = {"address"}
        who = replace(who, email="")
    if not any(kinds.values()):
        return listing
    flags = [flag(name, _WORDS[kind], _CURE, kind=kind) for name, found in kinds.items() for kind in sorted(found)]
    return replace(
        listing,
        notes=texts["notes"],
        who=replace(who, notes=texts["group notes"]),
        where=replace(listing.where, way_in=texts["way in"], name=texts["place"]),
        flags=(*listing.flags, *flags),
    )

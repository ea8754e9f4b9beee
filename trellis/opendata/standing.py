"""What a listing says of itself in the wrong field: that it is away.

Editors who cannot take a meeting out write "Cancelled" where there is room. Such a meeting is suspended until its
source says otherwise, and a person is asked to look.
"""

import re
from dataclasses import replace
from typing import Final

from trellis.meetings.models import Meeting
from trellis.opendata.away import is_away_by_name, is_away_by_place, without_away
from trellis.opendata.listing import Listing, Where, flag
from trellis.opendata.modes import phone_only, suspend

_GOES_ON: Final = re.compile(r"\b(?:on-?line|zoom|virtual|phone|skype|teams|conference\s+call)\b", re.IGNORECASE)
_CURE: Final = "Look whether it is still held, and from when it is again."
_IN_ROOMS: Final = frozenset({Meeting.Mode.IN_PERSON, Meeting.Mode.HYBRID})


def with_standing(listing: Listing) -> Listing:
    """Suspended, or online only, where its name or place says that it is away; flagged for a person."""
    where = listing.where
    said = {
        "place": where.name if is_away_by_place(where.name) else "",
        "address": where.address if is_away_by_place(where.address) else "",
        "name": listing.name if is_away_by_name(listing.name) else "",
    }
    told = next((f"Its {field} says “{words}”." for field, words in said.items() if words), "")
    if not told or (listing.mode not in _IN_ROOMS and not _is_over(listing, said["name"])):
        return listing
    flags = (*listing.flags, flag("suspended", told, _CURE))
    listing = replace(listing, where=_without_words(where), flags=flags)
    if listing.mode == Meeting.Mode.HYBRID:
        mode = phone_only(Meeting.Mode.ONLINE, link=bool(listing.join_url), phone=bool(listing.join_phone))
        return replace(listing, mode=mode, derived={**listing.derived, "mode": told})
    if listing.when.is_suspended:
        return listing
    derived = {**listing.derived, "suspended_from": told}
    return replace(listing, when=suspend(listing.when, listing.changed_at), derived=derived)


def _is_over(listing: Listing, name: str) -> bool:
    """Whether a meeting that nobody goes to is away: its name says so, and neither name nor link that it goes on."""
    return bool(name) and not listing.join_url and not _GOES_ON.search(name)


def _without_words(where: Where) -> Where:
    return replace(where, name=without_away(where.name), address=without_away(where.address))

"""A real queue of volunteers, worked through by the rules of this site (pure).

The set holds 1,395 things proposed to the meeting list of a fellowship, with when each was sent and decided and which
fields it touched: neither values nor who sent it. So it can say which of them would have applied at once if a
confirmed keeper had sent them, and not how many did. All others are taken to wait as long as they did.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trellis.keeping.acting import Acting
from trellis.keeping.actions import applies_at_once
from trellis.keeping.models import Change

KEEPER: Final = Acting("keeper")
KINDS: Final = {"reason_new": Change.Kind.NEW, "reason_change": Change.Kind.EDIT, "reason_close": Change.Kind.CLOSE}
OURS: Final[Mapping[str, tuple[str, str]]] = {
    "meeting_name": ("meeting", "name"),
    "start_time": ("meeting", "start"),
    "duration_time": ("meeting", "minutes"),
    "weekday_tinyint": ("meeting", "rule"),
    "format_shared_id_list": ("meeting", "features"),
    "venue_type": ("meeting", "mode"),
    "virtual_meeting_link": ("meeting", "join_url"),
    "virtual_meeting_additional_info": ("meeting", "join_notes"),
    "phone_meeting_number": ("meeting", "join_phone"),
    "location_text": ("place", "name"),
    "location_street": ("place", "address"),
    "location_municipality": ("place", "town"),
    "location_province": ("place", "town"),
    "location_postal_code_1": ("place", "postcode"),
    "latitude": ("place", "lat"),
    "longitude": ("place", "lon"),
    "location_info": ("place", "way_in"),
}
"""Their field → the listing and field that it is here."""
WEIGHTY: Final = frozenset({"service_body_bigint", "published"})
"""Fields that only a moderator may set here: whose the meeting is, and whether it shows at all."""
ABOUT_THE_SENDER: Final = frozenset(
    {
        *("add_contact", "add_email", "contact_number", "contact_number_confidential"),
        *("starter_kit_required", "starter_kit_postal_address"),
        *("additional_info", "virtualna_published"),
    }
)
"""Who sent it, a note to the volunteers, and where else it should show: no field of a listing."""


@dataclass(frozen=True, slots=True)
class Submission:
    kind: Change.Kind
    outcome: str
    waited: dt.timedelta | None
    """None while nobody had decided it."""
    fields: frozenset[str]

    @property
    def is_let_in(self) -> bool:
        return self.outcome in {"approved", "updated"}

    @property
    def would_apply_at_once(self) -> bool:
        """As `actions.applies_at_once` says of the same fields here, sent by a confirmed keeper."""
        known = self.fields - ABOUT_THE_SENDER
        if self.kind == Change.Kind.EDIT and (not known or known & WEIGHTY):
            return False  # a note alone is for somebody to read
        by_listing: dict[str, list[str]] = {}
        for listing, name in (OURS[field] for field in known - WEIGHTY):
            by_listing.setdefault(listing, []).append(name)
        changes = [
            Change(kind=self.kind, listing_kind=listing, after=dict.fromkeys(names))
            for listing, names in by_listing.items()
        ]
        return all(applies_at_once(change, KEEPER) for change in changes)


def submission(row: Mapping[str, str]) -> Submission:
    sent, decided = dt.datetime.fromisoformat(row["submitted"]), row["decided"]
    is_decided = decided and not decided.startswith("0000")
    waited = dt.datetime.fromisoformat(decided) - sent if is_decided else None
    return Submission(KINDS[row["type"]], row["outcome"], waited, frozenset(row["fields_proposed"].split()))


def median_wait(submissions: Iterable[Submission], *, keepers: float) -> dt.timedelta:
    """Of those let in, if this share of all senders were confirmed keepers, whatever they sent."""
    weighed: list[tuple[dt.timedelta, float]] = []
    for one in submissions:
        if one.is_let_in and one.waited is not None:
            share = keepers if one.would_apply_at_once else 0.0
            weighed += [(dt.timedelta(0), share), (one.waited, 1 - share)]
    return _weighed_median(weighed)


def _weighed_median(weighed: Sequence[tuple[dt.timedelta, float]]) -> dt.timedelta:
    half, so_far = sum(weight for _, weight in weighed) / 2, 0.0
    for value, weight in sorted(weighed):
        so_far += weight
        if so_far >= half:
            return value
    raise ValueError("There is nothing to take the middle of.")

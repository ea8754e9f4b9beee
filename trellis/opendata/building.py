"""From listings to rows of places, groups and meetings: which are the same, what they are called, what they hold.

Two rows tell of one place when its name, address and postcode (or point) agree, and of one group when pathway, name and
neighbourhood agree. The identifiers follow from that, so they are the same at every reading and on every installation.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from trellis.lib.clock import DAY_NAMES
from trellis.lib.text import slug
from trellis.meetings.models import Group, Meeting
from trellis.meetings.pathways import pathway
from trellis.opendata.away import is_away_by_name, without_standing
from trellis.opendata.bulk import made
from trellis.opendata.dating import Dates
from trellis.opendata.listing import Listing
from trellis.opendata.whereabouts import Whereabouts
from trellis.places.models import Place, Source

PLACE_FIELDS: Final = (
    *("kind", "name", "address", "town", "postcode", "country", "lat", "lon", "point_from", "showing", "area_code"),
    *("zone", "way_in", "features", "website", "derived", "flags", "kept"),
)
GROUP_FIELDS: Final = ("name", "pathway", "notes", "website", "email", "phone", "flags", "kept")
MEETING_FIELDS: Final = (
    *("group_id", "place_id", "name", "mode", "start", "minutes", "zone", "rule", "rule_from", "rule_words"),
    *("check_dates", "starts_on", "ends_on", "cancelled", "moved", "extra", "suspended_from", "suspended_until"),
    "not_on",
    *("features", "source_codes", "notes", "join_url", "join_notes", "join_phone", "website", "state", "closed_at"),
    *("source_changed_at", "derived", "flags", "closed_by", "merged_into_id", "kept"),
)


@dataclass(frozen=True)
class Reading:
    """A listing with everything that was worked out about it."""

    source: Source
    listing: Listing
    about: Whereabouts
    dates: Dates
    fingerprint: str

    @cached_property
    def place_id(self) -> UUID:
        return self.source.id_of("place", self.place_key)

    @cached_property
    def group_id(self) -> UUID:
        return self.source.id_of("group", self.group_key)

    @property
    def has_place(self) -> bool:
        """Online meetings have none, whatever address their source fills in."""
        in_person = self.listing.mode in {Meeting.Mode.IN_PERSON, Meeting.Mode.HYBRID}
        return in_person and (self.listing.where.is_told or self.about.point is not None)

    @cached_property
    def place_key(self) -> str:
        where, about = self.listing.where, self.about
        spot = about.postcode or (f"{about.point.lat:.3f},{about.point.lon:.3f}" if about.point else about.town)
        return _key(where.name, where.address, spot)

    @cached_property
    def group_key(self) -> str:
        listing, who = self.listing, self.listing.who
        if who.key:
            return _key(listing.pathway, who.key)
        if who.name and who.name.casefold() != listing.name.casefold():
            home = listing.where.regions[-1] if listing.where.regions else self.about.town
            return _key(listing.pathway, who.name, home)
        home = self.place_key if self.has_place else "online"
        return _key(listing.pathway, listing.name, home)


def _key(*parts: str) -> str:
    """Readable, at most 200 characters, the same for spellings that differ in case and punctuation only."""
    text = "|".join(slug(part, 300) for part in parts)
    if len(text) <= 200:
        return text
    return f"{text[:160]}~{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"


def build_place(reading: Reading) -> Place:
    where, about = reading.listing.where, reading.about
    point = about.point
    return made(
        Place,
        id=reading.place_id,
        source_id=reading.source.pk,
        source_key=reading.place_key,
        kind=(where.kind or Place.Kind.VENUE).value,
        name="" if where.address.casefold().startswith(where.name.casefold()) else where.name,
        address=where.address,
        town=about.town,
        postcode=about.postcode,
        country=about.country,
        lat=round(point.lat, 6) if point else None,
        lon=round(point.lon, 6) if point else None,
        point_from=about.point_from.value,
        showing=where.showing.value,
        area_code=about.area_code,
        zone=about.zone,
        way_in=where.way_in,
        website=where.website,
        derived=about.derived,
        flags=list(about.flags),
    )


def build_group(reading: Reading) -> Group:
    listing, who = reading.listing, reading.listing.who
    return made(
        Group,
        id=reading.group_id,
        source_id=reading.source.pk,
        source_key=reading.group_key,
        name=who.name or listing.name,
        pathway=listing.pathway,
        notes=who.notes,
        website=who.website,
        email=who.email,
        phone=who.phone,
        flags=[],
    )


def group_words(group: Group, reading: Reading) -> tuple[str, ...]:
    return (group.name, pathway(group.pathway).code, reading.about.town, _outcode(reading))


def build_meeting(reading: Reading, *, today: dt.date) -> Meeting:
    listing, dates = reading.listing, reading.dates
    when = listing.when
    return made(
        Meeting,
        id=reading.source.id_of("meeting", listing.key),
        source_id=reading.source.pk,
        source_key=listing.key,
        group_id=reading.group_id,
        place_id=reading.place_id if reading.has_place else None,
        name=shown_name(listing),
        mode=listing.mode.value,
        start=when.start,
        minutes=when.minutes,
        zone=reading.about.zone,
        starts_on=dates.starts_on,
        ends_on=when.ends_on,
        cancelled=[day.isoformat() for day in dates.cancelled],
        moved=[dict(move) for move in when.moved],
        extra=list(when.extra),
        suspended_from=_suspended_from(dates, today),
        suspended_until=dates.suspended_until if dates.is_suspended else None,
        not_on=list(dates.not_on),
        state=Meeting.State.LISTED.value,
        source_changed_at=listing.changed_at,
        fingerprint=reading.fingerprint,
        **_rule(dates),
        **_words(listing, reading),
    )


def shown_name(listing: Listing) -> str:
    """ "(SUSPENDED) Way In (Online)" is said of its room: who joins from home would read that it is not held.

    The group keeps the name that its source gives it, which is what it is known by from one reading to the next.
    """
    is_from_home = listing.mode in {Meeting.Mode.ONLINE, Meeting.Mode.PHONE}
    if not is_from_home or listing.when.is_suspended or not is_away_by_name(listing.name):
        return listing.name
    return without_standing(listing.name).lstrip(" )]-–:").rstrip(" -–:") or listing.name


def _suspended_from(dates: Dates, today: dt.date) -> dt.date | None:
    """Where neither end is told it began when we first saw it."""
    return today if dates.is_suspended and not (dates.suspended_from or dates.suspended_until) else dates.suspended_from


def _rule(dates: Dates) -> dict[str, Any]:
    return {
        "rule": dates.rule,
        "rule_from": dates.rule_from.value,
        "rule_words": dates.words,
        "check_dates": dates.check,
    }


def _words(listing: Listing, reading: Reading) -> dict[str, Any]:
    without_place = reading.about if not reading.has_place else Whereabouts()
    derived = {**listing.derived, **reading.dates.derived, **without_place.derived}
    return {
        "features": list(listing.features),
        "source_codes": list(listing.codes),
        "notes": listing.notes,
        "join_url": listing.join_url,
        "join_notes": listing.join_notes,
        "join_phone": listing.join_phone,
        "website": listing.website,
        "derived": derived,
        "flags": [dict(flag) for flag in (*listing.flags, *without_place.flags)],
    }


def meeting_words(meeting: Meeting, reading: Reading) -> tuple[str, ...]:
    days = [DAY_NAMES[day] for day in reading.listing.when.days]
    return (meeting.name, days[0] if len(days) == 1 else "", reading.about.town, _outcode(reading))


def _outcode(reading: Reading) -> str:
    """The first half of its postcode, for an address; nothing of a place that is hidden."""
    is_hidden = reading.listing.where.showing == Place.Showing.HIDDEN
    return "" if is_hidden else reading.about.postcode.split(" ")[0]

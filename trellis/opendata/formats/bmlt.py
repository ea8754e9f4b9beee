"""BMLT JSON: what a server answers to GetSearchResults, with its own table of formats (GetFormats).

Every value is text. Weekdays go from 1 (Sunday). `venue_type` is 1 in person, 2 online, 3 both; older servers say it
with the formats VM, HY and TC only. Formats differ from server to server: without the server's table the letters that
servers start with are assumed. What our own export adds, since BMLT has no words for it, is read back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trellis.lib.text import calm, clip
from trellis.meetings.features import in_order
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway_named
from trellis.meetings.vocabularies import MODE_CODES, from_bmlt
from trellis.opendata import modes
from trellis.opendata.addresses import tidy_address
from trellis.opendata.formats import fields
from trellis.opendata.formats.flat_dates import further_dates
from trellis.opendata.formats.json_rows import Buffer, objects, whole
from trellis.opendata.listing import Listing, Row, RowError, When, Where, Who

USUAL_PATHWAY = "na"
_VENUES = {"1": Meeting.Mode.IN_PERSON, "2": Meeting.Mode.ONLINE, "3": Meeting.Mode.HYBRID}


@dataclass(frozen=True, slots=True)
class FormatTable:
    """A server's formats by key string, in English where it has several languages."""

    by_key: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, formats: Iterable[Mapping[str, Any]]) -> "FormatTable":
        english_last = sorted(formats, key=lambda row: row.get("lang") == "en")
        return cls({str(row["key_string"]): row for row in english_last if row.get("key_string")})

    def world_ids(self, keys: Iterable[str]) -> set[str]:
        """The world identifiers, which are the same everywhere, or the letters where there is none."""
        return {str(self.by_key.get(key, {}).get("world_id") or key).upper() for key in keys}


def formats_in(feed: Buffer) -> list[dict[str, Any]]:
    """The table of formats that came along with the meetings (`get_used_formats`), or alone."""
    found = whole(feed)
    return found.formats or [words for _, words in objects(found.meetings) if "key_string" in words]


def rows(feed: Buffer) -> Iterator[Row]:
    for number, words in objects(whole(feed).meetings):
        words = fields.without_personal(words)
        yield Row(number, key_of(words), fields.encode(words), fields.sameness(words))


def key_of(words: Mapping[str, Any]) -> str:
    """The server's number of the meeting; an aggregator's comes with the number of the server."""
    server = fields.line(words, "root_server_id")
    number = fields.line(words, "id_bigint", "worldid_mixed")
    return f"{server}:{number}" if server else number


def read(row: Row, *, formats: FormatTable, pathway: str = "") -> Listing:
    """Raises RowError."""
    words = fields.decode(row.words)
    if str(words.get("published", "1")) == "0":
        raise RowError("published", "It is not published.", "Publish it, or leave it out of the feed.")
    name = clip(fields.line(words, "meeting_name", "location_text"), 255)
    if not name or not row.key:
        missing = "name" if row.key else "id_bigint"
        raise RowError(missing, f"It has no {missing}.", "Is this what GetSearchResults answers?")
    derived: dict[str, str] = {}
    way = pathway_named(fields.line(words, "pathway")) or pathway
    if not way:
        derived["pathway"] = "BMLT servers list Narcotics Anonymous."
    letters = tuple(fields.items(words.get("formats")))
    taking = _taking_part(words, formats.world_ids(letters))
    return Listing(
        row=row.number,
        key=row.key,
        name=calm(name),
        pathway=way or USUAL_PATHWAY,
        when=_when(words, taking, derived),
        where=_where(words),
        who=_who(words),
        mode=taking.mode,
        zone=fields.line(words, "time_zone"),
        features=_features(words, letters, formats),
        codes=letters,
        notes=fields.prose(words, "comments"),
        join_url=fields.url(words.get("virtual_meeting_link")),
        join_notes=fields.prose(words, "virtual_meeting_additional_info"),
        join_phone=clip(fields.line(words, "phone_meeting_number"), 255),
        derived={**derived, **taking.derived},
    )


def _who(words: Mapping[str, Any]) -> Who:
    return Who(
        key=_world_id(words),
        name=clip(calm(fields.line(words, "group")), 255),
        email=fields.email(words.get("email_contact")),
    )


def _features(words: Mapping[str, Any], letters: Iterable[str], formats: FormatTable) -> tuple[str, ...]:
    """From its formats, and from our own `features`, which say what no format can."""
    told = from_bmlt((key for key in letters if key.upper() not in MODE_CODES), formats.by_key)
    return in_order([*told, *fields.items(words.get("features"))])


def _taking_part(words: Mapping[str, Any], world_ids: set[str]) -> modes.TakingPart:
    link, phone = bool(words.get("virtual_meeting_link")), bool(words.get("phone_meeting_number"))
    is_away = "TC" in world_ids
    venue = _VENUES.get(str(words.get("venue_type")))
    if venue is not None and not (is_away and venue == Meeting.Mode.IN_PERSON):
        return modes.TakingPart(modes.phone_only(venue, link=link, phone=phone))
    is_online = link or phone or bool({"VM", "HY", "HYBR"} & world_ids)
    has_place = not is_away and "VM" not in world_ids
    return modes.decide(is_online=is_online, has_place=has_place, is_away=is_away, link=link, phone=phone)


def _when(words: Mapping[str, Any], taking: modes.TakingPart, derived: dict[str, str]) -> When:
    found = fields.when(
        day=words.get("weekday_tinyint"),
        start=words.get("start_time"),
        duration=words.get("duration_time"),
        sunday=1,
        derived=derived,
    )
    found = further_dates(found, words)
    if found.is_suspended:
        return found
    return modes.suspend(found, None) if taking.is_suspended else found


def _where(words: Mapping[str, Any]) -> Where:
    lat, lon = fields.point(words)
    town = fields.line(words, "location_municipality", "location_city_subsection", "location_neighborhood")
    province = fields.line(words, "location_province")
    street = ", ".join(filter(None, [fields.line(words, "location_street"), town, province]))
    regions = (fields.line(words, name) for name in ("location_nation", "location_province", "location_sub_province"))
    postcode = fields.line(words, "location_postal_code_1")
    return Where(
        name=clip(tidy_address(fields.line(words, "location_text")), 255),
        address=clip(tidy_address(street), 500),
        town=clip(calm(town), 120),
        regions=tuple(filter(None, regions)),
        postcode=postcode if len(postcode) <= 12 else "",
        country=fields.line(words, "location_nation"),
        lat=lat,
        lon=lon,
        way_in=_way_in(words),
    )


def _way_in(words: Mapping[str, Any]) -> str:
    rides = [
        f"{how}: {text}"
        for how, key in (("Train", "train_lines"), ("Bus", "bus_lines"))
        if (text := fields.line(words, key))
    ]
    return "\n\n".join(filter(None, [fields.prose(words, "location_info"), *rides]))


def _world_id(words: Mapping[str, Any]) -> str:
    """NA gives a group one number for the world; its meetings share it. Placeholders are not numbers."""
    world_id = fields.line(words, "worldid_mixed")
    return world_id if any(c in "123456789" for c in world_id) else ""

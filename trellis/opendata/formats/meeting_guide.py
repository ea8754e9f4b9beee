"""Meeting Guide JSON: one array of meetings, as the Meeting Guide app, TSML and TSML UI exchange them.

Read as it is found in the wild: `day` as a number, text, a name or a list; "8:00 PM"; coordinates as text; `types` as
one word; HTML in notes; fields of TSML's own (`attendance_option`, `coordinates`).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from trellis.lib.text import calm, clip
from trellis.meetings.features import in_order
from trellis.meetings.pathways import pathway_named
from trellis.meetings.vocabularies import MODE_CODES, from_codes
from trellis.opendata import modes
from trellis.opendata.addresses import split_address, tidy_address
from trellis.opendata.formats import fields
from trellis.opendata.formats.flat_dates import further_dates
from trellis.opendata.formats.json_rows import Buffer, objects, whole
from trellis.opendata.listing import Listing, Row, RowError, When, Where, Who
from trellis.places.models import Place

_NOTHING_LEFT: Final = frozenset({"cancelled", "canceled", "closed", "deleted", "test", "suspended", "do not use"})


def rows(feed: Buffer) -> Iterator[Row]:
    for number, words in objects(whole(feed).meetings):
        words = fields.without_personal(words)
        yield Row(number, key_of(words), fields.encode(words), fields.sameness(words))


def key_of(words: Mapping[str, Any]) -> str:
    """What the source calls it: its slug, which the specification makes unique, or the best there is."""
    named = fields.line(words, "slug", "id", "source_id", "url")
    if named:
        return clip(named, 300)
    return clip("|".join(fields.line(words, name) for name in ("name", "day", "time", "location", "address")), 300)


def read(row: Row, *, pathway: str = "") -> Listing:
    """`pathway` is the code for rows that do not say their `entity`. Raises RowError."""
    words = fields.decode(row.words)
    derived: dict[str, str] = {}
    name = _name(words)
    way = pathway_of(words, pathway, derived)
    codes = tuple(fields.items(words.get("types")))
    taking = modes.taking_part(words, codes, name)
    notes = fields.prose(words, "notes")
    return Listing(
        row=row.number,
        key=row.key,
        name=calm(name),
        pathway=way,
        when=_when(words, taking, derived),
        where=_where(words, derived),
        who=_who(words),
        mode=taking.mode,
        zone=fields.line(words, "timezone"),
        features=_features(words, way, codes),
        codes=codes,
        notes=notes,
        join_url=fields.url(words.get("conference_url")),
        join_notes=fields.prose(words, "conference_url_notes", "conference_phone_notes"),
        join_phone=clip(fields.line(words, "conference_phone"), 255),
        website=fields.url(words.get("url")),
        changed_at=fields.moment(words.get("updated")),
        derived={**derived, **taking.derived},
    )


def _name(words: Mapping[str, Any]) -> str:
    name = clip(fields.line(words, "name", "group", "location"), 255)
    if not name:
        raise RowError("name", "It has no name.", "Give its name, or the name of its group.")
    if name.strip(" .,!()*-").lower() in _NOTHING_LEFT:
        raise RowError("name", f'It is called "{name}".', "Take the row out, or give the meeting's own name.")
    return name


def pathway_of(words: Mapping[str, Any], default: str, derived: dict[str, str]) -> str:
    entity = fields.line(words, "entity", "pathway", "fellowship")
    named = pathway_named(entity) if entity else None
    if named:
        return named
    if entity:
        derived["pathway"] = f"We do not know the pathway “{entity}”."
    elif default:
        derived["pathway"] = "Given when the feed was read."
    else:
        derived["pathway"] = "The feed does not say its pathway."
    return default or "other"


def _features(words: Mapping[str, Any], way: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """From its codes, and from our own `features`, which say what no code can."""
    told = from_codes(way, (code for code in codes if code.upper() not in MODE_CODES))
    return in_order([*told, *fields.items(words.get("features"))])


def _when(words: Mapping[str, Any], taking: modes.TakingPart, derived: dict[str, str]) -> When:
    found = fields.when(
        day=words.get("day"), start=words.get("time"), end=words.get("end_time"), sunday=0, derived=derived
    )
    found = further_dates(found, words)
    if found.is_suspended:
        return found
    return modes.suspend(found, fields.moment(words.get("updated"))) if taking.is_suspended else found


def _where(words: Mapping[str, Any], derived: dict[str, str]) -> Where:
    lat, lon = fields.point(words)
    regions = _regions(words)
    address, town, postcode, country = (
        fields.line(words, key) for key in ("address", "city", "postal_code", "country")
    )
    if not address:
        told = split_address(fields.line(words, "formatted_address"))
        address, town = told.address, town or told.town
        postcode, country = postcode or told.postcode, country or told.country
        if told.town and not words.get("city"):
            derived["town"] = "Taken from the address."
    state = fields.line(words, "state")
    return Where(
        name=clip(tidy_address(fields.line(words, "location")), 255),
        address=clip(tidy_address(f"{address}, {state}" if state and address else address), 500),
        town=clip(calm(town), 120),
        regions=regions,
        postcode=clip(postcode, 12) if len(postcode) <= 12 else "",
        country=country,
        lat=lat,
        lon=lon,
        showing=Place.Showing.APPROXIMATE if fields.is_yes(words.get("approximate")) else Place.Showing.EXACT,
        way_in=fields.prose(words, "location_notes"),
        website=fields.url(words.get("location_url")),
    )


def _regions(words: Mapping[str, Any]) -> tuple[str, ...]:
    told = fields.items(words.get("regions"), separators=">")
    return tuple(
        told or [fields.line(words, name) for name in ("region", "sub_region", "sub_sub_region") if words.get(name)]
    )


def _who(words: Mapping[str, Any]) -> Who:
    return Who(
        name=clip(calm(fields.line(words, "group")), 255),
        notes=fields.prose(words, "group_notes"),
        website=fields.url(words.get("website")),
        email=fields.email(words.get("email")),
        phone=clip(fields.line(words, "phone"), 60),
    )

"""HSDS 3.x JSON (Open Referral, Open Referral UK): full services, alone, in an array, or in a page under `contents`.

Each schedule of a service, at each of its locations, is a meeting; a service without schedules is one by appointment.
The organization is the group. HSDS knows an offset from UTC and no zone, so the zone is worked out from the point, or
is the one that our own export adds. Pathway and features are known by their attributes, whatever the taxonomy.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from trellis.lib.clock import ClockError, minutes_between, parse_time
from trellis.lib.text import calm, clip
from trellis.meetings.features import feature_named, in_order
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway_named
from trellis.meetings.recurrence import RecurrenceError, format_rule, parse_rule
from trellis.opendata.addresses import tidy_address
from trellis.opendata.formats import fields
from trellis.opendata.formats.flat_dates import further_dates
from trellis.opendata.formats.json_rows import Buffer, objects, whole
from trellis.opendata.listing import FeedError, Listing, Row, RowError, When, Where, Who
from trellis.places.models import Place

_NOTHING: Final[Mapping[str, Any]] = {}
_HERE, _WHEN = "service_at_location", "schedule"
_LISTS: Final = ("schedules", "service_at_locations", "funding", "metadata", "program", "service_areas")
_PEOPLE: Final = frozenset({"contacts", "assurer_email", "attention"})
_RULE_PARTS: Final = ("interval", "byday", "bymonthday", "count")
_IN_PERSON, _ONLINE, _PHONE = ("person", "face"), ("online", "virtual", "remote", "video"), ("phone",)
_GONE: Final = frozenset({"inactive", "defunct"})


def rows(feed: Buffer) -> Iterator[Row]:
    """A row a schedule, counted one after the other. Raises FeedError for one page of several."""
    found = whole(feed)
    if found.total_pages > 1:
        raise FeedError(
            f"It is one page of {found.total_pages}. Fetch them all into one file: an array of the services."
        )
    services = found.meetings or found.contents or [msgspec.Raw(bytes(feed))]
    parts = (words for _, service in objects(services) for words in _parts(_without_people(service)))
    for number, words in enumerate(parts, 1):
        yield Row(number, key_of(words), fields.encode(words), fields.sameness(words))


def _without_people(value: Any) -> Any:
    """Persons are named at every level: of the service, its organization, its places and their telephones."""
    if isinstance(value, dict):
        return {name: _without_people(inner) for name, inner in value.items() if name not in _PEOPLE}
    return [_without_people(inner) for inner in value] if isinstance(value, list) else value


def _parts(service: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The service once for each of its schedules, with the location it is held at, and without the rest."""
    alone = {name: value for name, value in service.items() if name not in _LISTS}
    places: list[Mapping[str, Any]] = [
        place for place in service.get("service_at_locations") or () if isinstance(place, dict)
    ]
    plans = list(service.get("schedules") or ())
    here = [(place, plan) for place in places for plan in place.get("schedules") or plans or (_NOTHING,)]
    for place, plan in here or [(_NOTHING, plan) for plan in plans or (_NOTHING,)]:
        place = {name: value for name, value in place.items() if name not in _LISTS}
        yield {**alone, **({_HERE: place} if place else {}), **({_WHEN: plan} if plan else {})}


def key_of(words: Mapping[str, Any]) -> str:
    """The service's identifier, with those of its place and schedule."""
    parts = (words, words.get(_HERE) or _NOTHING, words.get(_WHEN) or _NOTHING)
    return clip(" ".join(filter(None, (fields.line(part, "id") for part in parts))), 300)


def read(row: Row, *, pathway: str = "") -> Listing:
    """`pathway` is the code for services that do not say theirs. Raises RowError."""
    words = fields.decode(row.words)
    name = clip(fields.line(words, "name"), 255)
    if not name or not row.key:
        raise RowError("name" if row.key else "id", "It has none.", "Is this a service as HSDS describes it?")
    if (status := fields.line(words, "status")) in _GONE:
        raise RowError("status", f"It is {status}.", "Leave it out of the feed, or set its status to active.")
    derived: dict[str, str] = {}
    plan, terms = words.get(_WHEN) or _NOTHING, [*_terms(words)]
    organization = words.get("organization") or _NOTHING
    location = (words.get(_HERE) or _NOTHING).get("location") or _NOTHING
    return Listing(
        row=row.number,
        key=row.key,
        name=calm(name),
        pathway=_pathway(terms, organization, name, pathway, derived),
        when=_when(words, plan, derived),
        where=_where(location),
        who=Who(
            key=fields.line(organization, "id"),
            name=clip(calm(fields.line(organization, "name")), 255),
            website=fields.url(organization.get("website")),
            email=fields.email(words.get("email") or organization.get("email")),
            phone=_phone(words, is_to_join=False),
        ),
        mode=_mode(plan, location, derived),
        zone=fields.line(plan, "time_zone"),
        features=in_order(code for term in terms if (code := feature_named(term))),
        notes=fields.prose(words, "description"),
        join_url=fields.url(plan.get("schedule_link")) if _says(plan, _ONLINE) else "",
        join_notes=fields.prose(words, "application_process"),
        join_phone=_phone(words, is_to_join=True),
        website=fields.url(words.get("url")),
        changed_at=fields.moment(words.get("last_modified")),
        derived=derived,
    )


def _terms(words: Mapping[str, Any]) -> Iterator[str]:
    """Codes and names of its attributes."""
    for attribute in words.get("attributes") or ():
        term = (attribute.get("taxonomy_term") if isinstance(attribute, dict) else None) or _NOTHING
        yield from filter(None, (fields.line(term, "code"), fields.line(term, "name")))


def _pathway(
    terms: Iterable[str], organization: Mapping[str, Any], name: str, default: str, derived: dict[str, str]
) -> str:
    if told := next((code for term in terms if (code := pathway_named(term))), None):
        return told
    if found := pathway_named(fields.line(organization, "name")) or pathway_named(name):
        derived["pathway"] = "Taken from the name of the service or its organization."
        return found
    derived["pathway"] = "Given when the feed was read." if default else "The feed does not say its pathway."
    return default or "other"


def _phone(words: Mapping[str, Any], *, is_to_join: bool) -> str:
    numbers = [phone for phone in words.get("phones") or () if isinstance(phone, dict)]
    wanted = (phone for phone in numbers if ("join" in fields.line(phone, "description").lower()) == is_to_join)
    return next((clip(fields.line(phone, "number").strip('"'), 60) for phone in wanted), "")


# -- where and how -----------------------------------------------------------------------------------------------------


def _where(location: Mapping[str, Any]) -> Where:
    if not location or fields.line(location, "location_type") == "virtual":
        return Where()
    address = next((one for one in location.get("addresses") or () if isinstance(one, dict)), _NOTHING)
    lat, lon = fields.point(location)
    postcode = fields.line(address, "postal_code")
    street = ", ".join(filter(None, (fields.line(address, "address_1"), fields.line(address, "address_2"))))
    showing = next((term for term in _terms(location) if term in Place.Showing.values), Place.Showing.EXACT)
    return Where(
        name=clip(tidy_address(fields.line(location, "name")), 255),
        address=clip(tidy_address(street), 500),
        town=clip(calm(fields.line(address, "city")), 120),
        regions=tuple(filter(None, (fields.line(address, "state_province", "region"),))),
        postcode=postcode if len(postcode) <= 12 else "",
        country=fields.line(address, "country"),
        lat=lat,
        lon=lon,
        showing=Place.Showing(showing),
        way_in=fields.prose(location, "description", "transportation"),
    )


def _mode(plan: Mapping[str, Any], location: Mapping[str, Any], derived: dict[str, str]) -> Meeting.Mode:
    is_there = bool(location) and fields.line(location, "location_type") != "virtual"
    is_online, is_phone = _says(plan, _ONLINE), _says(plan, _PHONE)
    if is_there and is_online and _says(plan, _IN_PERSON):
        return Meeting.Mode.HYBRID
    if not is_there or ((is_online or is_phone) and not _says(plan, _IN_PERSON)):
        derived.update({} if is_online or is_phone else {"mode": "It names no place."})
        return Meeting.Mode.PHONE if is_phone and not is_online else Meeting.Mode.ONLINE
    return Meeting.Mode.IN_PERSON


def _says(plan: Mapping[str, Any], words: Iterable[str]) -> bool:
    told = fields.line(plan, "attending_type").lower()
    return any(word in told for word in words)


# -- when --------------------------------------------------------------------------------------------------------------


def _when(words: Mapping[str, Any], plan: Mapping[str, Any], derived: dict[str, str]) -> When:
    opens = fields.line(plan, "opens_at")
    if not opens:
        return When()
    try:
        start = parse_time(opens.partition("+")[0].removesuffix("Z"))
    except ClockError as error:
        raise RowError("opens_at", str(error), "Write it as 19:30.") from error
    found = When(
        start=start,
        minutes=_minutes(start, plan, derived),
        rule=_rule(plan),
        starts_on=fields.date(plan.get("dtstart") or plan.get("valid_from"), "dtstart"),
        ends_on=fields.date(plan.get("until") or plan.get("valid_to"), "until"),
    )
    ours = further_dates(found, {name: plan.get(name) for name in plan if name != "recurrence"})
    found = dataclasses.replace(ours, rule=found.rule, starts_on=found.starts_on, ends_on=found.ends_on)
    if fields.line(words, "status") == "temporarily closed" and not found.is_suspended:
        changed = fields.moment(words.get("last_modified"))
        found = dataclasses.replace(found, is_suspended=True, suspended_from=changed.date() if changed else None)
    return found


def _rule(plan: Mapping[str, Any]) -> str:
    """Raises RowError."""
    if told := fields.line(plan, "recurrence"):
        text = told
    else:
        freq = fields.line(plan, "freq").upper() or "WEEKLY"
        # The standard gives days of the month a meaning beside MONTHLY alone, and its own example has them elsewhere.
        names = (name for name in _RULE_PARTS if freq == "MONTHLY" or name != "bymonthday")
        parts = {name.upper(): fields.line(plan, name).replace(" ", "").upper() for name in names}
        text = ";".join([f"FREQ={freq}", *(f"{name}={value}" for name, value in parts.items() if value)])
    try:
        rule = parse_rule(text)
    except RecurrenceError as error:
        raise RowError("byday", str(error), "Name its days, such as byday TU, or 1TU with freq MONTHLY.") from error
    if not (rule.days or rule.month_days):
        raise RowError("byday", "It says no day.", "Name its days, such as TU, or 1TU for the first Tuesday.")
    return format_rule(rule)


def _minutes(start: dt.time, plan: Mapping[str, Any], derived: dict[str, str]) -> int:
    told = fields.number(plan.get("minutes"))
    if told and 1 <= told <= 24 * 60:
        return int(told)
    try:
        return minutes_between(start, parse_time(fields.line(plan, "closes_at").partition("+")[0].removesuffix("Z")))
    except ClockError:
        derived["minutes"] = "The schedule gives no end that can be read; 60 minutes are usual."
        return 60

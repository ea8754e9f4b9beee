"""When a listing is: the rule its source states, or its own words state, or every week; and in whose time."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Final

from trellis.lib.clock import ClockError, parse_time
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import parse_rule, weekly
from trellis.meetings.wording import read_wording
from trellis.opendata.away import without_standing
from trellis.opendata.listing import Listing, flag
from trellis.opendata.points import known_zone

SMALL_HOURS: Final = (dt.time(0, 0), dt.time(5, 0))
USUAL_LENGTHS: Final = (15, 300)

_TIME_AND_ZONE: Final = re.compile(
    r"\b(\d{1,2}(?:[:.]\d{2})?\s*[ap]\.?m\.?)\s*\(?\s*"
    r"(eastern|central|mountain|pacific|e[sd]?t|c[sd]?t|m[sd]?t|p[sd]?t|gmt|bst|uk)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """As the fields of a `Meeting` have it."""

    rule: str = ""
    rule_from: Meeting.RuleFrom = Meeting.RuleFrom.SOURCE
    words: str = ""
    check: bool = False
    starts_on: dt.date | None = None


def dates_of(listing: Listing) -> Dates:
    """A rule in a field of its own is believed; otherwise the name and notes are read for one, or for a doubt."""
    when = listing.when
    if when.start is None or not (when.rule or when.days):
        return Dates(starts_on=when.starts_on)
    if when.rule:
        return Dates(rule=when.rule, starts_on=when.starts_on)
    told = (without_standing(listing.name), listing.notes, listing.who.notes)
    found = read_wording(told, when.days[0] if len(when.days) == 1 else None)
    starts_on = when.starts_on or found.starts_on
    if found.rule and (starts_on or not parse_rule(found.rule).needs_anchor):
        return Dates(found.rule, Meeting.RuleFrom.WORDS, found.words, found.check_dates, starts_on)
    return Dates(weekly(*when.days), Meeting.RuleFrom.SOURCE, found.words, found.check_dates, starts_on)


def with_zone_from_words(listing: Listing) -> Listing:
    """ "2am Eastern" in its name, of a meeting at 02:00 whose feed gives no zone, tells whose time it is."""
    if listing.zone or listing.when.start is None:
        return listing
    for match in _TIME_AND_ZONE.finditer(f"{listing.name}\n{listing.notes}"):
        try:
            is_its_time = parse_time(match[1]) == listing.when.start
        except ClockError:
            continue
        if is_its_time and (zone := known_zone(match[2])):
            derived = {**listing.derived, "zone": f"Its words say “{match[0]}”."}
            return replace(listing, zone=zone, derived=derived)
    return listing


def with_odd_times_flagged(listing: Listing) -> Listing:
    """In person in the small hours, or as short or long as no meeting is: somebody should look."""
    when, flags = listing.when, list(listing.flags)
    if when.start is None:
        return listing
    is_early = SMALL_HOURS[0] <= when.start < SMALL_HOURS[1]
    if is_early and listing.mode == Meeting.Mode.IN_PERSON:
        flags.append(flag("time", f"It starts at {when.start:%H:%M}.", "Look whether the afternoon is meant."))
    if not USUAL_LENGTHS[0] <= when.minutes <= USUAL_LENGTHS[1]:
        flags.append(flag("minutes", f"It lasts {when.minutes} minutes.", "Look when it ends."))
    return replace(listing, flags=tuple(flags)) if len(flags) > len(listing.flags) else listing

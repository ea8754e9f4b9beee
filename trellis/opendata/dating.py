"""When a listing is: the rule its source states, or its own words state, or every week; and in whose time."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import Final

from trellis.lib.clock import ClockError, parse_time
from trellis.meetings.features import FEATURES
from trellis.meetings.holidays import in_calendar
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import parse_rule, weekly
from trellis.meetings.wording import Reading, read_wording
from trellis.opendata.away import without_standing
from trellis.opendata.listing import Listing, flag
from trellis.opendata.points import known_zone

CLOSED_HOLIDAYS: Final = "not-on-holidays"
SMALL_HOURS: Final = (dt.time(0, 0), dt.time(5, 0))
USUAL_LENGTHS: Final = (15, 300)

_TIME_AND_ZONE: Final = re.compile(
    r"\b(\d{1,2}(?:[:.]\d{2})?\s*[ap]\.?m\.?)\s*\(?\s*"
    r"(eastern|central|mountain|pacific|e[sd]?t|c[sd]?t|m[sd]?t|p[sd]?t|gmt|bst|uk)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """As the fields of a `Meeting` have it. `derived` says of each that its words gave which words those were."""

    rule: str = ""
    rule_from: Meeting.RuleFrom = Meeting.RuleFrom.SOURCE
    words: str = ""
    check: bool = False
    starts_on: dt.date | None = None
    cancelled: tuple[dt.date, ...] = ()
    not_on: tuple[str, ...] = ()
    is_suspended: bool = False
    suspended_from: dt.date | None = None
    suspended_until: dt.date | None = None
    derived: Mapping[str, str] = dataclass_field(default_factory=dict)


def dates_of(listing: Listing, calendar: str, today: dt.date) -> Dates:
    """A rule in a field of its own is believed; otherwise the name and notes are read for one, or for a doubt.

    `calendar` is that of the place's public holidays, see `trellis.meetings.holidays`.
    """
    when = listing.when
    stated = Dates(
        starts_on=when.starts_on,
        cancelled=when.cancelled,
        not_on=in_calendar(when.not_on, calendar),
        is_suspended=when.is_suspended,
        suspended_from=when.suspended_from,
        suspended_until=when.suspended_until,
    )
    if when.start is None or not (when.rule or when.days):
        return stated
    if when.rule:
        return replace(stated, rule=when.rule)
    told = (without_standing(listing.name), listing.notes, listing.who.notes)
    said_on = listing.changed_at.date() if listing.changed_at else today
    found = read_wording(told, when.days[0] if len(when.days) == 1 else None, said_on=min(said_on, today))
    dates = _with_days_off(replace(stated, starts_on=when.starts_on or found.starts_on), found, calendar, listing.mode)
    if CLOSED_HOLIDAYS in listing.features and not (dates.not_on or dates.check):
        # Which holidays, no code tells.
        dates = replace(dates, check=True, words=FEATURES[CLOSED_HOLIDAYS].name)
    if found.rule and (dates.starts_on or not parse_rule(found.rule).needs_anchor):
        return replace(dates, rule=found.rule, rule_from=Meeting.RuleFrom.WORDS)
    return replace(dates, rule=weekly(*when.days))


def _with_days_off(dates: Dates, found: Reading, calendar: str, mode: Meeting.Mode) -> Dates:
    """What the words call off, as far as it can be told which days that are; the rest is a doubt."""
    off, derived = found.off, {}
    not_on = in_calendar(off.not_on, calendar)
    # The room is away, and those who join from home may go on: a person has to look.
    is_away = off.is_away and not dates.is_suspended and mode == Meeting.Mode.IN_PERSON
    is_unclear = len(not_on) < len(off.not_on) or (off.is_away and not dates.is_suspended and not is_away)
    why = f"Its words say “{found.off_words}”."
    if not_on:
        derived["not_on"] = why
    if off.cancelled:
        derived["cancelled"] = why
    if is_away:
        derived["suspended_until" if off.back_on else "suspended_from"] = why
        dates = replace(dates, is_suspended=True, suspended_from=off.away_from, suspended_until=off.back_on)
    return replace(
        dates,
        words=found.words or (found.off_words if is_unclear else ""),
        check=found.check_dates or is_unclear,
        cancelled=tuple(sorted({*dates.cancelled, *off.cancelled})),
        not_on=tuple(dict.fromkeys([*dates.not_on, *not_on])),
        derived=derived,
    )


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

"""On which dates a listing is: the rule its source states, else the one its own words state, else every week."""

import datetime as dt
from dataclasses import dataclass

from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import parse_rule, weekly
from trellis.meetings.wording import read_wording
from trellis.opendata.listing import Listing


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
    every_week = weekly(*when.days)
    found = read_wording(
        (listing.name, listing.notes, listing.who.notes), when.days[0] if len(when.days) == 1 else None
    )
    if found.rule and (not parse_rule(found.rule).needs_anchor or found.starts_on or when.starts_on):
        rule, rule_from = found.rule, Meeting.RuleFrom.WORDS
    else:
        rule, rule_from = every_week, Meeting.RuleFrom.SOURCE
    return Dates(rule, rule_from, found.words, found.check_dates, when.starts_on or found.starts_on)

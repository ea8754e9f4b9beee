"""On which dates a listing is: the rule its source states, else the one its own words state, else every week."""

import datetime as dt
from dataclasses import dataclass

from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import weekly
from trellis.opendata.listing import Listing


@dataclass(frozen=True, slots=True)
class Dates:
    rule: str = ""
    rule_from: Meeting.RuleFrom = Meeting.RuleFrom.SOURCE
    words: str = ""
    check: bool = False
    starts_on: dt.date | None = None


def dates_of(listing: Listing) -> Dates:
    when = listing.when
    if when.rule or when.start is None or not when.days:
        return Dates(rule=when.rule if when.start is not None else "", starts_on=when.starts_on)
    return Dates(rule=weekly(*when.days), starts_on=when.starts_on)

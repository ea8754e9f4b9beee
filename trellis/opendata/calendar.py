"""Calendar files (iCalendar, RFC 5545) of meetings: one file of one meeting or of many, to import or to subscribe to.

Pure: entries go in, the bytes of a file come out, the same bytes for the same entries. What calendars ask for:

* DTSTART is itself a date of the rule, or a calendar shows one meeting too many. So a series begins at its first date
  on or after `since`, which keeps the phase of "every second week".
* UNTIL is in UTC where DTSTART has a zone (RFC 5545, 3.3.10). COUNT would count from DTSTART,
  which moves, so it becomes UNTIL.
* Times are wall times with a TZID and its VTIMEZONE; lengths are DURATION, so that 90 minutes stay 90 minutes in the
  nights the clocks change.
* A cancelled date is an EXDATE, and so is each holiday of the next years that it is not held on. An extra date is an
  RDATE, a moved one an override with its RECURRENCE-ID. An extra date before the series, or with its own length, is an
  event of its own: calendars ignore an RDATE before DTSTART.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDuration, vRecur, vText, vUri

from trellis.meetings.dates import dates
from trellis.meetings.holidays import holidays_between
from trellis.meetings.occurrences import HORIZON, schedule_dates
from trellis.meetings.recurrence import Move, Schedule, format_rule, parse_rule

PRODUCT = "-//Trellis//Meetings//EN"
REFRESH = timedelta(hours=12)
NOTICE_DAYS = 28  # for how long a calendar shows that a meeting has stopped
_HOLIDAYS_AHEAD = timedelta(days=5 * 366)
_ZONE_YEARS = 10  # how far ahead the clock changes are spelled out


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting as a calendar shows it. `stamp` is when we last learned something of it, `sequence` grows with it."""

    uid: str
    title: str
    schedule: Schedule
    page: str
    stamp: datetime
    sequence: int = 0
    description: str = ""
    location: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude
    join_url: str = ""
    is_doubtful: bool = False  # its words hint at dates that no rule states
    stopped_on: date | None = None  # it is not held from this date, and nobody knows until when


def calendar_file(title: str, entries: Iterable[Entry], *, since: date) -> bytes:
    """A file with every date on or after `since`; nothing personal is in it but what the entries hold."""
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", vText(title))
    calendar.add("x-wr-calname", vText(title))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    events = [(entry, list(_events(entry, since))) for entry in entries]
    for zone in sorted({entry.schedule.zone for entry, _ in events}):
        calendar.add_component(_timezone(zone, since))
    for _, found in events:
        for event in found:
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _timezone(zone: str, since: date) -> Timezone:
    return Timezone.from_tzid(
        zone, first_date=date(since.year - 1, 1, 1), last_date=date(since.year + _ZONE_YEARS, 1, 1)
    )


# -- what is in a series -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """The dates of a schedule in the shape a calendar wants them. All times are naive wall times.

    `first` is None when the rule gives no more dates; `single` are the occurrences that stand alone, with minutes.
    """

    first: datetime | None
    rule: str
    excluded: tuple[datetime, ...]
    added: tuple[datetime, ...]
    moved: tuple[Move, ...]
    single: tuple[tuple[datetime, int], ...]


def series(schedule: Schedule, since: date) -> Series:
    """The dates on or after `since`; earlier ones too where one of them was moved to after `since`."""
    moves = [move for move in schedule.moved if _is_held(schedule, move) and move.to.date() >= since]
    regular = [move for move in moves if _gives(schedule, move.date)]
    since = min([since, *(move.date for move in regular)])
    away = set(schedule.cancelled) | {move.date for move in schedule.moved if move not in moves}
    days = schedule_dates(schedule, since, min(since + HORIZON, date.max - timedelta(days=1)))
    first = next((day for day in days if day not in away), None)
    extra = [(wall, schedule.minutes) for wall in _extra(schedule, since)]
    extra += [(move.to, move.minutes or schedule.minutes) for move in moves if move not in regular]
    start = datetime.combine(first, schedule.start) if first else None
    left = {datetime.combine(move.date, schedule.start) for move in regular}  # the series gives them elsewhere
    usual = {wall for wall, minutes in extra if minutes == schedule.minutes} - left
    added = sorted(wall for wall in usual if start and wall > start)
    in_series = {(wall, schedule.minutes) for wall in {start, *added} - left}
    return Series(
        first=start,
        rule=_endless_rule(schedule) + _until(schedule),
        excluded=tuple(wall for wall in _excluded(schedule, first, away) if wall not in added),
        added=tuple(added),
        moved=tuple(regular),
        single=tuple(sorted({one for one in extra if one not in in_series})),
    )


def _is_held(schedule: Schedule, move: Move) -> bool:
    return move.date not in schedule.cancelled and not schedule.is_suspended_on(move.to.date())


def _gives(schedule: Schedule, day: date) -> bool:
    return next(schedule_dates(schedule, day, day), None) is not None


def _extra(schedule: Schedule, since: date) -> Iterator[datetime]:
    held = {*schedule.cancelled, *(move.date for move in schedule.moved)}
    for extra in schedule.extra:
        wall = extra if isinstance(extra, datetime) else datetime.combine(extra, schedule.start)
        if wall.date() >= since and wall.date() not in held and not schedule.is_suspended_on(wall.date()):
            yield wall


def _excluded(schedule: Schedule, first: date | None, away: set[date]) -> list[datetime]:
    """The dates after the first that the rule gives and the schedule does not hold."""
    if first is None:
        return []
    unsuspended = replace(schedule, suspended_from=None, suspended_until=None, not_on=())
    skipped = {day for day in away if day > first and _gives(unsuspended, day)}
    if schedule.suspended_until:
        start = max(first, schedule.suspended_from or first)
        skipped.update(day for day in schedule_dates(unsuspended, start, schedule.suspended_until) if day > first)
    skipped = {day for day in skipped if day in away or schedule.is_suspended_on(day)}
    holidays = (
        holidays_between(schedule.not_on, first, min(first + _HOLIDAYS_AHEAD, date.max)) if schedule.not_on else []
    )
    skipped.update(day for day in holidays if day > first and _gives(unsuspended, day))
    return [datetime.combine(day, schedule.start) for day in sorted(skipped)]


def _endless_rule(schedule: Schedule) -> str:
    return format_rule(replace(parse_rule(schedule.rule), until=None, count=None))


def _until(schedule: Schedule) -> str:
    rule = parse_rule(schedule.rule)
    ends = [day for day in (schedule.ends_on, rule.until) if day]
    if rule.count and schedule.starts_on:
        # A counted rule is finite; the horizon only keeps a silly one short.
        counted = islice(dates(rule, schedule.starts_on, date.max, anchor=schedule.starts_on), rule.count)
        ends.append(max(counted, default=schedule.starts_on))
    if schedule.suspended_from and not schedule.suspended_until:
        ends.append(schedule.suspended_from - timedelta(days=1))
    if not ends:
        return ""
    last = datetime.combine(min(ends), schedule.start, tzinfo=ZoneInfo(schedule.zone)).astimezone(UTC)
    return f";UNTIL={last:%Y%m%dT%H%M%SZ}"


# -- how it is written -------------------------------------------------------------------------------------------------


def _events(entry: Entry, since: date) -> Iterator[Event]:
    if entry.stopped_on:
        yield _notice(replace(entry, title=f"Cancelled: {entry.title}"), entry.stopped_on)
        return
    schedule = entry.schedule
    zone = ZoneInfo(schedule.zone)
    plan = series(schedule, since)
    if plan.first:
        event = _event(entry, plan.first, schedule.minutes)
        event.add("rrule", vRecur.from_ical(plan.rule))
        for name, walls in (("exdate", plan.excluded), ("rdate", plan.added)):
            if walls:
                event.add(name, [wall.replace(tzinfo=zone) for wall in walls])
        yield event
    for move in plan.moved:
        event = _event(entry, move.to, move.minutes or schedule.minutes)
        event.add("recurrence-id", datetime.combine(move.date, schedule.start, tzinfo=zone))
        yield event
    for wall, minutes in plan.single:
        yield _event(replace(entry, uid=f"{entry.uid}-{wall:%Y%m%dT%H%M}"), wall, minutes)


def _notice(entry: Entry, day: date) -> Event:
    """Four weeks of dates that say "cancelled", so that whoever subscribed learns of it; then silence."""
    schedule = replace(entry.schedule, suspended_from=None, suspended_until=None, ends_on=None)
    first = next(schedule_dates(schedule, day, day + HORIZON), None)
    event = _event(entry, datetime.combine(first or day, schedule.start), schedule.minutes)
    if first:
        last = first + timedelta(days=NOTICE_DAYS - 1)
        if not schedule.starts_on or schedule.starts_on <= last:
            schedule = replace(schedule, ends_on=last)
        event.add("rrule", vRecur.from_ical(_endless_rule(schedule) + _until(schedule)))
    return event


def _event(entry: Entry, wall: datetime, minutes: int) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamp.astimezone(UTC))
    event.add("last-modified", entry.stamp.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", wall.replace(tzinfo=ZoneInfo(entry.schedule.zone)))
    event.add("duration", timedelta(minutes=minutes))
    for name, words in (("url", entry.page), ("description", entry.description), ("location", entry.location)):
        if words:
            event.add(name, words)
    if entry.point:
        event.add("geo", entry.point)
    if entry.join_url:
        event.add("conference", vUri(entry.join_url, params={"VALUE": "URI", "FEATURE": ["VIDEO", "AUDIO"]}))
    if entry.stopped_on:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "TENTATIVE" if entry.is_doubtful else "CONFIRMED")
    return event

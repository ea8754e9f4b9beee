"""The dates of one meeting as its page shows them: the next one large, then those that follow and those that fall out.

Pure: `now` is passed in, and everything is said in the zone that is passed in: for a meeting in a room, its own.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from itertools import islice
from typing import Final

from trellis.finder.cards.phrases import EVENING_HOUR, left_words, wait_words
from trellis.meetings.holidays import say_holiday
from trellis.meetings.occurrences import Occurrence, Phase, State, called_off, occurrences, state_at
from trellis.meetings.recurrence import Schedule
from trellis.meetings.telling_time import say_date, say_hours

SHOWN: Final = 6
AHEAD: Final = timedelta(days=3 * 366)
"""How far a page looks for the next dates."""


@dataclass(frozen=True, slots=True)
class Line:
    """One date. `note` says what is unusual about it; without an occurrence it is not held."""

    day: date
    words: str
    note: str = ""
    occurrence: Occurrence | None = None

    @property
    def is_held(self) -> bool:
        return self.occurrence is not None


@dataclass(frozen=True, slots=True)
class Timetable:
    """`next` is the one that is on or the next to start; None when there is none in the next three years."""

    next: Occurrence | None = None
    phase: Phase | None = None
    day: str = ""
    hours: str = ""
    wait: str = ""
    note: str = ""
    following: tuple[Line, ...] = ()

    @property
    def is_on(self) -> bool:
        return self.phase == Phase.ON_NOW

    @property
    def is_soon(self) -> bool:
        return self.phase == Phase.SOON

    @property
    def is_unusual(self) -> bool:
        """Whether any of the dates that follow needs a word: moved, extra or called off."""
        return any(line.note for line in self.following)

    @property
    def upcoming(self) -> tuple[Occurrence, ...]:
        later = [line.occurrence for line in self.following if line.occurrence]
        return (self.next, *later) if self.next else ()


def timetable(schedule: Schedule, now: datetime, zone: tzinfo, *, shown: int = SHOWN) -> Timetable:
    """The next date and those after it, `shown` together, with the cancelled ones that lie between them."""
    now = now.astimezone(zone)
    found = [_in(one, zone) for one in islice(occurrences(schedule, now, now + AHEAD), shown)]
    if not found:
        return Timetable(following=_cancelled(schedule, now.date(), now.date() + timedelta(days=60), now.date()))
    first = found[0]
    state = state_at(first, now)
    lines = [Line(one.starts.date(), _date_words(one, now.date()), _note(one, now.date()), one) for one in found[1:]]
    last = found[-1].starts.date() if lines else first.starts.date() + timedelta(days=30)
    lines += _cancelled(schedule, now.date(), last, now.date())
    return Timetable(
        next=first,
        phase=state.phase,
        day=long_day(first.starts, now),
        hours=hours_words(first.starts, first.ends),
        wait=_wait(state),
        note=_note(first, now.date()),
        following=tuple(sorted(lines, key=lambda line: line.day)),
    )


def _wait(state: State) -> str:
    if state.phase == Phase.ON_NOW:
        return left_words(timedelta(minutes=state.minutes_until_end))
    return wait_words(timedelta(minutes=state.minutes_until_start))


def _in(one: Occurrence, zone: tzinfo) -> Occurrence:
    return Occurrence(
        one.starts.astimezone(zone), one.ends.astimezone(zone), one.local_date, one.moved_from, one.is_extra
    )


def _cancelled(schedule: Schedule, first: date, last: date, today: date) -> tuple[Line, ...]:
    """The dates in this span that the rule gives and that are called off."""
    notes = ((day, say_holiday(schedule.not_on, day)) for day in called_off(schedule, first, last))
    return tuple(Line(day, say_date(day, today), f"not held, {why}" if why else "not held") for day, why in notes)


def _note(one: Occurrence, today: date) -> str:
    if one.moved_from == one.local_date:
        return "at another time than usual"
    if one.moved_from:
        return f"instead of {say_date(one.moved_from, today)}"
    return "an extra date" if one.is_extra else ""


def _date_words(one: Occurrence, today: date) -> str:
    return f"{say_date(one.starts.date(), today)}, {hours_words(one.starts, one.ends)}"


# -- words -------------------------------------------------------------------------------------------------------------


def long_day(starts: datetime, now: datetime) -> str:
    """Tonight, Thursday 26 November; Tomorrow, Friday 27 November; Saturday 28 November."""
    in_full = say_date(starts.date(), now.date())
    match (starts.date() - now.date()).days:
        case 0:
            return f"{'Tonight' if starts.hour >= EVENING_HOUR else 'Today'}, {in_full}"
        case 1:
            return f"Tomorrow, {in_full}"
        case _:
            return in_full


def hours_words(starts: datetime, ends: datetime) -> str:
    """7:30 to 9 pm; 11:30 pm to 1 am. No line ends before am or pm."""
    words = say_hours(starts.time(), ends.time(), is_next_day=ends.date() > starts.date())
    return words.replace(" am", "\u00a0am").replace(" pm", "\u00a0pm")


def length_words(length: timedelta) -> str:
    """40 minutes; 15 and a half hours; 2 days and 4 hours. Rounded to half an hour, from two days on to an hour."""
    minutes = length // timedelta(minutes=1)
    if minutes < 60:
        return _count(minutes, "minute")
    if minutes < 48 * 60:
        halves = round(minutes / 30)
        hours = halves // 2
        if not halves % 2:
            return _count(hours, "hour")
        return "an hour and a half" if hours == 1 else f"{hours} and a half hours"
    days, hours = divmod(round(minutes / 60), 24)
    return f"{_count(days, 'day')} and {_count(hours, 'hour')}" if hours else _count(days, "day")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"

"""How long a confirmation carries: when a listing is due, who is reminded, when it pales and when it leaves. Pure.

Days are counted on the calendar of one time zone, from the day somebody last vouched for the listing, so that every
listing confirmed on a day comes due on one day, whatever the hour. Nothing is ever deleted by a clock.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings

from trellis.places.listed import Standing


class Stage(StrEnum):
    """How far a listing has come since it was last confirmed."""

    FRESH = "fresh"
    DUE = "due"
    TOLD = "told"
    """Nobody answered the reminders: its area's moderators are told."""
    PALE = "pale"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Clock:
    """Days until a confirmation is due, by kind of listing; all other days count from the due day."""

    due_after: Mapping[str, int]
    remind_after: tuple[int, ...]
    tell_after: int
    pale_after: int
    leave_after: int
    zone: ZoneInfo

    def due_on(self, last_confirmed: dt.datetime, kind: str) -> dt.date:
        """The day on which somebody should vouch for it again."""
        return self._day(last_confirmed) + dt.timedelta(days=self.due_after[kind])

    def stage(self, last_confirmed: dt.datetime, kind: str, now: dt.datetime) -> Stage:
        late = self.days_late(last_confirmed, kind, now)
        if late < 0:
            return Stage.FRESH
        if late >= self.leave_after:
            return Stage.LEFT
        if late >= self.pale_after:
            return Stage.PALE
        return Stage.TOLD if late >= self.tell_after else Stage.DUE

    def standing(self, last_confirmed: dt.datetime, kind: str, now: dt.datetime) -> Standing:
        """What is stored with the listing."""
        stage = self.stage(last_confirmed, kind, now)
        return {Stage.PALE: Standing.PALE, Stage.LEFT: Standing.LEFT}.get(stage, Standing.FRESH)

    def reminders(self, last_confirmed: dt.datetime, kind: str, now: dt.datetime) -> int:
        """How many reminders are behind it by now."""
        late = self.days_late(last_confirmed, kind, now)
        return sum(late >= days for days in self.remind_after)

    def next_reminder(self, last_confirmed: dt.datetime, kind: str, now: dt.datetime) -> dt.datetime | None:
        """The beginning of the day of the next one; None when all are behind it."""
        ahead = self.remind_after[self.reminders(last_confirmed, kind, now) :]
        return self._begins(self.due_on(last_confirmed, kind) + dt.timedelta(days=ahead[0])) if ahead else None

    def days_late(self, last_confirmed: dt.datetime, kind: str, now: dt.datetime) -> int:
        """Since the due day; negative before it."""
        return (self._day(now) - self.due_on(last_confirmed, kind)).days

    def confirmed_before(self, kind: str, late: int, now: dt.datetime) -> dt.datetime:
        """What was last confirmed before this moment is at least so many days late now."""
        return self._begins(self._day(now) - dt.timedelta(days=self.due_after[kind] + late - 1))

    def _begins(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(), self.zone)

    def _day(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(self.zone).date()


def the_clock() -> Clock:
    """As this installation has set it."""
    return Clock(
        due_after={"meeting": settings.CONFIRM_MEETING_DAYS, "place": settings.CONFIRM_PLACE_DAYS},
        remind_after=tuple(settings.REMIND_AFTER_DAYS),
        tell_after=settings.TELL_MODERATORS_AFTER_DAYS,
        pale_after=settings.PALE_AFTER_DAYS,
        leave_after=settings.LEAVE_AFTER_DAYS,
        zone=ZoneInfo(settings.TIME_ZONE),
    )

"""When it is: in words, said back before they count, or chosen day by day."""

import datetime as dt
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError

from trellis.keeping.adding.answers import Answers, value
from trellis.keeping.adding.questions import Question
from trellis.keeping.forms import AnyOf, Clock, Day, Line, OneOf
from trellis.keeping.holidays_there import of_calendar
from trellis.keeping.plain_dates import Understood, read
from trellis.keeping.words_left import NotUnderstoodError
from trellis.lib.clock import DAY_NAMES, minutes_between
from trellis.meetings import recurrence
from trellis.meetings.describing import describe_exceptions, describe_hours, describe_rule
from trellis.meetings.holidays import NAMES
from trellis.meetings.occurrences import HORIZON, occurrences
from trellis.meetings.recurrence import Frequency, Rule, Schedule, ScheduleError, format_rule, parse_rule
from trellis.meetings.telling_time import say_date, say_time

NEXT: Final = 5
NO_FIXED_TIME: Final = "none"


def zone_of(answers: Answers) -> str:
    """Of its wall times, as far as it is known by now; a place's own is worked out when it is made."""
    return str(value(answers, "online", "zone", settings.TIME_ZONE))


def schedule_of(answers: Answers) -> Schedule | None:
    """None where it has no fixed times, or nobody said yet."""
    told = answers.get("when", {})
    if not told.get("rule"):
        return None
    return Schedule(
        start=dt.time.fromisoformat(told["start"]),
        minutes=told["minutes"],
        zone=zone_of(answers),
        rule=told["rule"],
        starts_on=_day(told["starts_on"]),
        ends_on=_day(told["ends_on"]),
        not_on=tuple(told.get("not_on", ())),
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@dataclass(frozen=True, slots=True)
class SaidBack:
    """A schedule as it is said back: "Every Tuesday, 7 to 8 pm", and its next dates."""

    words: str
    hours: str
    also: tuple[str, ...]
    next: tuple[str, ...]


def said_back(schedule: Schedule, now: dt.datetime) -> SaidBack:
    local = now.astimezone(ZoneInfo(schedule.zone)).date()
    dates = tuple(
        f"{say_date(one.local_date, local)}, {say_time(one.starts.time())}"
        for one in islice(occurrences(schedule, now, now + HORIZON), NEXT)
    )
    return SaidBack(
        describe_rule(schedule), describe_hours(schedule), tuple(describe_exceptions(schedule, local)), dates
    )


def told(found: Understood, words: str, calendar: str = "") -> dict[str, Any]:
    """As it is kept in a draft. `calendar` is that of the public holidays where it meets."""
    not_on, unknown = of_calendar(found.not_on, calendar)
    return {
        "words": words,
        "start": found.start.isoformat("minutes"),
        "minutes": found.minutes,
        "rule": found.rule,
        "starts_on": found.starts_on.isoformat() if found.starts_on else None,
        "ends_on": found.ends_on.isoformat() if found.ends_on else None,
        "not_on": not_on,
        "notes": [*found.notes, *unknown],
        "is_length_said": found.is_length_said,
    }


class WhenForm(Question):
    words = Line(
        "When is it?",
        hint="In your own words. Such as: every first Tuesday at 7 pm. Or: Mondays 10 to 12, not on bank holidays.",
        missing="Say on which days it is, and at what time.",
        limit=200,
    )

    def __init__(self, *args: Any, today: dt.date, calendar: str = "", **options: Any) -> None:
        self.today, self.calendar = today, calendar
        super().__init__(*args, **options)

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        try:
            self.understood = read(words, self.today)
        except NotUnderstoodError as error:
            raise ValidationError(str(error)) from error
        return words

    def values(self) -> dict[str, Any]:
        return told(self.understood, self.cleaned_data["words"], self.calendar)


_OFTEN_OFF: Final = (
    *("good-friday", "easter-sunday", "easter-monday", "christmas-eve", "christmas-day", "boxing-day"),
    *("new-years-eve", "new-years-day"),
)
OFTEN_OFF: Final = [(code, NAMES[code]) for code in _OFTEN_OFF]
WEEKS: Final = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}


class DaysForm(Question):
    """The same by choosing. `every` is how often, `weeks` which of a month's."""

    every = OneOf(
        "How often?",
        [
            ("week", "Every week"),
            ("fortnight", "Every other week"),
            ("month", "On certain weeks of the month, such as the first Tuesday"),
            (NO_FIXED_TIME, "It has no fixed days: people ask first"),
        ],
        missing="Choose how often it is.",
    )
    weeks = AnyOf("Which weeks of the month?", [(code, f"The {word}") for code, word in WEEKS.items()])
    days = AnyOf("On which days?", [(str(number), name) for number, name in enumerate(DAY_NAMES)])
    start = Clock("From what time?")
    end = Clock("Until what time?", hint="Leave it empty for an hour.")
    not_on = AnyOf("Is it off on any of these?", [("public", "Bank holidays"), *OFTEN_OFF])
    starts_on = Day("First date", hint="Only if it has not begun yet, or is every other week.")
    ends_on = Day("Last date", hint="Only if it ends.")

    def __init__(self, *args: Any, calendar: str = "", **options: Any) -> None:
        self.calendar = calendar
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if self.errors or found["every"] == NO_FIXED_TIME:
            return found
        if not found["days"]:
            self.add_error("days", "Tick the days it is on.")
        if found["every"] == "month" and not found["weeks"]:
            self.add_error("weeks", "Tick which weeks of the month.")
        if found["start"] is None:
            self.add_error("start", "Say from what time. If there is none, choose “no fixed days”.")
        if found["every"] == "fortnight" and found["starts_on"] is None:
            self.add_error("starts_on", "Give the first date, or the next one, so that we know which weeks.")
        if found["end"] is not None and found["end"] == found["start"]:
            self.add_error("end", "It ends when it starts. Give the time it ends, or leave it empty.")
        if not self.errors:
            self._check(found)
        return found

    def _check(self, found: dict[str, Any]) -> None:
        try:
            self.understood = _understood(found)
            Schedule(
                self.understood.start,
                self.understood.minutes,
                zone_of(self.answers),
                self.understood.rule,
                found["starts_on"],
                found["ends_on"],
            )
        except ScheduleError as error:
            self.add_error("ends_on", str(error))

    def values(self) -> dict[str, Any]:
        if self.cleaned_data["every"] == NO_FIXED_TIME:
            return {
                "words": "",
                "start": None,
                "minutes": 60,
                "rule": "",
                "starts_on": None,
                "ends_on": None,
                "notes": [],
            }
        return told(self.understood, "", self.calendar)


def _understood(found: dict[str, Any]) -> Understood:
    days = [int(day) for day in found["days"]]
    if found["every"] == "month":
        numbered = tuple(recurrence.Day(day, int(week)) for week in found["weeks"] for day in days)
        rule = Rule(Frequency.MONTHLY, numbered)
    else:
        plain = tuple(recurrence.Day(day) for day in days)
        rule = Rule(Frequency.WEEKLY, plain, interval=2 if found["every"] == "fortnight" else 1)
    minutes = minutes_between(found["start"], found["end"]) if found["end"] else 60
    text = format_rule(parse_rule(format_rule(rule)))
    return Understood(found["start"], minutes, text, found["starts_on"], found["ends_on"], tuple(found["not_on"]))

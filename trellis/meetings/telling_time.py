"""Times and dates as people say them: "7:30 to 9 pm", "Thursday 26 November". English, on a twelve-hour clock."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from trellis.lib.clock import DAY_NAMES

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

EVENING = time(17)  # from here on, today is tonight


def say_time(moment: time) -> str:
    """7:30 pm, 7 pm, noon, midnight."""
    return " ".join(filter(None, _on_twelve(moment)))


def say_hours(start: time, end: time, *, is_next_day: bool = False) -> str:
    """7:30 to 9 pm, 11 am to noon, 11:30 pm to 1 am; "the next day" is added where it is not plain. From one midnight
    to the next is "day and night"."""
    if is_next_day and start == end == time(0):
        return "day and night"
    (begins, half), (_, other_half) = _on_twelve(start), _on_twelve(end)
    if half == other_half and half and not is_next_day:
        return f"{begins} to {say_time(end)}"
    return f"{say_time(start)} to {say_time(end)}" + (" the next day" if is_next_day and end >= start else "")


def _on_twelve(moment: time) -> tuple[str, str]:
    """Its number, and am or pm; noon and midnight need neither."""
    if moment.minute == 0 and moment.hour in {0, 12}:
        return ("noon" if moment.hour else "midnight"), ""
    hour = (moment.hour - 1) % 12 + 1
    return (f"{hour}:{moment.minute:02}" if moment.minute else str(hour)), ("am" if moment.hour < 12 else "pm")


def say_day(day: date, today: date, *, at: time | None = None) -> str:
    """Today, Tonight, Tomorrow, Yesterday, else the date. `at` is when it starts: an evening of today is tonight."""
    if day == today:
        return "Tonight" if at is not None and at >= EVENING else "Today"
    if abs(day - today) == timedelta(days=1):
        return "Tomorrow" if day > today else "Yesterday"
    return say_date(day, today)


def say_date(day: date, today: date | None = None) -> str:
    """Thursday 26 November; with the year, unless it is today's."""
    return f"{DAY_NAMES[day.weekday()]} {say_day_of_year(day, today)}"


def say_day_of_year(day: date, today: date | None = None) -> str:
    """26 November; with the year, unless it is today's."""
    year = "" if today and day.year == today.year else f" {day.year}"
    return f"{day.day} {MONTH_NAMES[day.month - 1]}{year}"


def say_zone(zone: ZoneInfo) -> str:
    """New York, for America/New_York."""
    return zone.key.rpartition("/")[2].replace("_", " ")

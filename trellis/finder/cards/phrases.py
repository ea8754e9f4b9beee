"""How times, waits and distances are said on a page: as people say them.

Everything is pure; `now` and the moments are aware and already in the zone in which they are to be read.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from trellis.lib.geo import METRES_PER_MILE
from trellis.meetings.telling_time import EVENING, say_day, say_time

EVENING_HOUR: Final = EVENING.hour
LONGEST_WAIT: Final = timedelta(hours=12)
ROUNDED_FROM_MINUTES: Final = 4 * 60


def clock(moment: datetime | time) -> str:
    """7:30 pm, 8 pm, noon, midnight."""
    return say_time(moment.time() if isinstance(moment, datetime) else moment)


def day_words(day: date, today: date) -> str:
    """Today, Tomorrow, Thursday 26 November; with the year where it is another one."""
    return say_day(day, today)


def start_words(starts: datetime, now: datetime) -> str:
    """Tonight 7:30 pm; Today 2 pm; Tomorrow noon; Thursday 26 November, 7:30 pm."""
    day = say_day(starts.date(), now.date(), at=starts.time())
    return f"{day}{',' if ' ' in day else ''} {clock(starts)}"


def wait_words(wait: timedelta, *, longest: timedelta = LONGEST_WAIT) -> str:
    """In 25 minutes, in 2 h 10 min, in 7 hours; nothing when nobody would count it in hours."""
    minutes = -(-wait // timedelta(minutes=1))
    if wait > longest or minutes <= 0:
        return ""
    return f"in {_length(minutes)}"


def left_words(left: timedelta) -> str:
    """25 minutes left."""
    return f"{_length(max(1, -(-left // timedelta(minutes=1))))} left"


def _length(minutes: int) -> str:
    if minutes >= ROUNDED_FROM_MINUTES:
        minutes = (minutes + 30) // 60 * 60
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} minute{'s' * (minutes != 1)}"
    if not minutes:
        return f"{hours} hour{'s' * (hours != 1)}"
    return f"{hours} h {minutes} min"


def distance_words(metres: float, *, in_miles: bool) -> str:
    """0.6 miles, 12 miles; 350 m, 2.4 km."""
    if in_miles:
        miles = metres / METRES_PER_MILE
        if miles < 0.1:
            return "less than 0.1 miles"
        return f"{_short(miles)} mile{'s' * (_short(miles) != '1')}"
    if metres < 950:
        return f"{max(50, round(metres / 50) * 50)} m"
    return f"{_short(metres / 1000)} km"


def _short(number: float) -> str:
    """One decimal below ten, none from there on."""
    return f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:.0f}"


def ago_words(days: int) -> str:
    """Today, yesterday, 12 days ago, 3 months ago, over a year ago."""
    if days < 2:
        return ("today", "yesterday")[max(days, 0)]
    if days < 60:
        return f"{days} days ago"
    return f"{days // 30} months ago" if days < 365 else "over a year ago"

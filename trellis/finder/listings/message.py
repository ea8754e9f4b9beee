"""A meeting as plain text: to copy into a message, to read out on the phone, to write on a piece of paper."""

from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.listings.timetable import Timetable
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.telling_time import say_date


def message(meeting: Meeting, dates: Timetable, every: str, suspended: str, *, page: str) -> str:
    """Lines without markup. `every` and `suspended` are words of its page, `page` is its full address."""
    lines = [
        f"{meeting.name} ({pathway(meeting.group.pathway).short})",
        every,
        suspended,
        _next(dates),
        f"Check the dates first: the listing says “{meeting.rule_words}”." if meeting.check_dates else "",
        *_where(meeting),
        page,
    ]
    return "\n".join(line for line in lines if line).replace("\u00a0", " ")


def _next(dates: Timetable) -> str:
    """By its date alone: a message is read later than it is written, and "tonight" is over by then."""
    if dates.next is None:
        return ""
    day = dates.next.starts.date()
    return f"Next: {say_date(day, today=day)}, {dates.hours}"


def _where(meeting: Meeting) -> list[str]:
    place = meeting.place if meeting.is_in_person else None
    lines = []
    if place:
        where = whereabouts(place)
        if where.is_shown or not where.line:
            lines.append(where.line or "Ask the group where")
        else:
            lines.append(f"{where.line} (ask the group where exactly)")
        if place.way_in and where.is_shown:
            lines.append(f"Way in: {place.way_in}")
    if meeting.is_online and meeting.mode != Meeting.Mode.PHONE:
        lines.append(f"Online: {meeting.join_url}" if meeting.join_url else "Online: ask the group how to join")
    if meeting.join_phone:
        lines.append(f"By phone: {meeting.join_phone}")
    return lines

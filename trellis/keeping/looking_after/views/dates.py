"""Dates that are off, that move, and times away."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date

from trellis.accounts.access import keepers
from trellis.keeping.acting import Acting, acting
from trellis.keeping.actions import NothingToChangeError
from trellis.keeping.addresses import address
from trellis.keeping.applying import CannotApplyError
from trellis.keeping.listings import Listing, target
from trellis.keeping.looking_after import one_offs
from trellis.keeping.looking_after.actions import Closed, change_dates, close_between
from trellis.keeping.looking_after.entering import looked_after, page, sent
from trellis.keeping.looking_after.forms import AwayForm, MoveForm
from trellis.keeping.looking_after.one_offs import DatesError
from trellis.meetings.models import Meeting
from trellis.meetings.recurrence import Schedule
from trellis.meetings.telling_time import say_date, say_day_of_year

Asked = Callable[[Schedule], dict[str, Any]]
"""From the schedule as it is to the fields that change."""
TOLD = "It is on the page now. Calendars that subscribed take it over, and so does the list of whoever saved it."


@keepers
def dates(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The next dates of a meeting, each with what can be done about it; of a group or place, a time away for all."""
    listing, by = looked_after(request, kind, slug)
    if isinstance(listing, Meeting):
        return _of_meeting(request, listing, by)
    form = AwayForm(sent(request))
    if form.is_valid():
        try:
            return _closed(request, listing, form)
        except (DatesError, CannotApplyError) as error:
            form.add_error(None, str(error))
    return page(request, listing, "looking_after/dates_of_all", form=form, meetings=_meetings(listing))


@keepers
def move(request: HttpRequest, kind: str, slug: str, day: str) -> HttpResponse:
    """One date of a meeting, held at another time."""
    listing, by = looked_after(request, kind, slug)
    on, now = parse_date(day), timezone.now()
    if on is None or not isinstance(listing, Meeting) or listing.schedule is None:
        raise Http404("There is no such date.")
    form = MoveForm(sent(request), initial=_usual(listing.schedule, on))
    if form.is_valid():
        moved = partial(one_offs.move, day=on, to=form.to, minutes=form.minutes, now=now)
        try:
            return _done(request, listing, by, moved, f"Moved to {say_date(form.to.date())}")
        except (DatesError, CannotApplyError, NothingToChangeError) as error:
            form.add_error(None, str(error))
    return page(request, listing, "looking_after/move", form=form, day=say_date(on))


def _usual(schedule: Schedule, day: dt.date) -> dict[str, Any]:
    ends = dt.datetime.combine(day, schedule.start) + dt.timedelta(minutes=schedule.minutes)
    return {"day": day, "start": schedule.start, "ends": ends.time()}


def _of_meeting(request: HttpRequest, meeting: Meeting, by: Acting) -> HttpResponse:
    schedule, now = meeting.schedule, timezone.now()
    form = AwayForm(request.POST if request.POST.get("do") == "away" else None)
    wrong = ""
    if schedule is not None and request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            asked, words = _asked(request, form, now)
            return _done(request, meeting, by, asked, words)
        except (DatesError, CannotApplyError, NothingToChangeError) as error:
            wrong = str(error)
    context: dict[str, Any] = {
        "form": form,
        "wrong": wrong,
        "coming": one_offs.coming(schedule, now) if schedule else [],
        "away": one_offs.away_words(schedule, timezone.localdate(now)) if schedule else "",
        "has_dates": schedule is not None,
    }
    return page(request, meeting, "looking_after/dates", **context)


def _asked(request: HttpRequest, form: AwayForm, now: dt.datetime) -> tuple[Asked, str]:
    """What is to change, and how to say it. Raises DatesError."""
    what, today = request.POST.get("do", ""), timezone.localdate(now)
    if what == "away":
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        return partial(one_offs.away, first=first, last=last, today=today), _away_words(first, last)
    if what == "back":
        return lambda _: one_offs.back_again(), "It is held as usual"
    day = parse_date(request.POST.get("day", "")) if what in _ONE_DATE else None
    if day is None:
        raise DatesError("Choose one of the dates shown.")
    change, said = _ONE_DATE[what]
    return partial(change, day=day), said.format(say_date(day, today))


_ONE_DATE: dict[str, tuple[Callable[..., dict[str, Any]], str]] = {
    "off": (one_offs.call_off, "Not on {}"),
    "on": (one_offs.hold, "On as usual on {}"),
}


def _away_words(first: dt.date, last: dt.date | None) -> str:
    until = f" to {say_day_of_year(last)}" if last else " until further notice"
    return f"Away from {say_day_of_year(first)}{until}"


def _done(request: HttpRequest, meeting: Meeting, by: Acting, asked: Asked, words: str) -> HttpResponse:
    change_dates(meeting, asked, by=by, now=timezone.now())
    messages.success(request, f"{words}. {TOLD}")
    return redirect(address("dates", meeting))


def _meetings(listing: Listing) -> list[Meeting]:
    """Those that are held by the group, or in the place. One query."""
    return [] if isinstance(listing, Meeting) else list(listing.meetings.listed().with_listing().order_by("name", "pk"))


def _closed(request: HttpRequest, listing: Listing, form: AwayForm) -> HttpResponse:
    first, last, reason = (form.cleaned_data[name] for name in ("first", "last", "reason"))
    roles = [(meeting, acting(request, target(meeting))) for meeting in _meetings(listing)]
    closed = close_between(roles, first, last, reason=reason, now=timezone.now())
    for words in _said(closed, _away_words(first, last)):
        messages.success(request, words)
    return redirect(address("dates", listing))


def _said(closed: Closed, words: str) -> list[str]:
    found = []
    if closed.done:
        found.append(f"{words}, {_count(closed.done)}. {TOLD}")
    if closed.asked:
        found.append(f"{_count(closed.asked).capitalize()}: we asked the people who look after them. They decide.")
    return found or ["Nothing had to be changed: no meeting is held in that time."]


def _count(number: int) -> str:
    return "one meeting" if number == 1 else f"{number} meetings"

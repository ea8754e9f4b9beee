"""How long somebody stays signed in, decided whenever a page asks who is there.

Nothing happens for visitors, nor on pages that ask nobody. Members may be away for two weeks, and sign in again after
three months in any case; whoever holds a powerful role may be away for half an hour, and signs in again after twelve
hours. `request.was_away` says that a session was
closed for that reason.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from trellis.accounts.models import Grant, Person
from trellis.accounts.roles import KEEPER, POWERFUL

STARTED: Final = "started"
SEEN: Final = "seen"
NOTED_EVERY: Final = timedelta(minutes=1)
"""How exactly the time somebody was last here is kept, where it matters by the minute."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts."""

    away: timedelta
    """With nobody there."""
    whole: timedelta
    """From signing in, whoever is there."""


def limits_for(*, is_powerful: bool) -> Limits:
    if is_powerful:
        return Limits(settings.POWERFUL_AWAY, settings.POWERFUL_WHOLE)
    return Limits(timedelta(seconds=settings.SESSION_COOKIE_AGE), settings.MEMBER_WHOLE)


def has_lapsed(limits: Limits, *, started: datetime, seen: datetime, now: datetime) -> bool:
    return now - seen > limits.away or now - started > limits.whole


class PersonMiddleware:
    """Puts `request.user` in reach: who is signed in, once somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: _person_there(request, now=timezone.now()))  # type: ignore[assignment]
        return self.get_response(request)


def has_session(request: HttpRequest) -> bool:
    """Whether the browser sent the cookie of a session. It costs nothing to ask."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def grants_of(person: Person) -> tuple[Grant, ...]:
    """What somebody holds now. One query, the first time."""
    found: tuple[Grant, ...] | None = getattr(person, "_live_grants", None)
    if found is None:
        found = tuple(Grant.objects.live().filter(person=person))
        person._live_grants = found  # type: ignore[attr-defined]
    return found


def sessions_of(person: Person) -> Iterator[str]:
    """The keys of all their sessions, also of those in which a sign-in was begun and not finished."""
    for session in Session.objects.iterator():
        held = session.get_decoded()
        theirs = {held.get(SESSION_KEY), held.get("account_authentication_methods_user")}
        if str(person.pk) in theirs or f'"{person.email}"' in json.dumps(held, ensure_ascii=False).lower():
            yield session.session_key


def _person_there(request: HttpRequest, *, now: datetime) -> Person | AnonymousUser:
    person = get_user(request)
    if not isinstance(person, Person):
        return AnonymousUser()
    limits = limits_for(is_powerful=any(grant.role in POWERFUL for grant in grants_of(person)))
    started, seen = _time(request, STARTED, now), _time(request, SEEN, now)
    if has_lapsed(limits, started=started, seen=seen, now=now):
        request.session.flush()
        request.was_away = True  # type: ignore[attr-defined]
        return AnonymousUser()
    _note(request, person, limits, seen=seen, now=now)
    return person


def _note(request: HttpRequest, person: Person, limits: Limits, *, seen: datetime, now: datetime) -> None:
    """Keep when they were here: by the minute where that decides, else by the day."""
    session = request.session
    if STARTED not in session:
        session[STARTED] = now.timestamp()
    every = NOTED_EVERY if limits.away < timedelta(days=1) else timedelta(days=1)
    if SEEN not in session or now - seen >= every:
        session[SEEN] = now.timestamp()
    today = timezone.localdate(now)
    if person.last_seen_on != today:
        person.last_seen_on = today
        Person.objects.filter(pk=person.pk).update(last_seen_on=today)
        Grant.objects.live().filter(person=person, role=KEEPER).update(last_active_on=today)


def _time(request: HttpRequest, name: str, default: datetime) -> datetime:
    stamp = request.session.get(name)
    return datetime.fromtimestamp(stamp, tz=default.tzinfo) if isinstance(stamp, int | float) else default

"""How to take part: in person, online, both, by phone, or not at present; from what a feed says in half a dozen ways.

A feed that states it (`attendance_option`, `venue_type`) is believed. Otherwise a published link or number means
online, `ONL` says so without one, and a place that is closed for now (`TC`) or only approximate leaves what is online.
A closed place with nothing online is a meeting suspended until further notice.
"""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from trellis.meetings.models import Meeting
from trellis.opendata.away import is_away_by_name
from trellis.opendata.listing import When

_STATED: Final = {
    "in_person": Meeting.Mode.IN_PERSON,
    "in-person": Meeting.Mode.IN_PERSON,
    "online": Meeting.Mode.ONLINE,
    "hybrid": Meeting.Mode.HYBRID,
    "phone": Meeting.Mode.PHONE,
}
_ONLINE_PLACE: Final = re.compile(r"\W*(online|on-line|zoom|virtual|internet|skype|teams)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TakingPart:
    mode: Meeting.Mode
    is_suspended: bool = False
    derived: Mapping[str, str] = field(default_factory=dict)


def taking_part(words: Mapping[str, Any], codes: Collection[str], name: str) -> TakingPart:
    """From a Meeting Guide row."""
    stated = str(words.get("attendance_option") or "").strip().lower()
    link, phone = bool(words.get("conference_url")), bool(words.get("conference_phone"))
    if stated == "inactive":
        return TakingPart(Meeting.Mode.IN_PERSON, is_suspended=True)
    if stated in _STATED:
        return TakingPart(phone_only(_STATED[stated], link=link, phone=phone))
    is_away = "TC" in codes or is_away_by_name(name)
    is_nowhere = bool(_ONLINE_PLACE.match(str(words.get("location") or "")))
    is_online = link or phone or "ONL" in codes or is_nowhere
    has_place = not is_away and not is_nowhere and not _is_vague(words)
    return decide(is_online=is_online, has_place=has_place, is_away=is_away, link=link, phone=phone)


def decide(*, is_online: bool, has_place: bool, is_away: bool, link: bool, phone: bool) -> TakingPart:
    """The table of the module's docstring. `is_away`: its place is closed for now."""
    why = {"mode": "Worked out from its link, number, address and codes."}
    if is_online:
        mode = Meeting.Mode.HYBRID if has_place else Meeting.Mode.ONLINE
        return TakingPart(phone_only(mode, link=link, phone=phone), derived=why)
    if is_away:
        why = {"suspended_from": "Its place is closed for now."}
        return TakingPart(Meeting.Mode.IN_PERSON, is_suspended=True, derived=why)
    return TakingPart(Meeting.Mode.IN_PERSON)


def suspend(when: When, changed: dt.datetime | None) -> When:
    """Suspended until further notice, from when the source last changed it, if it says when that was."""
    return replace(when, is_suspended=True, suspended_from=changed.date() if changed else None)


def phone_only(mode: Meeting.Mode, *, link: bool, phone: bool) -> Meeting.Mode:
    """Online with a number and no link is by phone."""
    return Meeting.Mode.PHONE if mode == Meeting.Mode.ONLINE and phone and not link else mode


def _is_vague(words: Mapping[str, Any]) -> bool:
    """No street: a town's name only, as online meetings give it."""
    if str(words.get("approximate") or "").lower() in {"yes", "true", "1"}:
        return True
    if words.get("address") or words.get("postal_code") or words.get("coordinates"):
        return False
    if words.get("approximate") not in (None, ""):
        return False
    return len([part for part in str(words.get("formatted_address") or "").split(",") if part.strip()]) < 4

"""BMLT JSON, as a server answers to GetSearchResults with `get_used_formats`: the meetings, and the formats they use.

BMLT knows a weekday a meeting, so one on two days is two rows, and says nothing of a month: what is not every week
stands in its comments, in words, for programs that read those alone. The rule itself and what else BMLT has no words
for go along under further names, which Trellis reads back.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from trellis.meetings.describing import describe_rule
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import pathway
from trellis.meetings.recurrence import parse_rule
from trellis.meetings.vocabularies import bmlt_format, to_bmlt
from trellis.opendata.publishing import further_dates, shown_address, shown_point
from trellis.places.models import Place, Source

IN_PERSON, ONLINE, BOTH = "1", "2", "3"
_VENUES: Final = {"in-person": IN_PERSON, "online": ONLINE, "hybrid": BOTH, "phone": ONLINE}
_AWAY: Final = "TC"  # "Temporarily Closed Facility", the letters of every server
_BY_APPOINTMENT: Final = (None,)

_encode: Final = msgspec.json.Encoder().encode


def bmlt_lines(meetings: Iterable[Meeting], *, site: str = "") -> Iterator[bytes]:
    """`site` is where our own pages are. Reads group, place and source."""
    used: dict[str, dict[str, str]] = {}
    start = b'{"meetings":[\n'
    for meeting in meetings:
        for row in bmlt_rows(meeting, site=site):
            letters = [letter for letter in row["formats"].split(",") if letter]
            used |= {letter: _format(letter, len(used) + 1) for letter in letters if letter not in used}
            yield start + _encode(row)
            start = b",\n"
    yield (b"" if start == b",\n" else start) + b'\n],"formats":' + _encode([*used.values()]) + b"}"


def bmlt_rows(meeting: Meeting, *, site: str = "") -> Iterator[dict[str, Any]]:
    rule = parse_rule(meeting.rule) if meeting.rule and meeting.start else None
    days = sorted({day.weekday for day in rule.days}) if rule and rule.is_plain_weekly else []
    first = min((day.weekday for day in rule.days), default=0) if rule else 0
    for day in days or ([first] if rule else _BY_APPOINTMENT):
        dates = _dates(meeting, day if len(days) > 1 else None, is_first=day in {None, first})
        if rule and not days:
            dates["recurrence"] = meeting.rule
        row = {
            "id_bigint": str(_number(meeting, day if len(days) > 1 else 0)),
            "worldid_mixed": "",
            "weekday_tinyint": "" if day is None else str((day + 1) % 7 + 1),
            "venue_type": _VENUES[meeting.mode],
            **_times(meeting),
            "time_zone": meeting.zone,
            "formats": ",".join(_letters(meeting)),
            "lang_enum": "en",
            "meeting_name": meeting.name,
            "email_contact": meeting.group.email,
            **_place(meeting.place),
            "comments": "\n\n".join(filter(None, ["" if days else _in_words(meeting), meeting.notes])),
            "phone_meeting_number": meeting.join_phone,
            "virtual_meeting_link": meeting.join_url,
            "virtual_meeting_additional_info": meeting.join_notes,
            "published": "1",
            "root_server_uri": site,
        }
        ours = {
            "group": meeting.group.name,
            "pathway": pathway(meeting.group.pathway).name,
            "features": meeting.features,
            **dates,
        }
        yield row | {name: value for name, value in ours.items() if value}


def _dates(meeting: Meeting, day: int | None, *, is_first: bool) -> dict[str, Any]:
    """Where each day has a row of its own, a moved date goes with its day and an extra one with the first."""
    dates = further_dates(meeting)
    if day is not None:
        dates["moved"] = [move for move in dates["moved"] if dt.date.fromisoformat(move["from"]).weekday() == day]
        dates["extra"] = dates["extra"] if is_first else []
    return dates


def _number(meeting: Meeting, day: int | None) -> int:
    """The same at every writing, below 2**53 so that JavaScript reads it whole, and with room for the day."""
    return (meeting.pk.int >> 78) * 8 + (day or 0)


def _times(meeting: Meeting) -> dict[str, str]:
    if meeting.start is None:
        return {"start_time": "", "duration_time": ""}
    return {
        "start_time": f"{meeting.start:%H:%M:%S}",
        "duration_time": f"{meeting.minutes // 60:02}:{meeting.minutes % 60:02}:00",
    }


def _in_words(meeting: Meeting) -> str:
    return f"{describe_rule(meeting.schedule) if meeting.schedule else 'By appointment'}."


def _letters(meeting: Meeting) -> list[str]:
    """The server's own letters where the meeting came from one, and those that every server starts with."""
    own = meeting.source_codes if meeting.source.format == Source.Format.BMLT else []
    letters = [*to_bmlt(meeting.features, own)]
    is_suspended = meeting.suspended_from is not None or meeting.suspended_until is not None
    return [*letters, _AWAY] if is_suspended and _AWAY not in letters else letters


def _format(letter: str, number: int) -> dict[str, str]:
    told = bmlt_format(letter)
    words = FEATURES[told.feature].words if told.feature else ""
    return {
        "key_string": letter,
        "name_string": FEATURES[told.feature].name if told.feature else letter,
        "description_string": words,
        "lang": "en",
        "id": str(number),
        "world_id": told.world_id,
    }


def _place(place: Place | None) -> Mapping[str, str]:
    if place is None:
        return {}
    point = shown_point(place)
    return {
        "latitude": str(point[0]) if point else "",
        "longitude": str(point[1]) if point else "",
        "location_text": "" if place.is_hidden else place.name,
        "location_info": "" if place.is_hidden else place.way_in,
        "location_street": shown_address(place),
        "location_municipality": place.town,
        "location_province": "",
        "location_postal_code_1": "" if place.is_hidden else place.postcode,
        "location_nation": place.country,
    }

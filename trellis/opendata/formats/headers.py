"""Column names of the flat layout: ours, and what other systems and people call the same."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from trellis.meetings.features import feature_named

COLUMNS: Final[Mapping[str, str]] = {
    # our name: the names it is also known by, without spaces and punctuation
    "id": "slug key code guid sourceid meetingid meeting# ref reference",
    "name": "meetingname meeting title",
    "pathway": "entity fellowship programme program meetingtype organisation organization",
    "group": "groupname",
    "day": "days weekday dayofweek",
    "start": "time starttime starts begins times from",
    "end": "endtime ends finish until to",
    "minutes": "duration length lasts",
    "repeats": "recurrence rule rrule frequency occurs",
    "season": "months",
    "first date": "startson startdate firstdate validfrom",
    "last date": "endson enddate lastdate validto",
    "cancelled": "cancelleddates canceled notondates exceptdates exdate",
    "moved": "moveddates",
    "extra": "extradates alsoon rdate",
    "suspended": "issuspended paused",
    "suspended from": "suspendedsince pausedfrom",
    "suspended until": "pauseduntil backon returns",
    "not on": "exceptholidays notonholidays holidays closedon",
    "time zone": "timezone tz zone",
    "how": "mode attendanceoption attendance venuetype",
    "link": "conferenceurl joinurl joinlink zoomlink onlinelink virtualmeetinglink",
    "link notes": "conferenceurlnotes joinnotes password passcode",
    "join phone": "conferencephone phonemeetingnumber dialin",
    "join phone notes": "conferencephonenotes",
    "place": "location locationname venue venuename building",
    "kind of place": "placekind placetype",
    "address": "street address1 streetaddress",
    "full address": "formattedaddress",
    "town": "city municipality townorcity",
    "region": "county state province regionarea",
    "postcode": "postalcode zip zipcode eircode",
    "country": "nation",
    "latitude": "lat",
    "longitude": "lon lng long",
    "coordinates": "point latlng latlon",
    "showing": "placeshowing visibility",
    "approximate": "",
    "way in": "locationnotes directions access entrance howtogetin",
    "features": "types formats tags openformat",
    "notes": "note comments description details format",
    "group notes": "aboutgroup",
    "website": "groupwebsite web url",
    "email": "groupemail",
    "phone": "groupphone telephone tel",
    "updated": "lastupdated modified lastmodified changed",
}  # fmt: skip

_BARE: Final = re.compile(r"[^\w#]+|_+")


def bare(header: object) -> str:
    return _BARE.sub("", str(header or "").strip().lower())


_KNOWN: Final = {bare(name): name for name in COLUMNS} | {
    alias: name for name, aliases in COLUMNS.items() for alias in aliases.split()
}


def recognise(headers: Iterable[object]) -> dict[str, str]:
    """Header as found → our name; "feature:step-free" for a column whose header names a feature: its cells say yes."""
    found: dict[str, str] = {}
    for header in headers:
        text = str(header or "").strip()
        if not text or text in found:
            continue
        if known := _KNOWN.get(bare(text)):
            found[text] = known
        elif feature := feature_named(text):
            found[text] = f"feature:{feature}"
    return found


def is_header_row(cells: Iterable[object]) -> bool:
    """Whether these cells name columns: a day or a rule, a time, and something to call it."""
    names = set(recognise(cells).values())
    return len(names & {"name", "group", "place"}) > 0 and len(names & {"day", "repeats", "start"}) > 0


def renamed(words: Mapping[str, Any]) -> dict[str, Any]:
    """The row under our names. Where two columns mean one thing, the first that says something counts."""
    names = recognise(words)
    row: dict[str, Any] = {}
    for header, value in words.items():
        name = names.get(str(header).strip())
        if name and value not in (None, "", []) and row.get(name) in (None, ""):
            row[name] = value
    return row

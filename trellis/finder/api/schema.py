"""The shapes that the API answers with, as its OpenAPI description tells them."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema
from pydantic import ConfigDict


class Answered(Schema):
    """Nothing is sent that is not described."""

    model_config = ConfigDict(extra="forbid")


class Named(Answered):
    code: str = Field(description="Stays the same; the value of a parameter.")
    name: str


class PlaceOut(Answered):
    name: str
    address: str = Field(description="Empty where the place is not shown exactly.")
    town: str
    postcode: str = Field(
        description="The first half alone where the place is shown roughly, empty where it is hidden."
    )
    lat: float | None = Field(description="WGS 84. Rounded to a kilometre where the place is shown roughly.")
    lon: float | None
    showing: str = Field(description="exact, approximate or hidden")
    area: str = Field(description="The official code of its authority.")
    way_in: str
    url: str


class SourceOut(Answered):
    name: str
    licence: str
    attribution: str
    read_at: datetime | None = Field(description="When it was last read without trouble.")
    is_imaginary: bool = Field(description="Made up, for trying things out.")


class MeetingOut(Answered):
    """One meeting, as it is whenever it is asked for."""

    id: str
    name: str
    url: str
    group: str
    pathway: Named
    mode: str = Field(description="in-person, online, hybrid or phone")
    features: list[str]
    rule: str = Field(description="RFC 5545, such as FREQ=WEEKLY;BYDAY=TU; empty for a meeting by appointment.")
    rule_words: str = Field(description="The same in words: every Tuesday.")
    not_on: list[str] = Field(
        description="Holidays it is not held on: public:GB-ENG (the public holidays of England), christmas-day."
    )
    start: str | None = Field(description="Local wall time, such as 19:30.")
    minutes: int
    zone: str = Field(description="IANA time zone of the wall time.")
    check_dates: bool = Field(description="Its words hint at dates that no rule states: ask the group.")
    place: PlaceOut | None
    join_url: str
    join_phone: str
    last_confirmed: datetime | None
    standing: str = Field(description="“pale” where nobody has confirmed it for a long time, else empty.")
    source: SourceOut


class OccurrenceOut(Answered):
    starts: datetime
    ends: datetime


class ResultOut(MeetingOut):
    """A meeting, and the occurrence that answers the question."""

    starts: datetime | None = Field(description="Of the first occurrence asked for, in the asker's zone.")
    ends: datetime | None
    state: str = Field(description="on now, starts soon (within the hour), later, or unknown")
    distance_m: int | None = Field(
        description="From `near`, in metres; to about there where `place.showing` is not exact."
    )


class MeetingInFull(MeetingOut):
    notes: str
    join_notes: str
    website: str
    exceptions: list[str] = Field(description="What differs from the rule, in words.")
    next: list[OccurrenceOut] = Field(description="The next occurrences, at most ten within a year.")


class UnusualOut(Answered):
    id: str
    url: str
    exceptions: list[str] = Field(description="What differs, in words: the soonest three.")


class ExceptionsOut(Answered):
    meetings: list[UnusualOut]


class ChoiceOut(Answered):
    code: str
    name: str
    count: int = Field(description="How many meetings there are with this choice.")
    is_chosen: bool


class UnderstoodOut(Answered):
    kind: str = Field(description="The parameter that it stands for.")
    label: str
    words: str = Field(description="What was written.")
    is_corrected: bool = Field(description="Whether a slip was forgiven.")


class AlternativeOut(Answered):
    kind: str = Field(description="further, later, online, words, alike or without")
    sentence: str
    total: int
    url: str


class ListensOut(Answered):
    name: str
    number: str
    when: str = Field(description="When somebody answers, in words.")


class HelpOut(Answered):
    listens: ListensOut | None
    emergency: str = Field(description="The number to call in danger.")


class SearchOut(Answered):
    help: HelpOut | None = Field(
        description="Where the words say that somebody may come to harm: whom to call. Show it before all else."
    )
    total: int
    page: int
    pages: int
    results: list[ResultOut]
    facets: dict[str, list[ChoiceOut]]
    understood: list[UnderstoodOut]
    alternatives: list[AlternativeOut] = Field(
        description="Where there is little: what there is further, later, online."
    )


class AreaOut(Named):
    nation: str
    region: str
    kind: str
    part_of: str | None = Field(description="The code of its upper-tier area.")
    population: int
    lat: float
    lon: float
    url: str


class AreaInFull(AreaOut):
    meetings: int = Field(description="How many are listed in it.")
    pathways: list[ChoiceOut]
    parts: list[Named] = Field(description="Its lower-tier areas.")


class PathwayOut(Named):
    short: str
    kind: str
    for_whom: str
    site: str
    not_affiliated: str


class FeatureOut(Named):
    kind: str
    words: str


class AreasOut(Answered):
    areas: list[AreaOut]


class PathwaysOut(Answered):
    pathways: list[PathwayOut]


class FeaturesOut(Answered):
    features: list[FeatureOut]


class WrongOut(Answered):
    field: str
    reason: str
    cure: str
    suggestions: list[str]


class ProblemOut(Answered):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[WrongOut]


def problem() -> dict[str, Any]:
    """The shape of a problem, whole: no answer of ours refers to it, so nothing else would say what it refers to."""
    shape = ProblemOut.model_json_schema()
    shape["properties"]["errors"]["items"] = shape.pop("$defs")["WrongOut"]
    return shape

"""`trellis find "BB11 1JG" --within 10km --when "thu evening"`: the answers of the site, in a terminal."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import fill
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from trellis.finder.api.answer import told
from trellis.finder.cards.phrases import clock, day_words, distance_words, wait_words
from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.helplines import helplines_for
from trellis.finder.query import SORTS
from trellis.finder.questions.parts import Problem
from trellis.finder.refresh import refresh_now
from trellis.finder.search import Answer, Result, asked, measures_in_miles, results, search
from trellis.meetings.features import FEATURES, in_order
from trellis.meetings.pathways import pathway
from trellis.meetings.telling_time import say_zone

WRONG_USAGE: Final = 2
_NAMES: Final = ("within", "area", "when", "day", "pathway", "feature", "mode", "sort", "limit", "page", "tz")
_WIDTH: Final = 100


class Command(BaseCommand):
    requires_system_checks = []  # it needs no pages, so it need not load them
    help = "What is on near a place, now or next."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="*", help='free words: a postcode, a town, "na thu evening near bb11"')
        parser.add_argument("--near", help="a postcode, a town or lat,lon")
        parser.add_argument("--within", metavar="DISTANCE", help="5km, 3mi; five miles unless told")
        parser.add_argument("--area", help="an authority, by name or code")
        parser.add_argument("--when", help='now, today, tonight, tomorrow, "thu evening", 2026-12-24')
        parser.add_argument("--day", action="append", help="mon … sun; may be given again")
        parser.add_argument("--pathway", action="append", metavar="CODE", help="na, aa, smart …; may be given again")
        parser.add_argument("--feature", action="append", metavar="CODE", help="step-free, women …; all of those given")
        parser.add_argument("--mode", action="append", help="in-person or online")
        parser.add_argument("--sort", choices=SORTS, help="time (then distance) unless told")
        parser.add_argument("--limit", type=int, help="how many; 20 unless told")
        parser.add_argument("--page", type=int)
        parser.add_argument("--tz", metavar="ZONE", help="your time zone, where it is not this site's")
        parser.add_argument("--json", action="store_true", help="what /api/v1/search answers")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        refresh_now()
        query = asked(_params(options), now=now)
        if query.problems:
            self._refuse(query.problems, as_json=options["json"])
        answer = search(query, now=now)
        if options["json"]:
            self.stdout.write(msgspec.json.format(msgspec.json.encode(told(answer)), indent=2).decode())
        else:
            self.stdout.write("\n".join(_lines(answer)))

    def _refuse(self, problems: Sequence[Problem], *, as_json: bool) -> None:
        if as_json:
            wrong = [{"field": one.field, "reason": one.reason, "cure": one.cure} for one in problems]
            self.stdout.write(msgspec.json.encode({"errors": wrong}).decode())
        for problem in problems:
            self.stderr.write(str(problem))
        sys.exit(WRONG_USAGE)


def _params(options: Mapping[str, Any]) -> dict[str, list[str]]:
    """As an address would have them."""
    params = {"q": [" ".join(options["words"])], "near": [options["near"] or ""]}
    for name in _NAMES:
        value = options[name]
        params[name] = [] if value is None else value if isinstance(value, list) else [str(value)]
    return params


def _who_listens() -> Iterator[str]:
    """Before all that was found, where the words say that somebody may come to harm."""
    country = helplines_for(settings.COUNTRY)
    if line := country.first:
        yield "You do not have to be alone with this."
        yield f"Somebody listens, {line.when}: {line.name}, {line.number}."
    yield f"In danger, or somebody is very unwell? Call {country.emergency}.\n"


def _lines(answer: Answer) -> Iterator[str]:
    if answer.query.is_of_danger:
        yield from _who_listens()
    if answer.query.understood:
        yield fill(f"Understood: {', '.join(map(str, answer.query.understood))}.", _WIDTH)
    if answer.query.near:
        yield f"Within {_far(answer.query.radius_m)} of {answer.query.near.label}."
    yield f"{answer.total:,} meeting{'s' * (answer.total != 1)}{_page_words(answer)}."
    for heading, rows in groupby(results(answer), key=lambda row: _heading(row, answer)):
        yield f"\n{heading}"
        for row in rows:
            yield from _card(row, answer)
    if answer.alternatives:
        yield "\nInstead" if answer.total else "\nWhat there is instead"
        yield from (f"  {one.sentence}" for one in answer.alternatives)


def _page_words(answer: Answer) -> str:
    return f", page {answer.query.page} of {answer.pages}" if answer.pages > 1 else ""


def _heading(row: Result, answer: Answer) -> str:
    if answer.query.sort == "distance":
        return "Nearest first"
    if row.hit.starts is None:
        return "Dates to be asked for"
    local = answer.now.astimezone(row.hit.starts.tzinfo)
    return day_words(max(row.hit.starts, local).date(), local.date())


def _card(row: Result, answer: Answer) -> Iterator[str]:
    meeting, hit = row.meeting, row.hit
    codes = [*meeting.features, *(meeting.place.features if meeting.place else ())]
    kind = [pathway(meeting.group.pathway).short, *(FEATURES[code].name.lower() for code in in_order(codes)[:3])]
    yield f"  {_time(row, answer):<22}{meeting.name}"
    yield f"  {'':<22}{' · '.join(kind)}"
    where = whereabouts(meeting.place).line if meeting.place and meeting.is_in_person else ""
    far = "" if hit.distance_m is None else f"{'about ' * hit.is_rough}{_far(hit.distance_m)}"
    home = "" if not meeting.is_online else "by phone" if meeting.mode == meeting.Mode.PHONE else "online"
    yield f"  {'':<22}{' · '.join(filter(None, (where, far, home, _beside(row))))}"


def _time(row: Result, answer: Answer) -> str:
    starts, ends = row.hit.starts, row.hit.ends
    if starts is None or ends is None:
        return "ask the group"
    if row.hit.state == "on now":
        return f"on now until {clock(ends)}"
    wait = wait_words(starts - answer.now)
    day = f"{starts:%a %-d %b} " if answer.query.sort == "distance" else ""
    return f"{day}{clock(starts)}  {'' if day else wait}"


def _beside(row: Result) -> str:
    """The group's own time, where its clock is another: "8 pm in New York"."""
    starts, zone = row.hit.starts, ZoneInfo(row.meeting.zone)
    local = starts.astimezone(zone) if starts else None
    if starts is None or local is None or local.utcoffset() == starts.utcoffset():
        return ""
    day = "" if local.date() == starts.date() else f"{local:%A} "
    return f"{day}{clock(local)} in {say_zone(zone)}"


def _far(metres: float) -> str:
    return distance_words(metres, in_miles=measures_in_miles())

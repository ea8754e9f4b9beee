"""All areas with what is on in each, and the page of one: its week, its pathways, its places."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from trellis.finder.area_page import area_page, gap_words, hour_words, summary
from trellis.finder.gazetteer import finder_gazetteer
from trellis.finder.week import Cell, Row
from trellis.finder.when import hour_name
from trellis.meetings.models import Meeting, MeetingQuerySet
from trellis.places.areas import Area
from trellis.safety.access import public


@dataclass(frozen=True, slots=True)
class Counted:
    """An area, how many meetings are listed in rooms there, and the same of the areas inside it."""

    area: Area
    meetings: int
    inside: tuple["Counted", ...] = ()


def in_rooms() -> MeetingQuerySet:
    """Listed meetings that people come to; those online are everywhere."""
    return Meeting.objects.listed().filter(mode__in=[Meeting.Mode.IN_PERSON, Meeting.Mode.HYBRID])


@public
def areas(request: HttpRequest) -> HttpResponse:
    """One query."""
    rows = in_rooms().values_list("place__area_code").annotate(number=Count("pk"))
    counts = dict(rows.order_by())
    elsewhere = counts.pop("", 0)
    table = finder_gazetteer().areas
    nations = []
    for nation in table.nations():
        tiers = sorted(table.upper_tiers(nation), key=lambda area: (area.region, area.name))
        regions = [(name, [_counted(area, counts) for area in found]) for name, found in groupby(tiers, _region)]
        nations.append((nation, regions))
    context = {"nations": nations, "total": sum(counts.values()), "count": len(table), "elsewhere": elsewhere}
    return render(request, "finder/areas.html", context)


def _region(area: Area) -> str:
    return area.region


def _counted(area: Area, counts: dict[str, int]) -> Counted:
    inside = tuple(_counted(child, counts) for child in finder_gazetteer().areas.children(area.code))
    return Counted(area, counts.get(area.code, 0) + sum(child.meetings for child in inside), inside)


@public
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One query. A former code, a name or another spelling leads to the one address that the area has."""
    table = finder_gazetteer().areas
    found = table.get(code) or table.by_slug(code)
    if found is None:
        raise Http404("There is no area with this code.")
    if found.code != code:
        return redirect("area", found.code, permanent=True)
    inside = table.children(found.code)
    meetings = in_rooms().filter(place__area_code__in=[found.code, *(one.code for one in inside)]).with_listing()
    now = timezone.localtime()
    page = area_page(list(meetings), now)
    context = {
        "area": found,
        "upper": table.get(found.upper_tier) if not found.is_upper_tier else None,
        "inside": inside,
        "page": page,
        "now": now,
        "rows": [(hour_words(row.hour), _linked(row, found.code, now)) for row in page.week.rows],
        "totals": [page.week.on(day) for day in page.week.days],
        "gap": gap_words(page.gap, now),
        "summary": summary(page, found.name, now),
    }
    return render(request, "finder/area.html", context)


def _linked(row: Row, code: str, now: datetime) -> list[tuple[Cell, str]]:
    """With the address that shows what starts in that hour; none for an hour that has passed."""
    find = reverse("find")
    passed = (now.date(), now.hour)
    cells = []
    for cell in row.cells:
        words = urlencode({"area": code, "when": f"{cell.day.isoformat()} {hour_name(cell.hour)}", "mode": "in-person"})
        cells.append((cell, f"{find}?{words}" if cell.count and (cell.day, cell.hour) >= passed else ""))
    return cells

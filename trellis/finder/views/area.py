"""All areas with what is on in each, and the page of one: its week, its pathways, its places."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control

from trellis.finder.listings.area_list import nations
from trellis.finder.listings.area_page import area_page, gap_words, hour_words, summary
from trellis.finder.listings.week import Cell, Row
from trellis.finder.questions.gazetteer import finder_gazetteer
from trellis.finder.questions.parts_of_day import hour_name
from trellis.finder.refresh import current_index
from trellis.meetings.models import Meeting, MeetingQuerySet
from trellis.safety.access import public

# A county has hundreds of meetings, and its page needs little of each.
NEEDED = (
    *("start", "minutes", "zone", "rule", "starts_on", "ends_on", "cancelled", "moved", "extra"),
    *("suspended_from", "suspended_until", "not_on", "group__pathway"),
    *(
        "place__slug",
        "place__name",
        "place__address",
        "place__town",
        "place__postcode",
        "place__showing",
        "place__area_code",
    ),
)


def in_rooms() -> MeetingQuerySet:
    """Listed meetings that people come to; those online are everywhere."""
    return Meeting.objects.listed().filter(mode__in=[Meeting.Mode.IN_PERSON, Meeting.Mode.HYBRID])


@public
@cache_control(public=True, max_age=300)
def areas(request: HttpRequest) -> HttpResponse:
    """No query: the read index has counted them."""
    counts = dict(current_index().counted_by_area())
    elsewhere = counts.pop("", 0)
    table = finder_gazetteer().areas
    context = {
        "nations": nations(table, counts),
        "total": sum(counts.values()),
        "count": len(table),
        "elsewhere": elsewhere,
        "here": reverse("areas"),
    }
    return render(request, "finder/areas.html", context)


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
    meetings = in_rooms().filter(place__area_code__in=[found.code, *(one.code for one in inside)])
    now = timezone.localtime()
    page = area_page(list(meetings.select_related("group", "place").only(*NEEDED)), now)
    context = {
        "area": found,
        "upper": table.get(found.upper_tier) if not found.is_upper_tier else None,
        "inside": [(one, page.by_area[one.code]) for one in inside],
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

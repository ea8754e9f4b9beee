"""The page of a group: its meetings through the week, and how to reach it in the way it publishes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from trellis.finder.cards.roster import roster, usual
from trellis.finder.listings.meeting_page import call_link, subscription
from trellis.meetings.models import Group
from trellis.meetings.pathways import pathway
from trellis.safety.access import public


@public
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Two queries."""
    found = get_object_or_404(Group.objects.select_related("source"), slug=slug)
    if found.merged_into:
        return redirect(found.merged_into, permanent=True)
    days = roster(found.meetings.all().listed().with_listing())
    rows = [row for day in days for row in day.rows]
    context = {
        "group": found,
        "pathway": pathway(found.pathway),
        "days": days,
        "usual": usual(days),
        "count": len({row.meeting.id for row in rows}),
        "has_dates": any(row.hours for row in rows),
        "call_group": call_link(found.phone),
        "subscribe": subscription(reverse("group-calendar", args=[found.slug])),
    }
    return render(request, "finder/group.html", context)

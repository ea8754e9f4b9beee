"""The page of a group: its meetings through the week, and how to reach it in the way it publishes."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from trellis.finder.cards.roster import roster, usual
from trellis.finder.listings.gatherings import gatherings, is_once
from trellis.finder.listings.meeting_page import call_link, subscription
from trellis.finder.listings.showcase import showcase
from trellis.finder.listings.structured import group_thing, script
from trellis.finder.listings.trust import still_confirmed
from trellis.meetings.models import Group
from trellis.meetings.pathways import pathway
from trellis.meetings.tongues import common_language
from trellis.safety.access import public


@public
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """Three queries."""
    found = get_object_or_404(Group.objects.select_related("source"), slug=slug)
    if found.merged_into:
        return redirect(found.merged_into.get_absolute_url(), permanent=True)
    meetings, unconfirmed = still_confirmed(found.meetings.all())
    days = roster(one for one in meetings if not is_once(one.schedule))
    shown = showcase(found)
    context = {
        "group": found,
        "pathway": pathway(found.pathway),
        "days": days,
        "spoken": common_language(one.features for one in meetings),
        "unconfirmed": unconfirmed,
        "usual": usual(days),
        "count": len(meetings),
        "has_dates": any(one.schedule for one in meetings),
        "gatherings": gatherings(meetings, timezone.now()),
        "showcase": shown,
        "description": shown.describes(f"When and where {found.name} meets through the week."),
        "call": call_link(found.phone),
        "structured": script(group_thing(found, address=settings.SITE_ADDRESS)),
        "subscribe": subscription(reverse("group-calendar", args=[found.slug])),
    }
    return render(request, "finder/group.html", context)

"""The page of one meeting: when next, where, how to get in, what to expect, and where else somebody could go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from trellis.finder.listings.meeting_page import dates_of, meeting_page
from trellis.finder.listings.nearby import beside
from trellis.finder.questions.zones import zone_choices
from trellis.finder.search import asked
from trellis.meetings.models import Meeting
from trellis.safety.access import public


@public
def meeting(request: HttpRequest, slug: str) -> HttpResponse:
    """Four queries.

    A meeting that has closed keeps its page, which says so and shows others: people come by old links and bookmarks,
    and an answer of 410 would make browsers and search engines hide exactly that.
    """
    now = timezone.now()
    found = get_object_or_404(Meeting.objects.with_listing(), slug=slug)
    if found.merged_into:
        return redirect(found.merged_into.get_absolute_url(), permanent=True)
    zone = asked({"tz": request.GET.getlist("tz")}, now=now).zone
    dates = dates_of(found, now, zone)
    context = meeting_page(found, dates, now) | {"zone": zone, "others": beside(found, dates.next, now=now, zone=zone)}
    if not context["place"]:
        context["zones"] = zone_choices(zone, now)
    return render(request, "finder/meeting.html", context)

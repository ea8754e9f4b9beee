"""The page of a place: what happens there through the week, how to get in, and what else is near."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from trellis.finder.cards.naming import called
from trellis.finder.cards.roster import roster
from trellis.finder.cards.whereabouts import whereabouts
from trellis.finder.listings.gatherings import gatherings, is_once
from trellis.finder.listings.meeting_page import call_link
from trellis.finder.listings.nearby import around
from trellis.finder.listings.showcase import showcase
from trellis.finder.listings.structured import place_thing, script
from trellis.finder.listings.trust import since_words, still_confirmed, vouched_with_meetings
from trellis.finder.questions.gazetteer import finder_gazetteer
from trellis.meetings.features import FEATURES, in_order
from trellis.meetings.models import Meeting
from trellis.places.listed import State
from trellis.places.models import GoneAddress, Place
from trellis.places.slugs import gone_slug
from trellis.safety.access import public


def heading(place: Place) -> str:
    """Its name, or the most that may be said instead."""
    if place.showing == Place.Showing.EXACT:
        return called(place.name, place.address, place.town, place.postcode)
    where = whereabouts(place)
    return f"A private place in {where.line}" if where.line else "A private place"


@public
def place(request: HttpRequest, slug: str) -> HttpResponse:
    found = Place.objects.select_related("source").filter(slug__in=[slug, gone_slug(slug)]).first()
    if found is None and not GoneAddress.objects.filter(slug=gone_slug(slug)).exists():
        raise Http404("There is no such place.")
    if found is None or found.state == State.DELETED:
        return render(request, "finder/taken_off.html", status=410)
    if found.merged_into:
        return redirect(found.merged_into.get_absolute_url(), permanent=True)
    return render(request, "finder/place.html", place_page(found, timezone.now()))


def place_page(found: Place, now: datetime) -> dict[str, Any]:
    """What the template reads. One query, and one for cards that are not kept."""
    meetings, unconfirmed = still_confirmed(Meeting.objects.filter(place=found))
    name, shown = heading(found), showcase(found)
    return {
        "place": found,
        "heading": name,
        "path": found.get_absolute_url() if found.showing == Place.Showing.EXACT else "",
        "description": shown.describes(f"What is on at {name} through the week, and how to get in."),
        "showcase": shown,
        "call": call_link(shown.phone),
        "where": whereabouts(found),
        "area": finder_gazetteer().areas.get(found.area_code),
        "features": [FEATURES[code] for code in in_order(found.features)],
        "since": since_words(last) if found.standing and (last := vouched_with_meetings(found).at) else "",
        "unconfirmed": unconfirmed,
        "days": roster(one for one in meetings if not is_once(one.schedule)),
        "gatherings": gatherings(meetings, now),
        "others": around(found, {one.id for one in meetings}, now=now),
        "structured": script(place_thing(found, address=settings.SITE_ADDRESS)),
    }

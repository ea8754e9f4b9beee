"""Every address of the site answers, over every listing of the imaginary town, and every page of it is inspected.

An address that is new gets a line here: where to come by its arguments, and a budget of queries.
"""

import io
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from PIL import Image

from tests.access.table import ONLY_WITHIN_A_FLOW, ROWS
from tests.conventions.code import told
from tests.conventions.test_access import named_patterns
from tests.conventions.test_addresses import NOT_PUBLISHED
from trellis.accounts.tests.people import person_with
from trellis.finder.map import tiles
from trellis.keeping import pictures
from trellis.keeping.adding import drafts, steps
from trellis.keeping.confirming import links
from trellis.keeping.deciding import daily
from trellis.keeping.models import Comment, Draft, Subscription
from trellis.keeping.subscribing.actions import ask
from trellis.keeping.subscribing.links import token_of
from trellis.keeping.subscribing.wishes import Wish
from trellis.meetings.models import Group, Meeting
from trellis.places.models import Place, Source

NEAR = "?near=BB11+1JG"


def of_meetings(name: str) -> list[str]:
    return [reverse(name, args=[slug]) for slug in Meeting.objects.listed().values_list("slug", flat=True)]


def of_groups(name: str) -> list[str]:
    return [reverse(name, args=[slug]) for slug in Group.objects.values_list("slug", flat=True)]


def of_places(name: str) -> list[str]:
    return [reverse(name, args=[slug]) for slug in Place.objects.values_list("slug", flat=True)]


def of_some_listings(name: str) -> list[str]:
    """Three of each kind, and every place that is not shown exactly."""
    meetings = [("meeting", slug) for slug in Meeting.objects.listed().values_list("slug", flat=True)[:3]]
    groups = [("group", slug) for slug in Group.objects.values_list("slug", flat=True)[:3]]
    places = [("place", slug) for slug in Place.objects.order_by("showing").values_list("slug", flat=True)[:3]]
    private = Place.objects.exclude(showing=Place.Showing.EXACT).values_list("slug", flat=True)
    return [reverse(name, args=one) for one in [*meetings, *groups, *places, *(("place", slug) for slug in private)]]


def of_places_shown(name: str) -> list[str]:
    shown = Place.objects.filter(showing=Place.Showing.EXACT, lat__isnull=False)
    return [reverse(name, args=[slug]) for slug in shown.values_list("slug", flat=True)]


def of_scheduled_meetings(name: str) -> list[str]:
    scheduled = Meeting.objects.listed().exclude(rule="")
    return [reverse(name, args=[slug]) for slug in scheduled.values_list("slug", flat=True)]


def of_scheduled_groups(name: str) -> list[str]:
    scheduled = Group.objects.filter(meetings__in=Meeting.objects.listed().exclude(rule="")).distinct()
    return [reverse(name, args=[slug]) for slug in scheduled.values_list("slug", flat=True)]


def of_areas(name: str) -> list[str]:
    codes = Place.objects.exclude(area_code="").values_list("area_code", flat=True).distinct()
    return [reverse(name, args=[code]) for code in codes]


def plain(name: str) -> list[str]:
    return [reverse(name)]


def near(name: str) -> list[str]:
    return [f"{reverse(name)}{query}" for query in ("", NEAR, "?q=women+online", "?q=xyzzy", "?q=%F0%9F%8C%B1&day=x")]


def near_in_api(name: str) -> list[str]:
    return [f"{reverse(name)}{query}" for query in ("", NEAR, "?q=women+online", "?q=xyzzy")]


def of_meetings_by_id(name: str) -> list[str]:
    return [reverse(name, args=[one]) for one in Meeting.objects.listed().values_list("pk", flat=True)]


def of_reminders(name: str) -> list[str]:
    """The link in the letter to the address that is published for a group."""
    group = Group.objects.filter(meetings__in=Meeting.objects.listed()).order_by("pk").first()
    assert group
    group.email = "group@example.org"
    group.save()
    until = timezone.now().date() + links.LASTS
    return [reverse(name, args=[links.written(links.Link("group", group.pk, until, mark=links.mark_of(group.email)))])]


def of_moderators(name: str) -> list[str]:
    """The link in a moderator's daily letter."""
    return [reverse(name, args=[daily.token_of(daily.letter_of(person_with("moderator@example.org")))])]


def of_drafts(name: str, *more: str) -> list[str]:
    """Of something that somebody is adding, all of it answered."""
    token = drafts.begin(ANSWERS, now=timezone.now())
    return [reverse(name, args=[token, *more])]


def of_questions(name: str) -> list[str]:
    token = drafts.begin(ANSWERS, now=timezone.now())
    return [reverse(name, args=[token, step.slug]) for step in steps.applying(ANSWERS)]


def of_drafts_with_a_picture(name: str) -> list[str]:
    [address] = of_drafts(name)
    Draft.objects.update(picture=a_picture())
    return [address]


def of_pictures(name: str) -> list[str]:
    shown = a_picture()
    place = Place.objects.filter(showing=Place.Showing.EXACT).first()  # of a hidden one nobody sees a picture
    Place.objects.filter(pk=place.pk).update(picture=shown)
    return [reverse(name, args=[shown])]


def a_picture() -> str:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(out, "JPEG")
    return pictures.keep(pictures.remade(out.getvalue(), "door.jpg"))


def of_places_and_groups(name: str) -> list[str]:
    listed = [("place", Place.objects.all()), ("group", Group.objects.all())]
    return [reverse(name, args=[kind, one.slug]) for kind, rows in listed for one in rows]


def of_some_places_and_groups(name: str) -> list[str]:
    """Every seventh: a PDF takes a while."""
    return of_places_and_groups(name)[::7]


def of_comments(name: str) -> list[str]:
    comment = Comment(words="Warm.", listing_kind="place", listing_id=Place.objects.first().pk, state="shown")
    comment.made_at = timezone.now()
    comment.save()
    return [reverse(name, args=[comment.pk])]


def of_subscriptions(name: str) -> list[str]:
    ask(address="somebody@example.org", wish=Wish("Alderbrook", 53.789, -2.24), now=timezone.now())
    return [reverse(name, args=[token_of(one.pk)]) for one in Subscription.objects.all()]


ANSWERS: dict[str, Any] = {
    "kind": {"kind": "both"},
    "where": {"building": "", "address": "1 Weir Street", "town": "", "postcode": "BB11 1NA"},
    "point": {"place": "", "showing": "exact"},
    "online": {"link": "", "phone": "", "how": "Write to us."},
    "name": {"name": "Way In"},
    "when": {"words": "", "start": "19:30", "minutes": 90, "rule": "FREQ=WEEKLY;BYDAY=TH", "starts_on": None}
    | {"ends_on": None, "notes": [], "is_length_said": True},
    "pathway": {"pathway": "na"},
    "like": {"features": ["open"]},
    "joining": {"steps": "Just come.", "dates": "", "bring": ""},
    "drink": {"drink": "none", "words": ""},
    "access": {"features": [], "way_in": ""},
    "contact": {"email": "", "phone": "", "website": ""},
    "picture": {"words": ""},
}


ADDRESSES: dict[str, Callable[[str], Iterable[str]]] = {
    "home": plain,
    "find": near,
    "now": near,
    "map": near,
    "source": lambda name: [reverse(name, args=[slug]) for slug in Source.objects.values_list("slug", flat=True)],
    "pins": lambda name: [f"{reverse(name)}?box=53.7,-2.4,53.9,-2.1&zoom=12"],
    "tile": lambda name: [reverse(name, args=[tiles.version(), 12, 2022, 1317])],
    "sketch": of_places_shown,
    "meeting-calendar": of_scheduled_meetings,
    "group-calendar": of_scheduled_groups,
    "meeting": of_meetings,
    "group": of_groups,
    "place": of_places,
    "history": of_some_listings,
    "confirm": of_reminders,
    "confirm-stop": of_reminders,
    "daily-letter": of_moderators,
    "it-was-on": of_some_listings,
    "area": of_areas,
    "areas": plain,
    "sitemap": plain,
    "sitemap-part": lambda name: [reverse(name, args=["meetings", 1])],
    "robots": plain,
    "feed-meeting-guide": plain,
    "feed-geojson": plain,
    "saved": plain,
    "manifest": plain,
    "worker": plain,
    "api-1:search_meetings": near_in_api,
    "api-1:meeting": of_meetings_by_id,
    "api-1:exceptions": plain,
    "api-1:areas": plain,
    "api-1:area": of_areas,
    "api-1:pathways": plain,
    "api-1:features": plain,
    "api-1:openapi-json": plain,
    "add": plain,
    "add-sent": plain,
    "add-come-back": of_drafts,
    "add-check": of_drafts,
    "add-likely": of_drafts,
    "add-save": of_drafts,
    "add-sketch": of_drafts,
    "add-picture": of_drafts,
    "add-picture-file": of_drafts_with_a_picture,
    "add-step": of_questions,
    "picture": of_pictures,
    "say": of_some_places_and_groups,
    "said": of_some_places_and_groups,
    "report-comment": of_comments,
    "posters": of_places_and_groups,
    "poster": of_some_places_and_groups,
    "card": of_some_places_and_groups,
    "follow": lambda name: [reverse(name), f"{reverse(name)}{NEAR}"],
    "follow-sent": plain,
    "follow-stopped": plain,
    "follow-link": of_subscriptions,
    "follow-stop": of_subscriptions,
    "follow-calendar": lambda name: [f"{reverse(name)}{NEAR}"],
    "about": plain,
    "data": plain,
    "safety": plain,
    "accessibility": plain,
    "offline": plain,
    "healthz": plain,
}


NOTHING_THERE = {"api-1:api-root": [], "api-nothing-here": ["v1/nothing"]}
"""They answer 404: the root of the API, and whatever the API does not know."""


def names() -> set[str]:
    return {name for address, _, name in named_patterns(get_resolver()) if not NOT_PUBLISHED.match(address)}


def test_every_address_has_a_name_and_is_visited_here():
    elsewhere = {*NOTHING_THERE, *ROWS, *ONLY_WITHIN_A_FLOW}  # pages that ask who is there: tests/access visits them
    assert names() - set(ADDRESSES) - elsewhere == set(), "Give each a line in ADDRESSES."
    assert set(ADDRESSES) - names() == set(), "No address has these names any more."


@pytest.mark.parametrize("name", ADDRESSES)
def test_it_answers(name, town, client):
    visited = list(ADDRESSES[name](name))
    wrong = [address for address in visited if client.get(address, follow=True).status_code != 200]
    assert visited
    assert not wrong, told(wrong)


@pytest.mark.one_database
@pytest.mark.parametrize("name", ADDRESSES)
def test_it_keeps_to_its_budget_of_queries_and_answers_head_as_get(name, town, client, query_budget):
    address = next(iter(ADDRESSES[name](name)))
    status = client.head(address).status_code  # what is read once in a process is not counted
    with query_budget(f"{name}: a second visit"):
        answer = client.get(address)
    assert answer.status_code == status


@pytest.mark.parametrize("name", NOTHING_THERE)
def test_where_nothing_is_it_says_so(name, client):
    assert client.get(reverse(name, args=NOTHING_THERE[name])).status_code == 404

"""What came into the database by whatever way, nothing but http and https comes out of it as a web address."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from trellis.keeping import fields
from trellis.meetings.models import Group, Meeting
from trellis.meetings.tests.factories import create_meeting
from trellis.places.models import Place, Revision
from trellis.places.web_addresses import WebAddressField, is_web_address

pytestmark = pytest.mark.django_db

OTHERS = (
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://example.org",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "ftp://example.org/",
    "//example.org/",
    "example.org",
)
ANSWERS = (
    "{meeting}",
    "{group}",
    "{place}",
    "{meeting}.ics",
    "/find?near=BB11+1JG",
    "/now?near=BB11+1JG",
    "/map?near=BB11+1JG",
    "/api/v1/search?near=BB11+1JG",
    "/api/v1/meetings/{id}",
    "/feeds/meeting-guide.json",
    "/feeds/meetings.geojson",
    "/follow/near.ics?near=BB11+1JG&within=5mi",
)


def test_every_web_address_in_the_database_is_guarded():
    every = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    ours = [one for one in every if isinstance(one, models.URLField) and one.model.__module__.startswith("trellis.")]
    assert {field.model for field in ours} == {Place, Group, Meeting}
    assert all(isinstance(field, WebAddressField) for field in ours)


@pytest.mark.parametrize("written", OTHERS)
def test_other_schemes_read_as_empty_and_are_not_taken(written):
    meeting = create_meeting(website="https://example.org/")
    Meeting.objects.update(website=written, join_url=written)
    meeting.refresh_from_db()
    assert (meeting.website, meeting.join_url) == ("", "")
    assert Meeting.objects.values_list("website", flat=True).get() == ""
    with pytest.raises(ValidationError, match="https://"):
        fields.from_json("meeting", "join_url", written)


@pytest.mark.parametrize("written", ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://EXAMPLE.ORG/"])
def test_web_addresses_stay_as_they_are(written):
    create_meeting(website=written)
    assert Meeting.objects.get().website == written
    assert fields.from_json("meeting", "website", written) == written
    assert is_web_address(written)


def test_no_page_feed_or_answer_makes_a_link_of_another_scheme(client, tables_of_places):
    meeting = create_meeting(mode=Meeting.Mode.HYBRID)
    for model in (Meeting, Group, Place):
        web = [field.name for field in model._meta.fields if isinstance(field, models.URLField)]
        model.objects.update(revision=Revision.advance(), **dict.fromkeys(web, "javascript:alert(1)"))
    of = {name: thing.get_absolute_url() for name, thing in (("meeting", meeting), ("group", meeting.group))}
    for at in ANSWERS:
        answer = client.get(at.format(**of, place=meeting.place.get_absolute_url(), id=meeting.pk))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert answer.status_code == 200, at
        assert b"javascript:" not in content, at

"""A keeper's picture waits for a moderator; taking one away waits for nobody."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from trellis.keeping.acting import Acting
from trellis.keeping.actions import approve
from trellis.keeping.models import Change

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(meeting, its_keeper, settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    return meeting.group


def sent(**more):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    file = SimpleUploadedFile("door.jpg", out.getvalue(), "image/jpeg")
    return {"file": file, "words": "A teal door", "nobody": "on", **more}


def test_a_picture_waits_for_a_moderator_and_is_taken_away_at_once(client, visit, group):
    page = f"/groups/{group.slug}/picture"
    answer = client.post(page, sent())
    assert "A moderator looks at your picture first." in visit(answer.url).text
    change = Change.objects.get()
    assert (change.state, change.picture) == ("waiting", change.after["picture"])
    approve(change.pk, by=Acting("moderator"), now=timezone.now())
    assert "A teal door" in [img.get("alt") for img in visit(page).all("img")]
    client.post(page, {"remove": "1"})
    group.refresh_from_db()
    assert (group.picture, group.picture_words) == ("", "")


def test_what_is_no_picture_is_refused_and_people_are_asked_about(client, group):
    bad = SimpleUploadedFile("door.jpg", b"<svg/>", "image/jpeg")
    answer = client.post(f"/groups/{group.slug}/picture", sent(file=bad, nobody=""))
    assert "This is no JPEG, PNG or WebP picture" in answer.content.decode()
    assert "nobody can be recognised" in answer.content.decode()
    assert not Change.objects.exists()


def test_a_meeting_has_no_picture(client, group):
    assert client.get("/meetings/way-in/picture").status_code == 404

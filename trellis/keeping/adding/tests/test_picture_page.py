import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from trellis.keeping import pictures
from trellis.keeping.acting import VISITOR
from trellis.keeping.actions import approve
from trellis.keeping.adding import drafts
from trellis.keeping.adding.tests.drafting import Adding
from trellis.keeping.models import Change, Draft
from trellis.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(settings, tmp_path, client):
    settings.DATA_FOLDER = tmp_path
    return client.post("/add", {"kind": "online"}).headers["Location"].rpartition("/")[0]


def a_picture(name="door.jpg"):
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "teal").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def test_a_picture_is_kept_with_its_words_and_shown_to_its_writer_only(client, visit, draft):
    response = client.post(f"{draft}/picture", {"file": a_picture(), "words": "A teal door", "nobody": "on"})
    assert response.status_code == 302
    kept = Draft.objects.get()
    assert kept.answers["picture"] == {"words": "A teal door"}
    assert client.get(f"{draft}/picture.jpg").headers["Cache-Control"] == "no-store"
    assert client.get(f"/pictures/{kept.picture}").status_code == 404
    assert "A teal door" in [img.get("alt") for img in visit(f"{draft}/picture").all("img")]


def test_it_asks_for_words_and_that_nobody_can_be_recognised(client, draft):
    page = client.post(f"{draft}/picture", {"file": a_picture()}).content.decode()
    assert "Say in a few words what it shows." in page
    assert "Send only a picture in which nobody can be recognised." in page
    assert Draft.objects.get().picture == ""


def test_asvs_5_2_1_too_large_a_file_is_not_read_and_what_was_typed_stays(client, draft):
    large = SimpleUploadedFile("door.jpg", bytes(pictures.MOST_BYTES + 1), "image/jpeg")
    page = client.post(f"{draft}/picture", {"file": large, "words": "A teal door", "nobody": "on"}).content.decode()
    assert "Choose a picture of up to 5 MB" in page
    assert "A teal door" in page
    assert not pictures.waiting().exists()


def test_asvs_5_2_4_only_so_many_pictures_are_taken_in_an_hour(client, draft):
    for _ in range(12):
        client.post(f"{draft}/picture", {"file": a_picture(), "words": "A door", "nobody": "on"})
    page = client.post(f"{draft}/picture", {"file": a_picture(), "words": "A door", "nobody": "on"}).content.decode()
    assert "Many pictures came from your network" in page


def test_a_form_from_elsewhere_is_refused_though_the_file_is_read_first(client, draft):
    client.handler.enforce_csrf_checks = True
    response = client.post(f"{draft}/picture", {"file": a_picture(), "words": "A door", "nobody": "on"})
    assert response.status_code == 403
    assert Draft.objects.get().picture == ""


def test_a_picture_can_be_left_out_again(client, draft):
    client.post(f"{draft}/picture", {"file": a_picture(), "words": "A teal door", "nobody": "on"})
    client.post(f"{draft}/picture", {"without": "1"})
    assert Draft.objects.get().picture == ""
    assert drafts.find(draft.removeprefix("/add/"), now=Draft.objects.get().touched_at).answers["picture"] == {
        "words": ""
    }


@pytest.mark.usefixtures("tables_of_places")
def test_it_is_shown_to_everybody_once_the_place_is_let_in(client, tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "folder", lambda: tmp_path / "pictures")
    place = Adding(client, "place")
    place.answers_all()
    client.post(f"{place.address}/picture", {"file": a_picture(), "words": "A teal door", "nobody": "on"})
    client.post(f"{place.address}/check", {})
    change = Change.objects.get()
    assert client.get(f"/pictures/{change.picture}").status_code == 404
    approve(change.pk, by=VISITOR, now=timezone.now())
    assert Place.objects.values_list("picture", "picture_words").get() == (change.picture, "A teal door")
    assert client.get(f"/pictures/{change.picture}").status_code == 200

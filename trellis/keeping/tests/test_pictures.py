"""Named after the requirements of OWASP ASVS 5.0 that they show."""

import datetime as dt
import io
import os
import re

import pytest
from PIL import Image

from trellis.keeping import pictures
from trellis.keeping.models import Draft
from trellis.keeping.pictures import PictureError, remade
from trellis.places.tests.factories import create_place

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _a_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path


def drawn(kind="JPEG", size=(400, 300), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode != "RGBA" else (0, 120, 120, 0)).save(out, kind, **options)
    return out.getvalue()


def with_exif():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[2] = (53.0, 47.0, 20.0)  # where it was taken
    return drawn(exif=exif, comment=b"of Joan")


@pytest.mark.parametrize(
    ("kind", "name"), [("JPEG", "a.jpg"), ("JPEG", "A.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")]
)
def test_pictures_of_these_kinds_become_a_jpeg(kind, name):
    with Image.open(io.BytesIO(remade(drawn(kind), name))) as made:
        assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (400, 300))


def test_a_large_one_is_made_smaller_and_what_is_see_through_becomes_white():
    made = Image.open(io.BytesIO(remade(drawn("PNG", (3000, 1500), "RGBA"), "logo.png")))
    assert made.size == (1200, 600)
    assert min(made.getpixel((5, 5))) > 250


def test_asvs_14_2_8_nothing_is_left_of_what_the_camera_wrote_and_it_is_upright():
    made = remade(with_exif(), "a.jpg")
    with Image.open(io.BytesIO(made)) as image:
        assert image.size == (300, 400)
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert b"camera" not in made
    assert b"Joan" not in made


def test_asvs_5_2_1_a_file_of_more_than_five_megabytes_is_refused():
    with pytest.raises(PictureError, match="larger than 5 MB"):
        remade(drawn() + bytes(pictures.MOST_BYTES), "a.jpg")


@pytest.mark.parametrize(
    ("sent", "name", "says"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "a.svg", "no JPEG, PNG or WebP"),
        (b"<?php echo 1; ?>", "a.jpg", "no JPEG, PNG or WebP"),
        (b"", "a.jpg", "no JPEG, PNG or WebP"),
        (drawn("GIF"), "a.gif", "no JPEG, PNG or WebP"),
        (drawn("PNG"), "a.jpg", "does not fit"),
        (drawn(), "a.php", "does not fit"),
        (drawn()[:700], "a.jpg", "damaged"),
        (drawn(size=(10, 10)), "a.jpg", "too small"),
    ],
)
def test_asvs_5_2_2_what_is_no_picture_or_named_as_another_kind_is_refused(sent, name, says):
    with pytest.raises(PictureError, match=says):
        remade(sent, name)


def test_asvs_5_2_2_nothing_of_what_was_sent_is_kept_as_it_was():
    sent = drawn() + b"<script>alert(1)</script>"
    assert b"script" not in remade(sent, "a.jpg")


def test_asvs_5_2_6_more_points_than_we_take_are_refused_before_they_are_read():
    with pytest.raises(PictureError, match="40 million"):
        remade(drawn("PNG", (8000, 5001), "1"), "a.png")
    with pytest.raises(PictureError, match="40 million"):
        remade(drawn("PNG", (20000, 10000), "1"), "a.png")


def test_asvs_5_3_2_the_name_is_made_here_and_no_other_name_is_looked_for(tmp_path):
    (tmp_path / "secret_key").write_text("secret")
    name = pictures.keep(remade(drawn(), "../../a.jpg"))
    assert re.fullmatch(r"[0-9a-f]{40}\.jpg", name)
    assert sorted(path.name for path in (tmp_path / "pictures").rglob("*.jpg")) == [name]
    for wrong in ("../secret_key", "waiting", "../../etc/passwd", name + "/..", "", ".jpg", name.upper()):
        assert pictures.any_of(wrong) is None


@pytest.mark.django_db
class TestShowing:
    def test_a_picture_that_waits_is_shown_once_a_listing_has_it(self, client):
        name = pictures.keep(remade(drawn(), "a.jpg"))
        assert client.get(f"/pictures/{name}").status_code == 404
        create_place(picture=name)
        response = client.get(f"/pictures/{name}")
        assert response.status_code == 200
        assert (pictures.folder() / name).exists()
        assert not (pictures.waiting() / name).exists()

    def test_asvs_5_3_1_it_is_served_as_a_picture_and_nothing_else(self, client):
        name = pictures.keep(remade(drawn(), "a.jpg"))
        create_place(picture=name)
        headers = client.get(f"/pictures/{name}").headers
        assert headers["Content-Type"] == "image/jpeg"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "public, max-age=86400"

    def test_asvs_5_4_1_the_name_to_save_it_under_is_ours(self, client):
        name = pictures.keep(remade(drawn(), "a.jpg"))
        create_place(picture=name)
        assert client.get(f"/pictures/{name}").headers["Content-Disposition"] == 'inline; filename="picture.jpg"'

    def test_what_waits_with_nothing_goes_after_a_month(self):
        lost, wanted = pictures.keep(remade(drawn(), "a.jpg")), pictures.keep(remade(drawn(size=(50, 50)), "a.jpg"))
        Draft.objects.create(token_hash="x", picture=wanted, made_at=NOW, touched_at=NOW)
        old = (NOW - dt.timedelta(days=32)).timestamp()
        for name in (lost, wanted):
            os.utime(pictures.waiting() / name, (old, old))
        assert pictures.forget(NOW) == 1
        assert pictures.any_of(lost) is None
        assert pictures.any_of(wanted) is not None

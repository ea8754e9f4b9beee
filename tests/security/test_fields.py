"""OWASP ASVS 5.0, V8.2 and V14: of each listing only what is declared public goes out, wherever it goes out."""

import io
import re

import pytest
from django.core.management import call_command
from django.db import models
from django.test import Client

from tests.access.conftest import comes
from tests.access.table import MODERATOR, STEWARD, VISITOR
from tests.conventions.code import REPOSITORY, told
from tests.security.addresses import everywhere
from trellis.keeping.models import Change, Comment
from trellis.meetings.models import Group, Meeting, Provenance
from trellis.meetings.tests.factories import BURNLEY, create_meeting, create_place
from trellis.places.models import Place, Source
from trellis.safety.privacy import Lifetime, PrivacyClass, check_declarations, trellis_models, unsealed_fields
from trellis.safety.sealed import SealedTextField

pytestmark = pytest.mark.one_database

LISTED = (Source, Place, Group, Meeting, Provenance, Change, Comment)
NOT_FOR_EVERYBODY = {PrivacyClass.MEMBER, PrivacyClass.PERSONAL, PrivacyClass.SPECIAL}
FOLLOWS = {"state", "kind", "format", "risk", "listing_kind", "by_role", "decided_role", "problem"}
"""Choices among words of ours, by which pages decide."""
COARSE = {"area_code", "pathway"}
"""Of a source or a change: a code that listings show as well."""
HIDDEN = "14 Quietbrook Terrace"
EXACTLY = r".{0,60}(?:Quietbrook|53\.78673|2\.23332).{0,20}"


def private_words():
    """Every field of a listing that is not declared public and can hold words, with the mark it is given."""
    for model in LISTED:
        for name, declaration in model.privacy.items():
            field = model._meta.get_field(name)
            is_words = isinstance(field, models.CharField | models.TextField | models.JSONField)
            if is_words and declaration.privacy in NOT_FOR_EVERYBODY and name not in FOLLOWS | COARSE:
                yield model, field, f"unseen-{model.__name__}-{name}".lower()


def mark_private_words():
    marks = set()
    for model, field, mark in private_words():
        if isinstance(field, models.JSONField):
            is_list = isinstance(field.get_default(), list)
            model.objects.update(**{field.name: [mark] if is_list else {mark: {"at": "2026-01-01", "by": mark}}})
        elif isinstance(field, SealedTextField) or not field.max_length or field.max_length >= len(mark):
            for row in model.objects.all():
                setattr(row, field.name, mark)
                row.save(update_fields=[field.name])
        else:
            continue
        marks.add(mark)
    return marks


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_asvs_8_2_3_and_15_3_1_visitors_and_programs_get_only_what_is_declared_public(town):
    client = Client()
    world = comes(client, VISITOR)
    marks = mark_private_words()
    assert len(marks) >= 5, marks
    found = []
    for asked in everywhere(world):
        said = body(client.get(asked.at)).decode(errors="replace").lower()
        found += [f"{asked.name}: {mark}" for mark in marks if mark in said]
    assert not found, told(found)


def test_asvs_8_2_3_nor_does_a_list_that_is_handed_out(town, tmp_path):
    create_meeting()  # the town is imaginary, and is not handed out
    marks = mark_private_words()
    for kind in ("meeting-guide", "csv", "geojson"):
        target = tmp_path / f"out.{kind}"
        call_command("export", kind, output=str(target), stdout=io.StringIO())
        said = target.read_text(encoding="utf-8", errors="replace").lower()
        assert len(said) > 200
        assert not [mark for mark in marks if mark in said]


@pytest.mark.parametrize("showing", [Place.Showing.HIDDEN, Place.Showing.APPROXIMATE])
def test_asvs_8_2_3_and_14_2_6_where_a_place_is_that_is_not_shown_goes_out_nowhere(showing, town, tmp_path):
    place = create_place(
        name="A home", address=f"{HIDDEN}, Burnley", showing=showing, way_in="", point=(53.7867321, -2.2333217)
    )
    meeting = create_meeting(place=place)
    client = Client()
    comes(client, VISITOR)
    pages = [
        f"/meetings/{meeting.slug}",
        f"/places/{place.slug}",
        f"/groups/{meeting.group.slug}",
        f"/meetings/{meeting.slug}.ics",
        f"/groups/{meeting.group.slug}.ics",
        f"/api/v1/meetings/{meeting.pk}",
        "/api/v1/search?near=BB11+1JG",
        "/find?near=BB11+1JG&show=all",
        "/map?near=BB11+1JG",
        "/map/pins.json?box=53.7,-2.4,53.9,-2.1&zoom=16",
        "/feeds/meeting-guide.json",
        "/feeds/meetings.geojson",
        f"/places/{place.slug}/suggest",
        f"/meetings/{meeting.slug}/history",
    ]
    said = {at: body(client.get(at)).decode(errors="replace") for at in pages}
    target = tmp_path / "out.csv"
    call_command("export", "csv", output=str(target), stdout=io.StringIO())
    said["export"] = target.read_text(encoding="utf-8")
    tells = re.compile(rf"Quietbrook|{BURNLEY['postcode']}(?!\")|53\.78673|2\.23332")
    asked_for = {at for at in said if "near=" in at}  # they say again what was asked
    told_where = [(at, found[0]) for at, text in said.items() if (found := re.search(EXACTLY, text))]
    assert not told_where
    assert not [at for at, text in said.items() if at not in asked_for | whole_lists(said) and tells.search(text)]


def whole_lists(said):
    """Other listings stand there too, with postcodes of their own."""
    return {at for at in said if at.startswith("/feeds") or at == "export" or "pins" in at}


def test_asvs_14_2_6_nobody_who_decides_sees_where_an_answer_is_to_go(town):
    """The address that somebody left to hear what becomes of it is for the letter alone."""
    client = Client()
    world = comes(client, MODERATOR)
    Client().post(f"/meetings/{world.meeting.slug}/report", {"problem": "closed", "reply_to": "sam@example.org"})
    Change.objects.update(reply_to="sam@example.org")
    for change in Change.objects.all():
        assert "sam@example.org" not in client.get(change.get_absolute_url()).content.decode()
    assert "sam@example.org" not in client.get("/moderate").content.decode()


def test_asvs_14_1_1_every_field_says_how_private_it_is_and_how_long_it_lives():
    assert not list(check_declarations())
    assert sum(len(model.privacy) for model in trellis_models()) > 150


def test_asvs_14_1_2_each_class_and_each_lifetime_says_what_that_means():
    text = (REPOSITORY / "docs" / "security-requirements.md").read_text(encoding="utf-8")
    missing = [one.value for one in (*PrivacyClass, *Lifetime) if f"| {one.value} |" not in text]
    assert not missing, told(missing)


def test_asvs_14_2_4_what_is_special_is_sealed_in_the_database():
    assert not [model for model in trellis_models() if unsealed_fields(model)]


def test_asvs_14_2_2_and_14_3_2_pages_for_somebody_are_kept_by_no_cache(town):
    client = Client()
    world = comes(client, STEWARD)
    from tests.access.table import ROWS

    found = []
    for asked in everywhere(world):
        if asked.name in ROWS and ROWS[asked.name].to != "public":
            answer = client.get(asked.at) if asked.sends is None else client.post(asked.at, asked.sends)
            if answer.status_code != 404 and "no-store" not in answer.headers.get("Cache-Control", ""):
                found.append(asked.name)
    assert not found, told(found)


def test_asvs_14_2_5_what_may_be_kept_is_the_same_for_a_steward_and_a_visitor(town):
    """So nobody is shown from a cache what was made for another: public pages set no cookie and ask for none."""
    steward, nobody = Client(), Client()
    found = []
    for asked in everywhere(comes(steward, STEWARD)):
        answer = steward.get(asked.at)
        if answer.status_code != 200 or "public" not in answer.headers.get("Cache-Control", ""):
            continue
        depends = answer.cookies or "Cookie" in answer.headers.get("Vary", "")
        if depends or body(answer) != body(nobody.get(asked.at)):
            found.append(asked.name)
    assert not found, told(found)


def test_asvs_14_2_1_addresses_of_the_site_have_no_place_for_anything_about_a_person():
    published = (REPOSITORY / "tests" / "conventions" / "addresses.txt").read_text(encoding="utf-8")
    assert not re.search(r"<\w+:(email|mail|nickname|person|user|phone|session)", published)


class TestWhatABrowserKeeps:
    """The list of saved meetings is its owner's wish, on their device, and one button forgets it."""

    SCRIPTS = tuple(
        file
        for folder in ("static", "templates")
        for file in (REPOSITORY / "trellis").rglob(f"{folder}/**/*.js")
        if "leaflet" not in str(file)
    )

    def using(self, what):
        return sorted(file.name for file in self.SCRIPTS if re.search(what, file.read_text(encoding="utf-8")))

    def test_asvs_14_3_3_one_script_keeps_one_list(self):
        assert len(self.SCRIPTS) > 5
        assert self.using("localStorage") == ["shelf.js"]
        assert self.using("sessionStorage|indexedDB|document\\.cookie|cookieStore") == []
        shelf = next(file for file in self.SCRIPTS if file.name == "shelf.js").read_text(encoding="utf-8")
        assert set(re.findall(r"localStorage\.\w+Item\((\w+)", shelf)) == {"KEY"}

    def test_asvs_14_3_3_pages_are_kept_of_results_and_of_saved_meetings_alone(self):
        assert self.using(r"caches\.open|\.put\(|cache\.add") == ["shelf.js", "worker.js"]
        assert self.using(r"\.put\([^)]*response|cache\.add") == ["worker.js"]
        worker = next(file for file in self.SCRIPTS if file.name == "worker.js").read_text(encoding="utf-8")
        assert set(re.findall(r"caches\.open\((\w+)\)", worker)) == {"SHELL", "SAVED", "name"}
        assert 'address.pathname === "{{ results }}"' in worker

    def test_asvs_14_3_1_the_button_forgets_all_of_it(self):
        shelf = next(file for file in self.SCRIPTS if file.name == "shelf.js").read_text(encoding="utf-8")
        forgets = shelf[shelf.index("function forgetEverything") :]
        assert "localStorage.removeItem(KEY)" in forgets
        assert 'caches.delete("saved-meetings")' in forgets
        assert 'caches.delete("last-results")' in forgets

"""The installed app: manifest, service worker and the page of saved meetings."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from trellis.web.pwa.views import KEPT_FILES


def test_the_manifest_names_pages_and_icons_that_are_there(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    facts = json.loads(response.content)
    assert facts["start_url"] == reverse("home")
    for icon in facts["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/"))


def test_the_worker_keeps_only_files_of_ours_and_asks_nobody_else(client: Client) -> None:
    text = client.get("/worker.js").content.decode()
    files = json.loads(re.search(r"const FILES = (\[.*?\]);", text).group(1))  # type: ignore[union-attr]
    assert files[:2] == [reverse("offline"), reverse("saved")]
    assert all(file.startswith("/") for file in files)
    assert "http" not in text
    assert "&quot;" not in text


def test_the_worker_is_never_kept_itself(client: Client) -> None:
    assert "no-store" in client.get("/worker.js")["Cache-Control"]


@pytest.mark.parametrize("name", KEPT_FILES)
def test_every_file_that_is_kept_exists(name: str) -> None:
    assert finders.find(name)


def test_without_javascript_the_page_of_saved_meetings_says_what_works(visit: object, db: None) -> None:
    page = visit(reverse("saved"))  # type: ignore[operator]
    assert "Add to calendar" in page.text

"""Deeds on a machine that refuses: what a visitor and a command are told, and that it works once that is over."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.test import Client

from tests.reliability.deeds import sound
from tests.reliability.troubles import in_trouble
from trellis.accounts.attempts import write_anything
from trellis.config.cli import main
from trellis.keeping.models import Change


def report_in_trouble(kind: str, words: str) -> None:
    """A visitor's report meets trouble, and is taken once it is over."""
    _as_in_tests()
    page, given = "/meetings/approved-0/report", {"problem": "closed", "words": "Shut for good. " * 130}
    with in_trouble(kind):
        for _ in range(8):  # a full database has room for a few more rows in the pages that it has
            before = Change.objects.count()
            if (refused := _sent_form(page, given)).status_code != 302:
                break
        assert refused.status_code == 503, (refused.status_code, refused.content.decode()[:3000])
        assert words in " ".join(refused.content.decode().split())
        assert "what you typed is still there" in refused.content.decode()
    assert Change.objects.count() == before
    sound()
    assert _sent_form(page, given).status_code == 302
    assert Change.objects.count() == before + 1


def _as_in_tests() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


def _sent_form(page: str, given: dict[str, str]) -> Any:
    """With what the page carries along."""
    client = Client()
    try:
        shown = client.get(page).content.decode()
    except DatabaseError:
        shown = ""
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', shown))
    return client.post(page, {**hidden, **given})


def sign_in_in_trouble(kind: str, words: str) -> None:
    """Whoever asks for a code is told of the trouble, not that they tried too often."""
    _as_in_tests()
    with in_trouble(kind):
        with suppress(DatabaseError):
            while True:  # a full database has room for a few more rows in the pages that it has
                write_anything()
        refused = _sent_form("/account/sign-in", {"login": "kim@example.org"})
        assert (refused.status_code, words in refused.content.decode()) == (503, True)


def import_in_trouble(kind: str, feed: Path) -> None:
    with in_trouble(kind):
        main(["trellis", "import", str(feed), "--name", "Feed"])

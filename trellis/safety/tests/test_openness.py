"""How open an installation stands to strangers."""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from trellis.lib.folders import data_folder
from trellis.safety.openness import NOT_ASKED_FOR, SAID_HERE, Openness, readable, warnings

GOOD = Openness("https://trellis.example.org", hosts=["trellis.example.org"])


def test_a_site_that_stands_well_hears_nothing() -> None:
    assert list(warnings(GOOD)) == []


def test_nor_does_one_that_is_tried_out_at_home() -> None:
    assert list(warnings(Openness("http://127.0.0.1:8000", https=False, proxy=False, hosts=["localhost"]))) == []


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ({"https": False}, "trellis.W115"),
        ({"proxy": False}, "trellis.W119"),
        ({"debug": True}, "trellis.W116"),
        ({"hosts": ["*"]}, "trellis.W117"),
        ({"log_level": logging.DEBUG}, "trellis.W118"),
    ],
)
def test_asvs_13_4_2_each_way_of_standing_open_is_told_with_its_cure(what: dict[str, Any], found: str) -> None:
    [told] = warnings(replace(GOOD, **what))
    assert told.id == found
    assert told.hint


def test_asvs_13_3_2_a_data_folder_that_others_can_read_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    [told] = readable(tmp_path)
    assert told.hint == f"chmod 700 {tmp_path}"
    tmp_path.chmod(0o700)
    assert list(readable(tmp_path)) == []


def test_asvs_13_3_2_a_data_folder_is_made_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRELLIS_DATA", str(tmp_path / "new"))
    assert data_folder().stat().st_mode & 0o777 == 0o700


def test_what_django_says_of_the_same_is_said_once() -> None:
    assert set(settings.SILENCED_SYSTEM_CHECKS) == {*SAID_HERE, NOT_ASKED_FOR}

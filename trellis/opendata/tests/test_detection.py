import json

import pytest

from trellis.opendata.detection import UnknownFormatError, detect, feed_link, is_bmlt_server
from trellis.opendata.tests.feeds import meeting


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (json.dumps([meeting("a")]).encode(), "meeting-guide"),
        (b"\xef\xbb\xbf  " + json.dumps([meeting("a")]).encode(), "meeting-guide"),
        (json.dumps([{"name": "A", "day": 1, "time": "10:00"}]).encode(), "meeting-guide"),
        (b'[{"id_bigint":"1","weekday_tinyint":"2"', "bmlt"),
        (b'{"meetings":[{"id_bigint":"1"', "bmlt"),
        (b'[{"days": ["mondays"], "times": ["7 pm"], "details": ""', "smart"),
        (b'[{"title": "A", "weekday": "Mon"}]', "flat-json"),
        (b"name,day,start\n", "csv"),
        (b"\xef\xbb\xbfName;Day\n", "csv"),
        (b"PK\x03\x04....", "xlsx"),
        (b"[]", "meeting-guide"),
    ],
)
def test_a_format_is_known_by_how_it_begins(beginning: bytes, kind: str) -> None:
    assert detect(beginning) == kind


@pytest.mark.parametrize(
    ("beginning", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<!doctype html>", "web page"),
        (b"\xd0\xcf\x11\xe0....", "xlsx"),
        (b"\x7fELF\x00\x00", "not text"),
    ],
)
def test_what_is_no_feed_is_refused_with_the_cure(beginning: bytes, words: str) -> None:
    with pytest.raises(UnknownFormatError, match=words):
        detect(beginning)


def test_a_page_may_announce_its_feed() -> None:
    page = b"""<link rel=alternate type="application/json" title="Comments" href="/c">
    <link href='/wp-json/tsml/meetings' rel="alternate" type="application/json" title="Meetings Feed">"""
    assert feed_link(page) == "/wp-json/tsml/meetings"
    assert feed_link(b"<html>") == ""


def test_a_bmlt_server_is_known_by_what_it_says_of_itself() -> None:
    assert is_bmlt_server(b'[{"version": "4.2.7", "versionInt": "4002007"}]')
    assert not is_bmlt_server(b"[]")
    assert not is_bmlt_server(b"<html>")

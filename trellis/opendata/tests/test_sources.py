"""Opening what somebody names: a real web server on this machine answers as each kind of site does."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from trellis.opendata.listing import FeedError
from trellis.opendata.sources import open_source
from trellis.opendata.tests.feeds import meeting
from trellis.places.models import Source

pytestmark = pytest.mark.django_db

BMLT_ROW = {
    "id_bigint": "7",
    "weekday_tinyint": "2",
    "start_time": "19:00:00",
    "formats": "Zz",
    "meeting_name": "Way In",
}
FORMATS = [{"key_string": "Zz", "name_string": "Rollstuhl", "world_id": "WCHR"}]
Serve = Callable[[dict[str, bytes]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a web server that answers these paths, and 404 to any other; gives its address."""
    started: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, bytes]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = answers.get(self.path)
                self.send_response(404 if body is None else 200)
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever).start()
        started.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def bmlt_server(root: str = "/main_server") -> dict[str, bytes]:
    def ask(name: str) -> str:
        return f"{root}/client_interface/json/?switcher={name}"

    return {
        ask("GetServerInfo"): b'[{"versionInt": "4002007"}]',
        ask("GetSearchResults"): json.dumps([BMLT_ROW]).encode(),
        ask("GetFormats"): json.dumps(FORMATS).encode(),
        root: b"<!doctype html><title>BMLT</title>",
        f"{root}/": b"<!doctype html><title>BMLT</title>",
    }


def test_a_feed_is_read_from_its_address(serve: Serve) -> None:
    site = serve({"/feed": json.dumps([meeting("a")]).encode()})
    with open_source(f"{site}/feed") as opened:
        assert [row.key for row in opened.feed.rows] == ["a"]
        assert (opened.source.name, opened.source.address) == ("127.0.0.1", f"{site}/feed")


def test_a_page_that_announces_its_feed_is_as_good(serve: Serve) -> None:
    page = b'<html><link rel="alternate" type="application/json" title="Meetings Feed" href="/wp-json/meetings"></html>'
    site = serve({"/": page, "/wp-json/meetings": json.dumps([meeting("a")]).encode()})
    with open_source(f"{site}/") as opened:
        assert [row.key for row in opened.feed.rows] == ["a"]
        assert opened.source.address == f"{site}/wp-json/meetings"


@pytest.mark.parametrize("path", ["/main_server", "/main_server/"])
@pytest.mark.parametrize("format_code", ["auto", "bmlt"])
def test_the_address_of_a_bmlt_server_is_enough(serve: Serve, path: str, format_code: str) -> None:
    site = serve(bmlt_server())
    with open_source(f"{site}{path}", format_code=format_code) as opened:
        [row] = opened.feed.rows
        assert opened.feed.read(row).features == ("step-free",)
        assert opened.source.format == "bmlt"


def test_an_address_that_asks_for_meetings_gets_the_servers_formats_too(serve: Serve) -> None:
    site = serve(bmlt_server())
    with open_source(f"{site}/main_server/client_interface/json/?switcher=GetSearchResults") as opened:
        [row] = opened.feed.rows
        assert opened.feed.read(row).features == ("step-free",)


def test_formats_may_be_named(serve: Serve, tmp_path: Path) -> None:
    site = serve({"/formats": json.dumps(FORMATS).encode()})
    (tmp_path / "meetings.json").write_text(json.dumps([BMLT_ROW]), encoding="utf-8")
    with open_source(str(tmp_path / "meetings.json"), formats_file=f"{site}/formats") as opened:
        [row] = opened.feed.rows
        assert opened.feed.read(row).features == ("step-free",)


def test_other_formats_of_a_server_are_another_reading(tmp_path: Path) -> None:
    (tmp_path / "GetSearchResults.json").write_text(json.dumps([BMLT_ROW]), encoding="utf-8")
    salts = set()
    for world_id in ("WCHR", "OPEN"):
        formats = json.dumps([{**FORMATS[0], "world_id": world_id}])
        (tmp_path / "GetFormats.json").write_text(formats, encoding="utf-8")
        with open_source(str(tmp_path)) as opened:
            salts.add(opened.feed.salt)
    assert len(salts) == 2


def test_a_page_that_is_no_feed_is_refused(serve: Serve) -> None:
    site = serve({"/": b"<!doctype html><title>Hello</title>"})
    with pytest.raises(FeedError, match="web page"), open_source(f"{site}/"):
        pass


def test_what_is_not_there_is_refused_with_its_name(serve: Serve, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="404"), open_source(f"{serve({})}/feed"):
        pass
    with pytest.raises(FeedError, match="nothing.json"), open_source(str(tmp_path / "nothing.json")):
        pass
    with pytest.raises(FeedError, match="GetSearchResults"), open_source(str(tmp_path)):
        pass


def test_an_address_read_before_is_known_again_without_its_name(serve: Serve) -> None:
    site = serve({"/feed": json.dumps([meeting("a")]).encode()})
    with open_source(f"{site}/feed", name="Pennine") as opened:
        opened.source.save(force_insert=True)
    with open_source(f"{site}/feed") as opened:
        assert (opened.source.slug, opened.source.name) == ("pennine", "Pennine")
    assert Source.objects.count() == 1


def test_downloads_are_gone_afterwards(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    site = serve({"/feed": json.dumps([meeting("a")]).encode()})
    with open_source(f"{site}/feed"):
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())

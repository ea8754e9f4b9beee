import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from trellis.opendata.fetching import (
    Bounds,
    BusyError,
    FetchError,
    GoneError,
    NotModified,
    check_address,
    fetch,
    names_this_machine,
)


def answering(*answers: httpx.Response) -> httpx.MockTransport:
    rest = iter(answers)
    return httpx.MockTransport(lambda request: next(rest))


@pytest.fixture
def anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name stands for a public address."""
    monkeypatch.setattr("trellis.opendata.fetching._resolve", lambda host: ["93.184.215.14"])


@pytest.mark.parametrize(
    "number",
    [
        *(
            "127.0.0.1",
            "10.0.0.8",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "224.0.0.1",
            "100.64.0.1",
        ),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    ],
)
def test_private_addresses_are_never_read(number: str) -> None:
    with pytest.raises(FetchError, match="private address"):
        check_address("http://feeds.example/x", resolve=lambda host: ["93.184.215.14", number])


def test_public_addresses_are_read() -> None:
    check_address("https://feeds.example/x", resolve=lambda host: ["93.184.215.14", "2606:2800:220:1::1"])


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://feeds.example", "gopher://x", "http://", "feeds.example"])
def test_only_web_addresses_are_read(url: str) -> None:
    with pytest.raises(FetchError, match="web address"):
        check_address(url, resolve=lambda host: ["93.184.215.14"])


def test_an_address_with_a_password_in_it_is_refused() -> None:
    with pytest.raises(FetchError, match="password"):
        check_address("https://me:secret@feeds.example/", resolve=lambda host: ["93.184.215.14"])


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("http://127.0.0.1:8000/x", True),
        ("http://localhost/x", True),
        ("http://[::1]/", True),
        ("http://localhost.example.org/", False),
        ("http://192.168.0.1/", False),
    ],
)
def test_this_machine_is_named_only_by_its_own_names(url: str, is_own: bool) -> None:
    assert names_this_machine(url) == is_own


@pytest.mark.usefixtures("anybody")
def test_what_an_address_answers_goes_into_the_file(tmp_path: Path) -> None:
    transport = answering(httpx.Response(302, headers={"Location": "/feed.json"}), httpx.Response(200, content=b"[1]"))
    fetched = fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=transport)
    assert (fetched.url, fetched.moved_to) == ("https://a.example/feed.json", "")
    assert (tmp_path / "f").read_bytes() == b"[1]"


@pytest.mark.usefixtures("anybody")
def test_asvs_15_3_2_and_13_2_4_a_redirect_to_this_machine_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "trellis.opendata.fetching._resolve", lambda host: ["127.0.0.1"] if host == "localhost" else ["93.184.215.14"]
    )
    transport = answering(httpx.Response(302, headers={"Location": "http://localhost/secret"}))
    with pytest.raises(FetchError, match="private address"):
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=transport)


@pytest.mark.usefixtures("anybody")
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (httpx.Response(404), "404"),
        (httpx.Response(500), "500"),
        (httpx.Response(200, content=b"x" * 11), "larger than"),
        (httpx.Response(200, content=b"[1", headers={"Content-Length": "5"}), "Only 2 of 5 bytes"),
    ],
)
def test_a_wrong_answer_is_refused_with_the_reason(tmp_path: Path, answer: httpx.Response, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=answering(answer))


@pytest.mark.usefixtures("anybody")
def test_going_round_and_round_ends(tmp_path: Path) -> None:
    again = httpx.MockTransport(lambda request: httpx.Response(302, headers={"Location": "/"}))
    with pytest.raises(FetchError, match="round and round"):
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=again)


@pytest.mark.usefixtures("anybody")
def test_a_connection_that_fails_says_so(tmp_path: Path) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("timed out", request=request)

    with pytest.raises(FetchError, match="timed out"):
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=httpx.MockTransport(fail))


@pytest.fixture
def server() -> Iterator[str]:
    """A real web server on this machine that answers a feed."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"[]")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}/feed"
        listening.shutdown()
        thread.join()


def test_the_operator_may_name_this_machine_itself(server: str, tmp_path: Path) -> None:
    fetch(server, tmp_path / "f", bounds=Bounds(10))
    assert (tmp_path / "f").read_bytes() == b"[]"


def test_a_public_name_that_answers_from_this_machine_is_refused(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should the first look fail, the address that answered is looked at too."""
    monkeypatch.setattr("trellis.opendata.fetching.check_address", lambda url, **_: ["127.0.0.1"])
    monkeypatch.setattr("trellis.opendata.fetching.names_this_machine", lambda url: False)
    with pytest.raises(FetchError, match="answered from a private address"):
        fetch(server, tmp_path / "f", bounds=Bounds(10))


def test_the_address_that_was_looked_at_is_connected_to_whatever_the_name_stands_for_by_then(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No name ending in .example stands for anything, so only an address that was handed on can have answered."""
    monkeypatch.setattr("trellis.opendata.fetching._resolve", lambda host: ["127.0.0.1"])
    monkeypatch.setattr("trellis.opendata.fetching.names_this_machine", lambda url: True)
    named = server.replace("127.0.0.1", "feeds.example")
    assert fetch(named, tmp_path / "f", bounds=Bounds(10)).url == named


@pytest.mark.usefixtures("anybody")
def test_the_next_address_of_a_name_is_tried_where_one_does_not_answer_and_all_hear_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.host, request.headers["Host"], request.extensions["sni_hostname"]))
        if len(asked) == 1:
            raise httpx.ConnectError("Nobody there.")
        return httpx.Response(200, content=b"[1]")

    monkeypatch.setattr("trellis.opendata.fetching._resolve", lambda host: ["93.184.215.14", "2606:2800:220:1::1"])
    fetch("https://a.example:8443/", tmp_path / "f", bounds=Bounds(10), transport=httpx.MockTransport(answer))
    assert asked == [(where, "a.example:8443", "a.example") for where in ("93.184.215.14", "2606:2800:220:1::1")]


@pytest.mark.usefixtures("anybody")
def test_a_server_that_has_nothing_newer_is_asked_once_and_sends_nothing(tmp_path: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("If-None-Match") == '"7"':
            return httpx.Response(304)
        return httpx.Response(200, content=b"[1]", headers={"ETag": '"7"'})

    transport = httpx.MockTransport(answer)
    fetched = fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=transport)
    with pytest.raises(NotModified):
        fetch("https://a.example/", tmp_path / "g", bounds=Bounds(10), known=fetched.validators, transport=transport)


@pytest.mark.usefixtures("anybody")
def test_an_address_that_has_moved_for_good_says_where(tmp_path: Path) -> None:
    moved = httpx.Response(301, headers={"Location": "https://b.example/feed"})
    transport = answering(moved, httpx.Response(200, content=b"[1]"))
    fetched = fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=transport)
    assert fetched.moved_to == "https://b.example/feed"


@pytest.mark.usefixtures("anybody")
def test_where_a_passing_redirect_leads_is_not_where_it_lives(tmp_path: Path) -> None:
    away = httpx.Response(302, headers={"Location": "/b"})
    moved = httpx.Response(301, headers={"Location": "/c"})
    transport = answering(away, moved, httpx.Response(200, content=b"[1]"))
    assert not fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=transport).moved_to


@pytest.mark.usefixtures("anybody")
def test_an_address_that_is_gone_for_good_is_told_apart(tmp_path: Path) -> None:
    with pytest.raises(GoneError, match="gone for good"):
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=answering(httpx.Response(410)))


@pytest.mark.usefixtures("anybody")
@pytest.mark.parametrize(("status", "retry_after", "seconds"), [(429, "120", 120), (503, "999999999999", 604_800)])
def test_a_busy_server_says_when_to_come_again(tmp_path: Path, status: int, retry_after: str, seconds: int) -> None:
    answer = httpx.Response(status, headers={"Retry-After": retry_after})
    with pytest.raises(BusyError) as busy:
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10), transport=answering(answer))
    assert busy.value.wait.total_seconds() == seconds


def test_this_machine_is_not_read_where_it_may_not_be(server: str, tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="private address"):
        fetch(server, tmp_path / "f", bounds=Bounds(10, own_machine=False))


@pytest.mark.usefixtures("anybody")
def test_a_feed_that_drips_is_given_up(tmp_path: Path) -> None:
    def drip() -> Iterator[bytes]:
        while True:
            time.sleep(0.01)
            yield b"x"

    transport = answering(httpx.Response(200, content=drip()))
    with pytest.raises(FetchError, match="took longer than 0 seconds"):
        fetch("https://a.example/", tmp_path / "f", bounds=Bounds(10**9, seconds=0.1), transport=transport)

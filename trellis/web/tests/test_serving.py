"""`trellis serve` and `trellis prepare`: as much of the machine as is right, and nothing twice."""

import socket
from io import StringIO
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse

from trellis.meetings.tests.factories import create_source
from trellis.web.management.commands import prepare, serve
from trellis.web.serving import Serving, is_taken, workers_for

HERE = Serving("127.0.0.1", 8000, workers=2, threads=4)


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.parametrize(("cores", "workers"), [(None, 1), (1, 1), (2, 2), (64, 8)])
def test_there_is_a_process_for_each_core_up_to_a_point(cores, workers):
    assert workers_for(cores) == workers


def test_no_log_of_addresses_is_kept():
    assert HERE.options()["accesslog"] is None


def test_an_address_of_the_new_kind_is_written_in_brackets():
    assert Serving("::1", 8000, workers=1, threads=1).address == "http://[::1]:8000"


def test_a_port_in_use_is_noticed(listening):
    assert is_taken("127.0.0.1", listening)


def test_a_port_in_use_is_refused_with_the_next_one(listening):
    with pytest.raises(CommandError, match=rf"choose: --port {listening + 1}"):
        call_command("serve", port=listening)


@pytest.mark.parametrize("wrong", [{"port": 0}, {"port": 70_000}, {"workers": 0}, {"threads": 0}])
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(CommandError, match=r"such as|at least one"):
        call_command("serve", **wrong)


@pytest.mark.django_db
def test_pages_whose_files_are_missing_are_refused_before_anything_starts(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    with pytest.raises(CommandError, match=r"The files of pages are not in .*static yet.*trellis prepare"):
        serve.refuse_the_unprepared()


@pytest.mark.django_db
def test_what_processes_share_is_read_before_they_part(monkeypatch):
    happened = []
    monkeypatch.setattr(serve, "refresh_now", lambda: happened.append("index"))
    monkeypatch.setattr(serve, "asked", lambda params, now: happened.append("places"))
    monkeypatch.setattr(serve.connections, "close_all", lambda: happened.append("connections closed"))
    serve.load_application()
    assert happened == ["index", "places", "connections closed"]


@pytest.mark.django_db
def test_each_process_follows_the_listings_and_has_the_first_pages_at_hand(monkeypatch):
    happened = []
    monkeypatch.setattr(serve, "refresh_now", lambda: happened.append("caught up"))
    monkeypatch.setattr(serve, "follow", lambda: happened.append("follows"))
    serve.begin_process(FakeApplication(happened))
    assert happened == ["caught up", "follows", "/", "/now", "/find"]


class FakeApplication:
    """Notes what it is asked for."""

    def __init__(self, happened):
        self.happened = happened

    def get_response(self, request):
        self.happened.append(request.path)
        return HttpResponse()


@pytest.fixture
def commands(monkeypatch):
    """The names of the commands that `prepare` calls, which are not run."""
    called = []
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    return called


@pytest.fixture
def static_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    return Path(settings.STATIC_ROOT)


@pytest.mark.django_db
def test_an_empty_data_folder_gets_everything(commands, static_root):
    prepare.Command(stdout=StringIO()).handle(verbosity=1)
    assert commands == ["migrate", "postcodes", "collectstatic", "demo"]


@pytest.mark.django_db
def test_nothing_is_done_twice_and_real_listings_are_left_alone(commands, static_root):
    create_source()
    for _ in range(2):
        prepare.Command(stdout=StringIO()).handle(verbosity=1)
    assert commands == ["migrate", "postcodes", "collectstatic", "migrate", "postcodes"]


def test_static_files_are_collected_anew_when_one_changes(commands, static_root, monkeypatch):
    for fingerprint in ("one", "one", "two"):
        monkeypatch.setattr(prepare, "static_fingerprint", lambda fingerprint=fingerprint: fingerprint)
        prepare.collect_static_files()
    assert commands == ["collectstatic", "collectstatic"]


@pytest.mark.parametrize(
    ("host", "link"),
    [
        ("127.0.0.1", "http://127.0.0.1:8550"),
        ("0.0.0.0", "http://127.0.0.1:8550"),
        ("::", "http://[::1]:8550"),
        ("::1", "http://[::1]:8550"),
        ("trellis.example.org", "http://trellis.example.org:8550"),
    ],
)
def test_links_lead_to_where_it_answers(host, link):
    assert Serving(host, 8550, workers=1, threads=1).link == link


@pytest.mark.parametrize(("asked", "told"), [("", "http://127.0.0.1:8551"), ("https://trellis.example.org", "")])
def test_the_address_of_the_site_is_told_only_where_none_was_set(asked, told, monkeypatch):
    heard = []
    monkeypatch.setenv("SITE_ADDRESS", asked)
    monkeypatch.setattr(serve, "refuse_the_impossible", lambda serving: None)
    monkeypatch.setattr(serve, "refuse_the_unprepared", lambda: None)
    monkeypatch.setattr(serve, "tell_where_we_are", heard.append)
    monkeypatch.setattr(serve, "Server", Mock())
    call_command("serve", port=8551)
    assert heard == [told] * bool(told)

"""What every test gets: a client that inspects each page, budgets of queries, and a mark where it uses the database."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.inspecting import InspectingClient, Page
    from trellis.safety.tests.forking import Forker

USES_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_configure(config: pytest.Config) -> None:
    # How long an example takes hangs on what else the machine does, so no test may fail for it.
    settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("untimed")
    config.addinivalue_line("markers", "database: touches the database, so it runs on PostgreSQL too (set by itself)")
    config.addinivalue_line("markers", "one_database: many cases of what hangs on no database; SQLite is enough")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("one_database"):
            continue
        if item.get_closest_marker("django_db") or USES_THE_DATABASE & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: looking through it for garbage again and again is a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1000)


@pytest.fixture(scope="session", autouse=True)
def _patched() -> "Iterator[None]":
    """See tests/flushing.py and tests/same_index.py."""
    from tests.flushing import let_flush_through
    from tests.same_index import make_once

    with pytest.MonkeyPatch.context() as patch:
        let_flush_through(patch)
        make_once(patch)
        yield


@pytest.fixture
def client() -> "InspectingClient":
    """Django's test client, which also fails on a page with faults: see tests/inspecting.py."""
    from tests.inspecting import InspectingClient

    return InspectingClient()


@pytest.fixture
def visit(client: "InspectingClient") -> "Callable[..., Page]":
    """Fetch a page that answers with `status`, and read it as a visitor does."""
    from tests.inspecting import Page

    def visit(address: str, *, status: int = 200, **options: Any) -> Page:
        response = client.get(address, **options)
        assert response.status_code == status, f"{address} answered {response.status_code}"
        return Page(response)

    return visit


@pytest.fixture
def query_budget() -> "Callable[..., Any]":
    """Hold a page to its number of database queries: see tests/budgets.py."""
    from tests.budgets import query_budget

    return query_budget


@pytest.fixture
def feeds_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Feeds are kept in files, and one of another test would do if both count to the same revision."""
    from trellis.opendata import feed_files

    monkeypatch.setattr(feed_files, "_folder", lambda: tmp_path / "feeds")


@pytest.fixture(scope="session")
def forker(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Forker]":
    """Runs commands in processes of their own, over any data folder: see trellis/safety/tests/forking.py."""
    from trellis.safety.tests.forking import Forker

    forker = Forker(tmp_path_factory.mktemp("forker") / "said")
    yield forker
    forker.close()


@pytest.fixture(scope="session")
def migrated_home(forker: "Forker", tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    ended = forker.run(folder, "migrate", "-v0")
    assert ended.code == 0, ended.said
    return folder


@pytest.fixture
def home(migrated_home: Path, tmp_path: Path) -> Path:
    """The data folder of an installation that has no listings yet, on SQLite. It is a copy: migrating takes seconds."""
    return Path(shutil.copytree(migrated_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def tables_of_places() -> None:
    """The whole tables of postcodes and towns in the data folder, as an installation has them. Ten seconds, once."""
    from django.core.management import call_command

    call_command("postcodes", if_needed=True)

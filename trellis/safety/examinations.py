"""What `trellis check` looks at besides settings and code: the state this installation is in.

A room registers an examination when Django starts:

    @examination("clocks")
    def clocks() -> Iterator[CheckMessage]:
        yield checks.Warning("2 groups were not asked.", hint="Start the worker: trellis worker", id="trellis.W160")

Each finding says in its hint how to mend it. Other commands do not run examinations, since they read the database.
Where there is no database yet, or its tables are not up to date, only the examination "database" runs.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

from django.core import checks
from django.core.checks import CheckMessage
from django.core.checks.registry import registry
from django.db import DatabaseError, connection

FIRST: Final = "database"
Examination = Callable[[], Iterable[CheckMessage]]

_registered: dict[str, Examination] = {}
ALL: Mapping[str, Examination] = MappingProxyType(_registered)


def examination(name: str) -> Callable[[Examination], Examination]:
    """Registers a function that yields problems, each with its cure. `trellis check --tag NAME` runs it alone."""

    def register(function: Examination) -> Examination:
        if _registered.setdefault(name, function) is not function:
            raise ValueError(f"There is an examination {name!r} already.")
        return function

    return register


def found_by(name: str) -> list[CheckMessage]:
    """What one examination finds now."""
    from trellis.safety.tables import tables_behind

    if not is_there():
        return []
    try:
        if name != FIRST and tables_behind():
            return []  # the first examination tells
        return list(ALL[name]())
    except DatabaseError as error:
        hint = "Look at DATABASE_URL, and whether the database server runs and lets this user in."
        what = f"{name} cannot be examined: {str(error).strip()}"
        return [checks.Error(what, hint, id="trellis.E101")]


def is_there() -> bool:
    """Whether there is a database to look at. Looking must not make one."""
    from trellis.safety.backup import database_file

    file = database_file()
    return file is None or file.exists() or connection.connection is not None  # open already: it may be in memory


@contextmanager
def as_checks() -> Iterator[None]:
    """While the block lasts, Django's checks include the examinations."""
    made = [_check(name) for name in ALL]
    try:
        yield
    finally:
        registry.registered_checks.difference_update(made)


def _check(name: str) -> Any:
    def check(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
        return found_by(name)

    return checks.register(check, name)

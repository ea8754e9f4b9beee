"""Checks that the read index can be built from the database as it is: `trellis check --deploy`."""

from collections.abc import Iterable

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from trellis.finder import build
from trellis.finder.index import Index
from trellis.safety.backup import database_file


def check_index(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """System check trellis.E131. A database that cannot be read is told of elsewhere (E101, E102)."""
    file = database_file()
    if file is not None and not file.exists():
        return []  # connecting would make one
    try:
        Index.of(build.entries())
    except DatabaseError:
        return []
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        hint = "Read its source again: trellis import SOURCE --again. Until then the search shows what it showed."
        return [Error(f"A listing keeps the search index from being built: {error}", hint, id="trellis.E131")]
    return []

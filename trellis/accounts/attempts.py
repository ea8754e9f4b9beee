"""Where attempts are counted: in a table that all processes share, where nobody can read whose attempts they were."""

import secrets
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils.crypto import salted_hmac


def hidden_key(key: str, prefix: str, version: int) -> str:
    """The key under which a count is kept. It may hold an IP address, so only a keyed hash of it is written down."""
    return salted_hmac("trellis.accounts.attempts", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class Attempts(DatabaseCache):
    """Django's own is silent where the database refuses to write. Whoever counts would take that for "too often", and
    somebody would be told that they tried too much because a disk is full."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        is_done: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        if not is_done:
            write_anything()
        return is_done


def write_anything() -> None:
    """Raises DatabaseError where nothing can be written. What it writes is over, and swept with what is old."""
    long_ago = connection.ops.adapt_datetimefield_value(datetime(2000, 1, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_attempts (cache_key, value, expires) VALUES (%s, '', %s)",
            [secrets.token_hex(32), long_ago],
        )

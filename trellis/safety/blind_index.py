"""Sealed text that can be found again: a blind index is kept beside it, which says nothing of it."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import transaction

from trellis.safety.models import LookupKey


def blind_index(text: str, *, purpose: str) -> str:
    """The same 64 characters for the same text and purpose, by which a sealed text is found. It says nothing else."""
    derived = hmac.digest(_lookup_key(), f"blind index: {purpose}".encode(), "sha256")
    return hmac.new(derived, text.encode(), hashlib.sha256).hexdigest()


_known: dict[str, bytes] = {}


def _lookup_key() -> bytes:
    """Made once for the installation, kept sealed in the database. Remembered once no roll-back can take it away."""
    if known := _known.get("key"):
        return known
    row, _ = LookupKey.objects.get_or_create(pk=1, defaults={"key": secrets.token_hex(32)})
    key = bytes.fromhex(row.key)
    if not settings.TESTING:
        transaction.on_commit(lambda: _known.__setitem__("key", key))
    return key

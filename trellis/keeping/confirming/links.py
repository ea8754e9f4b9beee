"""The link in a reminder: who holds it may say, without signing in, whether a listing is still right.

    <256 bits of HMAC-SHA-256>.<kind><identifier>.<grant>.<mark of the address>.<last day>

Nothing is stored. A link cannot be guessed or altered without SECRET_KEY; it is for one listing, for one purpose, ends
by itself, and stops being one when the keeper no longer keeps it or the address is published no more.
"""

import base64
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

LASTS: Final = dt.timedelta(days=90)
_SALT: Final = "trellis.keeping.confirming.links"
_KINDS: Final = {"m": "meeting", "g": "group", "p": "place"}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}


class NotALinkError(Exception):
    """It was not made here, or a part of it is missing."""


@dataclass(frozen=True, slots=True)
class Link:
    """`grant` is that of the keeper it was sent to; 0 for the published address, of which `mark` is a trace."""

    kind: str
    id: uuid.UUID
    until: dt.date
    grant: int = 0
    mark: str = ""

    def has_ended(self, today: dt.date) -> bool:
        return today > self.until


def written(link: Link) -> str:
    said = f"{_LETTERS[link.kind]}{link.id.hex}.{link.grant}.{link.mark}.{link.until.toordinal()}"
    return f"{_signature(said)}.{said}"


def read(token: str) -> Link:
    """Raises NotALinkError. It may have ended."""
    signature, _, said = token.partition(".")
    if not constant_time_compare(signature, _signature(said)):
        raise NotALinkError("This link was not made here, or a part of it is missing.")
    listing, grant, mark, until = said.split(".")
    day = dt.date.fromordinal(int(until))
    return Link(_KINDS[listing[0]], uuid.UUID(listing[1:]), day, int(grant), mark)


def mark_of(address: str) -> str:
    """A trace of an address, which points to nobody."""
    return salted_hmac(f"{_SALT}.mark", address.lower(), algorithm="sha256").hexdigest()[:16]


def _signature(said: str) -> str:
    digest = salted_hmac(_SALT, said, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

"""The link in each letter, by which whoever reads it confirms, changes or stops a subscription.

It is made anew from the subscription's number and SECRET_KEY, so that only a trace of it need be kept.
"""

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac

_SALT = "trellis.keeping.subscribing"


def token_of(identity: uuid.UUID) -> str:
    """256 bits that nobody can guess."""
    digest = salted_hmac(_SALT, identity.hex, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def trace(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

"""Links that only the letter they came in knows: long, random, and kept here as a hash alone."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.urls import reverse


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def link(name: str, token: str) -> str:
    return settings.SITE_ADDRESS + reverse(name, args=[token])

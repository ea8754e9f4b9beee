"""Where attempts are counted: in a table that all processes share, where nobody can read whose attempts they were."""

from django.utils.crypto import salted_hmac


def hidden_key(key: str, prefix: str, version: int) -> str:
    """The key under which a count is kept. It may hold an IP address, so only a keyed hash of it is written down."""
    return salted_hmac("trellis.accounts.attempts", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()

"""How second factors differ here from what django-allauth does by itself."""

from allauth.mfa.adapter import DefaultMFAAdapter


class Adapter(DefaultMFAAdapter):
    """Passkeys, codes of an app, and recovery codes."""

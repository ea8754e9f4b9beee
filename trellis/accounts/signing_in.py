"""How signing in differs here from what django-allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """E-mailed codes and passkeys."""

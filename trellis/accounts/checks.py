"""Whether people can sign in, and somebody may give roles: `trellis check --deploy`.

trellis.W171 codes to sign in with are printed, not sent      trellis.W172 nobody is a steward
"""

from collections.abc import Iterable

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import DatabaseError

from trellis.accounts.models import Grant
from trellis.lib import env
from trellis.safety.backup import database_file


def check_mail(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """Where the site is reached by https it is in earnest, and nobody reads its console for codes."""
    if settings.HTTPS and env.Mail().backend == settings.EMAIL_BACKEND:
        what = "Codes to sign in with are printed to the console, so nobody gets them."
        return [checks.Warning(what, "Set EMAIL_URL to your mail server.", id="trellis.W171")]
    return []


def check_stewards(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """Makes no database where there is none."""
    file = database_file()
    if file is not None and not file.exists():
        return []  # E101 says so
    try:
        if Grant.objects.live().filter(role=Grant.Role.STEWARD, person__is_active=True).exists():
            return []
    except DatabaseError:
        return []  # E101 and E102 say what is wrong
    hint = "trellis grant you@example.org --role steward"
    return [checks.Warning("Nobody is a steward, so nobody can give roles.", hint, id="trellis.W172")]

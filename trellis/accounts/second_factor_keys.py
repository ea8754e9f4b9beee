"""Seals the secrets of second factors anew when `trellis rotate-keys` brings in a key."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.db import transaction

from trellis.safety.rotation import Again, sealed_elsewhere

SEALED: Final = ("secret", "seed")
"""What django-allauth seals in the data of an app, and of spare codes."""


@sealed_elsewhere("second factors")
def seal_second_factors_again(again: Again) -> int:
    return sum(_seal_again(key, again) for key in list(Authenticator.objects.values_list("pk", flat=True)))


@transaction.atomic
def _seal_again(key: int, again: Again) -> int:
    row = Authenticator.objects.select_for_update().filter(pk=key).first()
    old: dict[str, Any] = {name: row.data[name] for name in SEALED if name in row.data} if row else {}
    new = {name: again(token) for name, token in old.items()}
    if row is None or new == old:
        return 0
    row.data = {**row.data, **new}
    row.save(update_fields=["data"])
    return len(new)

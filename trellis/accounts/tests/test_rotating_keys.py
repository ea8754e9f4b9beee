"""A new key for what is sealed loses nobody their second factor."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command

from trellis.accounts.tests.people import person_with
from trellis.safety.sealed import is_newest


@pytest.mark.django_db
def test_apps_and_recovery_codes_work_after_the_old_key_is_forgotten(settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER, settings.FIELD_KEYS = tmp_path, []
    person = person_with()
    app = TOTP.activate(person, "JBSWY3DPEHPK3PXP").instance
    codes = RecoveryCodes.activate(person)
    unused = codes.get_unused_codes()
    call_command("rotate_keys", "--forget-old", verbosity=0)
    app.refresh_from_db()
    codes.instance.refresh_from_db()
    assert is_newest(app.data["secret"])
    assert is_newest(codes.instance.data["seed"])
    assert RecoveryCodes(codes.instance).get_unused_codes() == unused

import pytest

from trellis.accounts.checks import check_mail, check_stewards
from trellis.accounts.models import Grant
from trellis.accounts.tests.people import WHEN, person_with, steward
from trellis.lib import env


def test_a_site_in_earnest_that_prints_its_codes_is_warned(settings):
    settings.EMAIL_BACKEND = env.Mail().backend
    settings.HTTPS = False
    assert check_mail() == []
    settings.HTTPS = True
    assert [warning.id for warning in check_mail()] == ["trellis.W171"]


@pytest.mark.django_db
def test_a_site_without_a_steward_is_warned(monkeypatch):
    monkeypatch.setattr("trellis.accounts.checks.database_file", lambda: None)  # that of the tests is no file
    assert [warning.id for warning in check_stewards()] == ["trellis.W172"]
    steward(person_with())
    assert check_stewards() == []
    Grant.objects.update(ended_at=WHEN)
    assert [warning.id for warning in check_stewards()] == ["trellis.W172"]

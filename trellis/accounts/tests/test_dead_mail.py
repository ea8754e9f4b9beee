"""When the mail server does not answer, people are told so, and nothing is lost or half done."""

from smtplib import SMTPServerDisconnected

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend

from trellis.accounts.models import Person
from trellis.accounts.tests.people import letter_code, person_with, sign_in

pytestmark = pytest.mark.django_db


class DeadServer(EmailBackend):
    error: Exception = OSError("Connection refused")

    def send_messages(self, messages):
        raise self.error


@pytest.fixture(params=[OSError("Connection refused"), SMTPServerDisconnected("gone"), TimeoutError()])
def dead_mail(request, settings):
    DeadServer.error = request.param
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    return settings


def test_a_code_that_could_not_be_sent_is_said_so(client, dead_mail):
    person_with("jo@example.org")
    answer = client.post("/account/sign-in", {"login": "jo@example.org"})
    assert answer.status_code == 503
    assert "We could not send the code" in answer.content.decode()


def test_joining_can_begin_anew_once_mail_works(client, dead_mail, settings):
    answer = client.post("/account/join", {"email": "sam@example.org"})
    assert answer.status_code == 503
    assert not Person.objects.exists()
    cache.clear()  # a minute later
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post("/account/join", {"email": "sam@example.org"}, follow=True)
    client.post("/account/confirm", {"code": letter_code()})
    assert EmailAddress.objects.get().verified


def test_changing_an_address_leaves_the_old_one_while_mail_is_dead(client, dead_mail):
    sign_in(client, person_with("jo@example.org"))
    answer = client.post("/account/address", {"email": "new@example.org", "action_add": "1"})
    assert answer.status_code == 503
    assert Person.objects.get().email == "jo@example.org"


def test_no_address_is_logged(client, dead_mail, caplog):
    person_with("jo@example.org")
    client.post("/account/sign-in", {"login": "jo@example.org"})
    assert "was not sent" in caplog.text
    assert "jo@example.org" not in caplog.text
    assert not mail.outbox

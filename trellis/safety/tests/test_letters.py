"""The outbox: each letter goes once, later if it must, and leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from trellis.safety import letters, retention
from trellis.safety.letters import GIVE_UP, KEPT, LEASE, deliver_due, send_later, wait_after
from trellis.safety.models import Letter
from trellis.safety.state import late_letters
from trellis.safety.tests.forking import Forker

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def write(to: str = "kim@example.org", body: str = "Dear Kim", **more: Any) -> Letter:
    return send_later(**{"to": to, "subject": "Your listing", "body": body, "about": "reminder", "now": NOW} | more)


class Broken(BaseEmailBackend):
    """Refuses letters to some."""

    refused = ("kim@example.org",)

    def send_messages(self, messages: list[EmailMessage]) -> int:
        if any(message.to[0] in self.refused for message in messages):
            raise ConnectionRefusedError("no such server")
        return mail.get_connection("django.core.mail.backends.locmem.EmailBackend").send_messages(messages)


@pytest.fixture
def broken(settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"


@pytest.mark.django_db
def test_a_letter_goes_once_and_leaves_no_address() -> None:
    write()
    assert mail.outbox == []
    assert deliver_due(now=NOW) == 1
    assert [(one.to, one.subject, one.body) for one in mail.outbox] == [
        (["kim@example.org"], "Your listing", "Dear Kim")
    ]
    assert deliver_due(now=NOW + timedelta(days=1)) == 0
    letter = Letter.objects.get()
    assert (letter.to, letter.body, letter.sent_at, letter.about) == ("", "", NOW, "reminder")


@pytest.mark.django_db
def test_a_subject_is_one_line_that_fits_and_says_it_was_sent_by_itself() -> None:
    write(subject="Your\r\nBcc: sam@example.org " + "x" * 200)
    assert deliver_due(now=NOW) == 1
    assert mail.outbox[0].subject.startswith("Your Bcc: sam")
    assert len(mail.outbox[0].subject) <= 120
    assert mail.outbox[0].recipients() == ["kim@example.org"]
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


@pytest.mark.django_db
def test_a_letter_waits_for_its_time() -> None:
    write(not_before=NOW + timedelta(hours=2))
    assert deliver_due(now=NOW + timedelta(hours=1)) == 0
    assert deliver_due(now=NOW + timedelta(hours=2)) == 1


@pytest.mark.django_db
def test_no_more_than_asked_for_go_in_one_round_oldest_first() -> None:
    for number in range(5):
        write(to=f"{number}@example.org", now=NOW - timedelta(minutes=number))
    assert deliver_due(now=NOW, most=2) == 2
    assert [one.to for one in mail.outbox] == [["4@example.org"], ["3@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_sends_no_letter() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert 1 / (write().attempts)
    assert deliver_due(now=NOW) == 0


@pytest.mark.django_db(transaction=True)
def test_letters_are_not_delivered_inside_a_transaction() -> None:
    write()
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver_due(now=NOW)


@pytest.mark.django_db
@pytest.mark.usefixtures("broken")
def test_one_letter_that_cannot_go_holds_no_other_back(caplog: pytest.LogCaptureFixture) -> None:
    write()
    write(to="sam@example.org")
    assert deliver_due(now=NOW) == 1
    assert [one.to for one in mail.outbox] == [["sam@example.org"]]
    assert "ConnectionRefusedError" in caplog.text
    assert "kim" not in caplog.text


@pytest.mark.django_db
@pytest.mark.usefixtures("broken")
def test_tries_come_further_apart_and_end_after_five_days() -> None:
    write()
    tries, now = [], NOW
    while now < NOW + GIVE_UP + timedelta(days=1):
        before = Letter.objects.get().attempts
        deliver_due(now=now)
        if Letter.objects.get().attempts > before:
            tries.append(now)
        now += timedelta(minutes=1 if len(tries) < 4 else 8)  # from then on every wait is a multiple of eight
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert waits[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert waits[-1] == timedelta(hours=6)
    assert NOW + GIVE_UP - timedelta(hours=6) <= tries[-1] < NOW + GIVE_UP
    assert Letter.objects.get().to == "kim@example.org", "It is kept, for somebody to look at."


def test_waits_double_to_six_hours() -> None:
    assert [wait_after(n) for n in (1, 2, 9)] == [timedelta(minutes=m) for m in (1, 2, 256)]
    assert wait_after(10) == wait_after(30_000) == timedelta(hours=6)


@pytest.mark.django_db
def test_a_letter_in_another_workers_hands_is_left_there_until_its_lease_is_over() -> None:
    letter = write()
    assert letters._claimed(letter.pk, NOW).attempts == 1
    assert letters._claimed(letter.pk, NOW) is None
    assert deliver_due(now=NOW + LEASE - timedelta(seconds=1)) == 0
    assert deliver_due(now=NOW + LEASE) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("broken")
def test_letters_that_wait_for_more_than_a_day_are_told_with_the_cure() -> None:
    write()
    assert list(late_letters(now=NOW + timedelta(hours=23))) == []
    (problem,) = late_letters(now=NOW + timedelta(days=1))
    assert problem.msg == "1 letter waited to be sent for longer than a day: none was tried."
    assert "EMAIL_URL" in problem.hint
    deliver_due(now=NOW)
    write(to="sam@example.org")
    (problem,) = late_letters(now=NOW + GIVE_UP + timedelta(days=1))
    assert problem.msg == "2 letters waited to be sent for longer than a day: the mail server refuses them."


@pytest.mark.django_db
def test_the_sweep_takes_letters_away_after_thirty_days() -> None:
    write()
    write(not_before=NOW + timedelta(days=10))
    deliver_due(now=NOW)
    assert retention.sweep(now=NOW + KEPT - timedelta(minutes=1))["letters"] == 0
    assert retention.sweep(now=NOW + KEPT)["letters"] == 1
    assert Letter.objects.get().not_before == NOW + timedelta(days=10)


DELIVER = """
from datetime import UTC, datetime
from pathlib import Path
from django.conf import settings
from django.core.mail.backends.locmem import EmailBackend
from trellis.safety.letters import deliver_due
now = datetime(2026, 11, 1, 12, tzinfo=UTC)
sent = sum(deliver_due(now=now, most=10) for _ in range(6))
"""
WRITE = """
from datetime import UTC, datetime
from trellis.safety.letters import send_later
for number in range(30):
    send_later(to=f"{number}@x.org", subject="s", body="b", about="test", now=datetime(2026, 11, 1, tzinfo=UTC))
"""


def test_workers_that_deliver_at_once_send_each_letter_once_on_sqlite(forker: Forker, home: Path) -> None:
    assert forker.run(home, "code", WRITE).code == 0
    ended = forker.run_together(home, "code", DELIVER, times=3)
    assert [one.code for one in ended] == [0, 0, 0], ended
    printed = [line for one in ended for line in one.said.splitlines() if line.startswith("To: ")]
    assert sorted(printed) == sorted(f"To: {number}@x.org" for number in range(30))


@pytest.mark.django_db(transaction=True)
def test_workers_that_deliver_at_once_send_each_letter_once_on_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("The SQLite database of the tests is in memory; the test above has a file.")
    exec(WRITE, {})
    together = Barrier(3)

    def work(_: int) -> int:
        together.wait(10)
        try:
            exec(DELIVER, names := {})
            return names["sent"]
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 30
    assert sorted(one.to[0] for one in mail.outbox) == sorted(f"{number}@x.org" for number in range(30))


@pytest.mark.django_db
def test_a_letter_that_goes_twice_goes_under_one_message_id() -> None:
    """A worker died between sending and noting it."""
    letter, _ = write(), write(to="sam@example.org")
    deliver_due(now=NOW)
    Letter.objects.filter(pk=letter.pk).update(to="kim@example.org", sent_at=None, lease_until=None)
    deliver_due(now=NOW + LEASE)
    first, other, again = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first == again == letters.message_id(letter)
    assert other != first

"""The daily letter to moderators: when something waits, once a day, until they stop it."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse

from trellis.accounts.tests.people import moderator, person_with, sign_in, steward
from trellis.keeping.acting import VISITOR
from trellis.keeping.actions import propose
from trellis.keeping.deciding import daily
from trellis.keeping.deciding.daily import tell_moderators
from trellis.keeping.models import Change, DailyLetter
from trellis.meetings.tests.factories import create_meeting, create_place, create_source
from trellis.safety.audit import SYSTEM, record
from trellis.safety.letters import deliver_due
from trellis.safety.models import AuditHead, Letter

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
BURNLEY, LEEDS = "E07000117", "E08000035"


def proposal(area_code: str = BURNLEY, name: str = "Way In", *, at: dt.datetime = NOW) -> None:
    place = create_place(source=create_source(slug=f"of-{area_code}-{at.day}"), area_code=area_code)
    meeting = create_meeting(source=place.source, place=place, name=name)
    propose(kind=Change.Kind.EDIT, listing=meeting, by=VISITOR, now=at, after={"notes": "Ring the bell."})


def morning(days: int = 0) -> dict[str, str]:
    """What was sent to whom on that day."""
    mail.outbox.clear()
    now = NOW + dt.timedelta(days=days)
    while tell_moderators(now):
        pass
    deliver_due(now=now)
    return {message.to[0]: str(message.body) for message in mail.outbox}


def test_each_hears_what_waits_in_their_own_area_the_oldest_first():
    moderator(person_with("burnley@example.org"), BURNLEY)
    moderator(person_with("leeds@example.org"), LEEDS)
    proposal(name="Newer")
    proposal(name="Older", at=NOW - dt.timedelta(days=9))
    sent = morning()
    assert list(sent) == ["burnley@example.org"]
    words = sent["burnley@example.org"]
    assert "2 things wait for somebody like you" in words
    assert words.index("Older") < words.index("Newer")
    assert "since 14 November" in words
    assert "Ring the bell" not in words
    assert mail.outbox[0].subject == "What waits for you"


def test_it_comes_once_a_day_and_never_when_nothing_waits():
    moderator(person_with("burnley@example.org"), BURNLEY)
    assert morning() == {}
    proposal()
    assert morning() == {}
    assert list(morning(days=1)) == ["burnley@example.org"]
    assert morning(days=1) == {}
    assert list(morning(days=2)) == ["burnley@example.org"]
    Change.objects.update(state=Change.State.DECLINED)
    assert morning(days=3) == {}


def test_nothing_is_sent_in_the_night():
    moderator(person_with("burnley@example.org"), BURNLEY)
    assert not daily._somebody_is_to_be_told(NOW.replace(hour=6))
    assert daily._somebody_is_to_be_told(NOW.replace(hour=7))


def test_who_has_the_role_no_more_or_is_closed_out_hears_nothing():
    gone, shut = (
        moderator(person_with("gone@example.org"), BURNLEY),
        moderator(person_with("shut@example.org"), BURNLEY),
    )
    gone.ended_at = NOW
    gone.save()
    shut.person.is_active = False
    shut.person.save()
    proposal()
    assert morning() == {}


def test_a_steward_gets_the_end_of_the_audit_trail_with_it():
    steward(person_with("steward@example.org"))
    moderator(person_with("burnley@example.org"), BURNLEY)
    proposal()
    sent = morning()
    assert str(AuditHead.now()) in sent["steward@example.org"]
    assert "audit" not in sent["burnley@example.org"]


def test_on_mondays_stewards_get_the_end_of_the_audit_trail_though_nothing_waits():
    steward(person_with("steward@example.org"))
    moderator(person_with("burnley@example.org"), BURNLEY)
    assert morning() == {}, "Nothing was recorded yet."
    with transaction.atomic():
        record(action="listing.added", by=SYSTEM, now=NOW)
    sent = [morning(days) for days in range(1, 8)]
    assert [list(letters) for letters in sent] == [[], [], [], [], [], [], ["steward@example.org"]]
    assert "Nothing waits" in sent[-1]["steward@example.org"]
    assert str(AuditHead.now()) in sent[-1]["steward@example.org"]


def test_it_is_stopped_by_one_press_or_by_the_mail_program_and_begun_again(client, visit):
    person = person_with("burnley@example.org")
    moderator(person, BURNLEY)
    proposal()
    morning()
    stop = re.sub(r"^https?://[^/]+", "", mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>"))
    assert visit(stop).heading == "A letter each day"
    assert client.post(stop, {"List-Unsubscribe": "One-Click"}).status_code == 204
    assert morning(days=1) == {}
    assert "You get no daily letter" in visit(stop).text
    client.post(stop, {"do": "again"})
    assert list(morning(days=1)) == ["burnley@example.org"]
    assert client.get(stop[:-1] + ("a" if stop[-1] != "a" else "b")).status_code == 404
    assert client.get("/letters/daily/nothing").status_code == 404


def test_it_is_switched_off_and_on_from_the_queue(client, visit):
    person = person_with("burnley@example.org")
    moderator(person, BURNLEY)
    sign_in(client, person, is_strong=True)
    at = reverse("my-daily-letter")
    assert "A letter in the morning" in visit("/moderate").text
    assert "You get a letter" in visit(at).text
    assert not DailyLetter.objects.exists()
    client.post(at)
    assert "You get no daily letter" in visit(at).text
    proposal()
    assert morning() == {}
    client.post(at, {"do": "again"})
    assert list(morning()) == ["burnley@example.org"]


def test_a_worker_that_dies_half_way_tells_nobody_twice(monkeypatch):
    moderator(person_with("burnley@example.org"), BURNLEY)
    proposal()
    with monkeypatch.context() as patch:
        patch.setattr(daily, "send_later", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            tell_moderators(NOW)
    assert not DailyLetter.objects.exists()
    morning()
    assert Letter.objects.count() == 1

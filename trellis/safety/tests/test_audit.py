"""The audit trail: nothing in it changes unnoticed, and the chain never forks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.core.checks import Error
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from trellis.safety import audit
from trellis.safety.audit import SYSTEM, Actor, Fault, record, verify
from trellis.safety.guard import ENTRIES, HEAD, guard, unguard, unguarded
from trellis.safety.models import AuditEntry, AuditHead
from trellis.safety.state import audit_trail
from trellis.safety.tests.forking import Forker

NOW = datetime(2026, 11, 1, 12, 30, 15, 123456, tzinfo=UTC)
KEEPER = Actor("keeper", UUID(int=7))


def add(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            record(
                action="listing.changed",
                by=KEEPER if number % 2 else SYSTEM,
                subject_kind="meeting",
                subject_id=UUID(int=number),
                detail={"fields": ["start", "place"], "count": number},
                now=NOW + timedelta(minutes=number),
            )


class Editor:
    """As much of Django's as guards use. Its own wants a transaction of its own on SQLite."""

    connection = connection

    def execute(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def without_guard(change: Callable[[], object]) -> None:
    """As somebody would who may alter tables."""
    unguard(None, Editor())
    change()


@pytest.mark.django_db
def test_each_entry_follows_from_the_one_before() -> None:
    add(3)
    first, second, third = AuditEntry.objects.order_by("number")
    assert (first.number, second.number, third.number) == (1, 2, 3)
    assert (first.previous, second.previous, third.previous) == ("", first.hash, second.hash)
    assert (second.actor, second.role, second.detail) == (
        UUID(int=7),
        "keeper",
        {"fields": ["start", "place"], "count": 1},
    )
    assert (AuditHead.now().number, AuditHead.now().hash) == (3, third.hash)
    assert verify() is None
    assert list(audit_trail()) == []


CHANGES = st.one_of(
    st.tuples(st.just("at"), st.timedeltas(timedelta(0), timedelta(days=900)).map(lambda apart: NOW + apart)),
    st.tuples(st.just("actor"), st.one_of(st.none(), st.uuids())),
    st.tuples(st.just("role"), st.sampled_from(audit.Role.values)),
    st.tuples(st.sampled_from(["action", "subject_kind", "previous", "hash"]), st.text("abc.0", max_size=40)),
    st.tuples(st.just("subject_id"), st.one_of(st.none(), st.uuids())),
    st.tuples(st.just("detail"), st.dictionaries(st.text("ab", max_size=3), st.integers() | st.text("ab"), max_size=2)),
)


class AnyChange(TestCase):
    @settings(max_examples=60)
    @given(number=st.integers(1, 5), change=CHANGES)
    def test_a_change_to_any_field_is_found(self, number: int, change: tuple[str, Any]) -> None:
        add(5)
        field, value = change
        before = AuditEntry.objects.get(pk=number)
        if getattr(before, field) == value:
            return
        without_guard(lambda: AuditEntry.objects.filter(pk=number).update(**{field: value}))
        found = verify()
        assert found is not None
        assert found.number == number

    @settings(max_examples=30)
    @given(gone=st.sets(st.integers(1, 5), min_size=1))
    def test_a_removal_is_found_also_at_the_end(self, gone: set[int]) -> None:
        add(5)
        without_guard(lambda: AuditEntry.objects.filter(pk__in=gone).delete())
        assert verify() == Fault(min(gone), "is missing")

    @settings(max_examples=20)
    @given(pair=st.lists(st.integers(1, 5), min_size=2, max_size=2, unique=True))
    def test_a_swap_is_found(self, pair: list[int]) -> None:
        add(5)
        one, other = pair

        def swap() -> None:
            for old, new in ((one, 99), (other, one), (99, other)):
                AuditEntry.objects.filter(pk=old).update(number=new)

        without_guard(swap)
        assert verify() is not None
        assert verify().number == min(pair)


@pytest.mark.django_db
def test_a_chain_made_again_from_a_changed_entry_does_not_end_as_the_recorded_one() -> None:
    add(3)

    def forge() -> None:
        previous = AuditEntry.objects.get(pk=1).hash
        for entry in AuditEntry.objects.filter(pk__gt=1).order_by("pk"):
            entry.role, entry.previous = "steward", previous
            entry.hash = previous = audit.hash_of(entry)
            entry.save()

    without_guard(forge)
    assert verify() == Fault(3, "is not the one that was recorded last")


@pytest.mark.django_db
def test_an_entry_that_was_slipped_in_at_the_end_is_found() -> None:
    add(2)
    last = AuditEntry.objects.get(pk=2)
    forged = AuditEntry(number=3, at=NOW, role="system", action="a.b", previous=last.hash)
    forged.hash = audit.hash_of(forged)
    forged.save(force_insert=True)
    assert verify() == Fault(3, "was never recorded by Trellis")


@pytest.mark.django_db
def test_what_cannot_be_read_is_told_not_raised() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps each column to its kind.")
    add(2)

    def spoil() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {ENTRIES} SET actor = 'nobody' WHERE number = 2")

    without_guard(spoil)
    assert verify() == Fault(2, "cannot be read")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRIES} SET action = 'x.y' WHERE number = 1",
        f"DELETE FROM {ENTRIES} WHERE number = 1",
        f"DELETE FROM {HEAD}",
        f"UPDATE {HEAD} SET number = 0",
        f"UPDATE {HEAD} SET hash = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_was_recorded(statement: str) -> None:
    add(2)
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert verify() is None


@pytest.mark.django_db
def test_an_entry_cannot_be_put_in_place_of_another() -> None:
    add(2)
    entry = AuditEntry.objects.get(pk=1)
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"{verb} INTO {ENTRIES} (number, at, role, action, subject_kind, detail, previous, hash)"
            " VALUES (1, %s, 'system', 'x.y', '', '{}', '', 'x')",
            [entry.at],
        )
    assert verify() is None


@pytest.mark.django_db
def test_a_guard_that_is_gone_is_told_with_the_cure() -> None:
    assert unguarded() == []
    without_guard(lambda: None)
    problems = list(audit_trail())
    assert [(problem.id, problem.level) for problem in problems] == [("trellis.E152", Error("").level)] * 2
    assert "trellis migrate safety 0001" in problems[0].hint
    guard(None, Editor())
    assert list(audit_trail()) == []


@pytest.mark.django_db
def test_a_fault_is_told_with_its_number() -> None:
    add(2)
    without_guard(lambda: AuditEntry.objects.filter(pk=2).update(role="steward"))
    problem = next(iter(audit_trail()))
    assert problem.msg == "Audit entry 2 was changed after it was recorded."
    assert "docs/audit.md" in problem.hint


@pytest.mark.django_db
@pytest.mark.parametrize(
    "detail",
    [{"to": "kim@example.org"}, {"note": "Kim came late"}, {"share": 0.5}, {"a": {"b": ["one two"]}}, {"x": "y" * 101}],
)
def test_words_about_people_do_not_come_into_the_trail(detail: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cannot be erased"), transaction.atomic():
        record(action="listing.changed", by=SYSTEM, detail=detail, now=NOW)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
def test_an_action_is_a_dotted_word_and_a_role_one_of_ours() -> None:
    with pytest.raises(ValueError, match="no action"), transaction.atomic():
        record(action="Changed it", by=SYSTEM, now=NOW)
    with pytest.raises(ValueError, match="no role"):
        Actor("king")


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        record(action="listing.changed", by=SYSTEM, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_fails_leaves_no_entry_and_no_gap() -> None:
    add(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert 1 / (record(action="listing.changed", by=SYSTEM, now=NOW).number - 2)
    add(1)
    assert AuditEntry.objects.count() == 2
    assert verify() is None


RECORD = """
from django.db import connection, transaction
from django.utils import timezone
from trellis.safety.audit import SYSTEM, record
for _ in range(25):
    with transaction.atomic():
        record(action="listing.changed", by=SYSTEM, now=timezone.now())
"""
VERIFY = "from trellis.safety.audit import verify; from trellis.safety.models import AuditEntry as E; "
VERIFY += "print(E.objects.count(), verify())"


def test_processes_that_record_at_once_make_one_chain_on_sqlite(forker: Forker, home: Path) -> None:
    ended = forker.run_together(home, "code", RECORD, times=3)
    assert [(one.code, one.said) for one in ended] == [(0, "")] * 3
    assert forker.run(home, "code", VERIFY).said.strip() == "75 None"


@pytest.mark.django_db(transaction=True)
def test_many_that_record_at_once_make_one_chain_on_postgresql() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("The SQLite database of the tests is in memory; the test above has a file.")
    together = Barrier(4)

    def work(_: int) -> None:
        together.wait(10)
        try:
            exec(RECORD, {})
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert AuditEntry.objects.count() == 100
    assert verify() is None


@pytest.mark.django_db
def test_what_was_kept_of_the_trail_must_be_in_it_for_ever(capsys: pytest.CaptureFixture[str]) -> None:
    with transaction.atomic():
        first, second = (record(action="listing.added", by=SYSTEM, now=NOW) for _ in range(2))
    for kept in (f"1:{first.hash}", first.hash, f"2:{second.hash.upper()}"):
        call_command("check", audit_head=kept)
    assert f"The audit trail ends with 2:{second.hash}" in capsys.readouterr().out
    for wrong, words in ((f"1:{second.hash}", "not in the audit trail any more"), ("abc", "is not what Trellis tells")):
        with pytest.raises(CommandError, match=words):
            call_command("check", audit_head=wrong)

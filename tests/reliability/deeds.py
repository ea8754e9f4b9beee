"""What a process does until it is killed, and how to see afterwards that nothing is lost and nothing half-written.

Each deed goes on until it is killed, and notes in a file what it was told is done (acknowledged). Each look afterwards
finds everything acknowledged, and everything else done wholly or not at all. Runs in processes of its own: forking.py.
"""

import datetime as dt
import json
import os
from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from trellis.keeping.acting import VISITOR, Acting
from trellis.keeping.actions import approve, propose, undo
from trellis.keeping.models import Change
from trellis.meetings.models import Group, Meeting, Provenance
from trellis.meetings.tests.factories import create_group, create_meeting, create_source
from trellis.opendata import actions
from trellis.opendata.models import Read, Sheet
from trellis.opendata.reading import sheets
from trellis.opendata.tests.feeds import import_feed, meeting
from trellis.places.models import Source
from trellis.safety.audit import verify
from trellis.safety.letters import send_later
from trellis.safety.models import AuditEntry, DutyRecord, Letter
from trellis.web.working.loop import Worker

ROWS = 60
PAIRS = 40


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def note(path: Path, words: object) -> None:
    """On the disk before anything else happens."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{words}\n")
        file.flush()
        os.fsync(file.fileno())


def noted(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def sound() -> None:
    """Whatever was going on: the database is whole, and so is the audit trail."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchall() == [("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
    assert verify() is None


# -- imports -----------------------------------------------------------------------------------------------------------


def version(number: int) -> list[dict[str, Any]]:
    """A feed whose every row, and number of rows, tell its version."""
    time = {"time": f"{8 + number % 12:02}:{number % 60:02}", "end_time": ""}
    return [meeting(str(row), notes=f"Version {number}.", **time) for row in range(ROWS - number % 7)]


def importing(acknowledged: Path) -> None:
    for number in count(int((noted(acknowledged) or ["0"])[-1]) + 1):
        import_feed(version(number))
        note(acknowledged, number)


def look_at_import(acknowledged: Path) -> None:
    """The listings are those of the version acknowledged last, or of the one after it; all of them."""
    sound()
    last = int((noted(acknowledged) or ["0"])[-1])
    listed = Meeting.objects.listed()
    versions = set(listed.values_list("notes", flat=True))
    if last == 0 and not versions:
        return
    assert len(versions) == 1, versions
    number = int(versions.pop().removeprefix("Version ").removesuffix("."))
    assert number in {last, last + 1}, (number, last)
    assert listed.count() == ROWS - number % 7
    assert {time.hour for time in listed.values_list("start", flat=True)} == {8 + number % 12}
    assert Provenance.objects.count() == Meeting.objects.count()
    acknowledged.write_text(f"{number}\n", encoding="utf-8")


# -- sheets that are sent ----------------------------------------------------------------------------------------------


def sheet_of(number: int) -> bytes:
    """A sheet whose every row, and number of rows, tell its version."""
    time = f"{8 + number % 12:02}:{number % 60:02}"
    rows = [f"{row},Step {row},Monday,{time},Hall {row},na,Version {number}." for row in range(ROWS - number % 7)]
    return "\n".join(["id,name,day,time,place,pathway,notes", *rows]).encode()


def taking_sheets(acknowledged: Path) -> None:
    """Sends a sheet, looks, agrees, which is acknowledged, and takes it in; then the next."""
    actions.BATCH = 10  # type: ignore[misc]
    source, _ = Source.objects.get_or_create(pk=Source.id_for("sheet"), slug="sheet", name="Sheet", format="csv")
    for number in count(int((noted(acknowledged) or ["0"])[-1]) + 1):
        sheet = sheets.send(source, [sheet_of(number)], "csv", now=_now())
        work_at_sheets()
        sheet.refresh_from_db()
        assert sheets.agree(sheet, by=somebody(), now=_now()), (sheet.stage, sheet.words)
        note(acknowledged, number)
        work_at_sheets()


def work_at_sheets() -> None:
    while sheet := sheets.claim(_now()):
        sheets.work_at(sheet)


def look_at_sheets(acknowledged: Path) -> None:
    """What was agreed to is in, wholly, once a worker that nobody kills has gone on with it."""
    sound()
    Sheet.objects.update(lease_until=None)
    work_at_sheets()
    sound()
    last = int((noted(acknowledged) or ["0"])[-1])
    taken = Sheet.objects.filter(stage="taken").count()
    assert taken == Read.objects.count()
    assert taken in {last, last + 1}, (taken, last)
    assert taken == AuditEntry.objects.filter(action="source.sheet-agreed").count()
    listed = Meeting.objects.listed()
    if taken:
        assert set(listed.values_list("notes", flat=True)) == {f"Version {taken}."}
        assert listed.count() == ROWS - taken % 7
    acknowledged.write_text(f"{taken}\n", encoding="utf-8")


# -- approvals and merges ----------------------------------------------------------------------------------------------


def somebody() -> Any:
    return Acting("moderator")


def make_meetings() -> None:
    source = create_source()
    for number in range(PAIRS):
        create_meeting(source=source, slug=f"approved-{number}", notes="As it was.")
    propose_many()


def propose_many() -> None:
    """Visitors propose changes to all meetings, and wish to hear what is decided."""
    with transaction.atomic():
        for listing in Meeting.objects.with_listing().order_by("slug"):
            turn = Change.objects.of("meeting", listing.pk).count()
            after = {"notes": f"Proposal {turn}.", "minutes": 45 + turn % 2}
            to = "kim@example.org"
            propose(kind=Change.Kind.EDIT, listing=listing, by=VISITOR, now=_now(), after=after, reply_to=to)


def approving(acknowledged: Path) -> None:
    while True:
        while waiting := Change.objects.waiting().first():
            approve(waiting.pk, by=somebody(), now=_now())
            note(acknowledged, waiting.pk)
        propose_many()


def look_at_approvals(acknowledged: Path) -> None:
    """A change is approved, made, written down and answered, or none of these."""
    sound()
    open_ones = {str(key) for key in Change.objects.waiting().values_list("pk", flat=True)}
    assert not open_ones & set(noted(acknowledged))
    trail = Counter(entry.detail["change"] for entry in AuditEntry.objects.filter(action="listing.edit"))
    for listing in Meeting.objects.all():
        *earlier, last = Change.objects.of("meeting", listing.pk).order_by("made_at")
        assert all(change.state == "approved" for change in earlier)
        is_there = (listing.notes, listing.minutes) == (last.after["notes"], last.after["minutes"])
        facts = (last.state, is_there, bool(last.done), trail[str(last.pk)])
        assert facts in {("approved", True, True, 1), ("waiting", False, False, 0)}, facts
    assert set(trail.values()) <= {1}
    assert Letter.objects.filter(about="decision").count() == trail.total()


def make_pairs() -> None:
    source = create_source(slug="pairs")
    for number in range(PAIRS):
        for which in ("stays", "goes"):
            group = create_group(source=source, slug=f"{which}-{number}", name=f"Group {number}")
            create_meeting(source=source, group=group, slug=f"{which}-meeting-{number}")


def merging(acknowledged: Path) -> None:
    """Merges pair after pair, then undoes pair after pair, and so on."""
    while True:
        for number in range(PAIRS):
            goes = Group.objects.select_related("source").get(slug=f"goes-{number}")
            stays = Group.objects.get(slug=f"stays-{number}")
            if goes.merged_into_id:
                merged = Change.objects.filter(kind="merge", listing_id=stays.pk, undone_by__isnull=True).latest(
                    "made_at"
                )
                undo(merged, by=somebody(), now=_now())
            else:
                now = _now()
                propose(kind=Change.Kind.MERGE, listing=goes, by=somebody(), now=now, after={"into": str(stays.pk)})
            note(acknowledged, number)


def look_at_merges(acknowledged: Path) -> None:
    """Of each pair, one leads to the other with its meeting moved, or both stand apart, as often as acknowledged."""
    sound()
    steps = noted(acknowledged)
    over = 0
    for number in range(PAIRS):
        goes, stays = (Group.objects.get(slug=f"{which}-{number}") for which in ("goes", "stays"))
        at = Meeting.objects.get(slug=f"goes-meeting-{number}").group_id
        is_merged = goes.merged_into_id == stays.pk
        assert (goes.state == "merged", at == stays.pk) == (is_merged, is_merged), number
        done = _steps(goes, stays)
        assert done % 2 == is_merged, (number, done)
        over += done - steps.count(str(number))
    assert over in {0, 1}, over
    if over:
        acknowledged.write_text("", encoding="utf-8")
        for number in range(PAIRS):
            goes, stays = (Group.objects.get(slug=f"{which}-{number}") for which in ("goes", "stays"))
            for _ in range(_steps(goes, stays)):
                note(acknowledged, number)


def _steps(goes: Any, stays: Any) -> int:
    """How often the two were merged or parted again."""
    return Change.objects.filter(listing_id__in=[goes.pk, stays.pk], kind__in=["merge", "undo"]).count()


# -- the worker --------------------------------------------------------------------------------------------------------


def send_to_files(folder: Path) -> None:
    settings.EMAIL_BACKEND = "tests.reliability.deeds.EmailBackend"
    settings.EMAIL_FILE_PATH = str(folder)


class EmailBackend:
    """A mail server that writes down each letter it took: one line, on the disk before it says so."""

    def __init__(self, **_: object) -> None:
        """Needs nothing."""

    def open(self) -> None:
        """Is always there."""

    def close(self) -> None:
        """Stays."""

    def send_messages(self, messages: list[Any]) -> int:
        for message in messages:
            note(Path(settings.EMAIL_FILE_PATH) / f"sent-{os.getpid()}", message.subject)
        return len(messages)


def write_letters(number: int) -> None:
    with transaction.atomic():
        for letter in range(number):
            to, now = "kim@example.org", _now()
            send_later(to=to, subject=f"Letter-{letter}", body="Hello", about="reminder", now=now)


def registered_source(address: str) -> None:
    key = Source.id_for("feed")
    due = _now()
    Source.objects.create(
        id=key, slug="feed", name="Feed", format="meeting-guide", address=address, every_hours=1, next_read_at=due
    )


def working(folder: Path) -> None:
    """Reads the source again and again, and sends what letters there are."""
    settings.READ_OWN_MACHINE = True
    send_to_files(folder)
    worker = Worker(say=lambda _: None)
    while True:
        worker.run_once()
        Source.objects.update(next_read_at=_now(), etag="")
        _due_again()


def work_once(folder: Path) -> None:
    """What one worker does of what is due, while another does the same."""
    settings.READ_OWN_MACHINE = True
    send_to_files(folder)
    Worker(say=lambda _: None).run_once()


def time_passes() -> None:
    """The leases of whoever was killed run out."""
    past = _now() - dt.timedelta(minutes=1)
    Source.objects.filter(lease_until__isnull=False).update(lease_until=past)
    Letter.objects.filter(lease_until__isnull=False).update(lease_until=past)
    _due_again()


def _due_again() -> None:
    DutyRecord.objects.update(due_at=_now() - dt.timedelta(seconds=1), holder="", lease_until=None)


def finish(folder: Path) -> None:
    """A worker that nobody kills does the rest."""
    settings.READ_OWN_MACHINE = True
    send_to_files(folder)
    time_passes()
    Worker(say=lambda _: None).run_once()


def look_at_work(folder: Path, letters: int, most_twice: int) -> None:
    """Every letter went; one may have gone twice for each time that a worker died between sending and noting it."""
    sound()
    sent = list(all_sent(folder))
    assert set(sent) == {f"Letter-{number}" for number in range(letters)}
    assert len(sent) - letters <= most_twice, len(sent)
    assert not Letter.objects.filter(sent_at=None).exists()
    assert not Read.objects.filter(outcome="reading").exists()
    assert Meeting.objects.listed().count() in {0, ROWS}


def all_sent(folder: Path) -> Iterator[str]:
    for path in folder.glob("sent-*"):
        yield from noted(path)


def called(name: str, *words: object, of: str = "deeds") -> str:
    """Python that does it in a process of its own."""
    given = ", ".join(f"Path({str(word)!r})" if isinstance(word, Path) else repr(word) for word in words)
    return f"from pathlib import Path\nfrom tests.reliability.{of} import {name}\n{name}({given})\n"


def as_json(rows: list[dict[str, Any]]) -> bytes:
    return json.dumps(rows).encode()

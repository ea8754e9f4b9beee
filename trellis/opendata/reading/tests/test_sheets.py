"""A large sheet is the worker's: looked at without a change, taken in wholly or not at all, stopped, taken up again."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from trellis.accounts.tests.people import person_with, sign_in, steward
from trellis.keeping.acting import Acting
from trellis.meetings.models import Meeting
from trellis.opendata import actions
from trellis.opendata.models import Read, Sheet
from trellis.opendata.reading import routine, sheets
from trellis.places.models import Revision, Source
from trellis.places.tests.factories import create_source
from trellis.safety.models import AuditEntry

pytestmark = pytest.mark.django_db
HEAD = "id,name,day,time,address,town,postcode,pathway"
AT = "/sources/sheet/sheets"
ROWS = 50


def table(rows: int = ROWS, time: str = "19:30") -> bytes:
    lines = [f"{n},Step {n},Tuesday,{time},{n} Church Street,Burnley,BB11 1JG,na" for n in range(rows)]
    return "\n".join([HEAD, *lines]).encode()


@pytest.fixture(autouse=True)
def own_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(sheets, "folder", lambda: tmp_path / "sheets")


@pytest.fixture
def as_steward(client):
    person = person_with()
    steward(person)
    sign_in(client, person, is_strong=True)
    return client


@pytest.fixture
def source() -> Source:
    return create_source(slug="sheet", name="Our sheet", address="")


@pytest.fixture
def large(monkeypatch):
    """Every sheet is a large one, and its batches are small."""
    monkeypatch.setattr(sheets, "SMALL", {"csv": 0, "xlsx": 0})
    monkeypatch.setattr(actions, "BATCH", 10)


def sent(source: Source, content: bytes) -> Sheet:
    return sheets.send(source, [content], "csv", now=timezone.now())


def looked_at(source: Source, content: bytes) -> Sheet:
    sheet = sent(source, content)
    assert routine.work_at_a_sheet(timezone.now()) == 1
    sheet.refresh_from_db()
    return sheet


def agreed(sheet: Sheet) -> Sheet:
    assert sheets.agree(sheet, by=Acting("steward"), now=timezone.now())
    sheet.refresh_from_db()
    return sheet


def test_a_large_sheet_is_looked_at_and_taken_in_by_the_worker(as_steward, visit, source, large):
    given = SimpleUploadedFile("meetings.csv", table(), "text/csv")
    at = as_steward.post(AT, {"sheet": given}).headers["Location"]
    page = visit(at)
    assert page.heading == "Looking at your sheet"
    assert "Look again" in page.text
    assert "to be looked at" in visit("/sources/sheet/look-after").text
    routine.work_at_a_sheet(timezone.now())
    assert "50 meetings on it: 50 new" in visit(at).text
    assert not Meeting.objects.exists()
    as_steward.post(at)
    assert "0 of 50 rows so far" in visit(at).text
    assert not Meeting.objects.exists()
    routine.work_at_a_sheet(timezone.now())
    assert visit(at).heading == "The sheet is in"
    assert Meeting.objects.listed().count() == 50
    assert Read.objects.get().counts["created"] == 50
    assert not list(sheets.folder().glob("*"))
    entry = AuditEntry.objects.get(action="source.sheet-agreed")
    assert entry.detail == {"created": 50, "updated": 0, "closed": 0}
    assert routine.work_at_a_sheet(timezone.now()) == 0


def test_looking_writes_nothing_to_the_listings(source, large):
    agreed(looked_at(source, table()))
    routine.work_at_a_sheet(timezone.now())
    sheet = sent(source, table(40, time="20:00"))
    sheets.claim(timezone.now())
    with CaptureQueriesContext(connection) as asked:
        sheets.work_at(sheet)
    wrote = [one["sql"] for one in asked if not one["sql"].startswith(("SELECT", "DECLARE"))]  # a cursor reads
    assert len(wrote) == 5  # four batches, each renewing the lease, and what came of it
    assert all('UPDATE "opendata_sheet"' in sql for sql in wrote), wrote
    sheet.refresh_from_db()
    assert (sheet.counts["updated"], sheet.counts["closed"]) == (40, 10)


def test_it_is_taken_in_by_one_change_that_closes_what_is_gone_as_well(source, large):
    agreed(looked_at(source, table()))
    before = Revision.now()
    routine.work_at_a_sheet(timezone.now())
    assert Revision.now() == before + 1
    agreed(looked_at(source, table(25, time="20:00")))
    routine.work_at_a_sheet(timezone.now())
    assert Meeting.objects.filter(state="closed").count() == 25
    assert set(Meeting.objects.values_list("revision", flat=True)) == {before + 2}


def test_whoever_sent_it_stops_it_before_anything_changed(as_steward, visit, source, large):
    sheet = sent(source, table())
    as_steward.post(f"{AT}/{sheet.name}", {"ask": "stop"})
    page = visit(f"{AT}/{sheet.name}")
    assert (page.heading, "Nothing was changed" in page.text) == ("You stopped the sheet", True)
    assert routine.work_at_a_sheet(timezone.now()) == 0


def at_row(monkeypatch, row: int, happens) -> None:
    """Something happens while the sheet is taken in, when it has got so far."""
    before = actions._Run.take

    def take(run, batch):
        before(run, batch)
        if run.report.read == row:
            happens()

    monkeypatch.setattr(actions._Run, "take", take)


def test_stopped_while_it_is_taken_in_nothing_of_it_is_in(as_steward, visit, source, large, monkeypatch):
    sheet = agreed(looked_at(source, table()))
    at, far = f"{AT}/{sheet.name}", []

    def press() -> None:
        far.append(sheets.how_far(sheet))
        assert Meeting.objects.count() == 30
        as_steward.post(at, {"ask": "stop"})

    with monkeypatch.context() as patch:
        at_row(patch, 30, press)
        routine.work_at_a_sheet(timezone.now())
    assert far == [20]
    page = visit(at)
    assert (page.heading, "Nothing was changed" in page.text) == ("You stopped the sheet", True)
    assert not Meeting.objects.exists()
    assert not Read.objects.exists()
    agreed(looked_at(source, table()))  # and may be sent again
    routine.work_at_a_sheet(timezone.now())
    assert Meeting.objects.listed().count() == 50


def test_a_look_can_be_stopped_too(source, large, monkeypatch):
    sheet = sent(source, table())
    at_row(monkeypatch, 30, lambda: sheets.stop(sheet, timezone.now()))
    routine.work_at_a_sheet(timezone.now())
    sheet.refresh_from_db()
    assert (sheet.stage, sheets.how_far(sheet)) == ("stopped", 0)


def test_what_a_killed_worker_left_is_taken_up_when_its_lease_is_over(source, large, monkeypatch):
    sheet = agreed(looked_at(source, table()))
    now = timezone.now()

    class Killed(BaseException):
        pass

    def kill() -> None:
        raise Killed

    with monkeypatch.context() as patch:
        at_row(patch, 30, kill)
        with pytest.raises(Killed):
            routine.work_at_a_sheet(now)
    assert not Meeting.objects.exists()
    assert routine.work_at_a_sheet(now + sheets.LEASE) == 0
    assert routine.work_at_a_sheet(now + sheets.LEASE + ROWS * sheets.LEASE_A_ROW) == 1
    assert Meeting.objects.listed().count() == 50
    assert Read.objects.get().counts["created"] == 50
    sheet.refresh_from_db()
    assert sheet.stage == "taken"


def test_what_became_of_a_sheet_while_somebody_looked_at_it_stands(source, large, monkeypatch):
    sheet = sent(source, table())
    with monkeypatch.context() as patch:
        at_row(patch, 30, lambda: Sheet.objects.filter(pk=sheet.pk).update(stage="refused"))
        routine.work_at_a_sheet(timezone.now())
    sheet.refresh_from_db()
    assert sheet.stage == "refused"


def test_where_no_worker_takes_it_up_it_is_done_on_the_page(as_steward, visit, source, large):
    sheet = sent(source, table())
    at = f"{AT}/{sheet.name}"
    assert "Nobody works at it" not in visit(at).text
    Sheet.objects.update(moved_at=timezone.now() - dt.timedelta(minutes=1))
    assert "Nobody works at it just now" in visit(at).text
    as_steward.post(at, {"ask": "here"})
    assert "50 new" in visit(at).text


def test_two_workers_never_have_the_same_sheet(source, large):
    sent(source, table())
    now = timezone.now()
    assert [sheets.claim(now) is not None, sheets.claim(now) is not None] == [True, False]


def test_a_sheet_is_agreed_to_once_and_only_after_a_look(source, large):
    sheet = sent(source, table())
    assert not sheets.agree(sheet, by=Acting("steward"), now=timezone.now())
    sheet = agreed(looked_at(source, table()))
    assert not sheets.agree(sheet, by=Acting("steward"), now=timezone.now())
    assert AuditEntry.objects.filter(action="source.sheet-agreed").count() == 1


def test_a_bad_sheet_is_refused_with_the_cure(visit, as_steward, source, large):
    sheet = looked_at(source, b"nothing,to,see\n1,2,3\n")
    assert "names of its columns" in visit(f"{AT}/{sheet.name}", status=422).text


def test_sheets_go_after_a_day_and_one_that_was_agreed_to_does_not(source, large):
    kept, gone = agreed(looked_at(source, table())), sent(source, table(5))
    later = timezone.now() + sheets.KEPT + dt.timedelta(minutes=1)
    assert sheets.sweep(later) == 2
    assert [path.name for path in sheets.folder().glob("*")] == [kept.name]
    with pytest.raises(sheets.SheetGoneError):
        sheets.found(source, gone.name)

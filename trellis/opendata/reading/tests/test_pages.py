"""The pages of sources: the register, one for everybody, one for those who look after it."""

import datetime as dt
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from trellis.accounts.tests.people import keeper, moderator, person_with, sign_in, steward
from trellis.meetings.models import Meeting
from trellis.opendata.reading.due import read_due, read_source
from trellis.opendata.reading.tests.serving import serving
from trellis.opendata.tests.feeds import meeting
from trellis.places.models import Source
from trellis.places.tests.factories import create_source

pytestmark = pytest.mark.django_db
SHEET = (
    "id,name,day,time,address,town,postcode,pathway\n1,First Step,Tuesday,19:30,1 Church Street,Burnley,BB11 1JG,na\n"
)


@pytest.fixture
def as_steward(client):
    person = person_with()
    steward(person)
    sign_in(client, person, is_strong=True)
    return client


def wanted(**fields: str) -> dict[str, str]:
    given = {"name": "Pennine NA", "address": "https://pennine.example/feed.json", "format": "auto"}
    rest = {"every_hours": "24", "pathway": "na", "area_code": "", "licence": "", "attribution": ""}
    return {**given, **rest, **fields}


def sheet(text: str, name: str = "meetings.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "text/csv")


def test_a_source_is_registered_and_due_at_once(as_steward, visit):
    assert visit("/moderate/sources/new").heading == "Register a source"
    response = as_steward.post("/moderate/sources/new", wanted())
    source = Source.objects.get(slug="pennine-na")
    assert response.headers["Location"] == reverse("source-keeping", args=["pennine-na"])
    assert (source.every_hours, source.pathway) == (24, "na")
    assert source.next_read_at <= timezone.now()
    page = visit(response.headers["Location"])
    assert "within a minute or two" in page.text
    assert "Found out when it is read" in page.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Give it a name."),
        ({"address": "ftp://pennine.example"}, "http"),
        ({"address": "https://me:secret@pennine.example/"}, "password"),
        ({"area_code": "Nowhereshire"}, "no area called"),
    ],
)
def test_what_cannot_be_registered_is_told_with_the_cure(as_steward, wrong, words):
    response = as_steward.post("/moderate/sources/new", wanted(**wrong))
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert not Source.objects.exists()


def test_a_name_or_an_address_is_registered_once(as_steward):
    as_steward.post("/moderate/sources/new", wanted())
    again = as_steward.post("/moderate/sources/new", wanted(name="Another name"))
    assert "registered already" in again.content.decode()
    assert Source.objects.count() == 1


def test_asvs_8_2_2_a_moderator_registers_sources_of_their_own_area_only(client):
    person = person_with()
    moderator(person, "E07000117")
    sign_in(client, person, is_strong=True)
    assert client.post("/moderate/sources/new", wanted(area_code="Cardiff")).status_code == 403
    assert client.post("/moderate/sources/new", wanted(area_code="Burnley")).status_code == 302


def test_the_page_of_a_source_shows_its_last_readings_and_what_they_changed(as_steward, visit, settings):
    settings.READ_OWN_MACHINE = True
    with serving() as feed:
        source = create_source(slug="pennine", address=feed.address, every_hours=24)
        feed.content = json.dumps([meeting("a"), meeting("b")]).encode()
        read_source(source)
        feed.content = json.dumps([meeting("a", time="20:00", end_time="21:30"), meeting("b")]).encode()
        read_source(source)
    page = visit("/sources/pennine/look-after")
    assert "Every Tuesday, 7:30 to 9 pm → Every Tuesday, 8 to 9:30 pm" in page.text
    assert "2 meetings in it: 2 new, 0 changed, 0 no longer listed" in page.text
    public = visit("/sources/pennine")
    assert "2 meetings here come from this source." in public.text
    assert "→" not in public.text


def test_taking_what_was_held_lets_the_next_reading_lose_it(as_steward):
    source = create_source(slug="pennine", state=Source.State.HELD, every_hours=24, address="https://a.example/")
    as_steward.post("/sources/pennine/ask", {"ask": "take"})
    source.refresh_from_db()
    assert source.may_lose
    assert source.next_read_at <= timezone.now()


def test_a_source_is_paused_and_read_again(as_steward):
    source = create_source(slug="pennine", every_hours=24, next_read_at=timezone.now() + dt.timedelta(days=1))
    as_steward.post("/sources/pennine/ask", {"ask": "pace", "every_hours": "0"})
    source.refresh_from_db()
    assert (source.every_hours, source.next_read_at) == (0, None)
    as_steward.post("/sources/pennine/ask", {"ask": "now"})
    source.refresh_from_db()
    assert source.next_read_at is not None


def test_a_paused_source_that_is_asked_for_is_read_once(as_steward, settings, visit):
    settings.READ_OWN_MACHINE = True
    with serving() as feed:
        feed.content = json.dumps([meeting("a")]).encode()
        source = create_source(slug="pennine", address=feed.address, every_hours=0)
        assert "it is paused" in visit("/sources/pennine/look-after").text
        as_steward.post("/sources/pennine/ask", {"ask": "now"})
        assert read_due(timezone.now()) == 1
        feed.status = 500
        as_steward.post("/sources/pennine/ask", {"ask": "now"})
        assert [read_due(timezone.now()), read_due(timezone.now())] == [1, 0]
    source.refresh_from_db()
    assert source.next_read_at is None


def test_a_file_that_was_imported_is_never_read_by_the_worker(as_steward, visit):
    create_source(slug="file", address="meetings.json", every_hours=0)
    assert "Read it now" not in visit("/sources/file/look-after").text
    as_steward.post("/sources/file/ask", {"ask": "now"})
    assert read_due(timezone.now()) == 0


def test_a_source_whose_address_is_gone_is_given_its_new_one(as_steward, visit):
    gone = {"state": Source.State.GONE, "etag": "old", "failures": 3, "every_hours": 24}
    create_source(slug="pennine", address="https://old.example/", **gone)
    create_source(slug="other", address="https://other.example/")
    assert "It has moved" in visit("/sources/pennine/look-after").text
    for wrong, words in [("", "Give the address"), ("ftp://a.example", "web"), ("https://other.example/", "already")]:
        refused = as_steward.post("/sources/pennine/ask", {"ask": "move", "address": wrong})
        assert (refused.status_code, words in refused.content.decode()) == (422, True)
    as_steward.post("/sources/pennine/ask", {"ask": "move", "address": "https://new.example/feed.json"})
    source = Source.objects.get(slug="pennine")
    assert (source.address, source.state, source.etag) == ("https://new.example/feed.json", Source.State.GOOD, "")
    assert source.next_read_at <= timezone.now()


def test_the_owner_of_a_sheet_sends_it_again_and_sees_the_differences_first(client, visit):
    source, person = create_source(slug="sheet", name="Our sheet", address=""), person_with()
    keeper(person, "source", source.pk)
    sign_in(client, person)
    first = client.post("/sources/sheet/sheets", {"sheet": sheet(SHEET)}).headers["Location"]
    assert "1 meeting on it: 1 new" in visit(first).text
    assert not Meeting.objects.exists()
    client.post(first)
    assert Meeting.objects.get().start == dt.time(19, 30)
    second = client.post("/sources/sheet/sheets", {"sheet": sheet(SHEET.replace("19:30", "20:00"))}).headers["Location"]
    page = visit(second)
    assert "0 new, 1 changed" in page.text
    assert Meeting.objects.get().start == dt.time(19, 30)
    client.post(second)
    assert Meeting.objects.get().start == dt.time(20)
    assert visit(second).heading == "The sheet is in"


def test_a_long_sheet_says_how_many_are_new_and_shows_the_first(as_steward, visit):
    create_source(slug="sheet", name="Our sheet", address="")
    head, row = SHEET.splitlines()
    rows = [row.replace("1,First", f"{number},First {number}", 1) for number in range(101)]
    laid = as_steward.post("/sources/sheet/sheets", {"sheet": sheet("\n".join([head, *rows]))}).headers["Location"]
    assert "New: 101, of which the first 100" in visit(laid).text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (sheet("", "meetings.csv"), "The file is empty."),
        (sheet("x", "meetings.pdf"), "not a CSV file"),
        (None, "Choose the file."),
    ],
)
def test_what_is_no_sheet_is_refused_with_the_cure(as_steward, given, words):
    create_source(slug="sheet", address="")
    response = as_steward.post("/sources/sheet/sheets", {"sheet": given} if given else {})
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_asvs_5_3_2_the_name_of_a_sheet_leads_to_no_other_file(as_steward):
    create_source(slug="sheet", address="")
    assert as_steward.get("/sources/sheet/sheets/..%2Ftrellis.sqlite3").status_code == 404
    assert as_steward.get("/sources/sheet/sheets/trellis.sqlite3").status_code == 422


def test_a_source_that_needs_somebody_stands_in_the_queue(as_steward, visit):
    create_source(slug="pennine", name="Pennine NA", state=Source.State.GONE, address="https://a.example/")
    page = visit("/moderate")
    assert "Sources that need somebody" in page.text
    assert "gone for good" in page.text

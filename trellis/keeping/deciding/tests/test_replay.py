"""How much sooner the changes of a real queue would have shown; docs/moderation.md tells the figures."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from trellis.keeping.deciding.tests.replay import ABOUT_THE_SENDER, OURS, WEIGHTY, Submission, median_wait, submission
from trellis.keeping.fields import FIELDS
from trellis.keeping.models import Change

FILE = Path(__file__).parents[5] / "shared" / "data" / "meetings" / "bmlt-workflow-submissions-2022-2025.csv"
EDIT = Change.Kind.EDIT
WORDS = (Path(__file__).parents[4] / "docs" / "moderation.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def queue() -> list[Submission]:
    if not FILE.is_file():
        pytest.skip("The real queue is not beside this checkout (../shared/data/meetings).")
    with FILE.open(encoding="utf-8", newline="") as handle:
        return [submission(row) for row in csv.DictReader(handle)]


def sent(*fields: str, kind: Change.Kind = EDIT, waited: int | None = 10, outcome: str = "approved") -> Submission:
    return Submission(kind, outcome, None if waited is None else dt.timedelta(hours=waited), frozenset(fields))


@pytest.mark.parametrize(
    ("submission", "at_once"),
    [
        (sent("start_time", "duration_time", "add_contact"), True),
        (sent("start_time", "location_info"), True),
        (sent("start_time", "meeting_name"), False),
        (sent("location_street"), False),
        (sent("additional_info", "contact_number"), False),
        (sent("start_time", "service_body_bigint"), False),
        (sent("meeting_name", "start_time", kind=Change.Kind.CLOSE), True),
        (sent("meeting_name", "start_time", kind=Change.Kind.NEW), False),
    ],
)
def test_what_applies_at_once_follows_the_rules_of_the_site(submission, at_once):
    assert submission.would_apply_at_once == at_once


def test_the_wait_is_that_of_the_one_in_the_middle():
    queue = [sent("start_time", waited=hours) for hours in (1, 5, 9)] + [sent("meeting_name", waited=20)]
    assert median_wait(queue, keepers=0.0) == dt.timedelta(hours=5)
    assert median_wait(queue, keepers=1.0) == dt.timedelta(0)


def test_what_was_turned_down_or_is_open_does_not_count_as_shown():
    queue = [sent(waited=4), sent(waited=None), sent(waited=90, outcome="rejected")]
    assert median_wait(queue, keepers=0.5) == dt.timedelta(hours=4)


def test_every_field_of_theirs_has_a_place_here():
    assert all(name in FIELDS[listing] for listing, name in OURS.values())
    assert set(OURS).isdisjoint(ABOUT_THE_SENDER | WEIGHTY)


@pytest.mark.shared_data
def test_every_field_of_the_real_queue_is_understood(queue):
    assert {field for one in queue for field in one.fields} <= {*OURS, *ABOUT_THE_SENDER, *WEIGHTY}


@pytest.mark.shared_data
def test_the_real_queue_replayed_shows_how_much_sooner_changes_would_show(queue):
    let_in = [one for one in queue if one.is_let_in and one.waited is not None]
    at_once = [one for one in let_in if one.would_apply_at_once]
    turned_down = [one for one in queue if one.outcome == "rejected" and one.would_apply_at_once]
    told = [
        f"{len(queue):,} sent",
        f"{len(let_in):,} let in",
        f"{len(at_once):,} of them ({_percent(at_once, let_in)})",
    ]
    told += [f"{len(turned_down)} that they turned down"]
    told += [f"| {share:.0%} | {_hours(median_wait(queue, keepers=share))} |" for share in (0, 0.25, 0.5, 0.75, 1)]
    print("\n".join(told))
    missing = [line for line in told if line not in WORDS]
    assert not missing, f"docs/moderation.md tells other figures than these: {missing}"


@pytest.mark.shared_data
def test_the_more_senders_are_keepers_the_sooner(queue):
    waits = [median_wait(queue, keepers=share / 10) for share in range(11)]
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] < waits[0]


def _percent(some: list[Submission], of: list[Submission]) -> str:
    return f"{len(some) / len(of):.0%}"


def _hours(wait: dt.timedelta) -> str:
    return f"{wait / dt.timedelta(hours=1):.1f} hours"

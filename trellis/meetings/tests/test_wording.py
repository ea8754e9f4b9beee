import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.meetings.recurrence import format_rule, parse_rule
from trellis.meetings.tests.real_notes import NOTES, Labelled, figures, labelled_notes, parts_of, scores, table, told
from trellis.meetings.wording import LONGEST_WORDS, Reading, read_wording

SAID_ON = date(2026, 8, 5)
LABELS = Path(__file__).parent / "labels"
DOCS = Path(__file__).parents[3] / "docs" / "recurrence.md"


MISREAD = {
    "Castlebar Wed": "none",
    "Broadford": "none",
    "Chesham Tuesday": "none",
    "Mums & Babies": "FREQ=MONTHLY;BYDAY=1SA check",
    "Hastings Third Monday - meets monthly": "check",
    "Sunday Special": "check",
    "Duluth": "none",
    "Last Tuesday of the Month Meditation Meeting": "none",
    "Taupo Friday Night": "none",
    "Redcar ACT Peer Recovery": "none",
    "Melksham Sundays (2nd & 4th)": "check",
    "Moose Jaw Lunch Bunch": "check",
    "Mass and Meeting": "none",
}
"""What the reader makes of those notes of A that it does not read as labelled: too little, never another rule."""


def notes_of(file: str) -> list[dict[str, str]]:
    with (LABELS / file).open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def invented_notes() -> list[tuple[int, str, str, str]]:
    """Those that were written beside the reader, and A of the two halves that were written before it was opened."""
    notes = [*notes_of("invented_notes.csv"), *notes_of("blind_a.csv")]
    return [(int(row["weekday"]), MISREAD.get(row["name"], row["label"]), row["name"], row["note"]) for row in notes]


def read_blind(half: str) -> list[tuple[str, Reading]]:
    return [
        (row["label"], read_wording([row["name"], row["note"]], int(row["weekday"]), said_on=SAID_ON))
        for row in notes_of(f"blind_{half}.csv")
    ]


@pytest.mark.parametrize(("weekday", "label", "name", "note"), invented_notes())
def test_an_invented_note_is_read_as_labelled(weekday: int, label: str, name: str, note: str) -> None:
    reading = read_wording([name, note], weekday, said_on=SAID_ON)
    assert told(reading) == label
    parts = parts_of(label)
    assert bool(reading.words) == bool(parts["rules"] or parts["doubts"])
    assert bool(reading.off_words) == bool(parts["days off"])


def test_every_label_of_an_invented_note_is_canonical() -> None:
    notes = [row for file in ("invented_notes.csv", "blind_a.csv", "blind_b.csv") for row in notes_of(file)]
    rules = [rule for row in notes if (rule := parts_of(row["label"])["rules"])]
    assert len(rules) >= 180
    assert [format_rule(parse_rule(rule)) for rule in rules] == rules


@pytest.mark.parametrize("half", ["a", "b"])
def test_what_is_read_from_words_that_were_written_blind_is_right(half: str) -> None:
    pairs = read_blind(half)
    found = scores(pairs)
    assert len(pairs) == 250
    assert found["rules"].precision >= 0.98
    assert found["days off"].precision >= 0.97
    assert found["any"].precision >= 0.98
    assert found["rules"].recall >= 0.68
    assert found["any"].recall >= 0.78


def test_the_docs_give_the_figures_of_the_words_written_blind() -> None:
    page = DOCS.read_text(encoding="utf-8")
    rows = [row for half in ("a", "b") for row in figures(f"blind {half.upper()}", read_blind(half))]
    assert [row for row in rows if row not in page] == []


@pytest.fixture(scope="module")
def labelled() -> list[Labelled]:
    if not NOTES.is_dir():
        pytest.skip("The real notes are not beside this checkout (../shared/data/meetings).")
    return labelled_notes()


@pytest.mark.shared_data
@pytest.mark.parametrize("half", ["development", "held-out"])
def test_rules_read_from_real_notes_are_right(labelled: list[Labelled], half: str) -> None:
    chosen = [one for one in labelled if one.half == half]
    found = scores(
        (one.label, read_wording(one.note.parts, one.note.weekday, said_on=one.note.said_on)) for one in chosen
    )
    assert len(chosen) >= 200
    assert found["rules"].precision >= 0.98
    assert found["rules"].recall >= 0.85
    assert found["days off"].precision >= 0.98
    assert found["any"].precision >= 0.98
    assert found["any"].recall >= 0.9


@pytest.mark.shared_data
def test_the_figures_in_the_docs_are_those_measured(labelled: list[Labelled]) -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert [row for row in table(labelled) if row not in page] == []


def test_scores_count_what_is_said_what_is_right_and_what_there_is() -> None:
    rule, other = "FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYDAY=2TU"
    doubt, nothing = Reading(check_dates=True), Reading()
    pairs = [(rule, Reading(rule)), (other, Reading(rule)), (rule, doubt), ("check", doubt), ("none", nothing)]
    found = scores(pairs)
    assert (found["rules"].said, found["rules"].right, found["rules"].there) == (2, 1, 3)
    assert (found["doubts"].said, found["doubts"].right, found["doubts"].there) == (2, 1, 1)
    assert (found["any"].precision, found["any"].recall) == (1.0, 1.0)


def test_the_words_are_those_of_the_source() -> None:
    reading = read_wording(["Harbour Lights", "Ring the bell.  Meets on the\tFIRST Tuesday of each month! Tea."], 1)
    assert reading == Reading("FREQ=MONTHLY;BYDAY=1TU", "Meets on the FIRST Tuesday of each month")


def test_a_rule_settles_how_often_but_not_the_bank_holidays() -> None:
    settled = read_wording(["Monthly meeting", "Held on the 1st Monday of each month."], 0)
    assert (settled.rule, settled.check_dates) == ("FREQ=MONTHLY;BYDAY=1MO", False)
    note = "Held on the 1st Monday of each month. No mtgs on school holidays."
    unsettled = read_wording(["Monthly meeting", note], 0)
    assert (unsettled.rule, unsettled.check_dates) == ("FREQ=MONTHLY;BYDAY=1MO", True)
    assert unsettled.words == "Held on the 1st Monday of each month … No mtgs on school holidays"
    off = read_wording(["Monthly meeting", "Held on the 1st Monday of each month. No mtgs on bank holidays."], 0)
    assert (off.rule, off.check_dates, off.off.not_on) == ("FREQ=MONTHLY;BYDAY=1MO", False, ("public",))
    assert off.off_words == "No mtgs on bank holidays"


def test_a_date_without_a_year_is_the_nearest_on_the_weekday_of_the_meeting() -> None:
    for said_on, year in ((date(2026, 12, 1), 2026), (date(2027, 2, 1), 2026), (date(2031, 12, 1), 2031)):
        friday_or_thursday = date(year, 12, 25).weekday()
        off = read_wording(["", "No meeting 25 Dec"], friday_or_thursday, said_on=said_on).off
        assert off.cancelled == (date(year, 12, 25),)
    assert read_wording(["", "No meeting 25 Dec"], 0, said_on=date(2026, 12, 1)) == Reading(
        words="No meeting 25 Dec", check_dates=True
    )
    assert read_wording(["", "No meeting 25 Dec"], 4).check_dates  # nobody knows when that was said


def test_a_closure_that_seems_far_ahead_is_an_old_one() -> None:
    soon = read_wording(["", "Closed until 5 January"], 1, said_on=date(2026, 12, 20)).off
    assert (soon.is_away, soon.back_on) == (True, date(2027, 1, 5))
    old = read_wording(["", "Closed until 5 January"], 1, said_on=date(2026, 8, 5)).off
    assert old.back_on == date(2026, 1, 5)


def test_two_times_away_that_differ_are_a_doubt() -> None:
    reading = read_wording(["", "Closed until 5 January 2027. Reopens Tuesday 2 February 2027."], 1)
    assert (reading.check_dates, reading.off.is_away) == (True, False)


@given(st.text(max_size=200), st.none() | st.integers(0, 6), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_is_called_off_is_on_the_day_of_the_meeting(text: str, weekday: int | None, said_on: date) -> None:
    off = read_wording([text, f"No meeting {text}"], weekday, said_on=said_on).off
    assert all(weekday in {None, day.weekday()} for day in off.cancelled)


def test_words_that_contradict_one_another_are_a_doubt() -> None:
    reading = read_wording(["Harbour Lights (1st Tuesdays only)", "Held on the third Tuesday of each month."], 1)
    assert (reading.rule, reading.check_dates) == ("", True)


def test_the_same_rule_said_twice_is_no_contradiction() -> None:
    reading = read_wording(["Harbour Lights (1st Tue each month only)", "Held on the first Tuesday of each month."], 1)
    assert (reading.rule, reading.check_dates) == ("FREQ=MONTHLY;BYDAY=1TU", False)


def test_without_a_weekday_the_words_give_it() -> None:
    assert read_wording(["", "Meets 1st and 3rd Wednesday of the month"], None).rule == "FREQ=MONTHLY;BYDAY=1WE,3WE"


def test_days_of_several_meetings_are_told_apart() -> None:
    note = "Held on the 1st Tuesday and 3rd Thursday of the month"
    assert read_wording(["", note], 1).rule == "FREQ=MONTHLY;BYDAY=1TU"
    assert read_wording(["", note], 3).rule == "FREQ=MONTHLY;BYDAY=3TH"
    assert read_wording(["", note], 4) == Reading()


def test_a_first_date_with_its_year_is_read() -> None:
    for words in (
        "Meeting starts on Saturday 11th April 2026",
        "New meeting starting April 11, 2026",
        "First meeting 11 April 2026",
    ):
        assert read_wording(["", words], 5) == Reading(starts_on=date(2026, 4, 11)), words
    assert read_wording(["", "Meeting starts on 31 April 2026"], 5) == Reading()
    assert read_wording(["", "Meetings at St Mark's until 11 April 2026"], 5).starts_on is None


def test_every_few_weeks_from_a_date_is_plain() -> None:
    from_a_friday = date(2026, 3, 6)
    for words in ("Every other Friday from 6 March 2026", "Meets fortnightly, next one Friday 6th March 2026"):
        assert read_wording(["", words], 4) == Reading(
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", words, starts_on=from_a_friday
        )
    assert read_wording(["", "Every 4 weeks, starting March 6, 2026"], None).rule == "FREQ=WEEKLY;INTERVAL=4;BYDAY=FR"


@pytest.mark.parametrize("words", ["Every other Friday from 6 March", "Every other month from 6 March 2026"])
def test_every_few_weeks_without_a_full_date_or_without_weeks_is_a_doubt(words: str) -> None:
    assert read_wording(["", words], 4) == Reading(words=words, check_dates=True)


def test_every_few_weeks_from_a_date_on_another_weekday_is_a_doubt() -> None:
    reading = read_wording(["", "Fortnightly from 6 March 2026"], 3)
    assert (reading.rule, reading.check_dates) == ("", True)


def test_a_speaker_every_other_week_is_no_rule() -> None:
    assert read_wording(["", "Speakers every other week from 6 March 2026"], 4) == Reading()


def test_days_under_a_heading_or_in_a_list_are_those_of_something_else() -> None:
    assert read_wording(["", "First Tuesdays of the month"], 1).rule == "FREQ=MONTHLY;BYDAY=1TU"
    assert read_wording(["", "Open to all:\nFirst Tuesdays of the month"], 1) == Reading()
    assert read_wording(["", "First Tuesdays of the month\nShare\nLast Tuesdays of the month\nSteps"], 1) == Reading()


def test_very_long_words_are_cut() -> None:
    words = read_wording(["", "No meeting on school holidays " + "and other days " * 60], 0).words
    assert len(words) == LONGEST_WORDS
    assert words.endswith("…")


@given(st.text(max_size=200), st.none() | st.integers(0, 6))
def test_any_text_can_be_read(text: str, weekday: int | None) -> None:
    reading = read_wording([text, text], weekday)
    assert not reading.rule or format_rule(parse_rule(reading.rule)) == reading.rule


@pytest.mark.parametrize(
    "piece",
    [
        "1st and ",
        "every ",
        "first Tuesday ",
        "no meeting ",
        "1st\n",
        " ",
        "*",
        "held only ",
        "the ",
        "June to ",
        "closed, back on ",
    ],
)
def test_endless_repetition_is_read_in_no_time(piece: str) -> None:
    # Patterns that backtrack would never come back from these.
    assert not read_wording([piece * 3000, piece * 3000], 1).rule


def test_nothing_is_read_from_nothing() -> None:
    assert read_wording([], 1) == read_wording(["", ""], None) == Reading()

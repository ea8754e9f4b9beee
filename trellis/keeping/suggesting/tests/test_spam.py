"""What looks like spam, and what does not."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.suggesting.spam import LONGEST, QUICKEST_PRESS, QUICKEST_WORDS, Sent, judge, strangers

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
GOOD = Sent(shown_at=NOW - dt.timedelta(seconds=30), words="It is at 8 now. Ring the bell.")
OWN = frozenset({"www.example.org", "trellis.example"})


def test_what_a_person_sends_is_no_spam_and_has_no_reasons():
    assert judge(GOOD, NOW).reasons == ()
    assert not judge(GOOD, NOW).is_spam


def test_a_field_that_people_do_not_see_gives_a_machine_away():
    verdict = judge(replace(GOOD, pot="Great offer"), NOW)
    assert verdict.is_spam
    assert verdict.reasons == ("A field was filled in that people do not see.",)


@pytest.mark.parametrize(
    ("words", "took", "is_spam"),
    [
        ("", QUICKEST_PRESS - dt.timedelta(milliseconds=1), True),
        ("", QUICKEST_PRESS, False),
        ("Some words", QUICKEST_WORDS - dt.timedelta(milliseconds=1), True),
        ("Some words", QUICKEST_WORDS, False),
        ("Some words", LONGEST, False),
        ("Some words", LONGEST * 5, False),
    ],
)
def test_quicker_than_people_is_spam_and_slower_is_not(words, took, is_spam):
    assert judge(Sent(shown_at=NOW - took, words=words), NOW).is_spam is is_spam


def test_what_was_not_sent_from_our_page_waits_apart():
    assert judge(replace(GOOD, shown_at=None), NOW).is_spam


def test_too_much_from_one_network_waits_apart():
    assert judge(replace(GOOD, is_within_rate=False), NOW).is_spam


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("See https://cheap-pills.example/now", ["cheap-pills.example"]),
        ("See http://WWW.Cheap-Pills.example.", ["cheap-pills.example"]),
        ("Go to www.spam.example today", ["spam.example"]),
        ("casino-win.top/abc is good", ["casino-win.top"]),
        ("<a href=x>x</a>", [""]),
        ("[url=x]", [""]),
        ("It moved: see www.example.org/meetings and https://sub.example.org", []),
        ("https://notexample.org", ["notexample.org"]),
        ("Write to info@strangers.org", []),
        ("At 7.30 pm. No. 4, St. Mary’s.Ring twice", []),
        ("", []),
    ],
)
def test_links_to_strangers_are_found_and_others_are_not(words, found):
    assert strangers(words, OWN) == found


@given(words=st.text(), pot=st.text(), seconds=st.integers(-10, 10**7), within=st.booleans())
def test_every_held_thing_says_why(words, pot, seconds, within):
    sent = Sent(shown_at=NOW - dt.timedelta(seconds=seconds), words=words, pot=pot, is_within_rate=within)
    verdict = judge(sent, NOW)
    assert bool(verdict.reasons) == (verdict.points > 0)
    assert not verdict.is_spam or verdict.reasons

"""The signs that a moderator is shown, and how much sooner they bring a change to the top."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.risks import MOST, Proposed, details_of, risk_of, signs_of


def said(**values):
    proposed = {"kind": "edit", "listing_kind": "meeting", "before": {}, "after": {}} | values
    return [sign.words for sign in signs_of(Proposed(**proposed))]


@pytest.mark.parametrize(
    ("after", "sign"),
    [
        ({"notes": "Ring 07700 900123"}, "“Notes” holds a phone number."),
        ({"notes": "Ask for John Smith"}, "“Notes” may name a person in full."),
        ({"joining": "Write to a@example.org"}, "“How to join” holds an e-mail address."),
        ({"notes": "See https://example.org"}, "“Notes” holds a link."),
    ],
)
def test_contacts_names_and_links_in_free_text_are_pointed_out(after, sign):
    assert said(after=after) == [sign]


def test_a_field_made_for_a_number_or_an_address_may_hold_one():
    assert said(after={"join_phone": "0131 496 0000", "join_url": "https://zoom.us/j/1"}) == []


def test_streets_are_named_after_people():
    assert said(listing_kind="place", after={"address": "12 John Fisher Street", "name": "Mary Seacole House"}) == []


def test_something_new_is_looked_through_in_all_its_parts():
    after = {"group": {"notes": "Ask for Mary Jones"}, "meeting": {"notes": "Ring 07700 900123"}}
    assert said(kind="new", after=after) == ["“Notes” may name a person in full.", "“Notes” holds a phone number."]


def test_a_persons_own_address_a_new_site_and_a_door_that_was_hidden_are_pointed_out():
    assert said(after={"email": "jane.doe@gmail.com"}) == ["The e-mail address looks like a person’s own."]
    before, after = {"website": "https://a.org/x"}, {"website": "https://b.org/x"}
    assert said(before=before, after=after) == ["The link leads to another site: b.org."]
    assert said(before=before, after={"website": "https://www.a.org/y"}) == []
    assert said(before={"showing": "hidden"}, after={"showing": "exact"}) == [
        "Where it is was not shown, and would be."
    ]


def test_a_place_that_would_move_far_is_pointed_out():
    near, far = {"lat": 53.79, "lon": -2.24}, {"lat": 53.89, "lon": -2.24}
    assert said(listing_kind="place", before=near, after=far) == ["It would move by 11 km."]
    assert said(listing_kind="place", before=near, after={"lat": 53.791, "lon": -2.24}) == []


def test_what_is_written_to_moderators_alone_brings_nothing_forward():
    signs = signs_of(Proposed("problem", "meeting", {}, {}, "other", "Ring 07700 900123"))
    assert [(sign.words, sign.risk) for sign in signs] == [("What they wrote to you holds a phone number.", 0)]


def test_reports_that_send_people_to_a_closed_door_or_turn_them_away_come_sooner_than_others():
    risks = {
        problem: risk_of(signs_of(Proposed("problem", "meeting", {}, {}, problem)))
        for problem in ("not-welcoming", "closed", "wrong-time", "other")
    }
    assert sorted(risks, key=risks.__getitem__, reverse=True) == list(risks)


@given(st.text(), st.text())
def test_any_text_can_be_looked_through(one, other):
    signs = signs_of(Proposed("edit", "place", {"website": one}, {"website": other, "story": one, "email": other}))
    assert 0 <= risk_of(signs) <= MOST
    spans = [(found.start, found.end) for found in details_of(one)]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))

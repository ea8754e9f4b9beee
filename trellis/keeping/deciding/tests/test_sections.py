"""What a queue is made of: rooms add to it, and see the viewer's areas alone."""

import datetime as dt

import pytest

from trellis.accounts.roles import Held, Viewer
from trellis.keeping.deciding import sections as module
from trellis.keeping.deciding.scope import Scope, scope_of
from trellis.keeping.deciding.sections import Row, Section, add_section, sections

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
BURNLEY, PENDLE, LANCASHIRE, LEEDS = "E07000117", "E07000122", "E10000017", "E08000035"


@pytest.fixture
def none_yet(monkeypatch):
    monkeypatch.setattr(module, "_FILLERS", {})


def with_count(count):
    return lambda scope, now: Section("Kettles", "To be filled.", [Row("A kettle", "/kettle")][:count], count)


def moderating(*codes):
    return scope_of(Viewer(person_id=1, grants=tuple(Held("moderator", code) for code in codes), is_strong=True))


def test_sections_come_in_order_and_empty_ones_are_left_out(none_yet):
    add_section("last", with_count(1), order=9)
    add_section("first", with_count(3), order=1)
    add_section("empty", with_count(0), order=5)
    add_section("nothing", lambda scope, now: None, order=6)
    found = sections(Scope(), NOW)
    assert list(found) == ["first", "last"]
    assert found["first"].more == 2


def test_a_section_that_is_added_once_more_replaces_itself(none_yet):
    add_section("kettles", with_count(1), order=1)
    add_section("kettles", with_count(0), order=1)
    assert sections(Scope(), NOW) == {}


def test_a_county_holds_its_districts_and_a_district_not_its_county():
    assert moderating(LANCASHIRE).holds(BURNLEY)
    assert not moderating(BURNLEY).holds(LANCASHIRE)
    assert moderating(BURNLEY, LEEDS).codes == {BURNLEY, LEEDS}


def test_only_who_moderates_everywhere_holds_what_lies_nowhere():
    assert moderating("").holds("")
    assert not moderating(LANCASHIRE).holds("")


def test_asvs_8_2_2_choosing_an_area_never_widens_what_somebody_sees():
    assert moderating(BURNLEY).within(LANCASHIRE).codes == {BURNLEY}
    assert moderating(BURNLEY).within(PENDLE).codes == frozenset()
    assert moderating(BURNLEY).within("-").codes == frozenset()
    assert moderating("").within("-").codes == {""}


def test_asvs_8_2_1_a_moderator_without_second_factor_and_a_keeper_hold_nothing():
    assert scope_of(Viewer(person_id=1, grants=(Held("moderator", BURNLEY),))).codes == frozenset()
    keeper = Held("keeper", listing_kind="place")
    assert scope_of(Viewer(person_id=1, grants=(keeper,), is_strong=True)).codes == frozenset()

"""Who may do what, decided over every combination that matters, and over many that nobody would think of."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.accounts.roles import (
    KEEPER,
    MODERATOR,
    POWERFUL,
    STEWARD,
    VISITOR,
    VISITOR_ROLE,
    Held,
    Target,
    Viewer,
    acting_role,
    is_moderator,
    is_powerful,
    is_steward,
    keeps,
    may_grant,
    may_keep,
    may_moderate,
)

GROUP, MEETING, PLACE, ELSE = (uuid.UUID(int=number) for number in (1, 2, 3, 4))
A_MEETING = Target("meeting", MEETING, ("E07000117", "E10000017"), (("group", GROUP),))
ONLINE = Target("group", GROUP)

HELD = st.one_of(
    st.builds(Held, st.just(KEEPER), st.just(""), st.sampled_from(["group", "place", "meeting"]), st.uuids()),
    st.builds(Held, st.just(MODERATOR), st.sampled_from(["", "E07000117", "E10000017", "W06000015"])),
    st.just(Held(STEWARD)),
)
VIEWERS = st.builds(Viewer, st.just(1), st.uuids(), st.lists(HELD, max_size=5).map(tuple), st.booleans())


def viewer(*grants: Held, is_strong: bool = True) -> Viewer:
    return Viewer(1, ELSE, grants, is_strong)


@pytest.mark.parametrize(
    ("held", "role"),
    [
        (Held(KEEPER, "", "meeting", MEETING), KEEPER),
        (Held(KEEPER, "", "group", GROUP), KEEPER),
        (Held(KEEPER, "", "place", GROUP), VISITOR_ROLE),  # the same number of another kind is another listing
        (Held(KEEPER, "", "place", PLACE), VISITOR_ROLE),  # who keeps the hall does not keep the meeting in it
        (Held(KEEPER, "", "meeting", ELSE), VISITOR_ROLE),
        (Held(MODERATOR, "E07000117"), MODERATOR),
        (Held(MODERATOR, "E10000017"), MODERATOR),  # the county around it
        (Held(MODERATOR, ""), MODERATOR),
        (Held(MODERATOR, "W06000015"), VISITOR_ROLE),
        (Held(STEWARD), STEWARD),
    ],
)
def test_each_role_acts_on_a_meeting_as_it_should(held, role):
    assert acting_role(viewer(held), A_MEETING) == role
    assert may_keep(viewer(held), A_MEETING) == (role != VISITOR_ROLE)


def test_the_strongest_role_is_the_one_that_acts():
    assert acting_role(viewer(Held(KEEPER, "", "group", GROUP), Held(MODERATOR, "E07000117")), A_MEETING) == MODERATOR


def test_what_is_online_and_in_no_area_is_for_moderators_of_everywhere():
    assert not may_moderate(viewer(Held(MODERATOR, "E07000117")), ONLINE.areas)
    assert may_moderate(viewer(Held(MODERATOR, "")), ONLINE.areas)


def test_keepers_bring_in_keepers_and_nobody_else():
    keeper = viewer(Held(KEEPER, "", "group", GROUP))
    assert may_grant(keeper, Held(KEEPER, "", "meeting", MEETING), A_MEETING)
    assert not may_grant(keeper, Held(MODERATOR, "E07000117"), A_MEETING)
    assert not may_grant(keeper, Held(STEWARD))
    assert not may_grant(viewer(Held(MODERATOR, "")), Held(MODERATOR, ""))
    assert may_grant(viewer(Held(STEWARD)), Held(STEWARD))


def test_visitors_may_nothing():
    assert not VISITOR.is_signed_in
    assert not any([may_keep(VISITOR, A_MEETING), is_moderator(VISITOR), is_steward(VISITOR)])


@given(VIEWERS)
def test_without_a_second_factor_powerful_roles_are_as_if_not_held(found):
    plain = replace(found, grants=tuple(held for held in found.grants if held.role not in POWERFUL))
    weak = replace(found, is_strong=False)
    assert acting_role(weak, A_MEETING) == acting_role(plain, A_MEETING)
    assert may_keep(weak, A_MEETING) == keeps(plain, A_MEETING)
    assert not is_moderator(weak)
    assert is_powerful(weak) == any(held.role in POWERFUL for held in found.grants)


@given(VIEWERS, HELD)
def test_another_grant_never_takes_anything_away(found, more):
    richer = replace(found, grants=(*found.grants, more))
    assert may_keep(richer, A_MEETING) >= may_keep(found, A_MEETING)
    assert may_moderate(richer, A_MEETING.areas) >= may_moderate(found, A_MEETING.areas)


@given(VIEWERS)
def test_whoever_may_moderate_may_keep(found):
    assert may_keep(found, A_MEETING) >= may_moderate(found, A_MEETING.areas)

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.duplicates import LIKELY, Known, are_at_one_time, likely, likeness, name_likeness, times_of

HALL = Known("Way In", 53.7893, -2.2405, "BB11 1JG", times_of("FREQ=WEEKLY;BYDAY=TH", 19 * 60))


def other(**changed):
    return dataclasses.replace(HALL, **changed)


def test_the_same_name_place_and_time_is_the_same():
    assert likeness(HALL, HALL) == 100


def test_two_hundred_metres_away_and_of_another_postcode_it_is_not():
    assert likeness(HALL, other(lat=53.7911, postcode="BB11 2AA")) == 0


def test_of_the_same_postcode_it_may_be_however_far_the_points_are():
    assert likeness(HALL, other(lat=53.7930)) == 100


def test_at_the_same_time_in_the_same_place_an_unlike_name_is_not_enough_alone():
    assert likeness(HALL, other(name="Choir practice")) < LIKELY + 15
    assert likeness(HALL, other(name="The Way In Group")) > 90


def test_half_an_hour_is_one_time_and_forty_minutes_are_not():
    half_past = times_of("FREQ=WEEKLY;BYDAY=TH", 19 * 60 + 30)
    later = times_of("FREQ=WEEKLY;BYDAY=TH", 19 * 60 + 40)
    assert are_at_one_time(HALL.times, half_past)
    assert not are_at_one_time(HALL.times, later)
    assert likeness(HALL, other(times=later)) == 60


def test_the_week_goes_round():
    assert are_at_one_time(times_of("FREQ=WEEKLY;BYDAY=SU", 23 * 60 + 50), times_of("FREQ=WEEKLY;BYDAY=MO", 10))


def test_names_are_alike_without_the_words_that_all_have():
    assert name_likeness("Thursday Way In Group", "Way In (Thursday)") > 90
    assert name_likeness("St Mary's", "St Marys") > 90
    assert name_likeness("Way In", "Living Room") < 50
    assert name_likeness("The Group", "the group") == 100


def test_the_name_of_its_group_counts_too():
    assert likeness(HALL, other(name="Burnley, Thursday", also=("Way In",))) == 100


def test_the_same_link_is_the_same_meeting():
    online = Known("Sunrise", link="https://meet.example.org/1")
    assert likeness(online, Known("Morning Sun", link="https://meet.example.org/1")) >= 90
    assert likeness(online, Known("Sunrise", link="https://meet.example.org/2")) == 100


def test_the_likeliest_come_first_and_only_so_many():
    listed = [
        (f"{number}", other(name=name)) for number, name in enumerate(["Way Out", "Way In", "Way Inn"] + ["Way In"] * 9)
    ]
    found = likely(HALL, listed)
    assert [key for key, _ in found][:2] == ["1", "10"]
    assert len(found) == 5


NAMES = st.text(max_size=40)
TIMES = st.frozensets(st.integers(0, 7 * 24 * 60 - 1), max_size=3)
KNOWN = st.builds(
    Known,
    NAMES,
    st.one_of(st.none(), st.floats(-60, 60)),
    st.one_of(st.none(), st.floats(-170, 170)),
    st.sampled_from(["", "BB11 1JG", "bb111jg", "BB11 2AA"]),
    TIMES,
)


@given(KNOWN, KNOWN)
def test_it_is_a_score_and_the_same_both_ways(one, two):
    assert 0 <= likeness(one, two) <= 100
    assert abs(likeness(one, two) - likeness(two, one)) < 1e-6


@given(KNOWN)
def test_whatever_it_is_it_is_like_itself(one):
    assert likeness(one, one) >= 90

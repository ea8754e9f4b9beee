"""What is news to a subscriber, whatever was near before and is now. Pure."""

import json
import uuid

from hypothesis import given
from hypothesis import strategies as st

from trellis.keeping.subscribing.nearby import Told, marks, news
from trellis.keeping.subscribing.wishes import DISTANCES, Wish, nearest_distance, read

WORDS = st.sampled_from(["a", "b", "c"])
TOLD = st.builds(Told, st.integers(0, 20).map(lambda n: uuid.UUID(int=n)), WORDS, WORDS, WORDS, st.just("/"))
NEAR = st.lists(TOLD, unique_by=lambda one: one.id, max_size=20)


@given(NEAR)
def test_nothing_is_news_twice(found):
    assert not news(found, json.loads(marks(found)), {})


@given(NEAR, NEAR)
def test_everything_is_new_or_changed_or_as_it_was(before, now):
    known = json.loads(marks(before))
    fresh = news(now, known, {})
    as_they_were = {one.id for one in now if known.get(one.id.hex) == one.mark}
    told = [one.id for one in fresh.new] + [one.id for one, _ in fresh.changed]
    assert len(told) == len(set(told))
    assert set(told) | as_they_were == {one.id for one in now}
    assert not set(told) & as_they_were


def test_what_is_different_is_named():
    was, now = (
        Told(uuid.UUID(int=1), "Way In", when, where, "/") for when, where in (("Mondays", "A"), ("Fridays", "B"))
    )
    [(_, different)] = news([now], {was.id.hex: was.mark}, {}).changed
    assert different == "another time and place"


@given(st.text(max_size=20), st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(sorted(DISTANCES)))
def test_a_wish_is_read_as_it_was_written(label, lat, lon, within):
    wish = Wish(label, lat, lon, within, "na")
    assert read(wish.written()) == wish


@given(st.integers(1, 100_000))
def test_a_distance_is_never_made_shorter_than_the_widest(metres):
    assert nearest_distance(metres) >= min(metres, max(DISTANCES))

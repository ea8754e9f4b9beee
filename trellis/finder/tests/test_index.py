"""The index gives exactly what the slow, obvious code gives."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from trellis.finder.entries import Outcome
from trellis.finder.index import Index
from trellis.finder.indexing import many as index_many
from trellis.finder.indexing import segment as index_segment
from trellis.finder.query import Near, Query
from trellis.finder.tests import oracle, worlds


def assert_same(found: Outcome, expected: Outcome) -> None:
    assert [replace(hit, distance_m=None) for hit in found.hits] == [
        replace(hit, distance_m=None) for hit in expected.hits
    ]
    assert [hit.distance_m for hit in found.hits] == pytest.approx([hit.distance_m for hit in expected.hits], abs=0.01)
    assert (found.total, found.counts, found.corrections) == (expected.total, expected.counts, expected.corrections)


@pytest.mark.parametrize("few", [0, 4096], ids=["all rows at once", "few rows at a time"])
@pytest.mark.parametrize("seed", range(12))
def test_any_question_gets_the_answer_of_the_slow_code(seed, few, monkeypatch):
    monkeypatch.setattr(index_segment, "FEW", few)
    monkeypatch.setattr(index_many, "_FEW", few)
    random = Random(seed)
    entries = worlds.entries(random, random.choice((0, 1, 60, 60)))
    index = Index.of(entries)
    for _ in range(8):
        now = worlds.moment(random)
        query = worlds.query(random, now)
        assert_same(index.look(query, now), oracle.look(entries, query, now))


@pytest.mark.parametrize("seed", range(8))
def test_a_patched_index_answers_as_one_built_anew(seed):
    random = Random(seed)
    entries = {entry.id: entry for entry in worlds.entries(random, 40)}
    index = Index.of(entries.values())
    for _ in range(4):
        gone = random.sample(sorted(entries), 3)
        changed = [
            worlds.replaced(random, entries[one]) for one in random.sample(sorted(entries), 3) if one not in gone
        ]
        changed.append(worlds.entry(random))
        index = index.patched(changed, gone)
        entries = {key: entry for key, entry in entries.items() if key not in gone} | {one.id: one for one in changed}
        assert len(index) == len(entries)
        now = worlds.moment(random)
        for _ in range(4):
            query = worlds.query(random, now)
            assert_same(index.look(query, now), oracle.look(list(entries.values()), query, now))


def test_pages_of_a_patched_index_follow_one_another_without_gap_or_overlap():
    random = Random(5)
    entries = worlds.entries(random, 50)
    index = Index.of(entries[:40]).patched(entries[40:])
    now = worlds.moment(random)
    whole = index.look(Query(limit=100), now).hits
    assert len(whole) == 50
    pages = [index.look(Query(limit=7, page=number), now).hits for number in range(1, 9)]
    assert tuple(hit for page in pages for hit in page) == whole


@pytest.mark.parametrize("few", [0, 4096], ids=["all rows at once", "few rows at a time"])
@pytest.mark.parametrize("sort", ["time", "distance"])
def test_pale_meetings_come_after_all_others_on_every_page(sort, few, monkeypatch):
    monkeypatch.setattr(index_segment, "FEW", few)
    monkeypatch.setattr(index_many, "_FEW", few)
    random = Random(6)
    entries = [worlds.entry(random, share_pale=0.5) for _ in range(60)]
    now = worlds.moment(random)
    near = Near("here", "here", worlds.latitude(random), worlds.longitude(random))
    index = Index.of(entries[:50]).patched(entries[50:])
    pages = [index.look(Query(near=near, within_m=40_000, sort=sort, limit=4, page=n), now).hits for n in range(1, 16)]
    shown = [hit.is_pale for page in pages for hit in page]
    assert shown == sorted(shown)
    assert True in shown
    assert False in shown


@pytest.mark.parametrize("seed", range(4))
def test_meetings_in_rooms_are_counted_by_area_also_after_a_patch(seed):
    random = Random(seed)
    entries = worlds.entries(random, 60)
    changed = [replace(entry, area="E07000117") for entry in entries[:20]]
    index = Index.of(entries).patched(changed, [entry.id for entry in entries[50:]])
    rooms = Counter(entry.area for entry in (*changed, *entries[20:50]) if "in-person" in entry.modes)
    assert index.counted_by_area() == dict(rooms)

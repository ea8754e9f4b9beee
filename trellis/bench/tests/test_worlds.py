"""Made-up meetings are plausible, and the same every time."""

import json
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest

from trellis.bench.loading import entries_of, load, with_real_postcodes, write_feed
from trellis.bench.questions import questions
from trellis.bench.worlds import made_meetings
from trellis.finder.build import entries
from trellis.finder.index import Index
from trellis.lib.geo import distance_m
from trellis.meetings.features import FEATURES
from trellis.meetings.models import Meeting
from trellis.meetings.pathways import PATHWAYS
from trellis.meetings.recurrence import parse_rule
from trellis.places.areas import Areas
from trellis.places.gazetteer import gazetteer

SOME = list(made_meetings(2_000))


def test_one_seed_gives_one_world_in_every_process():
    code = "from trellis.bench.worlds import made_meetings; print([m.name for m in made_meetings(50, seed=7)])"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str([one.name for one in made_meetings(50, seed=7)])


def test_another_seed_gives_another_world():
    assert [one.name for one in islice(made_meetings(50, seed=8), 50)] != [one.name for one in SOME[:50]]


def test_pathways_features_and_rules_are_ones_there_are():
    assert {one.pathway for one in SOME} <= set(PATHWAYS)
    assert {code for one in SOME for code in one.features} <= set(FEATURES)
    assert all(parse_rule(one.rule) for one in SOME)


def test_every_kind_of_meeting_is_among_them():
    assert set(Counter(one.mode for one in SOME)) == {"in-person", "hybrid", "online", "phone"}
    not_weekly = sum(not parse_rule(one.rule).is_plain_weekly for one in SOME) / len(SOME)
    assert 0.03 < not_weekly < 0.12


def test_they_stand_where_people_live():
    centres = {area.code: area for area in Areas.read()}
    away = [float(distance_m(one.lat, one.lon, centres[one.area].lat, centres[one.area].lon)) for one in SOME]
    assert sorted(away)[len(away) // 2] < 10_000


@pytest.mark.django_db
def test_what_is_loaded_is_what_the_index_would_be_made_of_without_a_database():
    load(SOME[:60])
    assert Meeting.objects.listed().count() == 60
    from_database = sorted((one.pathway, one.mode, one.lat or 0, one.area, one.schedule.rule) for one in entries())
    made = sorted((one.pathway, one.mode, one.lat or 0, one.area, one.schedule.rule) for one in entries_of(SOME[:60]))
    assert from_database == made


def test_a_feed_is_one_row_a_meeting(tmp_path):
    write_feed(SOME[:30], tmp_path / "feed.json")
    rows = json.loads((tmp_path / "feed.json").read_text(encoding="utf-8"))
    assert len(rows) == 30
    assert {"name", "day", "time", "timezone", "entity"} <= rows[0].keys()


def test_questions_are_of_many_kinds_and_most_find_something():
    index = Index.of(entries_of(SOME))
    from datetime import UTC, datetime

    now = datetime(2026, 11, 24, 18, 10, tzinfo=UTC)
    asked = list(questions(300))
    assert any(query.near for query in asked)
    assert any(query.text for query in asked)
    assert any(query.area for query in asked)
    assert sum(index.look(query, now).total > 0 for query in asked) > 150


@pytest.mark.usefixtures("tables_of_places")
def test_a_feed_to_import_has_postcodes_that_exist_and_as_few_slips_as_real_ones():
    postcodes = gazetteer().postcodes
    feed = list(with_real_postcodes(SOME, postcodes))
    assert [one.number for one in feed] == [one.number for one in SOME]
    unknown = [one for one in feed if one.postcode not in postcodes]
    assert 0 < len(unknown) <= len(feed) / 100
    moved = sorted(distance_m(was.lat, was.lon, one.lat, one.lon) for was, one in zip(SOME, feed, strict=True))
    assert moved[len(moved) // 2] < 1000

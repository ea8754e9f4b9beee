"""Filters: that each leads where it says."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from trellis.finder.cards.filters import MOST_SHOWN, Filter, Panel, panels
from trellis.finder.query import Query
from trellis.finder.questions.parts import Near
from trellis.finder.questions.when import When
from trellis.finder.search import Answer, Choice

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BURNLEY = Near("BB11 1JG", "BB11 1JG", 53.789, -2.24)
QUERY = Query(near=BURNLEY, pathways=frozenset({"aa", "na"}), when=When(day="thu", part="evening"), page=3)


def choice(name: str, code: str, query: Query, *, count: int = 1) -> Choice:
    return Choice(name, code, code, count, code in query.to_params().get(name, ()), query)


def answer(query: Query, **codes: list[str]) -> Answer:
    facets = {name: tuple(choice(name, code, query) for code in found) for name, found in codes.items()}
    return Answer(query, NOW, 1, (), facets)


def named(query: Query, **codes: list[str]) -> dict[str, Panel]:
    return {panel.name: panel for panel in panels(answer(query, **codes))}


@pytest.mark.parametrize(
    "query", [QUERY, Query(), Query(text="way in & out", modes=frozenset({"online"})), replace(QUERY, sort="distance")]
)
@pytest.mark.parametrize(
    ("name", "code"),
    [("pathway", "na"), ("pathway", "ca"), ("feature", "women"), ("mode", "online"), ("day", "tue"), ("when", "today")],
)
def test_a_filter_leads_where_the_query_says_it_should(query: Query, name: str, code: str):
    panel = next(iter(named(query, **{name: [code]}).values()))
    assert parse_qs(panel.rows[0][0].link[1:]) == parse_qs(choice(name, code, query).link[1:])


def test_how_far_keeps_everything_else_and_goes_back_to_the_first_page():
    within = named(QUERY)["within"].rows[0][1]
    assert within.words == "Within 3 miles"
    assert parse_qs(within.link[1:]) == parse_qs(QUERY.link(within="3mi")[1:])


def test_the_usual_order_is_not_in_the_address():
    time, distance = named(replace(QUERY, sort="distance"))["within"].rows[1]
    assert "sort" not in time.link
    assert "sort=distance" in distance.link
    assert distance.is_chosen


def test_without_a_place_there_is_no_distance_to_choose():
    assert "within" not in named(Query(), pathway=["na"])


def test_many_choices_are_cut_with_a_link_to_all():
    codes = [f"code-{number}" for number in range(MOST_SHOWN + 1)]
    panel = named(QUERY, feature=codes)["feature"]
    assert len(panel.rows[0]) == MOST_SHOWN
    assert panel.more.endswith("&show=all")
    whole = panels(answer(QUERY, feature=codes), show_all=True)[0]
    assert len(whole.rows[0]) == MOST_SHOWN + 1
    assert whole.more == ""


def test_only_what_can_be_taken_off_counts_as_chosen():
    found = named(QUERY, pathway=["aa", "na", "ca"])
    assert found["pathway"].chosen == 2
    assert found["within"].chosen == 0


def test_a_chip_is_escaped():
    chip = Filter('<b>"', '?q=<b>"', is_chosen=True, count=3).chip
    assert "<b>" not in chip
    assert 'aria-current="true"' in chip

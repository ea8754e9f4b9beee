"""Parameters of an address to a query, and back."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.finder.query import NAMES, Query, parse
from trellis.finder.questions.parts import read_distance, write_distance
from trellis.finder.tests.gazetteers import FewPlaces

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def asked(**params: str | list[str]) -> Query:
    listed = {name: [value] if isinstance(value, str) else value for name, value in params.items()}
    return parse(listed, gazetteer=FewPlaces(), now=NOW, zone="Europe/London")


def again(query: Query) -> Query:
    return parse(query.to_params(), gazetteer=FewPlaces(), now=NOW, zone="Europe/London")


def test_nothing_asked_is_an_empty_query():
    assert asked().is_empty
    assert asked(q="", near=" ").is_empty
    assert not asked(when="today").is_empty


def test_every_parameter_is_read():
    query = asked(
        near="bb11", within="3mi", when="thu evening", day=["sat", "Sunday"], pathway=["na", "smart"],
        feature=["women", "step-free"], mode="online", sort="distance", limit="5", page="2", tz="Europe/Dublin",
    )  # fmt: skip
    assert query.problems == ()
    assert query.to_params() == {
        "near": ["bb11"], "within": ["3mi"], "when": ["thu evening"], "day": ["sat", "sun"], "pathway": ["na", "smart"],
        "feature": ["step-free", "women"], "mode": ["online"], "sort": ["distance"], "limit": ["5"], "page": ["2"],
        "tz": ["Europe/Dublin"],
    }  # fmt: skip


def test_the_canonical_parameters_ask_the_same_again():
    query = asked(q="na thu evening hope", near="burnlye", within="800m", feature="beginners")
    assert again(again(query)) == again(query)
    assert again(query).to_params() == query.to_params()


def test_words_of_a_table_work_as_well_as_its_codes():
    query = asked(pathway="Narcotics Anonymous", feature="Wheelchair access")
    assert query.pathways == {"na"}
    assert query.features == {"step-free"}


def test_an_authority_said_as_a_place_is_all_of_it_and_not_a_circle():
    query = asked(near="Lancashire")
    assert query.near is None
    assert query.area is not None
    assert "E07000117" in query.area.codes
    assert asked(near="Lancashire", within="5km").near is not None


def test_how_far_depends_on_how_well_the_place_is_known():
    assert asked(near="bb11 1jg").radius_m == 8047
    assert asked(near="bb11").radius_m == 11_000
    assert asked(near="bb11", within="2").radius_m == 2000


def test_a_slip_in_a_place_is_forgiven_and_said():
    query = asked(near="burnlye")
    assert [str(one) for one in query.understood] == ["Burnley (you wrote “burnlye”)"]
    assert query.to_params() == {"near": ["Burnley"]}


@pytest.mark.parametrize(
    ("params", "reason", "cure"),
    [
        ({"near": "bb11 1jx"}, "We cannot find “bb11 1jx”.", "Did you mean BB11 1JG? A town or a postcode works."),
        ({"within": "far"}, "We cannot read “far” as a distance.", "Write 5km or 3mi."),
        ({"within": "900km"}, "“900km” is too far.", "We look up to 200 km away."),
        (
            {"area": "nowhere"},
            "We know no area “nowhere”.",
            "Did you mean Lancashire? Give an authority by its name or code.",
        ),
        ({"box": "1,2,3"}, "We cannot read “1,2,3” as a box.", "Write south,west,north,east in degrees."),
        ({"day": "x"}, "“x” is not a day.", "Write mon, tue, wed, thu, fri, sat or sun."),
        ({"pathway": "zzz"}, "We know no pathway “zzz”.", ""),
        ({"mode": "onlin"}, "We know no mode “onlin”.", "Did you mean online?"),
        ({"sort": "size", "near": "york"}, "We cannot sort by “size”.", "Write time or distance."),
        ({"limit": "1000"}, "“1000” is not a limit from 1 to 100.", ""),
        ({"tz": "Mars/Base"}, "“Mars/Base” is not a time zone.", "Write its IANA name, such as Europe/London."),
    ],
)
def test_a_value_that_cannot_be_read_is_left_out_and_said(params, reason, cure):
    query = asked(**params)
    [problem] = query.problems
    assert (problem.field, problem.reason, problem.cure) == (next(iter(params)), reason, cure)


def test_a_time_that_cannot_be_read_says_how_to_write_it():
    [problem] = asked(when="whenever").problems
    assert problem.field == "when"
    assert "thu evening" in problem.sentence


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text(max_size=12), max_size=3)))
def test_no_value_whatever_raises(params):
    parse(params, gazetteer=FewPlaces(), now=NOW, zone="Europe/London")


def test_a_link_changes_one_thing_and_goes_back_to_the_first_page():
    query = asked(near="york", pathway="na", page="3")
    assert parse_qs(query.link(pathway=["aa", "na"])[1:]) == {"near": ["york"], "pathway": ["aa", "na"]}
    assert parse_qs(query.link(page=4)[1:]) == {"near": ["york"], "pathway": ["na"], "page": ["4"]}
    assert query.link(near=None, pathway=None) == "?"


def test_a_link_with_a_parameter_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="colour is not a parameter"):
        asked().link(colour="red")


def test_toggling_puts_a_filter_on_and_takes_it_off():
    query = asked(feature="women", when="today")
    assert query.toggled("feature", "open") == "?when=today&feature=open&feature=women"
    assert query.toggled("feature", "women") == "?when=today"
    assert query.toggled("when", "tonight") == "?when=tonight&feature=women"
    assert query.toggled("when", "today") == "?feature=women"


@given(st.integers(1, 200_000))
def test_a_distance_that_is_written_is_read_back(metres):
    assert abs((read_distance(write_distance(metres)) or 0) - metres) <= 5

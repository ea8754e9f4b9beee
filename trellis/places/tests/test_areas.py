"""The table of areas, and finding one by what people call it."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trellis.places.areas import COLUMNS, UK_AREAS, Area, Areas, AreaTableError
from trellis.places.names import informal_key, name_key

UK = Areas.read()


def test_every_upper_tier_of_england_is_there() -> None:
    england = UK.upper_tiers("England")
    kinds = Counter(area.kind for area in england)
    assert len(england) == sum(kinds.values()) == 153
    assert kinds["county"] == 21
    assert all(UK.children(area.code) for area in england if area.kind == "county")


def test_the_nations_have_their_areas() -> None:
    assert UK.nations() == ["England", "Northern Ireland", "Scotland", "Wales"]
    assert [len(UK.upper_tiers(nation)) for nation in UK.nations()] == [153, 11, 32, 22]


def test_the_people_add_up_to_those_of_the_united_kingdom() -> None:
    assert sum(area.population for area in UK if area.kind != "county") == 67_081_234


def test_a_county_has_the_people_of_its_districts() -> None:
    for county in UK.upper_tiers():
        districts = UK.children(county.code)
        assert not districts or sum(area.population for area in districts) == county.population


def test_a_district_lies_in_its_county() -> None:
    burnley = UK.get("E07000117")
    assert burnley
    assert (burnley.name, burnley.is_upper_tier) == ("Burnley", False)
    lancashire = UK.get(burnley.upper_tier)
    assert lancashire
    assert lancashire.name == "Lancashire"
    assert burnley in UK.children(lancashire.code)


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("E08000016", "Barnsley"),
        ("S12000046", "Glasgow City"),
        ("e08000020", "Gateshead"),
        ("E07000026", "Cumberland"),
        ("E07000027", "Westmorland and Furness"),
        ("E10000023", "North Yorkshire"),
        ("E07000005", "Buckinghamshire"),
        ("E07000048", "Bournemouth, Christchurch and Poole"),
        ("E07000206", "East Suffolk"),
    ],
)
def test_a_former_code_means_the_area_of_today(former: str, now: str) -> None:
    area = UK.get(former)
    assert area
    assert area.name == now


def test_an_unknown_code_means_nothing() -> None:
    assert UK.get("L99999999") is None
    assert UK.get("") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Burnley", "Burnley"),
        ("burnley council", "Burnley"),
        ("BURNLEY BOROUGH COUNCIL", "Burnley"),
        ("burnly", "Burnley"),
        ("city of york", "York"),
        ("City of London", "City of London"),
        ("Hull", "Kingston upon Hull"),
        ("Kings Lynn & West Norfolk", "King's Lynn and West Norfolk"),
        ("Caerdydd", "Cardiff"),
        ("ynys mon", "Isle of Anglesey"),
        ("Na h-Eileanan Siar", "Na h-Eileanan Siar"),
        ("Western Isles", "Na h-Eileanan Siar"),
        ("Rhondda Cynon Taff", "Rhondda Cynon Taf"),
        ("Durham County Council", "County Durham"),
        ("royal borough of kensington and chelsea", "Kensington and Chelsea"),
        ("London Borough of Hackney", "Hackney"),
        ("edinburgh city council", "City of Edinburgh"),
        ("st. helens", "St Helens"),
        ("calderdale mbc", "Calderdale"),
        ("newcastle-under-lyme", "Newcastle-under-Lyme"),
        ("derby", "Derby"),
        ("derbyshire", "Derbyshire"),
        ("Middlesborough", "Middlesbrough"),
        ("E07000117", "Burnley"),
        ("Dorset Council", "Dorset"),
    ],
)
def test_an_area_is_found_by_what_people_call_it(typed: str, meant: str) -> None:
    area = UK.find(typed)
    assert area
    assert area.name == meant


@pytest.mark.parametrize("typed", ["London", "Paris", "bb11", "", "zzzz", "the", "tonight"])
def test_what_is_no_area_is_not_taken_for_one(typed: str) -> None:
    assert UK.find(typed) is None


def test_every_area_is_found_by_its_own_names_and_slug() -> None:
    for area in UK:
        assert {UK.find(name) for name in (area.name, area.name.upper(), *area.also)} == {area}
        assert UK.by_slug(area.slug) == area


def test_no_two_areas_share_a_name() -> None:
    names = [name_key(name) for area in UK for name in (area.name, *area.also)]
    assert len(names) == len(set(names))


@given(st.text(max_size=40))
@example("ᶞ")  # a letter that is another one writ small, which is no plain letter either
@example("𝘼")  # a capital that is none to whoever asks for its small letter
def test_any_text_may_be_typed(text: str) -> None:
    assert UK.find(text) is None or isinstance(UK.find(text), Area)
    assert name_key(name_key(text)) == name_key(text)
    assert bool(informal_key(text)) == bool(name_key(text))


HEADER = ",".join(COLUMNS)
DUBLIN = "IE-D,Dublin,Baile Átha Cliath,county,Ireland,,,1458154,53.35,-6.26,"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "areas.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_country_brings_its_own_table(tmp_path: Path) -> None:
    areas = Areas.read(
        table(tmp_path, HEADER, DUBLIN, "IE-F,Fingal,,county,Ireland,Leinster,IE-D,330506,53.46,-6.22,IE-X;IE-Y")
    )
    dublin, fingal = areas
    assert (dublin.region, dublin.is_upper_tier) == ("Ireland", True)
    assert areas.find("baile atha cliath") == dublin
    assert areas.children("IE-D") == [fingal]
    assert areas.get("ie-y") == fingal


@pytest.mark.parametrize(
    ("rows", "trouble"),
    [
        (["code,name", "A,B"], "columns also, kind, nation"),
        ([HEADER], "no area in it"),
        ([HEADER, DUBLIN, DUBLIN], "IE-D stands in two rows"),
        ([HEADER, DUBLIN.replace("1458154", "many")], "line 2: .*many"),
        ([HEADER, DUBLIN.replace("53.35", "535")], "line 2: 535 is not between -90 and 90"),
        ([HEADER, DUBLIN.replace("Dublin", "")], "line 2: “name” is empty"),
        ([HEADER, DUBLIN, "IE-F,Fingal,,county,Ireland,,IE-Q,1,53,-6,"], "part of IE-Q, which is not in the table"),
    ],
)
def test_a_table_that_cannot_be_used_says_where_and_why(tmp_path: Path, rows: list[str], trouble: str) -> None:
    with pytest.raises(AreaTableError, match=trouble):
        Areas.read(table(tmp_path, *rows))


def test_the_table_is_in_good_order() -> None:
    lines = UK_AREAS.read_text(encoding="utf-8").splitlines()
    assert lines[0] == HEADER
    assert lines[1:] == sorted(lines[1:])
    assert len(UK) == len(lines) - 1


def test_the_centre_of_a_county_lies_among_its_districts() -> None:
    for county in UK.upper_tiers():
        if districts := UK.children(county.code):
            assert min(area.lat for area in districts) < county.lat < max(area.lat for area in districts)
            assert min(area.lon for area in districts) < county.lon < max(area.lon for area in districts)


def test_the_parts_of_a_nation_or_region_are_known() -> None:
    assert len(UK.parts_of("wales")) == 22
    assert "E07000117" in UK.parts_of("North West")
    assert UK.parts_of("Burnley") == UK.parts_of("") == set()


def test_an_upper_tier_holds_itself_and_its_districts() -> None:
    assert UK.holds("E10000017", "E07000117")
    assert UK.holds("E07000117", "E07000117")
    assert not UK.holds("E10000016", "E07000117")
    assert not UK.holds("E10000017", "")


def test_areas_are_found_by_a_word_of_their_name() -> None:
    assert {area.name for area in UK.holding_words("yorkshire")} == {"East Riding of Yorkshire", "North Yorkshire"}
    assert UK.holding_words("") == []

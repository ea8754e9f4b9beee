"""The postcode table: made from the package, looked up, and searched by place."""

import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.lib.geo import Box, box_around, distance_m
from trellis.places.areas import Areas
from trellis.places.postcode_source import package_version
from trellis.places.postcode_table import PostcodeTableError, build_table, open_table
from trellis.places.postcodes import UNIT_PRECISION_M, Postcodes

REAL_MEETINGS = Path(__file__).parents[4] / "shared" / "data" / "meetings" / "uk-meetings.meetingguide.json"

points = st.tuples(st.floats(50.5, 60.9), st.floats(-8.0, 1.5))


@pytest.mark.parametrize(
    ("postcode", "lat", "lon", "area"),
    [
        ("BT1 5GS", 54.5965, -5.9301, "Belfast"),  # City Hall
        ("CF10 3ND", 51.4852, -3.1788, "Cardiff"),  # City Hall
        ("EH1 2NG", 55.9487, -3.1999, "City of Edinburgh"),  # the castle
        ("BS1 5TR", 51.4525, -2.6013, "Bristol"),  # City Hall
        ("EC3N 4AB", 51.5081, -0.0759, "Tower Hamlets"),  # the Tower of London
        ("BT48 6DQ", 54.9958, -7.3214, "Derry City and Strabane"),  # Guildhall
        ("ZE1 0HB", 60.1547, -1.1455, "Shetland Islands"),  # Town Hall, Lerwick
    ],
)
def test_well_known_buildings_are_where_they_are(
    postcodes: Postcodes, postcode: str, lat: float, lon: float, area: str
) -> None:
    found = postcodes.lookup(postcode)
    assert found
    assert distance_m(found.lat, found.lon, lat, lon) < 150
    home = Areas.read().get(found.area_code)
    assert home
    assert home.name == area


@pytest.mark.shared_data
@pytest.mark.skipif(not REAL_MEETINGS.exists(), reason="the real meetings are not beside this checkout")
def test_real_meetings_stand_within_ten_metres_of_their_postcode_in_every_nation(postcodes: Postcodes) -> None:
    off = defaultdict(list)
    for meeting in json.loads(REAL_MEETINGS.read_text(encoding="utf-8")):
        point = postcodes.lookup(meeting["postal_code"])
        if point and point.precision_m == UNIT_PRECISION_M:
            off[meeting["region"]].append(distance_m(point.lat, point.lon, meeting["latitude"], meeting["longitude"]))
    assert set(off) >= {"England", "Northern Ireland", "Scotland", "Wales"}
    assert {nation: float(np.median(metres)) < 10 for nation, metres in off.items()} == dict.fromkeys(off, True)


@pytest.mark.parametrize("typed", ["BB11 1JG", "bb111jg", " BB11 1JG ", "bb11-1jg"])
def test_case_and_spaces_do_not_matter(postcodes: Postcodes, typed: str) -> None:
    found = postcodes.lookup(typed)
    assert found
    assert (found.postcode, found.area_code) == ("BB11 1JG", "E07000117")
    assert typed in postcodes


@pytest.mark.parametrize("typed", ["", "BB11", "BB11 1ZZ", "ZZ99 9ZZ", "Burnley", "😀", "BB11 1JGG"])
def test_what_is_not_there_is_not_found(postcodes: Postcodes, typed: str) -> None:
    assert postcodes.lookup(typed) is None
    assert typed not in postcodes


def test_jersey_is_placed_by_district_for_the_directory_has_no_points_there(postcodes: Postcodes) -> None:
    found = postcodes.lookup("JE2 3AA")
    assert found
    assert distance_m(found.lat, found.lon, 49.19, -2.1) < 3000
    assert found.area_code == ""
    assert found.precision_m > UNIT_PRECISION_M


def test_a_closed_postcode_without_a_point_is_placed_by_its_sector(postcodes: Postcodes) -> None:
    lost = np.flatnonzero((postcodes._lat == np.iinfo(np.int32).min) & (postcodes._area == 0))
    texts = [postcodes._text(int(row)) for row in lost]
    belfast = next(text for text in texts if text.startswith("BT1 "))
    found = postcodes.lookup(belfast)
    assert found
    assert distance_m(found.lat, found.lon, 54.6, -5.93) < 8000
    assert found.precision_m >= UNIT_PRECISION_M


def test_the_beginning_of_a_postcode_has_a_middle(postcodes: Postcodes) -> None:
    district, sector, fewer = (postcodes.part(text) for text in ("bb11", "BB11 1", "bb11 1j"))
    assert district
    assert sector
    assert fewer
    assert [part.text for part in (district, sector, fewer)] == ["BB11", "BB11 1", "BB11 1J"]
    assert district.precision_m > sector.precision_m > fewer.precision_m
    assert {part.area_code for part in (district, sector, fewer)} == {"E07000117"}
    assert distance_m(district.lat, district.lon, 53.789, -2.24) < 1500
    assert postcodes.part("BB99 9") is None
    assert postcodes.outward("bb11") == district
    assert postcodes.outward("bb111") is None


def test_a_district_of_london_is_found_without_its_letter(postcodes: Postcodes) -> None:
    part = postcodes.part("ec1")
    assert part
    assert (part.text, part.area_code) == ("EC1", "E09000019")
    assert postcodes.part("ec9") is None


def test_only_closed_districts_have_no_middle(postcodes: Postcodes) -> None:
    lost = [outward for outward in postcodes._outwards if not postcodes.outward(outward)]
    assert set(lost) == {"BR98", "BS38", "BT58", "CH90", "EH77", "EN77"}
    assert len(postcodes._outwards) > 500


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("BB11 IJG", "BB11 1JG"),  # I for 1
        ("BB1I 1JG", "BB11 1JG"),
        ("BB11 1GJ", "BB11 1JG"),  # two letters changed places
        ("BV11 1JG", "BB11 1JG"),  # the key beside it
        ("BB11 1JGG", "BB11 1JG"),
        ("B11 1JG", "BB11 1JG"),
        ("C8 1AA", "CB8 1AA"),
        ("E2O 1AA", "E20 1AA"),
        ("BBl1", "BB11"),
    ],
)
def test_a_mistyped_postcode_brings_the_one_that_was_meant(postcodes: Postcodes, typed: str, meant: str) -> None:
    assert meant in postcodes.suggest(typed)


@pytest.mark.parametrize("typed", ["", "hello there", "Burnley", "1", "é1 2ab", "9999 9999"])
def test_what_is_nothing_like_a_postcode_brings_nothing(postcodes: Postcodes, typed: str) -> None:
    assert postcodes.suggest(typed) == []


@given(data=st.data())
def test_every_suggestion_exists_and_any_postcode_survives_a_slip(postcodes: Postcodes, data: st.DataObject) -> None:
    meant = postcodes._text(data.draw(st.integers(0, len(postcodes) - 1)))
    letters = list(meant.replace(" ", ""))
    place = data.draw(st.integers(0, len(letters) - 2))
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    typed = "".join(letters)
    suggestions = postcodes.suggest(typed, limit=10_000)
    assert all(suggestion in postcodes for suggestion in suggestions)
    assert meant in suggestions or typed == meant.replace(" ", "")


def brute_nearest_m(postcodes: Postcodes, lat: float, lon: float) -> float:
    placed = postcodes._lat != np.iinfo(np.int32).min
    return float(distance_m(lat, lon, postcodes._lat[placed] * 1e-6, postcodes._lon[placed] * 1e-6).min())


@settings(max_examples=40)
@given(points)
def test_the_nearest_postcode_is_the_nearest_of_all(postcodes: Postcodes, point: tuple[float, float]) -> None:
    found, truth = postcodes.nearest(*point, limit_m=30_000), brute_nearest_m(postcodes, *point)
    if truth > 30_000:
        assert found is None
    else:
        assert found
        assert found.distance_m == pytest.approx(truth, rel=1e-4, abs=0.5)


def test_many_points_at_once_give_what_each_gives_alone(postcodes: Postcodes) -> None:
    rng = np.random.default_rng(7)
    in_town = rng.normal((53.79, -2.24), 0.02, (200, 2))  # enough of them for a search tree
    spread = rng.uniform((50.0, -8.0), (61.0, 2.0), (100, 2))
    twins = postcodes._point(100), postcodes._point(100)
    lats, lons = np.vstack([in_town, spread, twins]).T
    many = postcodes.nearest_many(lats, lons, limit_m=20_000)
    alone = [postcodes.nearest(lat, lon, limit_m=20_000) for lat, lon in zip(lats, lons, strict=True)]
    assert many.postcodes == [one.postcode if one else "" for one in alone]
    assert many.area_codes == [one.area_code if one else "" for one in alone]
    assert many.distances_m == pytest.approx([one.distance_m if one else np.inf for one in alone])
    assert "" in many.postcodes


def test_no_points_at_all_give_nothing(postcodes: Postcodes) -> None:
    assert postcodes.nearest_many([], []).postcodes == []


def test_the_ends_of_the_earth_have_no_postcode(postcodes: Postcodes) -> None:
    for lat, lon in [(90, 0), (-90, 0), (0, 180), (0, -180), (89.999, 179.999)]:
        assert postcodes.nearest(lat, lon, limit_m=10_000) is None


@settings(max_examples=30)
@given(points, st.floats(100, 60_000))
def test_a_box_holds_exactly_the_points_inside_it(
    postcodes: Postcodes, point: tuple[float, float], radius: float
) -> None:
    box = box_around(*point, radius)
    dots = postcodes.within(box)
    lat, lon = postcodes._lat * 1e-6, postcodes._lon * 1e-6
    well_inside, just_outside = (
        (lat >= box.south + edge) & (lat <= box.north - edge) & (lon >= box.west + edge) & (lon <= box.east - edge)
        for edge in (1e-6, -1e-6)  # a point on the very edge may round either way
    )
    found = Counter(zip(dots.lats.tolist(), dots.lons.tolist(), strict=True))
    assert Counter(zip(lat[well_inside].tolist(), lon[well_inside].tolist(), strict=True)) <= found
    assert found <= Counter(zip(lat[just_outside].tolist(), lon[just_outside].tolist(), strict=True))


def test_a_large_box_may_be_sampled_evenly(postcodes: Postcodes) -> None:
    everything = Box(49, -9, 61, 3)
    few = postcodes.within(everything, most=500)
    assert len(few.lats) == len(few.lons) == len(few.areas) == 500
    assert few.lats.max() > 60
    assert few.lats.min() < 51
    assert {postcodes.area_codes[i][:1] for i in few.areas} >= {"E", "N", "S", "W"}


def test_the_table_is_made_once(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    path = tmp_path / "deep" / "postcodes.bin"
    assert build_table(path, letters="JZ", progress=lambda doing, done: told.append((doing, done)))
    assert [done for _, done in told] == sorted(done for _, done in told)
    assert told[-1] == ("The postcode table is ready", 1.0)
    before = path.stat().st_mtime_ns
    assert not build_table(path, letters="JZ")
    assert path.stat().st_mtime_ns == before
    assert build_table(path, letters="JZ", again=True)
    assert build_table(path, letters="Z")
    assert open_table(path)[0].package == package_version()


def test_who_stops_the_making_keeps_the_old_table_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.bin"
    build_table(path, letters="J")

    def stop(doing: str, _done: float) -> None:
        if doing.startswith("Writing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_table(path, letters="Z", progress=stop)
    assert [file.name for file in tmp_path.iterdir()] == ["postcodes.bin"]
    assert "JE2 3AA" in Postcodes.open(path)


def test_northern_ireland_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "postcodes.bin"
    build_table(path, letters="B", northern_ireland=False)
    without = Postcodes.open(path)
    assert without.lookup("BT1 5GS") is None
    assert without.part("BT1") is None
    assert without.suggest("BT1 5GS") == without.suggest("BT1") == []
    assert without.lookup("BB11 1JG")
    assert "N09000003" not in without.area_codes
    assert not build_table(path, letters="B", northern_ireland=False)
    assert build_table(path, letters="B", northern_ireland=True)


def test_a_missing_table_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(PostcodeTableError, match=r"no file .*postcodes\.bin.*script/bootstrap"):
        Postcodes.open(tmp_path / "postcodes.bin")


@pytest.mark.parametrize("damage", ["empty", "other", "short", "older"])
def test_a_damaged_table_is_refused_and_made_again(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "postcodes.bin"
    build_table(path, letters="J")
    whole = path.read_bytes()
    path.write_bytes(
        {
            "empty": b"",
            "other": b"PK" + whole[2:],
            "short": whole[: len(whole) // 2],
            "older": whole.replace(b"postcodes 1", b"postcodes 0"),
        }[damage]
    )
    with pytest.raises(PostcodeTableError, match="script/bootstrap"):
        Postcodes.open(path)
    assert build_table(path, letters="J")
    assert "JE2 3AA" in Postcodes.open(path)

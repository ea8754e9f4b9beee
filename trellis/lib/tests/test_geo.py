"""Grids and distances, against answers published by others and against themselves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.lib import geo

# Ordnance Survey, OSTN15 developer pack: ETRS89 latitude and longitude, OSGB36 easting and northing, of 40 stations
# from Scilly and Kent to St Kilda and Shetland. These are the definitive answers.
OS_TEST_POINTS = np.array(
    [
        (49.92226394, -6.29977752, 91492.146, 11318.804),
        (49.96006138, -5.20304610, 170370.718, 11572.405),
        (50.43885826, -4.10864564, 250359.811, 62016.569),
        (50.57563665, -1.29782277, 449816.371, 75335.861),
        (50.93127938, -1.45051434, 438710.920, 114792.250),
        (51.40078220, -3.55128349, 292184.870, 168003.465),
        (51.37447026, 1.44454730, 639821.835, 169565.858),
        (51.42754743, -2.54407618, 362269.991, 169978.690),
        (51.48936565, -0.11992557, 530624.974, 178388.464),
        (51.85890896, -4.30852477, 241124.584, 220332.641),
        (51.89436637, 0.89724327, 599445.590, 225722.826),
        (52.25529382, -2.15458614, 389544.190, 261912.153),
        (52.25160951, -0.91248957, 474335.969, 262047.755),
        (52.75136687, 0.40153547, 562180.547, 319784.995),
        (52.96219109, -1.19747656, 454002.834, 340834.943),
        (53.34480280, -2.64049321, 357455.843, 383290.436),
        (53.41628516, -4.28918070, 247958.971, 393492.909),
        (53.41630925, -4.28917793, 247959.241, 393495.583),
        (53.77911026, -3.04045491, 331534.564, 431920.794),
        (53.80021520, -1.66379168, 422242.186, 433818.701),
        (54.08666318, -4.63452168, 227778.330, 468847.388),
        (54.11685144, -0.07773133, 525745.670, 470703.214),
        (54.32919541, -4.38849118, 244780.636, 495254.887),
        (54.89542340, -2.93827741, 339921.145, 556034.761),
        (54.97912274, -1.61657685, 424639.355, 565012.703),
        (55.85399953, -4.29649016, 256340.925, 664697.269),
        (55.92478266, -3.29479219, 319188.434, 670947.534),
        (57.00606696, -5.82836692, 167634.202, 797067.144),
        (57.13902519, -2.04856031, 397160.491, 805349.736),
        (57.48625001, -4.21926399, 267056.768, 846176.972),
        (57.81351838, -8.57854456, 9587.909, 899448.996),
        (58.21262247, -7.59255561, 71713.132, 938516.404),
        (58.51560361, -6.26091456, 151968.652, 966483.780),
        (58.58120461, -3.72631022, 299721.891, 967202.992),
        (59.03743871, -3.21454001, 330398.323, 1017347.016),
        (59.09335035, -4.41757675, 261596.778, 1025447.602),
        (59.09671617, -5.82799340, 180862.461, 1029604.114),
        (59.53470794, -1.62516966, 421300.525, 1072147.239),
        (59.85409914, -1.27486910, 440725.073, 1107878.448),
        (60.13308092, -2.07382823, 395999.668, 1138728.951),
    ]
).T

# Irish Transverse Mercator is the modern grid of Ireland, on ETRS89 itself: no change of datum stands in between.
ITM = geo.TransverseMercator(geo.Ellipsoid(6_378_137.0, 6_356_752.314_14), 0.999_82, 53.5, -8.0, 600_000.0, 750_000.0)

british = st.tuples(st.floats(49.8, 60.9), st.floats(-8.7, 1.8))
irish = st.tuples(st.floats(51.3, 55.5), st.floats(-10.7, -5.3))
anywhere = st.tuples(st.floats(-89, 89), st.floats(-180, 180))


def test_the_projection_gives_the_worked_example_of_the_ordnance_survey() -> None:
    """Caister water tower: annex C of the guide, to the millimetre."""
    lat, lon = 52 + 39 / 60 + 27.2531 / 3600, 1 + 43 / 60 + 4.5177 / 3600
    easting, northing = geo.project(lat, lon, geo.NATIONAL_GRID)
    assert (float(easting), float(northing)) == pytest.approx((651409.903, 313177.270), abs=0.001)
    assert geo.unproject(651409.903, 313177.270, geo.NATIONAL_GRID) == pytest.approx((lat, lon), abs=1e-8)


def test_every_ordnance_survey_test_point_comes_out_within_five_metres() -> None:
    lat, lon, easting, northing = OS_TEST_POINTS
    error = geo.distance_m(*geo.national_grid_to_wgs84(easting, northing), lat, lon)
    assert error.max() < 5
    assert np.median(error) < 2.5
    back = np.hypot(*np.subtract(geo.wgs84_to_national_grid(lat, lon), (easting, northing)))
    assert back.max() < 5


def test_the_irish_grid_agrees_with_the_modern_irish_grid_at_the_spire_of_dublin() -> None:
    """The Spire: O 15904 34671 on the Irish Grid, 715830 734697 on ITM."""
    lat, lon = geo.irish_grid_to_wgs84(315904, 234671)
    expected = geo.unproject(715830, 734697, ITM)
    assert geo.distance_m(lat, lon, *expected) < 2
    assert (lat, lon) == pytest.approx((53.34980, -6.26025), abs=1e-4)


@given(british)
def test_the_national_grid_goes_there_and_back(point: tuple[float, float]) -> None:
    back = geo.national_grid_to_wgs84(*geo.wgs84_to_national_grid(*point))
    assert geo.distance_m(*point, *back) < 0.05


@given(irish)
def test_the_irish_grid_goes_there_and_back(point: tuple[float, float]) -> None:
    back = geo.irish_grid_to_wgs84(*geo.wgs84_to_irish_grid(*point))
    assert geo.distance_m(*point, *back) < 0.05


def test_arrays_and_single_numbers_give_the_same() -> None:
    _, _, easting, northing = OS_TEST_POINTS
    lats, lons = geo.national_grid_to_wgs84(easting, northing)
    for i in (0, 20, 39):
        assert geo.national_grid_to_wgs84(easting[i], northing[i]) == pytest.approx((lats[i], lons[i]), abs=1e-12)


@pytest.mark.parametrize(
    ("one", "other", "metres"),
    [
        ((51.5007, -0.1246), (51.5007, -0.1246), 0),
        ((0, 0), (0, 180), np.pi * geo.EARTH_RADIUS_M),  # half-way round
        ((51.5007, -0.1246), (48.8584, 2.2945), 340_500),  # Big Ben to the Eiffel Tower
        ((0, 179.5), (0, -179.5), geo.METRES_PER_DEGREE),  # across the antimeridian
    ],
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], metres: float) -> None:
    assert geo.distance_m(*one, *other) == pytest.approx(metres, rel=0.005)


@given(anywhere, anywhere)
def test_distance_is_symmetric_and_never_more_than_half_way_round(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    there, back = geo.distance_m(*one, *other), geo.distance_m(*other, *one)
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= np.pi * geo.EARTH_RADIUS_M


@settings(max_examples=60)
@given(st.tuples(st.floats(-80, 80), st.floats(-150, 150)), st.floats(1, 200_000))
def test_a_box_holds_the_whole_circle_and_touches_it(centre: tuple[float, float], radius: float) -> None:
    lat, lon = centre
    box = geo.box_around(lat, lon, radius)
    edge_lats = np.linspace(box.south, box.north, 50)
    for side in (box.west, box.east):
        assert geo.distance_m(lat, lon, edge_lats, side).min() == pytest.approx(radius, rel=0.01, abs=0.01)
    assert geo.distance_m(lat, lon, [box.south, box.north], lon) == pytest.approx([radius, radius], rel=1e-6, abs=1e-6)
    assert box.holds(lat, lon)

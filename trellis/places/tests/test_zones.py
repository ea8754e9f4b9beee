"""The time zone of a point."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.places.zones import NoZoneError, zone_at


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (53.79, -2.24, "Europe/London"),  # Burnley
        (54.60, -5.93, "Europe/London"),  # Belfast
        (54.175, -6.34, "Europe/London"),  # Newry, five miles from the border
        (54.997, -7.309, "Europe/London"),  # Derry, three miles from it
        (60.15, -1.14, "Europe/London"),  # Lerwick
        (53.35, -6.26, "Europe/Dublin"),
        (54.00, -6.40, "Europe/Dublin"),  # Dundalk
        (54.95, -7.73, "Europe/Dublin"),  # Letterkenny
        (54.15, -4.48, "Europe/Isle_of_Man"),
        (49.18, -2.10, "Europe/Jersey"),
        (49.455, -2.536, "Europe/Guernsey"),
        (40.7, -74.0, "America/New_York"),
        (22.57, 88.36, "Asia/Kolkata"),
    ],
)
def test_a_point_has_the_zone_of_its_country(lat: float, lon: float, zone: str) -> None:
    assert zone_at(lat, lon) == zone


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_on_earth_has_a_zone_that_python_knows(lat: float, lon: float) -> None:
    assert ZoneInfo(zone_at(lat, lon))


@pytest.mark.parametrize(("lat", "lon"), [(91, 0), (0, 181), (-2.24, 537.9), (float("nan"), 0)])
def test_what_is_no_point_on_earth_has_none(lat: float, lon: float) -> None:
    with pytest.raises(NoZoneError, match="no point on Earth"):
        zone_at(lat, lon)

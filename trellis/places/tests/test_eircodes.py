"""Irish postcodes, by routing key."""

import pytest

from trellis.lib.geo import distance_m
from trellis.places.eircodes import eircode_district


@pytest.mark.parametrize(
    ("typed", "place", "lat", "lon"),
    [
        ("A92 RF2P", "Drogheda", 53.715, -6.35),
        ("a92rf2p", "Drogheda", 53.715, -6.35),
        ("D02 X285", "Dublin 2", 53.34, -6.25),
        ("D6W", "Dublin 6W", 53.31, -6.30),
        ("T12", "Cork, south", 51.89, -8.48),
        ("H91 E2K3", "Galway", 53.27, -9.05),
        ("V95", "Ennis", 52.85, -8.98),
    ],
)
def test_an_eircode_is_placed_by_its_routing_key(typed: str, place: str, lat: float, lon: float) -> None:
    found = eircode_district(typed)
    assert found
    assert found.place == place
    assert distance_m(found.lat, found.lon, lat, lon) < found.precision_m


@pytest.mark.parametrize("typed", ["", "V95 AB12", "BB11 1JG", "Z99", "A92 RF2", "Drogheda"])
def test_what_is_no_eircode_has_no_district(typed: str) -> None:
    assert eircode_district(typed) is None

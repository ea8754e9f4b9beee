"""A geocoder that the operator chose: what is sent, and what is made of the answers."""

import json

import httpx
import pytest
from pytest_django.fixtures import Settings

from trellis.places.geocoder import GeocodedPoint, Geocoder, GeocoderError, configured_geocoder

ADDRESS = "https://geocoder.example.org/search"
TOWN_HALL = [{"place_id": 1, "lat": "53.78912", "lon": "-2.24512", "display_name": "Town Hall, Burnley"}]


class FakeNominatim(httpx.BaseTransport):
    """Answers as Nominatim's `search` does, with an error for what Nominatim would refuse."""

    def __init__(self, answer: object = None, *, status: int = 200) -> None:
        self.answer, self.status = answer, status
        self.asked: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        query = request.url.params
        if request.method != "GET" or not query.get("q") or query.get("format") not in ("json", "jsonv2"):
            return httpx.Response(400, json={"error": {"code": 400, "message": "Nothing to search for."}})
        if isinstance(self.answer, Exception):
            raise self.answer
        content = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return httpx.Response(self.status, content=content)


def test_an_address_has_a_point() -> None:
    there = FakeNominatim(TOWN_HALL)
    found = Geocoder(ADDRESS, contact="ops@example.org", transport=there).find("Manchester Road, Burnley", country="GB")
    assert found == GeocodedPoint(53.78912, -2.24512, "Town Hall, Burnley")
    (request,) = there.asked
    assert dict(request.url.params) == {
        "q": "Manchester Road, Burnley",
        "format": "jsonv2",
        "limit": "1",
        "countrycodes": "gb",
    }
    assert request.headers["User-Agent"].startswith("Trellis/")
    assert request.headers["User-Agent"].endswith("(ops@example.org)")


def test_an_address_nobody_knows_has_none() -> None:
    assert Geocoder(ADDRESS, transport=FakeNominatim([])).find("Nowhere") is None


@pytest.mark.parametrize(
    ("answer", "status", "trouble"),
    [
        (TOWN_HALL, 503, "answered 503"),
        (httpx.ConnectTimeout("too slow"), 200, r"could not be asked \(ConnectTimeout\)"),
        (httpx.ConnectError("no such host"), 200, r"could not be asked \(ConnectError\)"),
        (b"<html>", 200, "did not answer as Nominatim does"),
        ({"error": "x"}, 200, "did not answer as Nominatim does"),
        ([{"lat": "here", "lon": "there", "display_name": ""}], 200, "did not answer as Nominatim does"),
        ([{"lat": "530", "lon": "0", "display_name": ""}], 200, "not on Earth"),
        (b"[" + b" " * 2_000_000 + b"]", 200, "did not answer as Nominatim does"),
    ],
)
def test_trouble_is_told_without_the_address_that_was_asked_for(answer: object, status: int, trouble: str) -> None:
    geocoder = Geocoder(ADDRESS, transport=FakeNominatim(answer, status=status))
    with pytest.raises(GeocoderError, match=trouble) as caught:
        geocoder.find("12 Quiet Street")
    assert "Quiet" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_address_asked_for_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        Geocoder(ADDRESS, transport=FakeNominatim(TOWN_HALL)).find("12 Quiet Street")
    assert "Quiet" not in caplog.text


def test_there_is_none_unless_the_operator_names_one(settings: Settings) -> None:
    assert configured_geocoder() is None
    settings.GEOCODER_ADDRESS = ADDRESS
    assert configured_geocoder() == Geocoder(ADDRESS)

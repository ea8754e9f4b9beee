"""The map page, its marks and its tiles, through their addresses."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from trellis.finder.map import pins as pins_module
from trellis.finder.map import tiles
from trellis.finder.map.mercator import Tile
from trellis.lib.geo import Box
from trellis.meetings.models import Meeting
from trellis.meetings.tests.factories import create_group, create_meeting, create_place
from trellis.places.models import Place

pytestmark = pytest.mark.usefixtures("tables_of_places")

BURNLEY = {"lat": 53.789, "lon": -2.245}


@pytest.fixture
def listed(db: None) -> None:
    place = create_place(name="St Mary's Hall", **BURNLEY)
    group = create_group(name="Way In")
    create_meeting(name="Way In Tuesday", group=group, place=place)
    create_meeting(name="Way In Thursday", group=group, place=place)
    create_meeting(name="Far Away", place=create_place(name="Elsewhere", lat=51.5, lon=-0.1))


def marks(client: Client, **params: str) -> dict[str, object]:
    response = client.get(reverse("pins"), {"box": "53.6,-2.5,53.9,-2.0", "zoom": "11", **params})
    assert response.status_code == 200
    found: dict[str, object] = json.loads(response.content)
    return found


def test_the_map_shows_what_is_in_its_box_and_nothing_else(client: Client, listed: None) -> None:
    found = marks(client)
    assert found["total"] == 2
    (mark,) = found["marks"]  # type: ignore[misc]
    assert (mark["count"], mark["places"]) == (2, 1)
    assert {item["name"] for item in mark["items"]} == {"Way In Tuesday", "Way In Thursday"}


def test_a_filter_of_the_list_holds_on_the_map_too(client: Client, listed: None) -> None:
    assert marks(client, pathway="smart")["total"] == 0


def test_the_radius_of_the_list_does_not_bind_who_drags_the_map(client: Client, listed: None) -> None:
    assert marks(client, near="51.5,-0.1", within="1km")["total"] == 2


def test_a_mark_knows_the_meetings_whose_cards_stand_beside_the_map_and_no_others(client: Client, listed: None) -> None:
    (mark,) = marks(client, near="53.789,-2.245")["marks"]  # type: ignore[misc]
    assert set(mark["ids"]) == {str(one.pk) for one in Meeting.objects.filter(name__startswith="Way In")}
    (mark,) = marks(client, near="53.789,-2.245", limit="1")["marks"]  # type: ignore[misc]
    assert (mark["count"], len(mark["ids"])) == (2, 1)


def test_a_large_mark_leads_nearer_rather_than_naming_all(
    client: Client, listed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pins_module, "MOST_NAMED", 1)
    (mark,) = marks(client)["marks"]  # type: ignore[misc]
    assert mark["items"] == []


def test_an_approximate_place_stands_somewhere_near_and_never_at_its_door(client: Client, db: None) -> None:
    place = create_place(name="Rowan House", lat=53.78912, lon=-2.24578, showing=Place.Showing.APPROXIMATE)
    create_meeting(name="Quiet Evening", place=place)
    (mark,) = marks(client)["marks"]  # type: ignore[misc]
    assert abs(mark["lat"] - 53.78912) > 1e-4 or abs(mark["lon"] + 2.24578) > 1e-4


@pytest.mark.parametrize("params", [{"box": "here"}, {"zoom": "99"}, {"zoom": "near"}, {"box": ""}])
def test_a_box_that_is_none_is_refused_with_the_cure(client: Client, db: None, params: dict[str, str]) -> None:
    response = client.get(reverse("pins"), {"box": "53,-3,54,-2", "zoom": "10", **params})
    assert response.status_code == 400
    assert "box=south,west,north,east" in response.json()["detail"]


def test_a_tile_may_be_kept_for_ever_and_another_edition_is_not_found(client: Client) -> None:
    address = reverse("tile", args=[tiles.version(), 10, 505, 330])
    response = client.get(address)
    assert response["Content-Type"] == "image/png"
    assert "immutable" in response["Cache-Control"]
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.get(reverse("tile", args=["0000000000", 10, 505, 330])).status_code == 404
    assert client.get(reverse("tile", args=[tiles.version(), 2, 0, 0])).status_code == 404


def test_a_tile_that_shows_much_is_kept_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setattr(tiles, "data_folder", lambda: tmp_path)
    tile = Tile(9, 252, 165)
    first = tiles.tile_png(tile)
    monkeypatch.setattr(tiles, "_drawn_lately", lambda _: pytest.fail("drawn again"))
    assert tiles.tile_png(tile) == first


def test_only_a_place_that_may_be_shown_has_a_sketch(client: Client, db: None) -> None:
    shown, hidden = create_place(name="Hall", **BURNLEY), create_place(name="House", showing="hidden", **BURNLEY)
    response = client.get(reverse("sketch", args=[shown.slug]))
    assert response.content.startswith(b"\x89PNG")
    assert client.get(reverse("sketch", args=[hidden.slug])).status_code == 404


def test_names_of_towns_do_not_lie_on_one_another() -> None:
    labels = pins_module.labels_in(Box(south=53.5, west=-2.6, north=54.0, east=-1.9), 10)
    spots = [(label["lat"], label["lon"]) for label in labels]
    assert len(set(spots)) == len(spots) <= pins_module.LABELS

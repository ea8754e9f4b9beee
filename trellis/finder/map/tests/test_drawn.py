import pytest

from trellis.finder.map import drawn as module
from trellis.finder.map.drawn import OWN_TILES, drawn, drawn_if_possible
from trellis.finder.query import Query
from trellis.finder.questions.parts import Near, read_box
from trellis.places.postcode_table import PostcodeTableError

HERE = Query(near=Near("BB11 1JG", "Burnley", 53.79, -2.24))


@pytest.mark.usefixtures("tables_of_places")
def test_it_opens_around_the_place_asked_for_on_tiles_of_our_own():
    told = drawn(HERE)
    box = read_box(told.box)
    assert box is not None
    assert box.south < 53.79 < box.north
    assert box.west < -2.24 < box.east
    assert told.is_own
    assert told.attribution == OWN_TILES
    assert told.tiles.endswith("/{z}/{x}/{y}.png")


def test_tiles_that_the_operator_chose_are_laid_under_with_their_makers_named(settings):
    settings.TILE_ADDRESS, settings.TILE_ATTRIBUTION = "/tiles/{z}/{x}/{y}.png", "Their makers"
    told = drawn(HERE)
    assert (told.tiles, told.attribution, told.is_own) == ("/tiles/{z}/{x}/{y}.png", "Their makers", False)


def test_without_the_tables_of_places_there_is_no_map(monkeypatch):
    def fail() -> None:
        raise PostcodeTableError("There is no file.")

    monkeypatch.setattr(module.tiles, "version", fail)
    assert drawn_if_possible(HERE) is None

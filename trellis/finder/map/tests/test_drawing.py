"""The basemap: projection, picture format, drawing and clustering, all pure."""

import struct
import zlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.finder.map.clusters import LEAST_APART, cluster
from trellis.finder.map.drawing import COLOURS, DOT, EDGE, HERE, LAND, SEA, SHADES, Points, draw, mark, padding, picture
from trellis.finder.map.mercator import TILE_PIXELS, Tile, world
from trellis.finder.map.png import UP, palette_png

NOWHERE = Points(np.array([]), np.array([]), np.array([], dtype=np.int64))


def pixels_of(png: bytes) -> np.ndarray:
    """The colours of a palette PNG as numbers of COLOURS, checking every chunk's length and check sum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, body = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        assert struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    width, height, depth, colour_type = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert colour_type == 3
    rows = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), dtype=np.uint8).reshape(height, -1).copy()
    for before, row in pairwise(rows):
        if row[0] == UP:
            row[1:] += before[1:]
    bits = np.unpackbits(rows[:, 1:], axis=1).reshape(height, -1, depth)[:, :width]
    numbers = np.packbits(bits, axis=2)[:, :, 0] >> (8 - depth)
    palette = np.frombuffer(chunks[b"PLTE"], dtype=np.uint8).reshape(-1, 3)
    return np.array([COLOURS.index(f"#{bytes(one).hex().upper()}") for one in palette])[numbers]


def town(seed: int, *, lat: float, lon: float, spread: float = 0.02, size: int = 400, area: int = 1) -> Points:
    rng = np.random.default_rng(seed)
    return Points(lat + rng.normal(0, spread, size), lon + rng.normal(0, spread, size), np.full(size, area))


def tile_at(lat: float, lon: float, zoom: int) -> Tile:
    across, down = Tile(zoom, 0, 0).pixels(np.array([lat]), np.array([lon]))
    return Tile(zoom, int(across[0] // TILE_PIXELS), int(down[0] // TILE_PIXELS))


@given(st.integers(1, len(COLOURS)), st.integers(1, 9), st.integers(1, 19), st.integers(0, 3))
@settings(max_examples=60)
def test_a_picture_reads_back_as_it_was_written(colours: int, height: int, width: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, colours, (height, width), dtype=np.uint8)
    assert np.array_equal(pixels_of(palette_png(picture, COLOURS)), picture)


def test_a_picture_of_few_colours_is_small() -> None:
    picture = np.random.default_rng(1).integers(0, 2, (256, 256), dtype=np.uint8)
    assert len(palette_png(picture, COLOURS)) < 256 * 256 / 7
    assert len(palette_png(np.zeros((256, 256), dtype=np.uint8), COLOURS)) < 120


def test_a_pixel_without_a_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="colour 2"):
        palette_png(np.full((2, 2), 2, dtype=np.uint8), ["#000000", "#ffffff"])


@given(st.floats(-84, 84), st.floats(-179.9, 179.9), st.integers(4, 16))
@settings(max_examples=60)
def test_a_point_lies_in_the_box_of_its_tile(lat: float, lon: float, zoom: int) -> None:
    box = tile_at(lat, lon, zoom).box()
    assert box.south - 1e-9 <= lat <= box.north + 1e-9
    assert box.west - 1e-9 <= lon <= box.east + 1e-9


def test_a_tile_without_postcodes_is_open_sea() -> None:
    assert (pixels_of(draw(Tile(10, 500, 300), NOWHERE)) == SEA).all()


def test_a_town_is_darker_than_the_country_round_it_and_the_sea_is_far_away() -> None:
    tile = tile_at(53.79, -2.24, 10)
    drawn = picture(tile, town(2, lat=53.79, lon=-2.24, size=2000))
    across, down = tile.pixels(np.array([53.79]), np.array([-2.24]))
    assert drawn[int(down[0]), int(across[0])] > LAND
    assert (drawn == LAND).any()
    assert (drawn == SEA).any()


def test_an_authority_ends_half_way_between_its_last_postcode_and_the_next_ones() -> None:
    west, east = town(3, lat=53.8, lon=-2.30, spread=0.001), town(4, lat=53.8, lon=-2.20, spread=0.001, area=2)
    both = Points(
        *(np.concatenate(pair) for pair in ((west.lats, east.lats), (west.lons, east.lons), (west.areas, east.areas)))
    )
    tile = tile_at(53.8, -2.25, 11)
    drawn = picture(tile, both)
    across, down = tile.pixels(np.array([53.8]), np.array([-2.25]))
    row = drawn[int(down[0])]
    assert abs(int(np.flatnonzero(row == EDGE).mean()) - across[0]) < 6


def test_every_postcode_is_a_dot_when_seen_from_near() -> None:
    points = town(5, lat=53.79, lon=-2.24, spread=0.002, size=12)
    tile = tile_at(53.79, -2.24, 14)
    drawn = pixels_of(draw(tile, points))
    for across, down in zip(*tile.pixels(points.lats, points.lons), strict=True):
        if 0 <= across < TILE_PIXELS - 1 and 0 <= down < TILE_PIXELS - 1:
            assert drawn[round(down), round(across)] == DOT


def test_seen_from_afar_a_tile_has_half_the_pixels_and_all_its_edges_and_dots() -> None:
    points = town(7, lat=53.79, lon=-2.24, spread=0.02, size=40)
    for zoom, side in ((11, 256), (13, 256), (14, 512)):
        assert pixels_of(draw(tile_at(53.79, -2.24, zoom), points)).shape == (side, side)
    tile = tile_at(53.79, -2.24, 13)
    drawn = picture(tile, points)
    drawn[100:102] = EDGE
    assert (drawn[::2, ::2][50] == EDGE).all()
    inside = [
        one for one in zip(*tile.pixels(points.lats, points.lons), strict=True) if 0 <= min(one) <= max(one) < 512
    ]
    afar = pixels_of(draw(tile, points))
    assert inside
    assert all(afar[int(down / 2 + 0.5), int(across / 2 + 0.5)] == DOT for across, down in inside)


def test_a_farm_leaves_no_shade_and_a_village_a_pale_one() -> None:
    tile = tile_at(53.79, -2.24, 11)
    across, down = (int(axis[0]) for axis in tile.pixels(np.array([53.79]), np.array([-2.24])))
    farm, village, city = (town(9, lat=53.79, lon=-2.24, spread=0.002, size=size) for size in (1, 60, 3000))
    shades = [picture(tile, points)[down, across] for points in (farm, village, city)]
    assert shades == [LAND, SHADES[0], SHADES[2]]


@pytest.mark.parametrize(("zoom", "spread"), [(11, 0.05), (14, 0.004), (15, 0.006)])
def test_neighbouring_tiles_meet_without_a_seam(zoom: int, spread: float) -> None:
    left = tile_at(53.79, -2.24, zoom)
    right = Tile(zoom, left.column + 1, left.row)
    points = town(6, lat=53.79, lon=left.box().east, spread=spread, size=3000)

    def seen(tile: Tile) -> np.ndarray:
        box = tile.box(padding(tile))
        inside = (
            (points.lats >= box.south)
            & (points.lats <= box.north)
            & (points.lons >= box.west)
            & (points.lons <= box.east)
        )
        return picture(tile, Points(points.lats[inside], points.lons[inside], points.areas[inside]))

    here, there = seen(left)[:, -1].astype(int), seen(right)[:, 0].astype(int)
    shades = np.abs(here - there)[(here != DOT) & (there != DOT)]
    assert len(shades) > 250
    assert np.percentile(shades, 95) <= 1
    assert np.mean(shades) < 0.02


@given(st.lists(st.tuples(st.floats(50, 58), st.floats(-6, 1)), max_size=60), st.integers(4, 16))
@settings(max_examples=60)
def test_every_point_is_in_exactly_one_cluster(points: list[tuple[float, float]], zoom: int) -> None:
    lats, lons = (np.array([point[axis] for point in points], dtype=np.float64) for axis in (0, 1))
    found = cluster(lats, lons, zoom)
    assert sorted(row for mark in found for row in mark.rows) == list(range(len(points)))
    assert [len(mark.rows) for mark in found] == sorted((len(mark.rows) for mark in found), reverse=True)


@given(st.lists(st.tuples(st.floats(53, 54), st.floats(-3, -2)), max_size=80), st.integers(5, 12))
@settings(max_examples=40)
def test_no_two_marks_lie_on_one_another(points: list[tuple[float, float]], zoom: int) -> None:
    lats, lons = (np.array([point[axis] for point in points], dtype=np.float64) for axis in (0, 1))
    found = cluster(lats, lons, zoom)
    across, down = (
        axis * 256 * 2**zoom for axis in world(np.array([m.lat for m in found]), np.array([m.lon for m in found]))
    )
    for i in range(len(found)):
        others = np.hypot(np.delete(across, i) - across[i], np.delete(down, i) - down[i])
        assert not len(others) or others.min() > LEAST_APART - 0.5


def test_clusters_part_as_the_map_comes_nearer() -> None:
    lats, lons = np.array([53.79, 53.80]), np.array([-2.24, -2.25])
    assert len(cluster(lats, lons, 6)) == 1
    assert len(cluster(lats, lons, 15)) == 2


def test_points_at_one_spot_are_one_place() -> None:
    (mark,) = cluster(np.array([53.79, 53.79]), np.array([-2.24, -2.24]), 10)
    assert (len(mark.rows), mark.places) == (2, 1)


def test_a_sketch_marks_the_spot() -> None:
    canvas = np.full((60, 80), LAND, dtype=np.uint8)
    mark(canvas, 40, 30)
    assert canvas[30, 40] == HERE
    assert canvas[0, 0] == LAND

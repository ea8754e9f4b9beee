"""Which part of the world the map opens on (pure)."""

from trellis.finder.query import Query
from trellis.lib.geo import Box, box_around

WHOLE: dict[str, Box] = {
    "GB": Box(south=49.9, west=-8.2, north=58.7, east=1.8),
    "IE": Box(south=51.4, west=-10.6, north=55.4, east=-5.4),
}
WORLD = Box(south=-45.0, west=-130.0, north=65.0, east=155.0)
AROUND_AREA_M = 12_000.0


def window_of(query: Query, country: str, centre: tuple[float, float] | None = None) -> Box:
    """The box asked for; else around the place asked for; else around `centre`, an authority's; else the country."""
    if query.box is not None:
        return query.box
    if query.near is not None:
        return box_around(query.near.lat, query.near.lon, float(query.radius_m))
    if centre is not None:
        return box_around(*centre, AROUND_AREA_M)
    return WHOLE.get(country, WORLD)

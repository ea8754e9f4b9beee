"""All areas by nation and region, each with how many meetings are listed in rooms there. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from trellis.places.areas import Area, Areas


@dataclass(frozen=True, slots=True)
class Counted:
    """An area, its meetings with those of the areas inside it, and these."""

    area: Area
    meetings: int
    inside: tuple["Counted", ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    areas: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Nation:
    name: str
    regions: tuple[Region, ...]


def nations(areas: Areas, counts: Mapping[str, int]) -> tuple[Nation, ...]:
    """By name; `counts` are by code, of lower tiers and of upper tiers without any."""
    inside: dict[str, list[Counted]] = {}
    for area in sorted(areas, key=attrgetter("name")):
        if not area.is_upper_tier:
            inside.setdefault(area.upper_tier, []).append(Counted(area, counts.get(area.code, 0)))
    return tuple(Nation(nation, _regions(areas, nation, counts, inside)) for nation in areas.nations())


def _regions(
    areas: Areas, nation: str, counts: Mapping[str, int], inside: Mapping[str, list[Counted]]
) -> tuple[Region, ...]:
    tiers = sorted(areas.upper_tiers(nation), key=attrgetter("region", "name"))
    return tuple(
        Region(name, tuple(_counted(area, counts, inside.get(area.code, [])) for area in found))
        for name, found in groupby(tiers, key=attrgetter("region"))
    )


def _counted(area: Area, counts: Mapping[str, int], inside: list[Counted]) -> Counted:
    return Counted(area, counts.get(area.code, 0) + sum(one.meetings for one in inside), tuple(inside))

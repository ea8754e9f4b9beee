"""Areas: local authorities, by official code, from one small table.

The table that comes with Trellis (`data/areas.csv`) is the United Kingdom's; its source and licence stand in
`data/README.md`. An operator elsewhere gives the path of a file with the same columns:

    code         the official code; identifies the area in addresses, listings and feeds
    name         as people say it
    also         other names, separated by semicolons
    kind         what sort of authority it is, in words
    nation       the largest division, such as England
    region       the division below it, or the nation's name again
    part_of      the code of the upper-tier area it belongs to; empty when it is one itself
    population   a whole number
    lat, lon     its centre, WGS 84 degrees
    replaces     former codes that now mean this area, separated by semicolons
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from trellis.places.names import informal_key, likely_keys, name_key, slug_of

UK_AREAS: Final = Path(__file__).parent / "data" / "areas.csv"
COLUMNS: Final = ["code", "name", "also", "kind", "nation", "region", "part_of", "population", "lat", "lon", "replaces"]


class AreaTableError(ValueError):
    """A table of areas cannot be used; says which row, what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str
    nation: str
    region: str
    kind: str
    upper_tier: str  # its own code when it is an upper tier itself
    population: int
    lat: float
    lon: float
    former_codes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def is_upper_tier(self) -> bool:
        return self.upper_tier == self.code

    @property
    def slug(self) -> str:
        return slug_of(self.name)


class Areas:
    """All areas of a table, in the order of their codes."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self._by_code = {area.code: area for area in sorted(areas, key=lambda area: area.code)}
        self._former = {old: area for area in self for old in area.former_codes if old not in self._by_code}
        self._named = {name_key(other): area for area in self for other in area.also}
        self._named |= {name_key(area.name): area for area in self}

    @classmethod
    def read(cls, path: Path = UK_AREAS) -> "Areas":
        """From a CSV file. Raises AreaTableError with the row and the cure."""
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = csv.DictReader(handle)
            missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if missing:
                raise AreaTableError(f"{path}: the first row must name the columns {', '.join(missing)} too.")
            areas = [_area(row, f"{path}, line {rows.line_num}") for row in rows]
        _check(areas, path)
        return cls(areas)

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Area | None:
        """The area with this code, or the one that took its place."""
        code = code.strip().upper()
        return self._by_code.get(code) or self._former.get(code)

    def find(self, text: str) -> Area | None:
        """The area somebody means: by code, name, other name or slug, formal words and one slip forgiven."""
        return self.named(text) or next(iter(self.like(text, limit=1)), None)

    def like(self, text: str, *, limit: int = 5) -> list[Area]:
        """Areas with a similar name, nearest first."""
        near = likely_keys(informal_key(text), self._keys, limit=limit * 2)
        return list(dict.fromkeys(self._named[self._keys[position]] for position, _ in near))[:limit]

    def holding_words(self, text: str, *, limit: int = 5) -> list[Area]:
        """Areas whose name has all these words: for Yorkshire, the East Riding and North Yorkshire."""
        words = set(name_key(text).split())
        found = (area for key, area in self._named.items() if words and words <= set(key.split()))
        return list(dict.fromkeys(found))[:limit]

    def named(self, text: str) -> Area | None:
        """The area with exactly this code, name, other name or slug, formal words aside."""
        return self.get(text) or self._named.get(name_key(text)) or self._named.get(informal_key(text))

    def parts_of(self, text: str) -> set[str]:
        """The codes of all areas of the nation or region of this name; none when there is none."""
        key = name_key(text)
        return {area.code for area in self if key in (name_key(area.nation), name_key(area.region))}

    def holds(self, code: str, inner: str) -> bool:
        """Whether an area is the other, or the upper tier of it."""
        area = self.get(inner)
        return area is not None and code in (area.code, area.upper_tier)

    def by_slug(self, slug: str) -> Area | None:
        return self._named.get(name_key(slug))

    def children(self, code: str) -> list[Area]:
        """The areas inside an upper tier, by name; none when it has no lower tier."""
        return sorted(
            (area for area in self if area.upper_tier == code and not area.is_upper_tier), key=lambda area: area.name
        )

    def upper_tiers(self, nation: str = "") -> list[Area]:
        """Counties, unitary and other upper-tier areas, by name, of one nation or of all."""
        tiers = (area for area in self if area.is_upper_tier and nation in ("", area.nation))
        return sorted(tiers, key=lambda area: area.name)

    def nations(self) -> list[str]:
        return sorted({area.nation for area in self})

    @cached_property
    def _keys(self) -> list[str]:
        return list(self._named)


def _area(row: dict[str, str], where: str) -> Area:
    try:
        return Area(
            code=_needed(row, "code").upper(),
            name=_needed(row, "name"),
            nation=_needed(row, "nation"),
            region=row["region"].strip() or row["nation"].strip(),
            kind=row["kind"].strip(),
            upper_tier=(row["part_of"].strip() or row["code"].strip()).upper(),
            population=int(row["population"]),
            lat=_degrees(row["lat"], 90),
            lon=_degrees(row["lon"], 180),
            former_codes=tuple(code.upper() for code in _several(row["replaces"])),
            also=_several(row["also"]),
        )
    except (ValueError, AttributeError) as error:
        raise AreaTableError(f"{where}: {error}. Mend that row; {UK_AREAS} shows the layout.") from error


def _needed(row: dict[str, str], column: str) -> str:
    value = row[column].strip()
    if not value:
        raise ValueError(f"“{column}” is empty")
    return value


def _degrees(text: str, most: int) -> float:
    value = float(text)
    if not -most <= value <= most:
        raise ValueError(f"{text} is not between -{most} and {most} degrees")
    return value


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _check(areas: list[Area], path: Path) -> None:
    codes = {area.code for area in areas}
    if not areas:
        raise AreaTableError(f"{path}: there is no area in it.")
    if len(codes) < len(areas):
        seen: set[str] = set()
        twice = next(area.code for area in areas if area.code in seen or seen.add(area.code))  # type: ignore[func-returns-value]
        raise AreaTableError(f"{path}: the code {twice} stands in two rows. Remove one of them.")
    for area in areas:
        if area.upper_tier not in codes:
            raise AreaTableError(
                f"{path}: {area.code} is part of {area.upper_tier}, which is not in the table. Add it."
            )

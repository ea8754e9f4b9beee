"""The table of towns: one file, made once, mapped into memory and shared by every process.

Names are ordered by country, then by key (`names.name_key`, UTF-8). For N names the arrays of the file are:

    key_text, key_start      the keys one after the other; where each begins (N + 1)
    name_text, name_start    the names as written
    lat, lon                 millionths of a degree
    people                   how many live there: counted, or guessed from what is around
    precision                how far off the point may be, in metres
    area                     position in the facts' `codes`: the authority of the nearest postcode; 0 for none
    is_other_name            1 where the key is of another name (Caerdydd) than the one shown (Cardiff)
    by_key                   the N names ordered by key alone, for a search in all countries

The facts hold `countries`, in order, with where the names of each begin.
"""

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trellis.lib.mapped import Arrays, MappedFileError, open_arrays, write_arrays
from trellis.places.postcode_table import MICRO, PostcodeTableError, Progress
from trellis.places.postcodes import Postcodes
from trellis.places.towns_source import NamedPlace, all_places, source_versions

TABLE_NAME: Final = "towns.bin"
_KIND: Final = "towns 1"
_AREA_LIMIT_M: Final = 3_000.0


class TownTableError(RuntimeError):
    """The table of towns is missing or cannot be used; says so, and the cure."""


def build_towns(
    path: Path, postcodes: Postcodes, *, progress: Progress = lambda _doing, _done: None, again: bool = False
) -> bool:
    """Make the table, unless one of the same sources is there. True when it was made."""
    made_from = source_versions() | {"postcodes": _made_from(postcodes)}
    if not again and _present(path) == made_from:
        return False
    progress("Reading the names of towns", 0.0)
    places = sorted(all_places(postcodes), key=lambda place: (place.country, place.key.encode(), place.name))
    progress("Putting the towns in order", 0.7)
    countries, starts = np.unique([place.country for place in places], return_index=True)
    facts = {
        "made_from": made_from,
        "countries": dict(zip(countries.tolist(), starts.tolist(), strict=True)),
        "codes": list(postcodes.area_codes),
    }
    write_arrays(path, _KIND, facts, _columns(places, postcodes))
    progress("The table of towns is ready", 1.0)
    return True


def open_towns(path: Path) -> tuple[dict[str, Any], Arrays]:
    """The facts and arrays. Raises TownTableError."""
    try:
        return open_arrays(path, _KIND)
    except MappedFileError as error:
        raise TownTableError(f"The table of towns cannot be used. {error} Run script/bootstrap to make it.") from error


def _made_from(postcodes: Postcodes) -> str:
    header = postcodes.header
    return f"{header.package} {header.letters} {header.northern_ireland}"


def _present(path: Path) -> Any:
    try:
        return open_towns(path)[0]["made_from"]
    except (TownTableError, PostcodeTableError):
        return None


def _columns(places: list[NamedPlace], postcodes: Postcodes) -> Arrays:
    keys = [place.key.encode() for place in places]
    names = [place.name.encode() for place in places]
    lats, lons = np.array([place.lat for place in places]), np.array([place.lon for place in places])
    return {
        "key_text": np.frombuffer(b"".join(keys), np.uint8),
        "key_start": _starts(keys),
        "name_text": np.frombuffer(b"".join(names), np.uint8),
        "name_start": _starts(names),
        "lat": np.round(lats / MICRO).astype(np.int32),
        "lon": np.round(lons / MICRO).astype(np.int32),
        "people": np.array([place.people for place in places], np.uint32),
        "precision": np.array([place.precision_m for place in places], np.uint32),
        "area": _areas(places, lats, lons, postcodes),
        "is_other_name": np.array([place.is_other_name for place in places], np.uint8),
        "by_key": np.array(sorted(range(len(keys)), key=keys.__getitem__), np.uint32),
    }


def _starts(texts: list[bytes]) -> NDArray[np.uint32]:
    return np.cumsum([0, *map(len, texts)]).astype(np.uint32)


def _areas(
    places: list[NamedPlace], lats: NDArray[np.float64], lons: NDArray[np.float64], postcodes: Postcodes
) -> NDArray[np.uint16]:
    """The authority of each place in Britain and Northern Ireland, by its nearest postcode."""
    british = np.flatnonzero([place.country == "GB" for place in places])
    number = {code: position for position, code in enumerate(postcodes.area_codes)}
    nearest = postcodes.nearest_many(lats[british], lons[british], limit_m=_AREA_LIMIT_M)
    areas = np.zeros(len(places), np.uint16)
    areas[british] = [number[code] for code in nearest.area_codes]
    return areas

"""Areas, postcodes and towns together: made once in the data folder, opened once in each process."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from trellis.places import postcodes, towns_table
from trellis.places.areas import UK_AREAS, Areas
from trellis.places.postcode_source import LETTERS
from trellis.places.postcode_table import Progress, build_table
from trellis.places.postcodes import Postcodes
from trellis.places.towns import Towns

_POSTCODES_SHARE: Final = 0.6  # of the time it takes to make both tables


@dataclass(frozen=True, slots=True)
class Gazetteer:
    areas: Areas
    postcodes: Postcodes
    towns: Towns
    country: str = "GB"  # where a name is looked for first

    @classmethod
    def open(cls, folder: Path, *, areas: Areas | None = None, country: str = "GB") -> "Gazetteer":
        """Raises PostcodeTableError or TownTableError; each says the cure."""
        return cls(
            areas=areas or Areas.read(),
            postcodes=Postcodes.open(folder / postcodes.TABLE_NAME),
            towns=Towns.open(folder / towns_table.TABLE_NAME),
            country=country,
        )


def build_gazetteer(
    folder: Path,
    *,
    northern_ireland: bool = True,
    letters: str = LETTERS,
    progress: Progress = lambda _doing, _done: None,
    again: bool = False,
) -> bool:
    """Make what is missing or old in the folder. True when something was made; quick when nothing is to do."""
    table = folder / postcodes.TABLE_NAME
    made_postcodes = build_table(
        table,
        northern_ireland=northern_ireland,
        letters=letters,
        progress=lambda doing, done: progress(doing, done * _POSTCODES_SHARE),
        again=again,
    )
    made_towns = towns_table.build_towns(
        folder / towns_table.TABLE_NAME,
        Postcodes.open(table),
        progress=lambda doing, done: progress(doing, _POSTCODES_SHARE + done * (1 - _POSTCODES_SHARE)),
        again=again,
    )
    return made_postcodes or made_towns


@cache
def installed_areas() -> Areas:
    """The areas of this installation: the United Kingdom's, or those of the operator's AREAS_FILE."""
    return Areas.read(Path(settings.AREAS_FILE).expanduser() if settings.AREAS_FILE else UK_AREAS)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this installation, opened at the first call."""
    return Gazetteer.open(settings.DATA_FOLDER, areas=installed_areas(), country=settings.COUNTRY)

"""Areas, postcodes and towns together: made once in the data folder, opened once in each process."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from trellis.lib.folders import data_folder
from trellis.places import postcodes, towns_table
from trellis.places.areas import UK_AREAS, Areas
from trellis.places.postcode_source import LETTERS
from trellis.places.postcode_table import Progress, build_table
from trellis.places.postcodes import Postcodes
from trellis.places.towns import Towns


@dataclass(frozen=True, slots=True)
class Gazetteer:
    areas: Areas
    postcodes: Postcodes
    towns: Towns
    country: str = "GB"  # where a name is looked for first

    @classmethod
    def open(cls, folder: Path, *, areas: Path = UK_AREAS, country: str = "GB") -> "Gazetteer":
        """Raises PostcodeTableError, TownTableError or AreaTableError; each says the cure."""
        return cls(
            areas=Areas.read(areas),
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
) -> bool:
    """Make what is missing or old in the folder. True when something was made; quick when nothing is to do."""
    table = folder / postcodes.TABLE_NAME
    made = build_table(
        table,
        northern_ireland=northern_ireland,
        letters=letters,
        progress=lambda doing, done: progress(doing, done / 2),
    )
    return (
        towns_table.build_towns(
            folder / towns_table.TABLE_NAME,
            Postcodes.open(table),
            progress=lambda doing, done: progress(doing, 0.5 + done / 2),
        )
        or made
    )


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of this installation, opened at the first call."""
    return Gazetteer.open(data_folder())

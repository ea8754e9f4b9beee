"""The postcode table: one file, made once, mapped into memory and shared by every process.

For N postcodes in the order of their text, and their D outward codes, the arrays of the file (`lib/mapped.py`) are:

    outward        D      the outward codes, up to four letters, sorted
    outward_start  D + 1  where the postcodes of each begin
    inward         N      digit × 676 + letter × 26 + letter: "1JG" is 676 + 9 × 26 + 6
    lat, lon       N      millionths of a degree (11 cm), or NO_POINT
    area           N      position in the header's `codes`, the first of which is "" for none
    by_cell        M      the M postcodes that have a point, ordered by the cell they lie in
    cell           C      the numbers of the C cells of the world's grid that hold any, sorted
    cell_start     C + 1  where the postcodes of each begin in `by_cell`
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trellis.lib.mapped import Arrays, MappedFileError, open_arrays, write_arrays
from trellis.places.postcode_grid import cells_of
from trellis.places.postcode_source import LETTERS, PostcodeRows, package_version, read_letters

_KIND: Final = "postcodes 1"
NO_POINT: Final = np.iinfo(np.int32).min
MICRO: Final = 1e-6

Progress = Callable[[str, float], None]
"""Told what is being done, and how much is done from 0 to 1."""


class PostcodeTableError(RuntimeError):
    """The table is missing or cannot be used; says where it should be, and the cure."""


@dataclass(frozen=True, slots=True)
class TableHeader:
    """What a table was made from, so that it need not be made again."""

    package: str
    letters: str
    northern_ireland: bool
    codes: tuple[str, ...] = ()
    rows: int = 0

    def same_making(self, other: "TableHeader") -> bool:
        return (self.package, self.letters, self.northern_ireland) == (
            other.package,
            other.letters,
            other.northern_ireland,
        )


def build_table(
    path: Path,
    *,
    northern_ireland: bool = True,
    letters: str = LETTERS,
    progress: Progress = lambda _doing, _done: None,
    again: bool = False,
) -> bool:
    """Make the table, unless one of the same edition and choices is there. True when it was made.

    Stopped half-way, it leaves the old one in place. `northern_ireland=False` leaves BT postcodes out, whose licence
    has terms of its own for commercial use.
    """
    wanted = TableHeader(package_version(), letters, northern_ireland)
    if not again and (present := _present_header(path)) and present.same_making(wanted):
        return False
    codes: dict[str, int] = {"": 0}
    parts: list[Arrays] = []
    for position, (letter, rows) in enumerate(read_letters(letters)):
        progress(f"Reading postcodes {letter}", 0.8 * position / len(letters))
        parts.append(_columns(rows, codes, northern_ireland=northern_ireland))
    progress("Putting the postcodes in order", 0.85)
    arrays = _indexed({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    header = TableHeader(wanted.package, letters, northern_ireland, tuple(codes), len(arrays["inward"]))
    progress("Writing the table", 0.95)
    write_arrays(path, _KIND, asdict(header), arrays)
    progress("The postcode table is ready", 1.0)
    return True


def open_table(path: Path) -> tuple[TableHeader, Arrays]:
    """What the table was made from, and its arrays. Raises PostcodeTableError."""
    try:
        facts, arrays = open_arrays(path, _KIND)
    except MappedFileError as error:
        raise PostcodeTableError(
            f"The postcode table cannot be used. {error} Run script/bootstrap to make it."
        ) from error
    return TableHeader(**(facts | {"codes": tuple(facts["codes"])})), arrays


def _present_header(path: Path) -> TableHeader | None:
    try:
        return open_table(path)[0]
    except PostcodeTableError:
        return None


def _columns(rows: PostcodeRows, codes: dict[str, int], *, northern_ireland: bool) -> Arrays:
    letters = rows.text.view(np.uint8).reshape(-1, 7)
    digit, first, second = (letters[:, i].astype(np.int32) for i in (4, 5, 6))
    keep = (digit >= 48) & (digit <= 57) & (first >= 65) & (first <= 90) & (second >= 65) & (second <= 90)
    if not northern_ireland:
        keep &= ~np.char.startswith(rows.text, b"BT")
    kept_codes = [code for code, kept in zip(rows.area_codes, keep.tolist(), strict=True) if kept]
    return {
        "outward": np.char.rstrip(np.ascontiguousarray(letters[keep, :4]).view("S4").ravel()),
        "inward": ((digit - 48) * 676 + (first - 65) * 26 + (second - 65))[keep].astype(np.uint16),
        "area": np.array([codes.setdefault(code, len(codes)) for code in kept_codes], np.uint16),
        "lat": _micro(rows.lat[keep]),
        "lon": _micro(rows.lon[keep]),
    }


def _micro(degrees: NDArray[np.float64]) -> NDArray[np.int32]:
    known = np.isfinite(degrees)
    return np.where(known, np.round(np.where(known, degrees, 0) / MICRO), NO_POINT).astype(np.int32)


def _indexed(columns: Arrays) -> Arrays:
    order = np.lexsort((columns["inward"], columns["outward"]))
    columns = {name: column[order] for name, column in columns.items()}
    outward, start = np.unique(columns["outward"], return_index=True)
    columns |= {"outward": outward, "outward_start": np.append(start, len(order)).astype(np.uint32)}
    placed = np.flatnonzero(columns["lat"] != NO_POINT)
    cells = cells_of(columns["lat"][placed] * MICRO, columns["lon"][placed] * MICRO)
    by_cell = np.argsort(cells, kind="stable")
    cell, cell_start = np.unique(cells[by_cell], return_index=True)
    return columns | {
        "by_cell": placed[by_cell].astype(np.uint32),
        "cell": cell.astype(np.uint32),
        "cell_start": np.append(cell_start, len(placed)).astype(np.uint32),
    }

"""The postcode table: one file, made once, mapped into memory and shared by every process.

The file is a magic line, the length of a header (eight bytes, little endian), the header (JSON), and arrays that begin
at multiples of 64. For N postcodes in the order of their text, and their D outward codes:

    outward        D      the outward codes, up to four letters, sorted
    outward_start  D + 1  where the postcodes of each begin
    inward         N      digit × 676 + letter × 26 + letter: "1JG" is 676 + 9 × 26 + 6
    lat, lon       N      millionths of a degree (11 cm), or NO_POINT
    area           N      position in the header's `codes`, the first of which is "" for none
    by_cell        M      the M postcodes that have a point, ordered by the cell they lie in
    cell           C      the numbers of the C cells of the world's grid that hold any, sorted
    cell_start     C + 1  where the postcodes of each begin in `by_cell`
"""

import json
import mmap
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trellis.places.postcode_grid import cells_of
from trellis.places.postcode_source import LETTERS, PostcodeRows, package_version, read_letters

_MAGIC: Final = b"Trellis postcodes\n"
_FORMAT: Final = 1
_ALIGNED: Final = 64
_CURE: Final = "Run script/bootstrap to make it."
NO_POINT: Final = np.iinfo(np.int32).min
MICRO: Final = 1e-6

Arrays = dict[str, NDArray[Any]]
Layout = dict[str, tuple[str, int, int]]
"""For each array its type, length, and beginning in bytes after the header."""

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

    It is written beside its place and renamed when whole: who stops it half-way loses nothing, and a process that has
    the old one open keeps it. `northern_ireland=False` leaves BT postcodes out, whose licence has terms of its own.
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
    _write(path, header, arrays)
    progress("The postcode table is ready", 1.0)
    return True


def open_table(path: Path) -> tuple[TableHeader, Arrays]:
    """The header, and read-only arrays that are pages of the file. Raises PostcodeTableError."""
    try:
        with path.open("rb") as handle:
            mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise PostcodeTableError(f"There is no postcode table at {path}. {_CURE}") from error
    except (OSError, ValueError) as error:
        raise PostcodeTableError(f"The postcode table {path} cannot be opened: {error}. {_CURE}") from error
    header, layout, base = _read_header(mapped, path)
    try:
        return header, {
            name: np.frombuffer(mapped, np.dtype(kind), count, base + offset)
            for name, (kind, count, offset) in layout.items()
        }
    except ValueError as error:
        raise PostcodeTableError(f"The postcode table {path} is cut short. {_CURE}") from error


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


def _write(path: Path, header: TableHeader, arrays: Arrays) -> None:
    layout, offset = {}, 0
    for name, array in arrays.items():
        layout[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
    text = json.dumps(_as_json(header) | {"arrays": layout}).encode()
    base = len(_MAGIC) + 8 + len(text)
    text += b" " * (-base % _ALIGNED)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as handle:
        try:
            handle.write(_MAGIC + len(text).to_bytes(8, "little") + text)
            for array in arrays.values():
                handle.write(array.tobytes() + b"\0" * (-array.nbytes % _ALIGNED))
            handle.flush()
            Path(handle.name).chmod(0o644)
            os.replace(handle.name, path)  # noqa: PTH105 - the file has no Path of its own
        except BaseException:
            Path(handle.name).unlink(missing_ok=True)
            raise


def _as_json(header: TableHeader) -> dict[str, Any]:
    return {"format": _FORMAT} | {name: getattr(header, name) for name in TableHeader.__slots__}


def _read_header(mapped: mmap.mmap, path: Path) -> tuple[TableHeader, Layout, int]:
    start = len(_MAGIC) + 8
    base = start + int.from_bytes(mapped[len(_MAGIC) : start], "little")
    try:
        told = json.loads(mapped[start:base]) if mapped[: len(_MAGIC)] == _MAGIC else {}
        if told.pop("format", None) == _FORMAT:
            layout = told.pop("arrays")
            return TableHeader(**(told | {"codes": tuple(told["codes"])})), layout, base
    except (ValueError, KeyError, TypeError):
        pass  # told below, with the cure
    raise PostcodeTableError(f"{path} is no postcode table of this version of Trellis. {_CURE}")


def _present_header(path: Path) -> TableHeader | None:
    try:
        return open_table(path)[0]
    except PostcodeTableError:
        return None

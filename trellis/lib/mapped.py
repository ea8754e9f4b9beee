"""Arrays in one file that is mapped into memory, so that processes share one copy and opening takes no time.

A file is a magic line, the length of a header (eight bytes, little endian), the header (JSON: what the file is, how it
was made, and where each array lies), and the arrays, each at a multiple of 64 bytes. It is written beside its place and
renamed when whole: who stops the writing loses nothing, and a process that has the old file open keeps it.
"""

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_MAGIC: Final = b"Trellis arrays\n"
_START: Final = len(_MAGIC) + 8
_ALIGNED: Final = 64

Arrays = dict[str, NDArray[Any]]


class MappedFileError(RuntimeError):
    """The file is missing, damaged, or another one; says which and what is wrong with it."""


def write_arrays(path: Path, kind: str, facts: Mapping[str, Any], arrays: Arrays) -> None:
    """Write the arrays, of one dimension each. `kind` names the layout and its version; `facts` go with it as JSON."""
    layout, offset = {}, 0
    for name, array in arrays.items():
        layout[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // _ALIGNED) * _ALIGNED
    header = json.dumps({"kind": kind, "facts": facts, "arrays": layout}).encode()
    header += b" " * (-(_START + len(header)) % _ALIGNED)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as handle:
        half_way = Path(handle.name)
        try:
            handle.write(_MAGIC + len(header).to_bytes(8, "little") + header)
            for array in arrays.values():
                handle.write(array.tobytes() + b"\0" * (-array.nbytes % _ALIGNED))
            handle.flush()
            half_way.chmod(0o644)
            os.replace(half_way, path)  # noqa: PTH105 - says "over what is there" on every platform
        except BaseException:
            half_way.unlink(missing_ok=True)
            raise


def open_arrays(path: Path, kind: str) -> tuple[dict[str, Any], Arrays]:
    """The facts, and read-only arrays that are pages of the file. Raises MappedFileError."""
    try:
        with path.open("rb") as handle:
            mapped = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as error:
        raise MappedFileError(f"There is no file {path}.") from error
    except (OSError, ValueError) as error:
        raise MappedFileError(f"{path} cannot be opened: {error}.") from error
    header, base = _header(mapped)
    if header.get("kind") != kind:
        raise MappedFileError(f"{path} is not what this version of Trellis reads ({kind}).")
    try:
        return header["facts"], {
            name: np.frombuffer(mapped, np.dtype(dtype), count, base + offset)
            for name, (dtype, count, offset) in header["arrays"].items()
        }
    except ValueError as error:
        raise MappedFileError(f"{path} is cut short.") from error


def _header(mapped: mmap.mmap) -> tuple[dict[str, Any], int]:
    if mapped[: len(_MAGIC)] != _MAGIC:
        return {}, 0
    base = _START + int.from_bytes(mapped[len(_MAGIC) : _START], "little")
    try:
        return dict(json.loads(mapped[_START:base])), base
    except ValueError:
        return {}, 0

"""What is looked at in an Excel workbook before it is opened: it is a packed folder of XML, and may mean harm.

A small file can unpack to more than a machine has room for, and XML can define words that grow a thousandfold or name
files of this machine. No program that makes workbooks writes such definitions, so a workbook that has any is refused.
"""

from pathlib import Path
from typing import IO, Final
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile

from trellis.opendata.listing import FeedError

LARGEST: Final = 300_000_000
"""Bytes, unpacked: some ten times what a quarter of a million meetings need."""
_PIECE: Final = 1 << 16


class _ElementReached(Exception):  # noqa: N818 (it is no error)
    """Past this no definitions can stand."""


def refuse_harmful(path: Path) -> None:
    """Raises FeedError."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
            _refuse_large(sum(part.file_size for part in parts))
            for part in parts:
                with packed.open(part) as file:
                    _refuse_definitions(file)
    except (BadZipFile, NotImplementedError, RuntimeError):  # damaged, packed in a way of its own, or with a password
        raise FeedError("It is no Excel workbook, or only a part of one. Save it as .xlsx or .csv again.") from None


def _refuse_large(size: int) -> None:
    if size > LARGEST:
        raise FeedError(
            f"Unpacked, the workbook is larger than {LARGEST / 1e6:.0f} MB. Take out what is no meeting, or save it as"
            " .csv."
        )


def _refuse_definitions(file: IO[bytes]) -> None:
    """Reads as far as the first element. What is no XML, such as a picture, ends there too."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _reached
    try:
        while piece := file.read(_PIECE):
            parser.Parse(piece)
    except (_ElementReached, expat.ExpatError):
        return


def _refuse(*_: object) -> None:
    raise FeedError("The workbook defines words of its own (a DOCTYPE), which none needs. Save it as .csv.")


def _reached(*_: object) -> None:
    raise _ElementReached

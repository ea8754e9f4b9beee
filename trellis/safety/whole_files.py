"""Files that are there whole or not at all, and places for work in progress that are swept when their maker was killed.

Work in progress is locked (flock) by the process that makes it. The lock goes with the process, however it ends, so
whatever can be locked has no maker any more.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

PARTIAL: Final = ".trellis-partial"
"""Ends the names of files and folders that are work in progress."""


class BusyError(Exception):
    """Another process does the same work now."""


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write, for its owner only. It takes the place of `path` when the block ends well, and else is gone."""
    sweep(path.parent)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PARTIAL)
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
            partial.replace(path)
        sync_folder(path.parent)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """A folder beside the data, for its owner only, that is gone afterwards."""
    sweep(parent)
    folder = Path(tempfile.mkdtemp(dir=parent, prefix=".scratch.", suffix=PARTIAL))
    try:
        with locked(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds the lock of a file or folder that exists. Raises BusyError where another process holds it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(str(path)) from None
        yield
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Take away the work in progress of processes that are gone."""
    for left in folder.glob(f".*{PARTIAL}"):
        with suppress(OSError, BusyError), locked(left):
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Have the disk hold the names in the folder, so that a power cut does not take them."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

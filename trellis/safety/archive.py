"""The one file of a backup: a gzipped tar of the manifest and its members, sealed where there is a key.

Without a key every system can open it (`tar xzf`). The manifest comes first and holds the SHA-256 of each member;
gzip's own checksum covers the rest.
"""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from trellis.safety.manifest import BackupError, Manifest, Member
from trellis.safety.sealing import SealedReader, SealedWriter, SealError, WrongKeyError, is_sealed

Progress = Callable[[str, float], None]
"""What is being done, and how much of it is done (0 to 1)."""

_MANIFEST: Final = "manifest.json"
_LONGEST_MANIFEST: Final = 64 << 20
_PIECE: Final = 1 << 20


class _DamageError(Exception):
    """A byte is not what it was."""


def described(file: Path, *, name: str, columns: tuple[str, ...] = ()) -> Member:
    with file.open("rb") as handle:
        return Member(name, file.stat().st_size, hashlib.file_digest(handle, "sha256").hexdigest(), columns)


def write_archive(out: BinaryIO, manifest: Manifest, files: Mapping[str, Path], key: str, progress: Progress) -> None:
    """Writes the manifest, and its members from the files that are named by them."""
    sealed = SealedWriter(out, key) if key else None
    target = cast("BinaryIO", sealed) if sealed else out
    with (
        gzip.GzipFile(filename="", fileobj=target, mode="wb", compresslevel=1) as zipped,
        tarfile.open(fileobj=zipped, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        text = manifest.to_json()
        tar.addfile(_entry(_MANIFEST, len(text), manifest), io.BytesIO(text))
        told = _Telling(progress, "Writing the backup", sum(member.size for member in manifest.members))
        for member in manifest.members:
            with files[member.name].open("rb") as handle:
                tar.addfile(_entry(member.name, member.size, manifest), _Watched(handle, told))
    if sealed:
        sealed.finish()


def read_archive(path: Path, key: str, progress: Progress, folder: Path | None = None) -> Manifest:
    """Reads and checks every byte. Members go into `folder` under their numbers ("0", "1", …), where one is given.

    Raises BackupError where a byte is wrong; what is in the folder is then not to be used.
    """
    with _opened(path, key) as stream, tarfile.open(fileobj=stream, mode="r|") as tar:
        entries = iter(tar)
        manifest = _manifest(tar, next(entries, None))
        told = _Telling(progress, "Checking the backup", sum(member.size for member in manifest.members))
        for number, member in enumerate(manifest.members):
            entry = next(entries, None)
            source = entry and entry.name == member.name and tar.extractfile(entry)
            if not source:
                raise _DamageError(f"It lacks {member.name}.")
            _take(source, member, folder and folder / str(number), told)
        if next(entries, None) is not None:
            raise _DamageError("It holds more than it lists.")
        while stream.read(_PIECE):
            pass  # to the checksum at the end
    return manifest


@contextmanager
def _opened(path: Path, key: str) -> Iterator[gzip.GzipFile]:
    """What the tar is read from. Whatever shows that a byte is wrong leaves as a BackupError."""
    try:
        with ExitStack() as stack:
            file = stack.enter_context(path.open("rb"))
            sealed = is_sealed(file.peek(64))
            _need_key(path, key, is_sealed=sealed)
            plain = io.BufferedReader(SealedReader(file, key), _PIECE) if sealed else file
            yield stack.enter_context(gzip.GzipFile(fileobj=plain, mode="rb"))
    except WrongKeyError as error:
        raise BackupError(f"{path} cannot be opened: it was made with another key. Give that key.") from error
    except (SealError, _DamageError, tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile) as error:
        raise BackupError(f"{path} is damaged, cut short, or no backup. {error} Use another backup.") from error


def _need_key(path: Path, key: str, *, is_sealed: bool) -> None:
    if is_sealed and not key:
        raise BackupError(f"{path} is encrypted. Give its key: --key-file FILE, or TRELLIS_BACKUP_KEY.")
    if key and not is_sealed:
        raise BackupError(
            f"{path} is not encrypted, though a key was given: it may not be the one you made, or it is damaged at its"
            " beginning. To restore it all the same, leave the key away."
        )


def _manifest(tar: tarfile.TarFile, entry: tarfile.TarInfo | None) -> Manifest:
    source = entry and entry.name == _MANIFEST and entry.size <= _LONGEST_MANIFEST and tar.extractfile(entry)
    if not source:
        raise _DamageError("It does not begin as a backup does.")
    return Manifest.from_json(source.read())


def _take(source: IO[bytes], member: Member, target: Path | None, told: "_Telling") -> None:
    digest, size = hashlib.sha256(), 0
    with ExitStack() as stack:
        out = stack.enter_context(target.open("xb")) if target else None
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
            told.more(len(piece))
            if out:
                out.write(piece)
    if size != member.size or digest.hexdigest() != member.sha256:
        raise _DamageError(f"{member.name} is not what it was when the backup was made.")


def _entry(name: str, size: int, manifest: Manifest) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(manifest.made_at.timestamp())
    return entry


class _Telling:
    """Adds up bytes and tells how far it is."""

    def __init__(self, progress: Progress, doing: str, total: int) -> None:
        self._progress, self._doing, self._total, self._done = progress, doing, total, 0

    def more(self, count: int) -> None:
        self._done += count
        self._progress(self._doing, self._done / self._total if self._total else 1.0)


class _Watched(io.RawIOBase):
    """A file whose reading is told."""

    def __init__(self, file: BinaryIO, told: _Telling) -> None:
        self._file, self._told = file, told

    def read(self, size: int = -1, /) -> bytes:
        piece = self._file.read(size)
        self._told.more(len(piece))
        return piece

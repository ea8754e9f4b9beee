"""A stream sealed with a key: what is inside cannot be read without it, and no byte can change unnoticed.

    magic · salt (16 bytes) · key check (32) · frames of 1 MiB, each encrypted with AES-256-GCM (16 bytes longer)

This is the STREAM construction, as in the age format: the nonce of a frame is its number (11 bytes) and one byte that
is 1 for the last frame alone, so frames cannot be moved, left out or cut off. Every file has a key of its own, made by
scrypt from the operator's key and the salt, so no nonce comes twice. Memory stays at two frames whatever the size.
"""

import hashlib
import hmac
import io
import os
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC: Final = b"Trellis sealed 2\n"
FRAME: Final = 1 << 20
_TAG: Final = 16
_SALT: Final = 16
_CHECK: Final = 32
COSTS: Final = {b"Trellis sealed 1\n": 1 << 15, MAGIC: 1 << 17}
"""Of making the key: half a second and 128 MB, on purpose. It is part of the format; older backups took a quarter."""
LEAST_KEY: Final = 16
"""Characters in a key. Stretching slows guessing down; it does not make a short word a key."""


class SealError(Exception):
    """The stream cannot be opened; says why."""


class WrongKeyError(SealError):
    """Whole or not, it was sealed with another key."""


def is_sealed(beginning: bytes) -> bool:
    return beginning.startswith(tuple(COSTS))


def _stretched(key: str, salt: bytes, cost: int) -> tuple[AESGCM, bytes]:
    """The cipher, and what tells the right key from a wrong one."""
    made = hashlib.scrypt(key.encode(), salt=salt, n=cost, r=8, p=1, maxmem=1 << 28, dklen=64)
    return AESGCM(made[:32]), hashlib.sha256(b"Trellis key check" + made[32:]).digest()


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


class SealedWriter(io.RawIOBase):
    """Seals what is written to it. Without `finish` the stream is incomplete, and cannot be opened."""

    def __init__(self, out: BinaryIO, key: str) -> None:
        self._out = out
        salt = os.urandom(_SALT)
        self._cipher, check = _stretched(key, salt, COSTS[MAGIC])
        self._header = MAGIC + salt + check
        self._waiting = bytearray()
        self._number = 0
        out.write(self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        piece = memoryview(data)  # type: ignore[arg-type] # whatever has bytes
        self._waiting += piece
        while len(self._waiting) > FRAME:
            self._seal(bytes(self._waiting[:FRAME]), is_last=False)
            del self._waiting[:FRAME]
        return piece.nbytes

    def finish(self) -> None:
        """Write the last frame."""
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), plain, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Opens a sealed stream. Raises SealError where it is damaged, and never gives a byte that is not proven."""

    def __init__(self, sealed: BinaryIO, key: str) -> None:
        self._sealed = sealed
        self._header = sealed.read(len(MAGIC) + _SALT + _CHECK)
        if not is_sealed(self._header) or len(self._header) < len(MAGIC) + _SALT + _CHECK:
            raise SealError("It is damaged or cut short at its beginning.")
        cost = COSTS[self._header[: len(MAGIC)]]
        self._cipher, check = _stretched(key, self._header[len(MAGIC) :][:_SALT], cost)
        if not hmac.compare_digest(check, self._header[-_CHECK:]):
            raise WrongKeyError("It was sealed with another key.")
        self._number = 0
        self._plain = b""
        self._ahead = sealed.read(FRAME + _TAG)
        self._is_over = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        into = memoryview(buffer).cast("B")  # type: ignore[arg-type] # whatever has bytes
        if not self._plain and not self._is_over:
            self._plain = self._next_frame()
        count = min(len(into), len(self._plain))
        into[:count] = self._plain[:count]
        self._plain = self._plain[count:]
        return count

    def _next_frame(self) -> bytes:
        frame, self._ahead = self._ahead, self._sealed.read(FRAME + _TAG)
        self._is_over = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._number, is_last=self._is_over), frame, self._header)
        except (InvalidTag, ValueError) as error:
            raise SealError(f"It is damaged or cut short in megabyte {self._number + 1}.") from error
        self._number += 1
        return plain

"""Sealed streams."""

import io
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.safety import sealing
from trellis.safety.sealing import FRAME, MAGIC, SealedReader, SealedWriter, SealError, WrongKeyError

KEY = "correct horse battery staple"
HEADER = len(MAGIC) + 16 + 32


@pytest.fixture(scope="module", autouse=True)
def cheap_keys() -> Iterator[None]:
    """What makes guessing slow would make the tests slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "COSTS", dict.fromkeys(sealing.COSTS, 2))
        yield


@pytest.fixture(scope="module")
def stream(cheap_keys: None) -> bytes:
    return sealed(bytes(FRAME) + b"a tail of another frame")


def sealed(content: bytes, key: str = KEY) -> bytes:
    out = io.BytesIO()
    writer = SealedWriter(out, key)
    for start in range(0, len(content), 300_000):
        writer.write(content[start : start + 300_000])
    writer.finish()
    return out.getvalue()


def opened(stream: bytes, key: str = KEY) -> bytes:
    return io.BufferedReader(SealedReader(io.BytesIO(stream), key)).read()


@pytest.mark.parametrize("length", [0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 7])
def test_what_was_sealed_comes_out_whatever_its_length(length: int) -> None:
    content = bytes(range(256)) * (length // 256 + 1)
    assert opened(sealed(content[:length])) == content[:length]


def test_nothing_of_the_content_shows_and_no_two_files_are_alike() -> None:
    first, second = sealed(b"Alderbrook" * 50), sealed(b"Alderbrook" * 50)
    assert b"Alderbrook" not in first
    assert first[HEADER:] != second[HEADER:]


def test_another_key_is_told_from_damage() -> None:
    with pytest.raises(WrongKeyError):
        opened(sealed(b"hello"), KEY + "!")


COST = sealing.COSTS[MAGIC]


def test_asvs_11_4_4_a_key_is_stretched_as_is_advised_for_words_that_people_think_of() -> None:
    assert COST >= 1 << 17


def test_what_an_older_trellis_sealed_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MAGIC", b"Trellis sealed 1\n")
    monkeypatch.setattr(sealing, "COSTS", {b"Trellis sealed 1\n": 4, MAGIC: 2})
    old = sealed(b"hello")
    monkeypatch.setattr(sealing, "MAGIC", MAGIC)
    assert opened(old) == b"hello"


LENGTH = HEADER + FRAME + 16 + 23 + 16


@settings(max_examples=15)
@given(place=st.integers(len(MAGIC) - 5, LENGTH - 1), bit=st.integers(0, 7))
def test_no_bit_can_change_unnoticed(stream: bytes, place: int, bit: int) -> None:
    wrong = bytearray(stream)
    wrong[place] ^= 1 << bit
    with pytest.raises(SealError):
        opened(bytes(wrong))


@pytest.mark.parametrize("kept", [0, 5, HEADER - 1, HEADER, HEADER + 1, HEADER + FRAME + 16, LENGTH - 1])
def test_no_end_can_be_cut_off_unnoticed(stream: bytes, kept: int) -> None:
    with pytest.raises(SealError):
        opened(stream[:kept])


def test_frames_cannot_change_places() -> None:
    stream = sealed(bytes(3 * FRAME))
    frame = FRAME + 16
    parts = [stream[HEADER + frame * number : HEADER + frame * (number + 1)] for number in range(3)]
    with pytest.raises(SealError):
        opened(stream[:HEADER] + parts[1] + parts[0] + parts[2])

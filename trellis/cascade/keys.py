"""Random draws that are hashes of what they decide: (seed, person, step, partner).

Nothing depends on the order in which work is done, so two runs that differ in one introduction share every other
draw, and a difference between them is the introduction's doing. Ordinary streams lose that after the first extra draw.

The mixer is the finaliser of splitmix64 (Steele, Lea and Flood 2014; constants by Stafford). The seed is hashed twice
before anything else: with `seed * increment` the streams of neighbouring seeds would be one stream, shifted by a draw.

Probabilities become integers out of 2**53 (`threshold`) and are compared with the top 53 bits of a hash, so that
compiled and plain code agree bit for bit.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Words = NDArray[np.uint64]

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
FIRST = 0xBF58476D1CE4E5B9
SECOND = 0x94D049BB133111EB
ONE = 1 << 53
BLOCK = 1 << 15  # words mixed at a time, so that the passes stay in the cache


def mix_word(word: int) -> int:
    """One word, mixed: the same function as `mix`, for a Python integer."""
    word &= MASK
    word = ((word ^ (word >> 30)) * FIRST) & MASK
    word = ((word ^ (word >> 27)) * SECOND) & MASK
    return word ^ (word >> 31)


def mix(words: Words) -> Words:
    """Every word, mixed. A bijection on 64 bits in which each input bit sways every output bit."""
    return _mix(words.copy())


def _mix(words: Words) -> Words:
    """In place, a block at a time."""
    if words.size > BLOCK:
        flat = words.reshape(-1)
        for begin in range(0, len(flat), BLOCK):
            _mix(flat[begin : begin + BLOCK])
        return words
    words ^= words >> 30
    words *= FIRST
    words ^= words >> 27
    words *= SECOND
    words ^= words >> 31
    return words


def stream(seed: int, *words: int) -> int:
    """The key of a stream: a seed hashed twice, then folded with as many words (step, purpose) as wanted."""
    return fold(mix_word(mix_word(seed + GOLDEN) ^ GOLDEN), *words)


def fold(key: int, *words: int) -> int:
    """The key of a stream within a stream."""
    for word in words:
        key = mix_word(key + (word + 1) * GOLDEN)
    return key


def table(key: int, purposes: int, months: int) -> list[list[int]]:
    """`fold(key, purpose, month)` for each of so many, by purpose and then by month."""
    roots = np.array([fold(key, purpose) for purpose in range(purposes)], dtype=np.uint64)
    steps = np.arange(1, months + 1, dtype=np.uint64) * np.uint64(GOLDEN)
    found: list[list[int]] = mix(roots[:, None] + steps).tolist()
    return found


def names(count: int) -> Words:
    """A fixed well-spread word for each of the people 0 … count-1."""
    return name(np.arange(count, dtype=np.uint64))


def name(people: NDArray[Any]) -> Words:
    """The same for some numbers."""
    numbers: Words = people.astype(np.uint64)
    numbers += np.uint64(1)
    numbers *= GOLDEN
    return _mix(numbers)


def draw(words: Words, key: int) -> Words:
    """One draw for each word (a person's name, or the draw of an episode) under a stream's key."""
    return _mix(words ^ np.uint64(key))


def pair(words: Words, partners: Words) -> Words:
    """One draw for each (draw of an episode, name of a partner)."""
    return _mix(words + partners)


def threshold(probability: ArrayLike) -> Words:
    """Probabilities as whole numbers out of 2**53. Exact: scaling by a power of two loses nothing."""
    return np.asarray(np.minimum(np.maximum(probability, 0.0), 1.0) * ONE).astype(np.uint64)


def whole(chance: NDArray[np.float64]) -> Words:
    """The same for what cannot lie outside 0 to 1."""
    return (chance * ONE).astype(np.uint64)


def threshold_of(probability: float) -> int:
    """The same for one probability."""
    return int(min(max(probability, 0.0), 1.0) * ONE)


def below(draws: Words, limits: Words | int) -> NDArray[np.bool_]:
    """Whether each draw falls under its threshold."""
    return (draws >> 11) < limits


def uniform(draws: Words) -> NDArray[np.float64]:
    """Each draw as a number in [0, 1)."""
    return (draws >> 11).astype(np.float64) * (1.0 / ONE)


def geometric_limits(rate: float, most: int) -> Words:
    """Thresholds t[k] = P(at least k+1 tries succeed none) out of 2**53, for k = 0 … most-1.

    The number of failures before the first success is how many of these a draw falls below. Built by repeated
    multiplication rather than `pow`, which differs between maths libraries.
    """
    limits = np.empty(most, dtype=np.float64)
    left = 1.0
    for index in range(most):
        left *= 1.0 - rate
        limits[index] = left
    return threshold(limits)


def digest(*arrays: Any) -> str:
    """A short fingerprint of arrays and plain values, to say which inputs a result came from."""
    from hashlib import blake2b

    state = blake2b(digest_size=8)
    for value in arrays:
        state.update(np.ascontiguousarray(value).data if isinstance(value, np.ndarray) else repr(value).encode())
    return state.hexdigest()

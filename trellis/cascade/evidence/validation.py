"""Everything the engine is held against: published figures (V) and the arithmetic (A)."""

from collections.abc import Iterator

from trellis.cascade.evidence import acceptance, arithmetic
from trellis.cascade.evidence.checks import Check


def validate(people: int = 40_000) -> Iterator[Check]:
    """Every check, as it is done; about half a minute. `people` is the size of the town studies are rerun in."""
    yield from acceptance.checks(people)
    yield from arithmetic.checks()

"""What a meeting is like, as its page says it: features with a sentence each, none against another. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from trellis.meetings.features import FEATURES, FeatureKind, in_order

_NEED_NOT: Final = "You need not have this problem yourself."


class Fact(NamedTuple):
    name: str
    words: str


_OPEN: Final = Fact("Open", "To everybody named here. You need not have this problem yourself.")


_ANY: Final = {
    "women": "any woman",
    "men": "any man",
    "non-binary": "any non-binary person",
    "lgbtq": "anybody who is LGBTQ+",
    "gay": "any gay man",
    "lesbian": "any lesbian woman",
    "bisexual": "any bisexual person",
    "transgender": "any trans person",
    "young-people": "any young person",
    "young-adults": "any young adult",
    "teens": "any teenager",
    "seniors": "any older person",
    "people-of-colour": "any person of colour",
}
"""Whom "open" means where a meeting is for some people."""


def facts(codes: Iterable[str]) -> tuple[Fact, ...]:
    """Each known feature once. "Open to all" and "For women" become "Open to any woman"."""
    return tuple(_facts(in_order(codes)))


def _facts(codes: tuple[str, ...]) -> Iterator[Fact]:
    some = [code for code in codes if FEATURES[code].kind == FeatureKind.PEOPLE]
    whom = _ANY.get(some[0]) if len(some) == 1 else None
    for code in codes:
        feature = FEATURES[code]
        if code == "open" and some:
            yield Fact(f"Open to {whom}", _NEED_NOT) if whom else _OPEN
        elif not (whom and "open" in codes and code in some):
            yield Fact(feature.name, feature.words)

"""Features: what a meeting or place is like, a table of facts in `data/features.toml`.

Codes are our own lower-case words (`step-free`, `lang-pl`), the same for every pathway. What other systems call them
is in `vocabularies.py`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final


class FeatureKind(StrEnum):
    """What a feature tells: the filters stand under these headings, in this order."""

    WELCOME = "welcome"
    PEOPLE = "people"
    ACCESS = "access"
    PRACTICAL = "practical"
    FORMAT = "format"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Feature:
    code: str
    name: str
    kind: FeatureKind
    words: str
    also: tuple[str, ...] = ()


def _read() -> dict[str, Feature]:
    with (Path(__file__).parent / "data" / "features.toml").open("rb") as handle:
        rows = tomllib.load(handle)
    return {
        code: Feature(code, row["name"], FeatureKind(row["kind"]), row["words"], tuple(row.get("also", ())))
        for code, row in rows.items()
    }


FEATURES: Final[Mapping[str, Feature]] = MappingProxyType(_read())
_ORDER: Final = {code: position for position, code in enumerate(FEATURES)}


def in_order(codes: Iterable[str]) -> tuple[str, ...]:
    """Each known feature once, in the order of the table; closed wins over open, as every fellowship holds."""
    known = {code for code in codes if code in FEATURES}
    if "closed" in known:
        known.discard("open")
    return tuple(sorted(known, key=_ORDER.__getitem__))


@lru_cache(maxsize=4096)
def feature_named(words: str) -> str | None:
    """The code of the feature that the words name: "Wheelchair Access", "women only", "step-free", "Polish"."""
    return _NAMES.get(_key(words))


def _key(words: str) -> str:
    return " ".join(re.sub(r"[^\w+&]+", " ", words.casefold().replace("'", "").replace("’", "")).split())


def _names() -> Iterator[tuple[str, str]]:
    for code, feature in FEATURES.items():
        for name in (*feature.also, feature.name, code):
            yield _key(name), code


_NAMES: Final = dict(_names())

"""Pathways: ways of recovery that groups follow, a table of facts in `data/pathways.toml`.

No pathway is the default and none comes first. A feed names its pathway in words of its own ("Alcoholics Anonymous
Great Britain", "NA (UK)"); `pathway_named` finds which is meant.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final


class PathwayKind(StrEnum):
    """What sort of way it is: facets group pathways by it."""

    TWELVE_STEP = "twelve-step"
    SECULAR = "secular"
    COGNITIVE = "cognitive"
    BUDDHIST = "buddhist"
    FAITH = "faith"
    FAMILY = "family"
    LIVED_EXPERIENCE = "lived-experience"
    ACTIVITY = "activity"
    OTHER = "other"

    @property
    def words(self) -> str:
        return _KIND_WORDS[self]


_KIND_WORDS: Final = {
    PathwayKind.TWELVE_STEP: "Twelve steps",
    PathwayKind.SECULAR: "Secular",
    PathwayKind.COGNITIVE: "Practical tools",
    PathwayKind.BUDDHIST: "Meditation",
    PathwayKind.FAITH: "Faith",
    PathwayKind.FAMILY: "Family and friends",
    PathwayKind.LIVED_EXPERIENCE: "Led by lived experience",
    PathwayKind.ACTIVITY: "Activity",
    PathwayKind.OTHER: "Other",
}


@dataclass(frozen=True, slots=True)
class Pathway:
    code: str
    name: str
    short: str
    kind: PathwayKind
    for_whom: str  # completes the sentence "For ..."
    expect: str
    site: str
    also: tuple[str, ...] = ()

    @property
    def not_affiliated(self) -> str:
        """What every page that names it says; empty for a kind of thing that nobody owns."""
        return f"{self.name} is independent. It is not affiliated with Trellis." if self.site else ""


def _read() -> dict[str, Pathway]:
    with (Path(__file__).parent / "data" / "pathways.toml").open("rb") as handle:
        rows = tomllib.load(handle)
    return {
        code: Pathway(code=code, **{**facts, "kind": PathwayKind(facts["kind"]), "also": tuple(facts["also"])})
        for code, facts in rows.items()
    }


PATHWAYS: Final[Mapping[str, Pathway]] = MappingProxyType(_read())
OTHER: Final = "other"


def pathway(code: str) -> Pathway:
    """Its facts; those of "another way" for a code that is not in the table."""
    return PATHWAYS.get(code) or PATHWAYS[OTHER]


@lru_cache(maxsize=1024)
def pathway_named(words: str) -> str | None:
    """The code of the pathway that the words mean, or None: "NA (UK)", "Alcoholics Anonymous Great Britain", "CoDA"."""
    key = _key(words)
    if not key:
        return None
    named = _NAMES.get(key) or _NAMES.get(_without_country(key))
    return named or next((code for name, code in _LONG_NAMES if f" {name} " in f" {key} "), None)


_COUNTRY: Final = re.compile(
    r"\b(uk|gb|great britain|united kingdom|england|scotland|wales|ireland|eire|usa|us"
    r"|intergroup|fellowship|meetings?)\b"
)


def _key(words: str) -> str:
    return " ".join(re.sub(r"[^\w&]+", " ", words.casefold().replace(".", "").replace("&", " and ")).split())


def _without_country(key: str) -> str:
    return " ".join(_COUNTRY.sub(" ", key).split())


def _names() -> Iterator[tuple[str, str]]:
    for code, facts in PATHWAYS.items():
        for name in (code, facts.short, facts.name, *facts.also):
            yield _key(name), code


_NAMES: Final = dict(_names())
# Only a name of two words or more may stand inside longer words: "NA" or "Faith" might be anything there.
_LONG_NAMES: Final = sorted(((n, c) for n, c in _NAMES.items() if " " in n), key=lambda pair: (-len(pair[0]), pair[0]))

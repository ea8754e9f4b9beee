"""Features in the words of other systems, and back, without loss: the tables are in `data/vocabularies.toml`.

A code means what its pathway says it means (`T` is trans people in AA and the fellowship's book in ACA), and otherwise
what the Meeting Guide specification says. Codes that mean none of our features are never thrown away:
`Meeting.source_codes` keeps all of a source's own codes, and `to_codes` starts from them.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from trellis.meetings.features import feature_named, in_order

with (Path(__file__).parent / "data" / "vocabularies.toml").open("rb") as _handle:
    _TABLES: Final = tomllib.load(_handle)

# They tell how to take part, or that it is away for a while; see `trellis.opendata.modes`.
MODE_CODES: Final = frozenset({"ONL", "TC", "VM", "HY", "HYBR"})

_BMLT_WORLD: Final[Mapping[str, str]] = _TABLES["bmlt-world"]
_BMLT_LETTERS: Final[Mapping[str, str]] = _TABLES["bmlt-letters"]


@lru_cache(maxsize=64)
def meanings(pathway: str) -> Mapping[str, str]:
    """Meeting Guide code → feature for one pathway; an empty feature for a known code that is none of ours."""
    return {**_TABLES["meeting-guide"], **_TABLES["pathway"].get(pathway, {})}


@lru_cache(maxsize=64)
def _spellings(pathway: str) -> Mapping[str, str]:
    """Feature → the code to write. The pathway's own code wins over the specification's."""
    backwards = {feature: code for code, feature in reversed([*meanings(pathway).items()]) if feature}
    own: Mapping[str, str] = _TABLES["pathway"].get(pathway, {})
    return backwards | {feature: code for code, feature in reversed([*own.items()]) if feature}


def from_codes(pathway: str, codes: Iterable[str]) -> tuple[str, ...]:
    """The features that Meeting Guide codes (or plain names, which some feeds write instead) mean on this pathway."""
    table = meanings(pathway)
    return in_order(_meaning(table, code) for code in codes)


def _meaning(table: Mapping[str, str], code: str) -> str:
    if code in table:
        return table[code]
    upper = code.upper()
    return table[upper] if upper in table else feature_named(code) or ""


def to_codes(pathway: str, features: Iterable[str], source_codes: Iterable[str] = ()) -> tuple[str, ...]:
    """Meeting Guide codes: the source's own that still hold or mean nothing to us, and the missing ones.

    `from_codes(pathway, to_codes(pathway, features)) == in_order(features)` for features that have a code there.
    """
    wanted, table, spelling = in_order(features), meanings(pathway), _spellings(pathway)
    kept = [code for code in dict.fromkeys(source_codes) if (means := _meaning(table, code)) == "" or means in wanted]
    told = {_meaning(table, code) for code in kept}
    return (*kept, *(spelling[feature] for feature in wanted if feature not in told and feature in spelling))


def from_bmlt(letters: Iterable[str], formats: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """The features that a BMLT server's formats mean.

    `formats` is that server's own table by key string (GetFormats). A format is known by its world identifier and by
    its name; where the table says nothing of it, by the letters that servers start with.
    """
    return in_order(feature for key in letters for feature in _bmlt_meanings(key, formats.get(key)))


def _bmlt_meanings(key: str, told: Mapping[str, str] | None) -> set[str]:
    if not told:
        return {_BMLT_LETTERS.get(key) or _BMLT_WORLD.get(key.upper()) or ""} - {""}
    # Both: "Speaker/Discussion" and "Speaker only" share a world identifier, and so do all languages.
    by_world = _BMLT_WORLD.get((told.get("world_id") or "").upper())
    by_name = feature_named(told.get("name_string") or "")
    return {by_world or "", by_name or ""} - {""}


@dataclass(frozen=True, slots=True)
class BmltFormat:
    """What the letters of a BMLT format mean: a feature of ours, and the identifier that is the same everywhere."""

    feature: str
    world_id: str


def bmlt_format(letters: str) -> BmltFormat:
    """By the letters that servers start with; nothing of either for letters of a server's own."""
    feature = _BMLT_LETTERS.get(letters, "")
    world_ids = {feature: world_id for world_id, feature in reversed([*_BMLT_WORLD.items()])}
    return BmltFormat(feature, world_ids.get(feature, letters if letters in MODE_CODES else ""))


def to_bmlt(
    features: Iterable[str], source_letters: Iterable[str] = (), formats: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[str, ...]:
    """BMLT key strings: the source's own that still hold or mean nothing to us, and the missing ones.

    `formats` is the table of the server that is to read them, as for `from_bmlt`; its own letters win over the usual.
    """
    table = formats or {}
    wanted = in_order(features)
    kept = [key for key in dict.fromkeys(source_letters) if _bmlt_meanings(key, table.get(key)) <= set(wanted)]
    told = {feature for key in kept for feature in _bmlt_meanings(key, table.get(key))}
    letters = {feature: key for key, feature in reversed([*_BMLT_LETTERS.items()]) if key not in table}
    own = sorted(((_bmlt_meanings(key, row), key) for key, row in table.items()), key=lambda one: len(one[0]))
    for feature in wanted:
        if feature not in told:
            fitting = ((means, key) for means, key in own if feature in means and means <= set(wanted))
            means, key = next(fitting, ({feature}, letters.get(feature, "")))
            told |= means
            kept += [key] if key else []
    return tuple(kept)

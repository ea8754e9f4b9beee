"""Words for what somebody needs help with, and the pathways that are for it: a table, and no advice.

"Alcohol help", "drugs", "my son uses heroin": people say what the matter is and seldom the name of a fellowship. A need
is any of several pathways, and none of them goes first. `PATHWAYS` says whom each is for; this table says it in words
that people type.
"""

from collections.abc import Iterable
from itertools import combinations
from typing import Final

_ANY_ADDICTION: Final = ("smart", "dharma", "refuge")
_DRINK_AND_DRUGS: Final = (*_ANY_ADDICTION, "lifering", "sos", "wfs")
_ANY_DRUG: Final = ("na", "daa", *_DRINK_AND_DRUGS)
_CLOSE_TO_ANYBODY: Final = ("smart-ff", "pal")

FOR_ONESELF: Final = {
    "drinking": ("aa", *_DRINK_AND_DRUGS),
    "drugs": ("na", "ca", "cma", "ma", "ha", "daa", *_DRINK_AND_DRUGS),
    "cocaine": ("ca", *_ANY_DRUG),
    "heroin": ("ha", *_ANY_DRUG),
    "cannabis": ("ma", *_ANY_DRUG),
    "crystal meth": ("cma", *_ANY_DRUG),
    "gambling": ("ga", "gam-anon", *_ANY_ADDICTION),
    "eating": ("oa", "eda"),
    "sex and love": ("saa", "slaa", "sa", "sca"),
    "debt": ("da",),
}
_CLOSE_TO_DRUGS: Final = ("nar-anon", "fa", *_CLOSE_TO_ANYBODY)
FOR_THE_FAMILY: Final = {
    "drinking": ("al-anon", "alateen", *_CLOSE_TO_ANYBODY),
    **dict.fromkeys(("drugs", "cocaine", "heroin", "cannabis", "crystal meth"), _CLOSE_TO_DRUGS),
    "gambling": ("gam-anon", *_CLOSE_TO_ANYBODY),
}
_ANY_FAMILY: Final = ("al-anon", "alateen", "nar-anon", "fa", "gam-anon", "coda", *_CLOSE_TO_ANYBODY)

FAMILY: Final = "family"
_SAID: Final = {
    "drinking": "alcohol alcoholic alcoholics alcoholism drink drinks drinking drinker booze boozing drunk sober",
    "drugs": "drug drugs substance substances narcotics pills addict",
    "cocaine": "cocaine coke crack",
    "heroin": "heroin opiate opiates opioid opioids smack methadone",
    "cannabis": "cannabis weed marijuana hash skunk",
    "crystal meth": "meth chemsex methamphetamine",
    "gambling": "gambling gamble gambles gambler gamblers betting bets",
    "eating": "eating overeating binge bingeing anorexia bulimia",
    "sex and love": "porn pornography sexaholic sexaholics",
    "debt": "debt debts",
    FAMILY: "family families son sons daughter daughters partner partners husband husbands wife wifes wives mum mums"
    " dad dads mother mothers father fathers brother brothers sister sisters boyfriend girlfriend relative relatives",
}
NEEDS: Final = {word: need for need, words in _SAID.items() for word in words.split()} | {
    "crystal meth": "crystal meth",
    **dict.fromkeys(("sex addiction", "sex addict", "sex addicts", "love addiction"), "sex and love"),
    "loved one": FAMILY,
    "loved ones": FAMILY,
    **dict.fromkeys(("eating disorder", "eating disorders", "food addiction", "food addict", "food addicts"), "eating"),
}
"""What a word (as `words_of` has it) says somebody needs help with."""

_BESIDE: Final = (
    "addicted addiction addictions help helping problem problems quit quitting recovery stop stopping struggling"
    " struggles support too use user users uses using worried about am been from has he her him his is its she"
    " taking takes their them to who lot much service services"
)
AROUND_A_NEED: Final = frozenset(_BESIDE.split())
"""Words beside a need that ask for nothing more."""


def pathways_for(needs: Iterable[str]) -> frozenset[str]:
    """Any of them. With the family among the needs, those for people close to somebody."""
    wanted = set(needs)
    matters = wanted - {FAMILY}
    table = FOR_THE_FAMILY if FAMILY in wanted else FOR_ONESELF
    found = [table[matter] for matter in matters if matter in table]
    if FAMILY in wanted and not found:
        found = [_ANY_FAMILY]
    return frozenset(code for codes in found for code in codes)


def need_label(needs: Iterable[str]) -> str:
    """Help with drinking; help for family and friends of somebody with drinking or drugs."""
    wanted = list(dict.fromkeys(needs))
    matters = " and ".join(need for need in wanted if need != FAMILY)
    if FAMILY not in wanted:
        return f"help with {matters}"
    return f"help for family and friends ({matters})" if matters else "help for family and friends"


def need_of(codes: frozenset[str]) -> str:
    """What so many pathways together are for, where words ask for just these: "help with drinking". Empty otherwise."""
    return _BY_PATHWAYS.get(codes, "")


def _by_pathways() -> dict[frozenset[str], str]:
    matters = [(one,) for one in FOR_ONESELF] + list(combinations(FOR_ONESELF, 2))
    asked = [needs for matter in matters for needs in (matter, (FAMILY, *matter))] + [(FAMILY,)]
    return {codes: need_label(needs) for needs in reversed(asked) if len(codes := pathways_for(needs)) > 1}


_BY_PATHWAYS: Final = _by_pathways()


def alike(codes: Iterable[str]) -> frozenset[str]:
    """Other pathways for the same people: for Al-Anon those for families, for gamblers those for gambling."""
    asked = set(codes)
    groups = [_ANY_FAMILY] if asked & set(_ANY_FAMILY) else [g for g in FOR_ONESELF.values() if asked & {g[0]}]
    return frozenset(code for group in groups for code in group) - asked

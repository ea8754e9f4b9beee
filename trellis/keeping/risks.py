"""What a moderator should look at before agreeing, found in what is proposed (pure).

A sign costs a glance. It never decides: it says where to look, and how soon (see `deciding/order.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from trellis.keeping.fields import FIELDS
from trellis.lib.geo import distance_m
from trellis.safety.free_text import Detail, details_in, is_personal_address, links_in

MOST: Final = 10
"""The highest risk of a change."""
FAR_M: Final = 2_000
_KINDS: Final = ("place", "group", "meeting")
_MADE_FOR_IT: Final = frozenset({"website", "email", "phone", "join_url", "join_phone", "join_notes", "picture"})
"""Fields that are there to hold an address or a number."""
_ADDRESSES: Final = frozenset({"name", "address", "town", "postcode", "country", "zone", "rule"})
"""Fields that are no free text: streets and halls are named after people."""
_FOUND: Final = {
    "phone": ("holds a phone number", 2),
    "email": ("holds an e-mail address", 2),
    "surname": ("may name a person in full", 3),
    "link": ("holds a link", 2),
}
_PROBLEMS: Final = {
    "closed": ("Somebody says that it has closed. People may be on their way there.", 3),
    "wrong-time": ("People may come at the wrong time.", 2),
    "not-welcoming": ("Somebody was not made welcome. They may wait for an answer.", 4),
}


@dataclass(frozen=True, slots=True)
class Sign:
    """`risk`: how much sooner it should be looked at, in steps."""

    words: str
    risk: int


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change as far as signs are looked for in it. `after` of something new is by kind."""

    kind: str
    listing_kind: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    problem: str = ""
    words: str = ""

    @property
    def by_kind(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """What is proposed, by kind of listing."""
        if self.kind == "new":
            return iter([(kind, self.after[kind]) for kind in _KINDS if isinstance(self.after.get(kind), Mapping)])
        return iter([(self.listing_kind, self.after)])


def signs_of(proposed: Proposed) -> tuple[Sign, ...]:
    """Each sign once, in the order of the form."""
    return tuple(dict.fromkeys(_signs(proposed)))


def risk_of(signs: tuple[Sign, ...]) -> int:
    return min(MOST, sum(sign.risk for sign in signs))


def details_of(text: str) -> list[Detail]:
    """Contacts, names and links in a free text, from its beginning to its end; none overlaps another."""
    found: list[Detail] = []
    for one in sorted((*details_in(text), *links_in(text)), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def is_free_text(name: str) -> bool:
    """Whether people write in it what they like, so that details may slip in."""
    return name not in _MADE_FOR_IT and name not in _ADDRESSES


def _signs(proposed: Proposed) -> Iterator[Sign]:
    if proposed.problem in _PROBLEMS:
        yield Sign(*_PROBLEMS[proposed.problem])
    for kind, values in proposed.by_kind:
        yield from _in_texts(kind, values)
        yield from _in_contacts(values, proposed.before)
    for sign in _said(proposed.words, "What they wrote to you"):
        yield replace(sign, risk=0)  # nobody else reads it
    yield from _moved(proposed.before, proposed.after)
    if proposed.kind in {"close", "delete"}:
        yield Sign("It would leave the map.", 2)


def _in_texts(kind: str, values: Mapping[str, Any]) -> Iterator[Sign]:
    for name, value in values.items():
        if isinstance(value, str) and is_free_text(name):
            known = FIELDS.get(kind, {}).get(name)
            yield from _said(value, f"“{known.label if known else name}”")


def _said(text: str, where: str) -> Iterator[Sign]:
    for kind in dict.fromkeys(one.kind for one in details_of(text)):
        words, risk = _FOUND[kind]
        yield Sign(f"{where} {words}.", risk)


def _in_contacts(values: Mapping[str, Any], before: Mapping[str, Any]) -> Iterator[Sign]:
    if is_personal_address(str(values.get("email") or "")):
        yield Sign("The e-mail address looks like a person’s own.", 3)
    for name in ("website", "join_url"):
        if values.get(name) and before.get(name) and _host(values[name]) != _host(before[name]):
            yield Sign(f"The link leads to another site: {_host(values[name])}.", 3)
    if before.get("showing") == "hidden" and values.get("showing") in {"exact", "approximate"}:
        yield Sign("Where it is was not shown, and would be.", 5)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Sign]:
    was, will = _point(before), _point(after)
    if was and will and (metres := float(distance_m(*was, *will))) > FAR_M:
        yield Sign(f"It would move by {metres / 1000:.0f} km.", 3)


def _point(values: Mapping[str, Any]) -> tuple[float, float] | None:
    lat, lon = values.get("lat"), values.get("lon")
    return (float(lat), float(lon)) if lat not in (None, "") and lon not in (None, "") else None


def _host(address: object) -> str:
    try:
        return (urlsplit(str(address)).hostname or "").removeprefix("www.")
    except ValueError:  # a bracket that is not closed
        return str(address)

"""Whether what somebody sent is likely to be spam. Nobody solves a puzzle: what looks like it only waits apart.

Pure. Four signs count: a field that people do not see was filled in, the page was answered quicker than people read,
the words lead to strangers' sites, and the same network sent very much. A moderator reads why something was held.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

HOLD_FROM: Final = 50
"""Points from which something waits apart."""
QUICKEST_PRESS: Final = timedelta(seconds=1)
QUICKEST_WORDS: Final = timedelta(seconds=3)
LONGEST: Final = timedelta(days=2)
"""A page that was left open for longer is no sign of spam alone."""
_LINK: Final = re.compile(r"(?:https?://|\bwww\.)(?P<host>[^\s/?#:<>\"']+)|<a\s|\[url|\[link", re.IGNORECASE)
_BARE: Final = re.compile(
    r"(?<![@\w.-])(?P<host>(?:[\w-]+\.)+(?:com|net|org|info|biz|ru|cn|top|xyz|shop|site|online|club|link|click|io|me|ly"
    r"|tk|uk|co|eu))(?=/|\b(?!@))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What came, as far as this question goes."""

    shown_at: datetime | None
    """When the page was made that it was sent from; None where its stamp is missing or not ours."""
    pot: str = ""
    """What stood in the field that people do not see."""
    words: str = ""
    own_sites: frozenset[str] = frozenset()
    """Hosts that are no strangers: the listing's own, and ours."""
    is_within_rate: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    points: int
    reasons: tuple[str, ...]

    @property
    def is_spam(self) -> bool:
        return self.points >= HOLD_FROM


def judge(sent: Sent, now: datetime) -> Verdict:
    found = list(_signs(sent, now))
    return Verdict(sum(points for points, _ in found), tuple(words for _, words in found))


def strangers(words: str, own_sites: frozenset[str]) -> list[str]:
    """Hosts that the words lead to and that are not the listing's own, each once; "" for a link without one."""
    hosts = [match["host"] or "" for match in _LINK.finditer(words)]
    hosts += [match["host"] for match in _BARE.finditer(words)]
    known = {plain_host(site) for site in own_sites}
    return [host for host in dict.fromkeys(map(plain_host, hosts)) if not host or not _is_under(host, known)]


def plain_host(host: str) -> str:
    return host.lower().rstrip(".,;)").removeprefix("www.")


def _is_under(host: str, known: set[str]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in known if site)


def _signs(sent: Sent, now: datetime) -> Iterator[tuple[int, str]]:
    if sent.pot.strip():
        yield 100, "A field was filled in that people do not see."
    yield from _timing(sent, now)
    if others := strangers(sent.words, sent.own_sites):
        named = ", ".join(host for host in others[:3] if host) or "another site"
        yield 50 if len(others) == 1 else 80, f"The words lead to {named}."
    if not sent.is_within_rate:
        yield 60, "Very much came from the same network within an hour."


def _timing(sent: Sent, now: datetime) -> Iterator[tuple[int, str]]:
    if sent.shown_at is None:
        yield 60, "It was not sent from our page."
        return
    took = now - sent.shown_at
    quickest = QUICKEST_WORDS if sent.words.strip() else QUICKEST_PRESS
    if took < quickest:
        yield 60, "It was sent quicker than people read."
    elif took > LONGEST:
        yield 20, "The page it was sent from was days old."

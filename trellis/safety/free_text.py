"""What free text must not carry out: ways to join that were not published for that purpose, and people's own details.

Links to join and passwords belong in fields of their own. Phone numbers, e-mail addresses and what looks like a surname
are for a person to judge. The rules are wide rather than exact, because a flag costs a glance and a miss costs
somebody's peace.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

LINK_LEFT_OUT: Final = "[link left out]"
PASSWORD_LEFT_OUT: Final = "[password left out]"  # noqa: S105 (what is shown in its place)

_URL: Final = re.compile(r"https?:\s*//[^\s<>\"'\]]+|\b(?:[\w-]+\.)*zoom\.us/[^\s<>\"'\]]+", re.IGNORECASE)
_MEETING_ID: Final = re.compile(
    r"\b(?:meeting|zoom|webinar)\s*i\.?d\.?\s*(?:no\.?|number|#)?\s*[:=#-]?\s*(\d[\d\s-]{7,14}\d)", re.IGNORECASE
)
_PASSWORD: Final = re.compile(
    r"\b(?:pass\s?(?:code|word)|pwd|pw|password/passcode|access code|pin)\b\s*(?:is\b|[:=#-])\s*(?!\[)(\S{3,})",
    re.IGNORECASE,
)
_PHONE: Final = re.compile(r"(?<![\w/=,-])(?<!\d\.)(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){8,13}(?!\d|/\w|[.,]\d)")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME: Final = re.compile(
    r"(?<!St )(?<!St\. )(?<!Saint )\b([A-Z][a-z]+)(?=[ \t]+(?:[A-Z]\.?[ \t]+)?([A-Z][a-z]*['’]?[A-Za-z][a-z-]+)\b)"
)
_CUED: Final = re.compile(
    r"\b(?i:contact|ask for|speak to|speak with|talk to|call|phone|text|e-?mail)\s*(?:is\b|[:=–-])?\s*"
    r"([A-Z][a-z]+(?:-[A-Z][a-z]+)?)\s+([A-Z][A-Za-z'’-]{2,})"
    r"(?=\s*(?:[,.(:\[]|\d|on\b|at\b|for\b|to\b|with\b|or\b|and\b|$))",
    re.MULTILINE,
)
_INVITES: Final = re.compile(r"\b([A-Z][A-Za-z'’-]+) ([A-Z][A-Za-z'’-]+) is inviting you\b")
# Streets and halls are named after people: "Thomas Beaver Public Library".
_PLACE_AFTER: Final = re.compile(
    r"\s+(?:[A-Z][a-z]+\s+)?(?i:streets?|st|ave|avenue|blvd|boulevard|roads?|rds?|lane|ln|room|pavilion|annexe?|hall"
    r"|library|centre|center|church|school|house|building|car\s+park|fellowship)\b"
)
_FREE_PROVIDERS: Final = frozenset(
    {
        "gmail",
        "googlemail",
        "hotmail",
        "outlook",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "icloud",
        "me",
        "aol",
        "gmx",
        "btinternet",
    }
)


@lru_cache(maxsize=1)
def conference_hosts() -> frozenset[str]:
    return _words_in("conference_hosts.txt")


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    return _words_in("first_names.txt")


@lru_cache(maxsize=1)
def not_surnames() -> frozenset[str]:
    return _words_in("not_surnames.txt")


def _words_in(name: str) -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_conference(url: str) -> bool:
    """Whether the address is one for joining an online meeting."""
    host = urlsplit(re.sub(r"\s", "", url) if "//" in url else f"//{url}").hostname or ""
    labels = host.lower().split(".")
    return any(".".join(labels[n:]) in conference_hosts() for n in range(len(labels)))


def without_join_details(text: str) -> tuple[str, set[str]]:
    """The text as it may be shown, and which kinds of things were taken out."""
    found: set[str] = set()

    def link(match: re.Match[str]) -> str:
        if not is_conference(match[0]):
            return match[0]
        found.add("link")
        return LINK_LEFT_OUT

    def secret(match: re.Match[str]) -> str:
        found.add("password")
        return match[0].replace(match[1], PASSWORD_LEFT_OUT)

    if "/" in text:
        text = _URL.sub(link, text)
    return _PASSWORD.sub(secret, _MEETING_ID.sub(secret, text)), found


@dataclass(frozen=True, slots=True)
class Detail:
    """One place in a text: what kind of detail it seems to be, and from where to where."""

    kind: str
    start: int
    end: int


def personal_details(text: str) -> Iterator[str]:
    """Kinds of details about people that the text seems to hold: phone, email, surname."""
    return iter(dict.fromkeys(detail.kind for detail in details_in(text)))


def details_in(text: str) -> Iterator[Detail]:
    """Each of them, kind by kind."""
    yield from (Detail("phone", *match.span()) for match in _PHONE.finditer(text))
    if "@" in text:
        yield from (Detail("email", *match.span()) for match in _EMAIL.finditer(text))
    yield from _names(text)


def links_in(text: str) -> Iterator[Detail]:
    """Web addresses, of whatever kind."""
    yield from (Detail("link", *match.span()) for match in _URL.finditer(text))


def _names(text: str) -> Iterator[Detail]:
    """A common first name with a surname, or two capitalised words after "contact" and the like."""
    named = (
        match
        for match in _NAME.finditer(text)
        if match[1].lower() in first_names() and not _PLACE_AFTER.match(text, match.end(2))
    )
    spans = {
        (match.start(1), match.end(2))
        for match in (*named, *_CUED.finditer(text), *_INVITES.finditer(text))
        if not_surnames().isdisjoint(match.groups())
    }
    return (Detail("surname", *span) for span in sorted(spans))


def is_personal_address(email: str) -> bool:
    """Whether an e-mail address is a person's rather than a group's: a first name with more, or at a free provider."""
    local, _, domain = email.lower().partition("@")
    parts = [part for part in re.split(r"[^a-z]+", local) if part]
    is_named = any(part in first_names() for part in parts)
    return is_named and (len(parts) > 1 or domain.partition(".")[0] in _FREE_PROVIDERS)

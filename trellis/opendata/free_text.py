"""What free text must not carry out: ways to join that were not published for that purpose, and people's own details.

Links to join and passwords belong in fields of their own. Found in notes they are taken out of what we show (the
source's own words are kept apart) and flagged. Phone numbers, e-mail addresses and what looks like a surname are
flagged only: a person decides. The rules are wide rather than exact, because a flag costs a glance and a miss costs
somebody's peace.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from trellis.opendata.listing import Listing, flag

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
_PHONE: Final = re.compile(r"(?<![\w/=.,-])(?:\+|00)?\(?\d(?:[\s().-]{0,2}\d){8,13}(?![\w/]|[.,]\d)")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME: Final = re.compile(
    r"(?<!St )(?<!St\. )(?<!Saint )\b([A-Z][a-z]+)(?=[ \t]+(?:[A-Z]\.?[ \t]+)?([A-Z][a-z]*['’]?[A-Za-z][a-z-]+)\b)"
)
_CUED: Final = re.compile(
    r"\b(?i:contact|ask for|speak to|speak with|talk to|call|phone|text|email)\s*(?:is\b|[:=–-])?\s*"
    r"([A-Z][a-z]+)\s+([A-Z][a-z'’]{2,})(?=\s*(?:[,.(:]|\d|on\b|at\b|for\b|to\b|$))",
    re.MULTILINE,
)
_WORDS: Final = {
    "link": "A link to join stands in free text; it is not shown.",
    "password": "A password or meeting number stands in free text; it is not shown.",
    "phone": "A phone number stands in free text.",
    "email": "An e-mail address stands in free text.",
    "address": "The group's e-mail address looks like a person's; it is not shown.",
    "surname": "Free text may name a person in full.",
}
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
_CURE: Final = "Look whether it was meant to be public."


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


def personal_details(text: str) -> Iterator[str]:
    """Kinds of details about people that the text seems to hold: phone, email, surname."""
    if _PHONE.search(text):
        yield "phone"
    if "@" in text and _EMAIL.search(text):
        yield "email"
    if _names_somebody(text):
        yield "surname"


def _names_somebody(text: str) -> bool:
    """A common first name with a surname, or two capitalised words after "contact" and the like."""
    named = (match for match in _NAME.finditer(text) if match[1].lower() in first_names())
    return any(not_surnames().isdisjoint(match.groups()) for match in (*named, *_CUED.finditer(text)))


def is_personal_address(email: str) -> bool:
    """Whether an e-mail address is a person's rather than a group's: a first name with more, or at a free provider."""
    local, _, domain = email.lower().partition("@")
    parts = [part for part in re.split(r"[^a-z]+", local) if part]
    is_named = any(part in first_names() for part in parts)
    return is_named and (len(parts) > 1 or domain.partition(".")[0] in _FREE_PROVIDERS)


def guarded(listing: Listing) -> Listing:
    """The listing with nothing in its free text that was not meant for everybody, and flags for a person to look at."""
    kinds: dict[str, set[str]] = {}
    texts = {
        "notes": listing.notes,
        "group notes": listing.who.notes,
        "way in": listing.where.way_in,
        "place": listing.where.name,
    }
    for name, text in texts.items():
        if text:
            texts[name], kinds[name] = without_join_details(text)
            kinds[name].update(personal_details(texts[name]) if name != "place" else ())  # halls are named after people
    who = listing.who
    if who.email and is_personal_address(who.email):
        kinds["email"] = {"address"}
        who = replace(who, email="")
    if not any(kinds.values()):
        return listing
    flags = [flag(name, _WORDS[kind], _CURE, kind=kind) for name, found in kinds.items() for kind in sorted(found)]
    return replace(
        listing,
        notes=texts["notes"],
        who=replace(who, notes=texts["group notes"]),
        where=replace(listing.where, way_in=texts["way in"], name=texts["place"]),
        flags=(*listing.flags, *flags),
    )

"""Addresses as feeds write them, taken apart and made tidy; countries by the names people give them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from trellis.lib.text import calm

_POSTCODE_GB: Final = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")
_STATE_ZIP: Final = re.compile(r"([A-Z]{2})\s+(\d{5}(?:-\d{4})?|[A-Z]\d[A-Z]\s?\d[A-Z]\d)")
_NOT_AN_ADDRESS: Final = re.compile(r"\d+ other meetings? at this location|switch to districts|n/?a|tbc", re.IGNORECASE)
_COMMA: Final = re.compile(r"\s*,\s*")
_COUNTRY_NAMES: Final = {
    "uk": "GB",
    "u.k.": "GB",
    "gb": "GB",
    "great britain": "GB",
    "united kingdom": "GB",
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "cymru": "GB",
    "northern ireland": "GB",
    "eire": "IE",
    "éire": "IE",
    "republic of ireland": "IE",
    "isle of man": "IM",
    "usa": "US",
    "u.s.a.": "US",
    "united states of america": "US",
    "holland": "NL",
    "the netherlands": "NL",
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address on one line, in its parts."""

    address: str = ""
    town: str = ""
    postcode: str = ""
    country: str = ""  # as it was written


def tidy_address(text: str) -> str:
    """Commas with a space after them, nothing twice, no shouting: "1 HIGH ST,YORK,York" is "1 High St, York"."""
    parts: list[str] = []
    for part in _COMMA.split(calm(text)):
        part = part.strip(" ,;.")
        if part and not _NOT_AN_ADDRESS.fullmatch(part) and (not parts or part.casefold() != parts[-1].casefold()):
            parts.append(part)
    return ", ".join(parts)


def split_address(text: str) -> Address:
    """From "1555 S 7th St, San Jose, CA 95112, USA" or "Mill Lane, Leeds, LS1 4AP, UK". Unknown shapes stay whole."""
    parts = [part for part in _COMMA.split(text) if part]
    country = parts.pop() if len(parts) > 1 and is_country(parts[-1]) else ""
    postcode = town = ""
    if parts and (match := _STATE_ZIP.fullmatch(parts[-1])):
        postcode, town = match[2], parts[-2] if len(parts) > 1 else ""
        parts[-1] = match[1]
    elif parts and (match := _POSTCODE_GB.search(parts[-1].upper())):
        postcode = f"{match[1]} {match[2]}"
        rest = _POSTCODE_GB.sub("", parts[-1].upper()).strip()
        parts[-1:] = [parts[-1][: len(rest)].strip()] if rest else []
        town = parts[-1] if len(parts) > 1 else ""
    return Address(", ".join(parts), town, postcode, country)


def is_country(part: str) -> bool:
    """Whether the end of an address is a country. Two letters are rather a state: "San Jose, CA" is not in Canada."""
    return bool(country_code(part)) and (len(part) > 2 or part.casefold() in {"uk", "us"})


@lru_cache(maxsize=2048)
def country_code(name: str) -> str:
    """ISO 3166 from a name or code: "UK", "Ireland", "USA", "de". Empty for what is not a country."""
    key = name.strip().casefold()
    if key in _COUNTRY_NAMES:
        return _COUNTRY_NAMES[key]
    return _countries().get(key, "")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Names and codes from the table that comes with the time zones."""
    lines = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {code.casefold(): code for code, _ in pairs} | {name.casefold(): code for code, name in pairs}


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    return {row[2]: row[0] for line in lines if line and not line.startswith("#") and len(row := line.split("\t")) > 2}


def country_of_zone(zone: str) -> str:
    """The country a time zone is named for: "Europe/Dublin" is IE. Empty for UTC and the like."""
    return _zones().get(zone, "")


def zones_of_country(country: str) -> list[str]:
    return [zone for zone, code in _zones().items() if code == country]

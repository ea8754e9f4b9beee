"""Checks of how open an installation stands to strangers: `trellis check --deploy`. Pure, but for the one that asks.

    trellis.W114 others on this machine can read the data folder     trellis.W115 the site is reached without https
    trellis.W116 errors are shown in full to whoever meets them      trellis.W117 any host name is answered
    trellis.W118 libraries write all they do into the log            trellis.W119 https leads round and round

They say in the words of `.env.example` what Django's own checks say in those of its settings, which no operator has.
"""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 - Django's name for it

from trellis.safety.installation import HERE

SAID_HERE: Final = ("security.W004", "security.W008", "security.W012", "security.W016", "security.W018")
"""Of Django: https is off, and errors are shown."""
NOT_ASKED_FOR: Final = "security.W021"
"""Of Django: being in the list of sites that browsers carry is for whoever owns the domain to decide."""


@dataclass(frozen=True, slots=True)
class Openness:
    """What matters of the settings."""

    address: str
    https: bool = True
    proxy: bool = True
    debug: bool = False
    hosts: Sequence[str] = ()
    log_level: int = logging.WARNING


def check_openness(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    yield from readable(settings.DATA_FOLDER)
    yield from warnings(
        Openness(
            address=settings.SITE_ADDRESS,
            https=settings.HTTPS,
            proxy=settings.BEHIND_PROXY,
            debug=settings.DEBUG,
            hosts=settings.ALLOWED_HOSTS,
            log_level=logging.getLogger().level,
        )
    )


def readable(folder: Path) -> Iterator[CheckMessage]:
    """Windows has rights of another kind, and they are not looked at."""
    if os.name == "posix" and folder.exists() and folder.stat().st_mode & 0o077:
        yield Warning(
            f"Others on this machine can look into the data folder {folder}, where the database is.",
            f"chmod 700 {folder}",
            id="trellis.W114",
        )


def warnings(site: Openness) -> Iterator[CheckMessage]:
    is_here = (urlsplit(site.address).hostname or "") in HERE
    if not site.https and not is_here:
        yield Warning(
            "Pages, codes to sign in with and cookies travel as open letters: anybody on the way can read them.",
            "Get a certificate for the proxy in front, then set HTTPS=true.",
            id="trellis.W115",
        )
    if site.https and not site.proxy:
        yield Warning(
            "HTTPS is true and BEHIND_PROXY is not. Trellis speaks no TLS itself, so every page leads back to itself.",
            "Set BEHIND_PROXY=true, and have the proxy set X-Forwarded-Proto and X-Forwarded-For.",
            id="trellis.W119",
        )
    if site.debug:
        yield Warning(
            "Errors are shown in full to whoever meets them, with settings and what people typed.",
            "Take TRELLIS_DEBUG out.",
            id="trellis.W116",
        )
    if "*" in site.hosts:
        yield Warning(
            "Any host name is answered, so links in letters can be made to lead elsewhere.",
            f"Set ALLOWED_HOSTS={urlsplit(site.address).hostname}",
            id="trellis.W117",
        )
    if site.log_level < logging.INFO:
        yield Warning(
            "Libraries write all they do into the log, and it may hold what people typed.",
            "Set LOG_LEVEL=WARNING, or take it out.",
            id="trellis.W118",
        )

"""The site that the journeys visit, and the kinds of page it has."""

import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

POSTCODE, AREA = "BB11 1JG", "E07000117"
"""In the middle of the town, which is imaginary on real ground; and the authority of that ground."""


@dataclass
class Site:
    """A running server with the imaginary town."""

    address: str
    log: Path

    def fetch(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=30) as reply:
            return str(reply.read().decode())

    @cached_property
    def listed(self) -> list[str]:
        """The paths in the sitemap: every page of the town."""
        pages: list[str] = []
        for address in re.findall(r"<loc>([^<]+)</loc>", self.fetch("/sitemap.xml")):
            path = "/" + address.split("/", 3)[3] if address.count("/") > 2 else "/"
            pages += re.findall(r"<loc>[^<]*?://[^/<]+([^<]*)</loc>", self.fetch(path)) if ".xml" in path else [path]
        return pages

    def first(self, kind: str) -> str:
        """The path of one page of a kind: "meetings", "groups", "places", "areas"."""
        return next(path for path in self.listed if path.startswith(f"/{kind}/"))

    @property
    def results(self) -> str:
        return f"/find?q={quote(POSTCODE)}"


PAGES: dict[str, Callable[[Site], str]] = {
    "home": lambda site: "/",
    "results": lambda site: f"{site.results}+thu+evening",
    "results with filters": lambda site: f"{site.results}&show=all&within=10km",
    "nothing found": lambda site: "/find?near=ZE1+0AA&within=1km&feature=bsl&day=mon",
    "not understood": lambda site: "/find?near=BB11+1JX9",
    "now": lambda site: "/now",
    "map": lambda site: f"/map?q={quote(POSTCODE)}",
    "meeting": lambda site: site.first("meetings"),
    "group": lambda site: site.first("groups"),
    "place": lambda site: site.first("places"),
    "area": lambda site: f"/areas/{AREA}",
    "an area with nothing on": lambda site: site.first("areas"),
    "areas": lambda site: "/areas",
    "saved": lambda site: "/saved",
    "about": lambda site: "/about",
    "data": lambda site: "/data",
    "safety": lambda site: "/safety",
    "accessibility": lambda site: "/accessibility",
    "offline": lambda site: "/offline",
    "a page that is not there": lambda site: "/meetings/no-such-meeting",
}
"""Every kind of page, and how to come to one."""

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
    def meeting(self) -> str:
        """The path of one meeting that people go to, as the results lead to it: Way In, on Thursdays, in its café."""
        return self._first("/meetings/", f"{self.results}&mode=in-person&pathway=na&day=thu")

    @cached_property
    def group(self) -> str:
        return self._first("/groups/", self.meeting)

    @cached_property
    def place(self) -> str:
        return self._first("/places/", self.meeting)

    def _first(self, kind: str, on: str) -> str:
        found = re.search(rf'href="({kind}[\w-]+)"', self.fetch(on))
        assert found, f"No link to {kind} on {on}"
        return found[1]

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
    "meeting": lambda site: site.meeting,
    "group": lambda site: site.group,
    "place": lambda site: site.place,
    "area": lambda site: f"/areas/{AREA}",
    "an area with nothing on": lambda site: "/areas/E06000001",
    "areas": lambda site: "/areas",
    "saved": lambda site: "/saved",
    "about": lambda site: "/about",
    "data": lambda site: "/data",
    "safety": lambda site: "/safety",
    "accessibility": lambda site: "/accessibility",
    "offline": lambda site: "/offline",
    "signing in": lambda site: "/account/sign-in",
    "making an account": lambda site: "/account/join",
    "a page that is not there": lambda site: "/meetings/no-such-meeting",
}
"""Every kind of page, and how to come to one."""

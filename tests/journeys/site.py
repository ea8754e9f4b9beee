"""The site that the journeys visit."""

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
    "map": lambda site: f"/map?q={quote(POSTCODE)}",
    "meeting": lambda site: site.meeting,
    "place": lambda site: site.place,
    "area": lambda site: f"/areas/{AREA}",
    "now": lambda site: "/now",
}
"""The pages of which the documents have pictures, and how to come to each."""

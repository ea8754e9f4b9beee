"""The site that the journeys visit, and the kinds of page it has."""

import re
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit

POSTCODE, AREA = "BB11 1JG", "E07000117"
"""In the middle of the town, which is imaginary on real ground; and the authority of that ground."""


ANSWERS: list[tuple[str, dict[str, str]]] = [
    ("where", {"postcode": "BB11 1NA"}),
    ("point", {"place": "new", "showing": "exact"}),
    ("online", {"how": "Write to us."}),
    ("name", {"name": "Way In"}),
    ("when", {"words": "every Thursday at 7:30 pm"}),
    ("pathway", {"pathway": "na"}),
    ("like", {"features": "open"}),
    ("joining", {"steps": "Just come."}),
    ("drink", {"drink": "none"}),
    ("access", {}),
    ("contact", {}),
    ("picture", {"without": "1"}),
]
"""What is answered to be shown the pages of adding."""


@dataclass
class Site:
    """A running server with the imaginary town."""

    address: str
    log: Path

    def fetch(self, path: str) -> str:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=30) as reply:
            return str(reply.read().decode())

    def fetch_any(self, path: str) -> str:
        """Also of a page that says what is not there."""
        try:
            return self.fetch(path)
        except HTTPError as refusal:
            return refusal.read().decode()

    @cached_property
    def meeting(self) -> str:
        """The path of one meeting that people go to, as the results lead to it: Way In, on Thursdays, in its café."""
        return self._first("/meetings/", f"{self.results}&mode=in-person&pathway=na&day=thu")

    @cached_property
    def draft(self) -> str:
        """The path of something that is being added: a meeting in a place and online, all questions answered."""
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        path = self._send(browser, "/add", {"kind": "both"}).rpartition("/")[0]
        for step, fields in ANSWERS:
            self._send(browser, f"{path}/{step}", fields)
        return path

    def _send(self, browser: urllib.request.OpenerDirector, path: str, fields: dict[str, str]) -> str:
        """Fills in the form of a page; the path it leads to."""
        with browser.open(f"{self.address}{path}", timeout=30) as reply:
            token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', reply.read().decode())
        assert token, f"No form on {path}"
        body = urlencode({**fields, "csrfmiddlewaretoken": token[1]}).encode()
        with browser.open(f"{self.address}{path}", body, timeout=30) as reply:
            return str(urlsplit(reply.geturl()).path)

    @cached_property
    def group(self) -> str:
        return self._first("/groups/", self.meeting)

    @cached_property
    def place(self) -> str:
        return self._first("/places/", self.meeting)

    @cached_property
    def source(self) -> str:
        return self._first("/sources/", "/data")

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
    "reporting a problem": lambda site: f"{site.meeting}/report",
    "suggesting a change": lambda site: f"{site.place}/suggest",
    "what has changed": lambda site: f"{site.group}/history",
    "posters and cards": lambda site: f"{site.place}/poster",
    "saying something": lambda site: f"{site.place}/say",
    "following what is new": lambda site: f"/follow?near={quote(POSTCODE)}",
    "following: look into your mail": lambda site: "/follow/sent",
    "following: stopped": lambda site: "/follow/stopped",
    "area": lambda site: f"/areas/{AREA}",
    "an area with nothing on": lambda site: "/areas/E06000001",
    "areas": lambda site: "/areas",
    "saved": lambda site: "/saved",
    "add": lambda site: "/add",
    "adding: where": lambda site: f"{site.draft}/where",
    "adding: the point": lambda site: f"{site.draft}/point",
    "adding: online": lambda site: f"{site.draft}/online",
    "adding: the name": lambda site: f"{site.draft}/name",
    "adding: what is listed already": lambda site: f"{site.draft}/likely",
    "adding: when": lambda site: f"{site.draft}/when",
    "adding: when, said back": lambda site: f"{site.draft}/when?said=1",
    "adding: when, by days": lambda site: f"{site.draft}/when?by=days",
    "adding: what it is like": lambda site: f"{site.draft}/like",
    "adding: alcohol": lambda site: f"{site.draft}/drink",
    "adding: contact": lambda site: f"{site.draft}/contact",
    "adding: a picture": lambda site: f"{site.draft}/picture",
    "adding: check": lambda site: f"{site.draft}/check",
    "adding: come back later": lambda site: f"{site.draft}/save",
    "adding: thank you": lambda site: "/add/sent",
    "about": lambda site: "/about",
    "data": lambda site: "/data",
    "a source": lambda site: site.source,
    "safety": lambda site: "/safety",
    "accessibility": lambda site: "/accessibility",
    "offline": lambda site: "/offline",
    "signing in": lambda site: "/account/sign-in",
    "making an account": lambda site: "/account/join",
    "a page that is not there": lambda site: "/meetings/no-such-meeting",
}
"""Every kind of page, and how to come to one."""

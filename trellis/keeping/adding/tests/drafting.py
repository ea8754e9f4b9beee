"""Somebody who is adding something, as a browser without JavaScript sends it."""

from typing import Any

from django.test import Client

from tests.inspecting import Page
from trellis.keeping.models import Draft


class Adding:
    """One draft: `sends("name", name="Tea")` answers a question, and says where that leads."""

    def __init__(self, client: Client, kind: str, **more: str) -> None:
        self.client = client
        self.address = client.post("/add", {"kind": kind, **more}).headers["Location"].rpartition("/")[0]

    def sends(self, step: str, **fields: Any) -> str:
        response = self.client.post(f"{self.address}/{step}", fields)
        assert response.status_code == 302, Page(response).text
        return str(response.headers["Location"]).removeprefix(self.address).strip("/")

    def refused(self, step: str, **fields: Any) -> str:
        """What the summary above the form says."""
        response = self.client.post(f"{self.address}/{step}", fields)
        assert response.status_code in {200, 429}, response.headers
        return " ".join(
            part.text or "" for part in Page(response).all("a") if (part.get("href") or "").startswith("#id")
        )

    def page(self, step: str) -> Page:
        response = self.client.get(f"{self.address}/{step}")
        assert response.status_code == 200, response.headers
        return Page(response)

    def answers_all(self, **other: dict[str, Any]) -> None:
        """Answers every question of its kind, shortly."""
        known_place = other.get("point", {}).get("place")
        for step, fields in {**SHORT, **other}.items():
            if step in SHORT_OF[self.kind] and not (step in {"drink", "access"} and known_place):
                self.sends(step, **fields)
        if "when" in SHORT_OF[self.kind]:
            self.sends("when", right="1")

    @property
    def kind(self) -> str:
        return str(self.answers["kind"]["kind"])

    @property
    def answers(self) -> dict[str, Any]:
        return dict(Draft.objects.get().answers)


SHORT: dict[str, dict[str, Any]] = {
    "where": {"address": "1 Manchester Road", "postcode": "BB11 1JG"},
    "point": {"showing": "exact"},
    "online": {"how": "Write to us."},
    "name": {"name": "Thursday Way In"},
    "about": {"kind": "recovery-cafe"},
    "when": {"words": "every Thursday 7 to 8 pm"},
    "pathway": {"pathway": "lero"},
    "like": {},
    "joining": {},
    "drink": {"drink": "unknown"},
    "access": {},
    "contact": {},
    "picture": {"without": "1"},
}
_THERE = {"where", "point", "name", "joining", "drink", "access", "contact", "picture"}
_MEETING = {"when", "pathway", "like"}
SHORT_OF = {
    "place": _THERE | {"about"},
    "group": _THERE | _MEETING,
    "once": _THERE | _MEETING,
    "once-online": {"online", "name", "joining", "contact", "picture"} | _MEETING,
    "activity": _THERE | _MEETING,
    "both": _THERE | _MEETING | {"online"},
    "online": {"online", "name", "joining", "contact", "picture"} | _MEETING,
}

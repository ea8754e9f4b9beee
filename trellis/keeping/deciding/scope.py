"""Which areas somebody decides about."""

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from trellis.accounts.roles import Viewer, may_moderate
from trellis.keeping.listings import with_upper
from trellis.places.gazetteer import installed_areas

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Scope:
    """`codes` of the areas; None for everything, also what lies in no known area."""

    codes: frozenset[str] | None = None

    def only(self, rows: "QuerySet[M]", field: str = "area_code") -> "QuerySet[M]":
        """Those of the rows that lie in it."""
        if self.codes is None:
            return rows
        # A list of a county's districts is short; a list of all areas would be a moderator of everywhere.
        return rows.filter(**{f"{field}__in": sorted(self.codes)})

    def holds(self, code: str) -> bool:
        return self.codes is None or code in self.codes

    def within(self, code: str) -> "Scope":
        """The part of it in one area and those below; "-" is no known area."""
        codes = frozenset([""]) if code == "-" else _below(code)
        return replace(self, codes=codes if self.codes is None else codes & self.codes)


def scope_of(viewer: Viewer) -> Scope:
    """What `may_moderate` says of each area."""
    if may_moderate(viewer, ()):
        return Scope()
    areas = (area.code for area in installed_areas())
    return Scope(frozenset(code for code in areas if may_moderate(viewer, with_upper(code))))


def _below(code: str) -> frozenset[str]:
    return frozenset({code, *(area.code for area in installed_areas().children(code))})


def area_name(code: str) -> str:
    area = installed_areas().get(code) if code else None
    return area.name if area else code or "Online and elsewhere"


def counted_by_area(rows: "QuerySet[Any]") -> dict[str, int]:
    """How many of the rows lie in each area. One query."""
    from django.db.models import Count

    found = rows.order_by().values_list("area_code").annotate(count=Count("pk"))
    return dict(found)

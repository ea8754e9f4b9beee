"""Which days "not on bank holidays" means: those of the country of the place, where that is known."""

from collections.abc import Iterable

from trellis.meetings.holidays import PUBLIC, calendar_of, in_calendar
from trellis.places.models import Place

NOT_ON_BANK_HOLIDAYS = "Not on bank holidays."


def of_place(codes: Iterable[str], place: Place | None) -> tuple[list[str], list[str]]:
    """Codes as a meeting holds them, and a note in words of those whose days nobody can tell."""
    return of_calendar(codes, calendar_of(area=place.area_code, country=place.country) if place else "")


def of_calendar(codes: Iterable[str], calendar: str) -> tuple[list[str], list[str]]:
    wanted = list(codes)
    is_unknown = PUBLIC in wanted and not calendar
    return list(in_calendar(wanted, calendar)), [NOT_ON_BANK_HOLIDAYS] if is_unknown else []

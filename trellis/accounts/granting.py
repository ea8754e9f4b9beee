"""From what a steward typed, or whoever runs the site, to the role that is meant."""

from trellis.accounts import listings
from trellis.accounts.models import Grant
from trellis.accounts.roles import Held


class GrantRefusedError(ValueError):
    """What was typed is no role that can be given. Says how to mend it."""


def wanted_grant(*, role: str, area: str = "", listing: str = "") -> Held:
    """`area` is a code, or "all"; `listing` a slug, or the address of its page."""
    match role:
        case Grant.Role.STEWARD:
            _refuse_both(area, listing)
            return Held(role)
        case Grant.Role.MODERATOR:
            return Held(role, area_code=_area(area, listing))
        case Grant.Role.KEEPER:
            return _of_listing(area, listing)
    raise GrantRefusedError("Choose a role: keeper, moderator or steward.")


def _refuse_both(area: str, listing: str) -> None:
    if area or listing:
        raise GrantRefusedError("A steward is for the whole site: leave area and listing empty.")


def _area(area: str, listing: str) -> str:
    if listing:
        raise GrantRefusedError("A moderator is for an area: leave the listing empty.")
    if not area:
        raise GrantRefusedError("Say for which area: its code, such as E07000117, or the word all.")
    if area.lower() == "all":
        return ""
    if not listings.is_area(area.upper()):
        raise GrantRefusedError(f"No area has the code {area}. Area pages have it in their address: /areas/E07000117.")
    return area.upper()


def _of_listing(area: str, listing: str) -> Held:
    if area:
        raise GrantRefusedError("A keeper is for a listing: leave the area empty.")
    if not listing:
        raise GrantRefusedError("Say for which listing: the end of its page's address, such as way-in-tuesday.")
    slug = listing.rstrip("/").rpartition("/")[2]
    found = listings.by_slug(slug)
    if found is None:
        raise GrantRefusedError(f"No group, place or meeting has a page that ends in {slug}.")
    return Held(Grant.Role.KEEPER, listing_kind=found.target.kind, listing_id=found.target.id)

"""Who may enter a page. Every view carries one of these marks; a test lists the views that carry none."""

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])

ACCESS = "_trellis_access"


def public(view: View) -> View:
    """Anybody may enter, with no account. The page holds nothing about a person."""
    setattr(view, ACCESS, "public")
    return view


def access_of(view: object) -> str | None:
    """The mark of a view, looking through wrappers; None when nobody decided."""
    seen: object | None = view
    while seen is not None:
        mark = getattr(seen, ACCESS, None)
        if isinstance(mark, str):
            return mark
        seen = getattr(seen, "__wrapped__", None)
    return None

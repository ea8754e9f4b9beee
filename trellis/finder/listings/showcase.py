"""What a place or a group says of itself, as far as its page may tell."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from trellis.lib.text import clip
from trellis.meetings.models import Group
from trellis.meetings.telling_time import say_day_of_year
from trellis.places.models import Place

_DRINK: Final = {
    Place.Drink.NONE: "No alcohol is sold or served.",
    Place.Drink.CLOSED: "There is a bar. It is closed at these times.",
    Place.Drink.ELSEWHERE: "There is a bar in another part of the building.",
    Place.Drink.BAR: "Alcohol is sold where people meet.",
}
DESCRIPTION: Final = 160


@dataclass(frozen=True, slots=True)
class Showcase:
    """`picture` is the path of a picture; empty where it would tell of a place what is not shown."""

    story: str
    asides: tuple[tuple[str, str], ...]
    """Who it is for, what it offers, what it needs: heading and words, only what was said."""
    joining: str
    picture: str
    picture_words: str
    drink: str = ""
    drink_words: str = ""
    drink_said: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""

    @property
    def has_drink(self) -> bool:
        return bool(self.drink or self.drink_words)

    def describes(self, otherwise: str) -> str:
        """One sentence or two for a link that somebody shares: the story's beginning, else what is given."""
        return clip(" ".join(self.story.split()), DESCRIPTION) if self.story else otherwise


def showcase(listing: Place | Group) -> Showcase:
    """Of a place that is not shown, neither a picture nor a website: both say where it is."""
    place = listing if isinstance(listing, Place) else None
    is_shown = place is None or place.showing == Place.Showing.EXACT
    asides = (
        ("Who it is for", listing.for_whom),
        ("What it offers", listing.offers),
        ("What it needs", listing.needs),
    )
    said_on = place.drink_said_on if place else None
    return Showcase(
        story=listing.story,
        asides=tuple((heading, words) for heading, words in asides if words),
        joining=listing.joining,
        picture=reverse("picture", args=[listing.picture]) if listing.picture and is_shown else "",
        picture_words=listing.picture_words,
        drink=_DRINK[Place.Drink(place.drink)] if place and place.drink else "",
        drink_words=place.drink_words if place else "",
        drink_said=f"As reported on {say_day_of_year(said_on)}." if said_on else "",
        website=listing.website if is_shown else "",
        email=listing.email,
        phone=listing.phone,
    )

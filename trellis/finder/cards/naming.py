"""What a place is called where its name stands alone, as in a list or a title. Pure."""

import re
from typing import Final

_COMMON: Final = """a an and at by in of off on the to
back big blue bottom first front green ground large lower main middle new old purple quiet rear red second side
small third top upper white yellow
annex annexe attic barn basement block building cabin cafe café canteen cellar centre chamber chapel church clinic
club conference community committee counselling crypt day dining downstairs family floor foyer function garden group
gym hall house hub hut interview kitchen library lobby lounge meeting music office parish parlour pavilion quaker
recreation refectory rm rms room rooms school scout seminar sitting studio suite training unit upstairs vestry
village ward wing youth"""
"""Words that a hundred places have: "Room 4", "The Attic", "School Rm", "Church Hall"."""
_SAYS_NOTHING: Final = frozenset(_COMMON.split())


def called(name: str, address: str, town: str, postcode: str) -> str:
    """Its name, with the first of its address where the name could be anywhere: "Room 1, Armitage Village Hall"."""
    beginning = address.split(",", maxsplit=1)[0].strip()
    if not name:
        return address or postcode or town or "A place"
    if not could_be_anywhere(name):
        return name
    return ", ".join(part for part in (name, beginning or town or postcode) if part)


def could_be_anywhere(name: str) -> bool:
    """Whether the name is made of such words, numbers and single letters alone."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return all(word in _SAYS_NOTHING or len(word) == 1 or word.isdecimal() for word in words)

"""Words of somebody who may be in danger. A search box is told what nobody is: the page answers with who listens.

Only a table of phrases, and no judgement: none of them is looked for in names, and none is written down.
"""

from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORDS: Final = ("suicide", "suicidal", "overdose", "overdosed", "overdosing", "selfharm", "self-harm", "dying")
_PHRASES: Final = frozenset(
    f"{verb} {whom}"
    for verb in ("kill", "killing", "hurt", "hurting", "harm", "harming", "cut", "cutting")
    for whom in ("myself", "himself", "herself", "themself", "themselves")
) | {
    *("self harm", "self harming", "want to die", "wanna die", "going to die", "wish i was dead", "better off dead"),
    *("end it all", "end my life", "ending my life", "take my life", "take my own life", "took an overdose"),
    *("dont want to live", "dont want to be here", "no reason to live", "cant go on", "cannot go on", "cant cope"),
}
_SHORTEST_SLIP: Final = 6


def is_of_danger(words: str) -> bool:
    """Whether the phrase is one of them, a slip in a long word forgiven."""
    plain = words.replace("'", "").replace("’", "")
    if plain in _PHRASES or plain in _WORDS:
        return True
    if len(plain) < _SHORTEST_SLIP or " " in plain:
        return False
    return process.extractOne(plain, _WORDS[:5], scorer=OSA.distance, score_cutoff=1) is not None

"""Whether a nickname tells more than its owner may mean to: a first and a last name, an address, a number."""

import re
from typing import Final

LONGEST: Final = 40
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ORDINARY: Final = re.compile(
    r"\b(a|an|and|at|big|blue|by|dad|from|friend|good|green|happy|her|his|in|it|just|kind|la|le|little|mad|me|mr|mrs|ms|mum"
    r"|my|nan|no|not|of|old|on|one|our|quiet|red|she|still|sunny|that|the|their|they|this|to|two|up|we|with|yes|you|young"
    r"|your)\b",
    re.IGNORECASE,
)
"""A nickname with one of these is hardly a first and a last name."""


def is_like_a_full_name(nickname: str) -> bool:
    """Two or three words of letters, such as Jo Smith. It only makes us ask: many a nickname looks the same."""
    words = nickname.replace(".", " ").split()
    return (
        2 <= len(words) <= 3
        and all(_WORD.fullmatch(word) for word in words)
        and len(words[-1]) > 1
        and not _ORDINARY.search(nickname)
    )


def refusal(nickname: str) -> str:
    """Why it cannot be used, and how to mend it; or nothing."""
    if not nickname:
        return "Write what we may call you. It can be anything."
    if len(nickname) > LONGEST:
        return f"That is long. Use at most {LONGEST} letters."
    if "@" in nickname or re.search(r"\d[\d ]{5,}", nickname):
        return "That looks like an address or a phone number. Others can see it, so choose something else."
    if "://" in nickname or re.search(r"[\x00-\x1f<>]", nickname):
        return "Use letters, numbers and spaces."
    return ""

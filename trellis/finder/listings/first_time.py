"""What to expect the first time: a few plain sentences by the kind of pathway, and by how the meeting is held.

They say what usually happens and what nobody has to do. They promise nothing about one group, and give no advice about
health. What a pathway says of itself stands in `trellis.meetings.pathways` and comes first.
"""

from collections.abc import Iterable
from typing import Final

from trellis.meetings.models import Meeting
from trellis.meetings.pathways import Pathway, PathwayKind

_DOOR: Final = "Come five or ten minutes early. Somebody will say hello. You can tell them that it is your first time."
_NAME: Final = "A first name is enough, and it need not be your own. Nobody takes your details."
_LISTEN: Final = "Nobody has to speak. “I would like to listen today” is enough."
_LEAVE: Final = "You can leave when you like, and you need not come again."
_PRIVATE: Final = "Everybody is asked to tell nobody who was there and what was said."
_TODAY: Final = "If you have been drinking or using today you can still come and listen."

BY_KIND: Final = {
    PathwayKind.TWELVE_STEP: (
        _DOOR,
        _NAME,
        _LISTEN,
        "There is nothing to join and nothing to pay. A pot may go round for the rent; let it pass if you like.",
        "You may hear about God or a “higher power”. Each person decides what that means. Many are not religious.",
        _PRIVATE,
    ),
    PathwayKind.COGNITIVE: (
        _DOOR,
        _NAME,
        "The meeting often begins with a round: how has your week been? You can pass.",
        "Then the group works with a tool, such as what to do when an urge comes. You need not have tried it before.",
        "You choose your own goal. Nobody gives you a label.",
        _PRIVATE,
    ),
    PathwayKind.SECULAR: (
        _DOOR,
        _NAME,
        "It is a talk among equals: how was your week, and what is coming up? People may answer each other.",
        "There are no prayers and no set steps. " + _LISTEN,
        "Most meetings are free. A pot may go round for the rent; let it pass if you like.",
        _PRIVATE,
    ),
    PathwayKind.BUDDHIST: (
        _DOOR,
        "You can sit on a chair or on the floor, with your eyes open or closed. Move when you need to.",
        "You need not know how to meditate, or believe anything. Somebody leads it in plain words.",
        _LISTEN,
        _PRIVATE,
    ),
    PathwayKind.FAITH: (
        _DOOR,
        "There may be a prayer, a reading or a song. You can join in, or sit quietly.",
        "You need not belong to the faith, or to any. You can ask what they believe.",
        _LISTEN,
        _PRIVATE,
    ),
    PathwayKind.FAMILY: (
        _DOOR,
        "It is for you, whatever the person you care about does or does not do.",
        _NAME,
        _LISTEN,
        "Nobody will tell you to stay or to go, or what you should have done.",
        _PRIVATE,
    ),
    PathwayKind.LIVED_EXPERIENCE: (
        "You can usually just turn up. Somebody who has been there will show you round.",
        "Have a drink, sit down, talk or stay quiet. There may be something to do with your hands.",
        "Any way of recovery is welcome, and so is not knowing yet.",
        _LEAVE,
    ),
    PathwayKind.ACTIVITY: (
        "Come as you are. You need not be good at it, or fit.",
        "Ask before the first time what to bring or wear.",
        "People talk while they do something, or do not talk. Both are fine.",
        _LEAVE,
    ),
    PathwayKind.OTHER: (_DOOR, _NAME, _LISTEN, _LEAVE),
}

# Twelve-step groups about drinking or drugs say one thing more; those for people who grew up with it, or for couples,
# are like them and unlike groups for the families of others.
_ABOUT_SUBSTANCES: Final = frozenset({"aa", "ca", "cma", "daa", "ha", "ma", "na"})
_LIKE_TWELVE_STEPS: Final = frozenset({"aca", "coda", "rca"})

BY_MODE: Final = {
    Meeting.Mode.ONLINE: (
        "You may wait a moment until somebody lets you in. You can keep your camera and your microphone off.",
        "The name on your screen is what others see. You can change it before you join.",
    ),
    Meeting.Mode.PHONE: (
        "You may hear a tone or be asked for a number. Others may see the number that you call from.",
    ),
}

BY_FEATURE: Final = {
    "closed": "It is a closed meeting: for people who want this for themselves. You do not have to be sure.",
    "open": "It is an open meeting: you can bring a friend, somebody from your family, or a worker.",
    "visitors-ask-first": "Please get in touch with the group before your first visit.",
}


def first_time(pathway: Pathway, mode: str, features: Iterable[str] = ()) -> tuple[str, ...]:
    """Sentences in the order in which things happen, without the pathway's own first one."""
    sentences = BY_KIND[PathwayKind.TWELVE_STEP if pathway.code in _LIKE_TWELVE_STEPS else pathway.kind]
    if pathway.code in _ABOUT_SUBSTANCES:
        sentences = (*sentences[:-1], _TODAY, sentences[-1])
    if mode in BY_MODE:
        held = BY_MODE[Meeting.Mode(mode)]
        sentences = (*held, *(sentence for sentence in sentences if sentence != _DOOR))
    known = set(features)
    said = tuple(
        words for code, words in BY_FEATURE.items() if code in known and (code != "open" or "closed" not in known)
    )
    return (*said, *sentences)

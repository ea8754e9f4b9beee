"""What we say of the browser somebody signed in with: enough to know one's own, too little to follow anybody."""

import re
from typing import Any, Final

NOWHERE: Final = "0.0.0.0"  # noqa: S104 - stands where django-allauth would keep the network address
BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """Such as "Firefox on Android"."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "A browser")
    system = next((words for sign, words in SYSTEMS if re.search(rf"\b{sign}\b", user_agent)), "")
    return f"{browser} on {system}" if system else browser


def keep_little(sender: object, instance: Any, **_: object) -> None:
    """Before a session is written down: no network address, and of the browser its name alone."""
    instance.ip = NOWHERE
    if "/" in instance.user_agent or not instance.user_agent:
        instance.user_agent = device_words(instance.user_agent)

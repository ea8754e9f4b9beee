"""How a line of the log is written: when, what, where in the code. Never who, nor what they searched for.

It is the last hand on the text, so it sees tracebacks and what libraries say, too.
"""

import logging
import re
from typing import Final

_QUERY: Final = re.compile(r"\?[^\s\"']+")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK: Final = re.compile(r"/(add|claims|confirm|follow|invitations|report|stop)/[^/\s\"']+")
"""Addresses whose last part opens something for whoever has it."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Discreet(logging.Formatter):
    """Takes out searches, e-mail addresses and secret links; keeps each message on one line, so that none can be made
    up by what somebody asks for."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        return _CONTROL.sub(lambda found: rf"\x{ord(found[0]):02x}", super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


def discreet(text: str) -> str:
    """The same without what it tells of a visitor."""
    return _LINK.sub(r"/\1/…", _MAIL.sub("…@…", _QUERY.sub("?…", text)))

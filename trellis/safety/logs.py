"""How a line of the log is written: when, what, where in the code. Never who, nor what they searched for.

It is the last hand on the text, so it sees tracebacks and what libraries say, too. What an error of a page says may
hold what somebody typed, so of that the kind alone is kept, with the lines of code that led there.
"""

import copy
import json
import logging
import re
from traceback import format_tb
from typing import Final

_QUERY: Final = re.compile(r"\?[^\s\"']+")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK: Final = re.compile(r"/(add|claims|confirm|daily|follow|invitations|report|stop)/[^/\s\"']+")
"""Addresses whose last part opens something for whoever has it."""
_POSTCODE: Final = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?(?: |%20|\+)?\d[A-Z]{2}\b", re.IGNORECASE)
_OF_PAGES: Final = ("django.request", "django.server", "gunicorn")
_OF_VISITORS: Final = "django.security"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class Discreet(logging.Formatter):
    """Takes out searches, e-mail addresses and secret links; keeps each message on one line, so that none can be made
    up by what somebody asks for."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - named by logging
        return _CONTROL.sub(lambda found: rf"\x{ord(found[0]):02x}", super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(_without_words(record)))


class DiscreetJson(Discreet):
    """The same as one JSON object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        record = _without_words(record)
        said = {
            "at": self.formatTime(record, self.datefmt),
            "level": record.levelname,
            "from": record.name,
            "says": discreet(record.getMessage()),
        }
        trace = record.exc_text or (self.formatException(record.exc_info) if record.exc_info else "")
        return json.dumps(said | ({"trace": discreet(trace)} if trace else {}), ensure_ascii=True)


def discreet(text: str) -> str:
    """The same without what it tells of a visitor."""
    return _LINK.sub(r"/\1/…", _POSTCODE.sub("…", _MAIL.sub("…@…", _QUERY.sub("?…", text))))


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """Of an error that a page met, what it says is left out; where a visitor was refused, one line is all."""
    if not record.exc_info or not record.name.startswith((*_OF_PAGES, _OF_VISITORS)):
        return record
    record = copy.copy(record)
    if record.name.startswith(_OF_VISITORS) or record.levelno < logging.ERROR:
        record.exc_text, record.exc_info = None, None
        return record
    record.exc_text, record.exc_info = _kinds_and_lines(record.exc_info[1]), None  # type: ignore[index]
    return record


def _kinds_and_lines(error: BaseException | None) -> str:
    """Newest first: the lines that led to it, and what kind of error it was; then what it came from."""
    told: list[str] = []
    while error is not None:
        told.append("".join(format_tb(error.__traceback__)) + f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\nwhich came of:\n".join(told)

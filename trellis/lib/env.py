"""Read settings from the environment, and say how to mend a wrong value.

Every helper raises `WrongSettingError` with the variable's name, the value found and what is allowed.
A variable NAME may instead be given as NAME_FILE, the path of a file that holds the value (for secrets).
"""

import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
_CONSOLE = "django.core.mail.backends.console.EmailBackend"


class WrongSettingError(Exception):
    """A variable in the environment has a value that Trellis cannot use. The message says how to mend it."""


def text(name: str, default: str = "") -> str:
    """The value of NAME, or what the file at NAME_FILE holds, or `default`."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise WrongSettingError(
                f"{name}_FILE names {file!r}, which cannot be read ({error.strerror}). Name a readable file."
            ) from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """True or False. Anything else is refused rather than guessed."""
    value = text(name)
    if not value:
        return default
    allowed = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    if value.lower() not in allowed:
        raise WrongSettingError(f"{name} is {value!r}. Write {name}=true or {name}=false.")
    return allowed[value.lower()]


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """A whole number from `least` to `most`."""
    value = text(name)
    if not value:
        return default
    try:
        found = int(value)
    except ValueError:
        raise WrongSettingError(f"{name} is {value!r}. Write a whole number from {least} to {most}.") from None
    if not least <= found <= most:
        raise WrongSettingError(f"{name} is {found}. It must be from {least} to {most}.")
    return found


def numbers(name: str, default: tuple[int, ...]) -> tuple[int, ...]:
    """Whole numbers from 0, parted by commas, each more than the one before."""
    value = text(name)
    if not value:
        return default
    found = [word.strip() for word in value.split(",")]
    if not all(word.isdecimal() for word in found) or sorted(set(map(int, found))) != list(map(int, found)):
        cure = f"Write whole numbers parted by commas, each more than the one before: {', '.join(map(str, default))}."
        raise WrongSettingError(f"{name} is {value!r}. {cure}")
    return tuple(map(int, found))


def increasing(*settings: tuple[str, int]) -> None:
    """Refuses settings of which one is not more than the one named before it."""
    for (before, less), (name, value) in pairwise(settings):
        if value <= less:
            raise WrongSettingError(f"{name} is {value}. It must be more than {before}, {less}.")


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """One of the words that are allowed."""
    value = text(name) or default
    if value not in allowed:
        raise WrongSettingError(f"{name} is {value!r}. Write {' or '.join(f'{name}={one}' for one in allowed)}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list, its items parted by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def web_address(name: str, default: str = "") -> str:
    """An http or https address, or nothing."""
    value = text(name, default)
    if value and urlsplit(value).scheme not in {"http", "https"}:
        raise WrongSettingError(f"{name} is {value!r}. It must begin with http:// or https://, or be empty.")
    return value


@dataclass(frozen=True, slots=True)
class Mail:
    """Django's settings for sending mail."""

    backend: str = _CONSOLE
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False


def mail(name: str) -> Mail:
    """From an address: smtp://user:password@host:587?tls=1, smtps://user:password@host, or console: or nothing.

    The address is never repeated in a message, since it may hold a password.
    """
    value = text(name)
    if value in {"", "console", "console:", "console://"}:
        return Mail()
    cure = "Write smtp://user:password@host:587?tls=1, or smtps://user:password@host:465, or leave it empty."
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        raise WrongSettingError(
            f"{name} has a port or host that cannot be read. Signs such as / or @ in a password are written as %2F"
            f" and %40. {cure}"
        ) from None
    if parts.scheme not in {"smtp", "smtps"}:
        raise WrongSettingError(f"{name} begins with {parts.scheme or 'no kind of mail'!r}. {cure}")
    if not parts.hostname:
        raise WrongSettingError(f"{name} names no mail server. {cure}")
    if parts.query not in {"", "tls=1", "tls=0"}:
        raise WrongSettingError(f"{name} ends in {parts.query!r}; only tls=1 may stand there. {cure}")
    is_ssl, is_tls = parts.scheme == "smtps", parts.query == "tls=1"
    if is_ssl and is_tls:
        raise WrongSettingError(f"{name} says both smtps and tls=1. Port 465 is smtps, port 587 is smtp with tls=1.")
    return Mail(
        backend=_SMTP,
        host=parts.hostname,
        port=port or (465 if is_ssl else 587 if is_tls else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=is_tls,
        use_ssl=is_ssl,
    )


def database(name: str, *, default_file: Path) -> dict[str, object]:
    """Django's DATABASES entry from an address: sqlite:///file or postgres://user:password@host:port/name.

    SQLite gets what it needs to serve readers while one process writes: WAL, a busy time-out, and transactions that
    ask for the write lock at once.
    """
    value = text(name)
    if not value:
        return _sqlite(default_file)
    parts = urlsplit(value)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path.removeprefix("/"))))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise WrongSettingError(
            f"{name} begins with {parts.scheme!r}. Write postgres://user:password@host:5432/name, or sqlite:///path,"
            " or leave it empty for a file in the data folder."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(file: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        },
    }

"""Where Trellis keeps what it makes: the database, the postcode table, its own secret key."""

import os
import secrets
import sys
from pathlib import Path


def data_folder() -> Path:
    """The folder named by TRELLIS_DATA, or the platform's user data folder. Made, for its owner alone, where it is
    missing."""
    named = os.environ.get("TRELLIS_DATA", "").strip()
    folder = Path(named).expanduser() if named else _user_data_folder() / "trellis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()


def _user_data_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def kept_secret(folder: Path, name: str = "secret_key") -> str:
    """A random secret of this installation, made once and readable by its owner only."""
    file = folder / name
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(secrets.token_urlsafe(50))
    return file.read_text(encoding="utf-8").strip()

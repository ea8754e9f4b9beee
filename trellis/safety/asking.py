"""What `trellis backup` and `trellis restore` have in common: where the key comes from, and how far they are."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import OutputWrapper

from trellis.lib import env
from trellis.safety.archive import Progress
from trellis.safety.backup import checked_key, told
from trellis.safety.manifest import BackupError

KEY_VARIABLE: Final = "TRELLIS_BACKUP_KEY"


def add_key_option(parser: ArgumentParser) -> None:
    parser.add_argument("--key-file", metavar="FILE", default="", help=f"holds the key; else {KEY_VARIABLE} does")


def the_key(key_file: str) -> str:
    """The key, or nothing where none is given. Raises BackupError."""
    if not key_file:
        return checked_key(env.text("TRELLIS_BACKUP_KEY"), KEY_VARIABLE)
    try:
        key = Path(key_file).expanduser().read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = told(error) if isinstance(error, OSError) else "It is not text."
        raise BackupError(f"The key cannot be read. {why}") from error
    if not key.strip():
        raise BackupError(f"The key file {key_file} is empty.")
    return checked_key(key, key_file)


def progress_on(stream: OutputWrapper) -> Progress:
    """On one line that is written over, where somebody looks on."""
    shown: list[str] = []

    def tell(doing: str, done: float) -> None:
        line = f"\r{done:4.0%}  {doing:<30}"
        if stream.isatty() and shown != [line]:
            shown[:] = [line]
            stream.write(line, ending="\n" if done >= 1 else "")
            stream.flush()

    return tell


def size_words(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.1f} KB"


def options_of(options: dict[str, Any]) -> tuple[Path, str]:
    """The file, and the key."""
    return Path(options["file"]), the_key(options["key_file"])

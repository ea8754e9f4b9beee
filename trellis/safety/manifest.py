"""What a backup says of itself, and whether it may be restored here. Pure."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

FORMAT: Final = 1
"""Of the file. It grows when an older Trellis could not read a newer file rightly."""

Migration = tuple[str, str]
"""The room and the name of a change to the tables."""


class BackupError(Exception):
    """A backup cannot be made or restored. The message says what is wrong and how to mend it."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file in the backup."""

    name: str
    size: int
    sha256: str
    columns: tuple[str, ...] = ()
    """Of a table, in the order in which its values are written."""


@dataclass(frozen=True, slots=True)
class Manifest:
    version: str
    made_at: datetime
    database: str
    """`sqlite` or `postgresql`."""
    migrations: tuple[Migration, ...]
    counts: Mapping[str, int]
    """Rows in each table."""
    members: tuple[Member, ...] = ()
    format: int = field(default=FORMAT)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def to_json(self) -> bytes:
        return json.dumps(asdict(self) | {"made_at": self.made_at.isoformat()}, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises BackupError for what is no manifest, or a newer one than this version knows."""
        try:
            facts: dict[str, Any] = json.loads(text)
            if int(facts["format"]) > FORMAT:
                raise BackupError(_too_new(str(facts.get("version", "a newer version"))))
            members = tuple(Member(**(one | {"columns": tuple(one["columns"])})) for one in facts.pop("members"))
            migrations = tuple((room, name) for room, name in facts.pop("migrations"))
            made_at = datetime.fromisoformat(facts.pop("made_at"))
            return cls(**facts, made_at=made_at, members=members, migrations=migrations)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BackupError("The list of what is in this backup cannot be read. Use another backup.") from error


def refusal(manifest: Manifest, *, version: str, database: str, known: Collection[Migration]) -> str:
    """Why this backup may not be restored into this installation, with the cure; or nothing."""
    if _numbers(manifest.version) > _numbers(version):
        return _too_new(manifest.version)
    unknown = [f"{room} {name}" for room, name in manifest.migrations if (room, name) not in known]
    if unknown:
        return f"{_too_new(manifest.version)} Not known here: {', '.join(unknown[:5])}."
    if manifest.database != database:
        names = {"sqlite": "an SQLite file (no DATABASE_URL)", "postgresql": "PostgreSQL (DATABASE_URL=postgres://…)"}
        return (
            f"This backup is of {names[manifest.database]}, and this installation uses {names[database]}."
            " Set DATABASE_URL to the kind that the backup is of, and restore again."
        )
    return ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _too_new(version: str) -> str:
    return f"This backup was made by Trellis {version}, which is newer than this one. Update Trellis, then restore."

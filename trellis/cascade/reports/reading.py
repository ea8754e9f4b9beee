"""Tables of a study, as plain values, made into the values of the model; what is wrong is said with where it stands."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import MISSING, fields
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from trellis.cascade.model.interventions import Cost, Kind, Mode
from trellis.cascade.parameters import CascadeError, told
from trellis.cascade.people.towns import GroupFacts

Made = TypeVar("Made")
TABLES = (Kind, Cost, GroupFacts)  # what is written as a table within a table


def read_text(path: Path) -> str:
    """A file that somebody wrote, perhaps with a mark of byte order in front."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CascadeError(
            f"{path}: cannot be read ({error.strerror}); give the path of a study or a report"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise CascadeError(f"{path}: is not text in UTF-8 (line {line}); save it as UTF-8") from error


@contextmanager
def standing(where: str) -> Iterator[None]:
    """Mistakes within are said with where they stand, once."""
    try:
        yield
    except CascadeError as error:
        said, before = str(error), where.rpartition(": ")
        if said.startswith(f"{before[2]}."):  # as "cost.each" does
            where = before[0]
        raise CascadeError(f"{where}: {said}" if where and not said.startswith(where) else said) from error


def chosen(word: str, kinds: Mapping[str, Callable[..., Made]], table: Mapping[str, Any], where: str) -> Made:
    """What a table says it is, by one of its words."""
    rest = dict(table)
    what = rest.pop(word, None)
    if not isinstance(what, str) or what not in kinds:
        raise CascadeError(f"{where}: {word} is {told(what)}; it must be one of {', '.join(kinds)}")
    return made(kinds[what], rest, where)


def made(kind: Callable[..., Made], table: Mapping[str, Any], where: str) -> Made:
    """A dataclass from a table of its fields."""
    written = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    known(where, table, tuple(written))
    for name, item in written.items():
        if item.default is MISSING and item.default_factory is MISSING and name not in table:
            raise CascadeError(f"{where}: {name} is missing")
    hints = _hints(kind)
    values = {name: _value(value, hints[name], f"{where}: {name}") for name, value in table.items()}
    with standing(where):
        return kind(**values)


@cache
def _hints(kind: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _value(value: Any, hint: Any, where: str) -> Any:
    """As the field's type wants it. Numbers pass: what holds them knows their range, and says it."""
    kinds = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    if Mode in kinds:
        return _mode(value, where)
    for kind in TABLES:
        if kind in kinds:
            return made(kind, _mapping(value, where), where)
    if str in kinds:
        return text(where, value)
    if bool in kinds and not isinstance(value, bool):
        raise CascadeError(f"{where} is {told(value)}; it must be true or false")
    if any(get_origin(kind) is Sequence for kind in kinds):
        return texts(where, value)
    return value


def _mode(value: Any, where: str) -> Mode:
    names = {member.name.lower(): member for member in Mode}
    if not isinstance(value, str) or value not in names:
        raise CascadeError(f"{where} is {told(value)}; it must be one of {', '.join(names)}")
    return names[value]


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise CascadeError(f"{where} is {told(value)}; it must be a table: {{ … }}")
    return value


def known(where: str, table: Mapping[str, Any], names: Sequence[str]) -> None:
    for name in table:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
            raise CascadeError(f"{where}: there is no {name}; {hint}")


def table_of(name: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, Mapping):
        raise CascadeError(f"{name} is {told(table)}; it must be a table: [{name}]")
    return table


def tables_of(name: str, document: Mapping[str, Any], path: str = "") -> list[Mapping[str, Any]]:
    """A list of tables; `path` is how it is headed in the file."""
    tables = document.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, Mapping) for table in tables):
        raise CascadeError(f"{name} is {told(tables)}; it must be a list of tables: [[{path or name}]]")
    return tables


def text(where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise CascadeError(f"{where} is {told(value)}; it must be text")
    return value


def texts(where: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise CascadeError(f'{where} is {told(value)}; it must be a list of names: ["…", "…"]')
    return tuple(value)

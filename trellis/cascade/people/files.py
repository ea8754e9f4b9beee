"""A network as four CSV files that a spreadsheet opens: places, groups, people and ties. No person has a name.

    places.csv   name, x_km, y_km
    groups.csv   name, place, pathway, time, size, share
    people.csv   stage, place, pathway, free, months, group, tenure, carrier, woman, ost, leaver
    ties.csv     one, other, kind                people are numbered by their row, from 0

Columns may stand in any order; in people.csv all but stage may be left out. `free` lists times, divided by +.
An error says which file, row (the heading is row 1), column and value.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import numpy as np

from trellis.cascade.parameters import CascadeError, check_number
from trellis.cascade.people.network import PATHWAYS, TIMES, Groups, Network, People, Places, Stage, Tie, make_ties
from trellis.cascade.people.towns import GroupFacts, no_two

COLUMNS = {
    "places.csv": ("name", "x_km", "y_km"),
    "groups.csv": ("name", "place", "pathway", "time", "size", "share"),
    "people.csv": (
        "stage", "place", "pathway", "free", "months", "group", "tenure", "carrier", "woman", "ost", "leaver",
    ),
    "ties.csv": ("one", "other", "kind"),
}  # fmt: skip
_YES, _NO = ("yes", "true", "1"), ("", "no", "false", "0")
Row = dict[str, str]
T = TypeVar("T")


def write_network(network: Network, folder: Path | str) -> None:
    """The four files, into a folder that is made if need be."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    places, groups, people = network.places, network.groups, network.people
    _write(folder / "places.csv", zip(places.name, places.x_km, places.y_km, strict=True))
    rows: Iterable[tuple[Any, ...]] = (
        (groups.name[i], places.name[groups.place[i]], PATHWAYS[groups.pathway[i]], TIMES[groups.time[i]],
         groups.size[i], groups.share[i]) for i in range(len(groups))
    )  # fmt: skip
    _write(folder / "groups.csv", rows)
    _write(folder / "people.csv", (_person(network, i) for i in range(len(people))))
    owner = np.repeat(np.arange(len(people)), np.diff(network.ties.first))
    once = owner < network.ties.other
    kinds = (Tie(kind).name.lower() for kind in network.ties.kind[once].tolist())
    pairs = zip(owner[once].tolist(), network.ties.other[once].tolist(), kinds, strict=True)
    _write(folder / "ties.csv", pairs)


def _person(network: Network, index: int) -> tuple[Any, ...]:
    people, group = network.people, int(network.people.group[index])
    free = "+".join(time for bit, time in enumerate(TIMES) if people.free[index] >> bit & 1)
    flags = ("yes" if flag[index] else "no" for flag in (people.carrier, people.woman, people.ost, people.leaver))
    return (
        Stage(people.stage[index]).name.lower(), network.places.name[people.place[index]],
        PATHWAYS[people.pathway[index]], free, people.months[index],
        network.groups.name[group] if group >= 0 else "", people.tenure[index], *flags,
    )  # fmt: skip


def read_network(folder: Path | str, name: str = "") -> Network:
    """The network in a folder of four files."""
    folder = Path(folder)
    places = _read(folder / "places.csv", _place)
    if not places:
        raise CascadeError("places.csv: has no rows; somebody must live somewhere")
    spots = tuple(spot for spot, _, _ in places)
    no_two("place", spots)
    known = dict.fromkeys(spots)
    groups = _read(folder / "groups.csv", lambda row: _group(row, known))
    no_two("group", [group.name for group in groups])
    titles = {group.name: index for index, group in enumerate(groups)}
    ids = {spot: index for index, spot in enumerate(spots)}
    people = _people(_read(folder / "people.csv", lambda row: _human(row, ids, titles)))
    ties = np.array(_read(folder / "ties.csv", lambda row: _tie(row, len(people))), dtype=np.int64).reshape(-1, 3)
    return Network(
        people,
        make_ties(len(people), ties[:, 0], ties[:, 1], ties[:, 2]),
        Groups(
            tuple(titles),
            np.array([ids[group.place] for group in groups], dtype=np.int32),
            np.array([PATHWAYS.index(group.pathway) for group in groups], dtype=np.uint8),
            np.array([TIMES.index(group.time) for group in groups], dtype=np.uint8),
            np.array([group.size for group in groups], dtype=np.int32),
            np.array([group.share for group in groups], dtype=np.float64),
        ),
        Places(spots, np.array([x for _, x, _ in places]), np.array([y for _, _, y in places])),
        name or folder.name,
    )


def texts_of(network: Network) -> dict[str, str]:
    """The four files as text, by name, and the network's own name: for what has to hold them all."""
    with TemporaryDirectory() as folder:
        write_network(network, Path(folder))
        return {"name": network.name, **{file: (Path(folder) / file).read_text(encoding="utf-8") for file in COLUMNS}}


def network_in(texts: Mapping[str, str]) -> Network:
    """The network that such texts hold."""
    with TemporaryDirectory() as folder:
        for file in COLUMNS.keys() & texts.keys():
            (Path(folder) / file).write_text(texts[file], encoding="utf-8")
        return read_network(Path(folder), texts.get("name", "files"))


def _write(file: Path, rows: Iterable[tuple[Any, ...]]) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS[file.name])
        writer.writerows(rows)


def _read(file: Path, understand: Callable[[Row], T]) -> list[T]:
    """Every row, understood; an error is told with its file and row."""
    if not file.is_file():
        raise CascadeError(f"{file} does not exist; a network is places.csv, groups.csv, people.csv and ties.csv")
    try:
        with file.open(newline="", encoding="utf-8-sig") as given:
            return _rows(file.name, csv.DictReader(given), understand)
    except OSError as error:
        raise CascadeError(f"{file}: cannot be read ({error.strerror})") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CascadeError(f"{file}: is not a CSV file in UTF-8 ({error})") from error


def _rows(name: str, reader: "csv.DictReader[str]", understand: Callable[[Row], T]) -> list[T]:
    found = []
    for head in reader.fieldnames or ():
        if head not in COLUMNS[name]:
            allowed = ", ".join(COLUMNS[name])
            raise CascadeError(f"{name}, row 1: there is no column {head!r}; the columns are {allowed}")
    for number, row in enumerate(reader, start=2):
        try:
            found.append(understand({key: (value or "").strip() for key, value in row.items() if key}))
        except CascadeError as error:
            raise CascadeError(f"{name}, row {number}: {error}") from None
    return found


def _place(row: Row) -> tuple[str, float, float]:
    return _needed(row, "name"), _number(row, "x_km", -1e5, 1e5), _number(row, "y_km", -1e5, 1e5)


def _group(row: Row, places: dict[str, None]) -> GroupFacts:
    place = _one_of(row, "place", tuple(places))
    size, share = int(_number(row, "size", 0, 10_000, "20")), _number(row, "share", 0, 1, "0.6")
    pathway, time = _one_of(row, "pathway", PATHWAYS), _one_of(row, "time", TIMES)
    return GroupFacts(_needed(row, "name"), place, pathway, time, size, share)


def _human(row: Row, places: dict[str, int], groups: dict[str, int]) -> tuple[int, ...]:
    stages = tuple(stage.name.lower() for stage in Stage)
    free = [_one_of({"free": time}, "free", TIMES) for time in row.get("free", "").split("+") if time] or list(TIMES)
    place = _one_of(row, "place", tuple(places)) if row.get("place") else next(iter(places))
    group = groups[_one_of(row, "group", tuple(groups))] if row.get("group") else -1
    pathway = PATHWAYS.index(_one_of(row, "pathway", PATHWAYS)) if row.get("pathway") else 0
    months, tenure = (int(_number(row, column, 0, 1200, "0")) for column in ("months", "tenure"))
    flags = [_flag(row, column) for column in ("carrier", "woman", "ost", "leaver")]
    bits = sum(1 << TIMES.index(time) for time in set(free))
    return (stages.index(_one_of(row, "stage", stages)), places[place], pathway, bits, months, group, tenure, *flags)


def _people(rows: list[tuple[int, ...]]) -> People:
    people = People.around(len(rows))
    for head, values in zip(COLUMNS["people.csv"], zip(*rows, strict=True), strict=False):
        getattr(people, head)[:] = values
    return people


def _tie(row: Row, people: int) -> tuple[int, int, int]:
    one, other = (int(_number(row, end, 0, people - 1)) for end in ("one", "other"))
    kinds = tuple(kind.name.lower() for kind in Tie)
    return one, other, kinds.index(_one_of(row, "kind", kinds)) if row.get("kind") else int(Tie.FRIEND)


def _needed(row: Row, column: str) -> str:
    if not row.get(column):
        raise CascadeError(f"{column} is empty; it must be given")
    return row[column]


def _one_of(row: Row, column: str, allowed: tuple[str, ...]) -> str:
    if row.get(column, "") not in allowed:
        raise CascadeError(f"{column} is {row.get(column, '')!r}; it must be one of {', '.join(allowed[:30])}")
    return row[column]


def _number(row: Row, column: str, least: float, most: float, usual: str = "") -> float:
    text = row.get(column) or usual
    try:
        value = float(text)
    except ValueError:
        raise CascadeError(f"{column} is {text!r}; it must be a number from {least:g} to {most:g}") from None
    check_number(column, value, least, most)
    return value


def _flag(row: Row, column: str) -> int:
    value = row.get(column, "").lower()
    if value not in _YES + _NO:
        raise CascadeError(f"{column} is {value!r}; it must be yes or no")
    return int(value in _YES)

"""What a planner can do: each a dated, costed, immutable value; a scenario holds any number of them.

Months count from the start of the scenario (0 is the first). Costs are in whatever currency the caller uses; nothing
here has a default price.
"""

from dataclasses import dataclass, field, fields
from enum import IntEnum

import numpy as np

from trellis.cascade.parameters import CascadeError, check_number, check_whole, told
from trellis.cascade.people.network import PATHWAYS, Mask, Network
from trellis.cascade.people.towns import GroupFacts

FOREVER = 12_000  # months
WORDS = {  # of a kind of person, when it is not so and when it is
    "women": ("men", "women"),
    "ost": ("not on OST", "on OST"),
    "leaver": ("not just out of treatment", "just out of treatment"),
}


class Mode(IntEnum):
    """How somebody is introduced, from least to most help."""

    INFORMATION = 0  # told, or given a leaflet
    WORKER = 1  # a worker makes the introduction
    COMPANION = 2  # a person in recovery goes along


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of person: everything stated must hold. `Kind()` is everybody; nobody is picked by their ties."""

    place: str | None = None
    pathway: str | None = None
    women: bool | None = None
    ost: bool | None = None
    leaver: bool | None = None

    def __post_init__(self) -> None:
        if self.pathway is not None:
            index_of("pathway", self.pathway, PATHWAYS)
        for name in WORDS:
            if getattr(self, name) not in {None, False, True}:
                raise CascadeError(f"{name} is {getattr(self, name)!r}; it must be True, False or None for either")

    def mask(self, network: Network) -> Mask:
        people, mask = network.people, np.ones(len(network), dtype=bool)
        if self.place is not None:
            mask &= people.place == index_of("place", self.place, network.places.name)
        for wanted, held in ((self.women, people.woman), (self.ost, people.ost), (self.leaver, people.leaver)):
            if wanted is not None:
                mask &= held == wanted
        if self.pathway is not None:
            mask &= people.pathway == PATHWAYS.index(self.pathway)
        return mask

    def __str__(self) -> str:
        words = [WORDS[name][value] for name in WORDS if (value := getattr(self, name)) is not None]
        if self.pathway is not None:
            words.append(f"on the pathway {self.pathway}")
        if self.place is not None:
            words.append(f"in {self.place}")
        return ", ".join(words) or "anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Money: at the start, every month it runs, and for each person (introduction, companion, contact)."""

    once: float = 0.0
    monthly: float = 0.0
    each: float = 0.0

    def __post_init__(self) -> None:
        for name in self.__slots__:
            check_number(f"cost.{name}", getattr(self, name), 0, 1e12)

    def total(self, months: int, persons: float) -> float:
        return self.once + self.monthly * months + self.each * persons


FREE = Cost()
HOLDS = {"mode": Mode, "old": Mode, "new": Mode, "cost": Cost, "who": Kind, "label": str}  # what fields are, by name


@dataclass(frozen=True, kw_only=True)
class Intervention:
    """Something done from month `start` until month `until` (not included)."""

    start: int = 0
    until: int = FOREVER
    cost: Cost = field(default=FREE)
    label: str = ""

    def __post_init__(self) -> None:
        for item in fields(self):
            wanted, value = HOLDS.get(item.name), getattr(self, item.name)
            if wanted is not None and not isinstance(value, wanted):
                raise CascadeError(f"{item.name} is {told(value)}; it must be a {wanted.__name__}")
        check_whole("start", self.start, 0, FOREVER)
        check_whole("until", self.until, self.start, FOREVER)

    def running(self, month: int) -> bool:
        return self.start <= month < self.until

    def months(self, horizon: int) -> int:
        return max(0, min(self.until, horizon) - self.start)

    @property
    def title(self) -> str:
        return self.label or str(self)


@dataclass(frozen=True, kw_only=True)
class Introductions(Intervention):
    """So many people a month are introduced to a group: in need and seeking change, or new to recovery."""

    per_month: float
    mode: Mode = Mode.WORKER
    who: Kind = field(default_factory=Kind)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number("per_month", self.per_month, 0, 1e7)

    def due(self, month: int) -> int:
        """How many this month: whole numbers that add up to the rate."""
        if not self.running(month):
            return 0
        done = month - self.start
        return int((done + 1) * self.per_month + 1e-9) - int(done * self.per_month + 1e-9)

    def __str__(self) -> str:
        return f"{self.per_month:g} introductions a month, {self.mode.name.lower()} ({self.who})"


@dataclass(frozen=True, kw_only=True)
class ModeChange(Intervention):
    """A share of the introductions already being made are made another way."""

    old: Mode = Mode.INFORMATION
    new: Mode = Mode.COMPANION
    share: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number("share", self.share, 0, 1)

    def __str__(self) -> str:
        return f"{self.share:.0%} of introductions from {self.old.name.lower()} to {self.new.name.lower()}"


@dataclass(frozen=True, kw_only=True)
class Companions(Intervention):
    """So many companions of a kind, to whom something happens in month `start`."""

    count: int
    who: Kind = field(default_factory=Kind)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("count", self.count, 0, 1_000_000)


@dataclass(frozen=True, kw_only=True)
class CompanionsTrained(Companions):
    """People six months or more in recovery who offer to go along with newcomers, trained in month `start`."""

    def __str__(self) -> str:
        return f"{self.count} companions trained ({self.who})"


@dataclass(frozen=True, kw_only=True)
class CompanionsRest(Companions):
    """Companions who stop going along in month `start`: what would be lost if they paused."""

    def __str__(self) -> str:
        return f"{self.count} companions rest ({self.who})"


@dataclass(frozen=True, kw_only=True)
class GroupOpened(Intervention):
    group: GroupFacts

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.group, GroupFacts):
            raise CascadeError(f"group is {told(self.group)}; it must be a GroupFacts")

    def __str__(self) -> str:
        return f"{self.group.name} opened in {self.group.place}, {self.group.time}"


@dataclass(frozen=True, kw_only=True)
class GroupClosed(Intervention):
    """A group stops in month `start` and, if `until` is given, opens again then: a pause."""

    group: str

    def __str__(self) -> str:
        return f"{self.group} closed"


@dataclass(frozen=True, kw_only=True)
class Bridge(Intervention):
    """Two groups do things together: new ties each month, and people who leave one may go on to the other."""

    one: str
    other: str
    ties_per_month: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number("ties_per_month", self.ties_per_month, 0, 1000)
        if self.one == self.other:
            raise CascadeError(f"other is {self.other!r}, the same as one; a bridge joins two groups")

    def due(self, month: int) -> int:
        return Introductions(per_month=self.ties_per_month, start=self.start, until=self.until).due(month)

    def __str__(self) -> str:
        return f"bridge between {self.one} and {self.other}"


@dataclass(frozen=True, kw_only=True)
class Outreach(Intervention):
    """Conversations with people who are not seeking change. A share decide to seek it, and are then introduced."""

    per_month: float
    share: float = 0.1
    mode: Mode = Mode.WORKER
    who: Kind = field(default_factory=Kind)

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number("per_month", self.per_month, 0, 1e7)
        check_number("share", self.share, 0, 1)

    def due(self, month: int) -> int:
        return Introductions(per_month=self.per_month, start=self.start, until=self.until).due(month)

    def __str__(self) -> str:
        return f"outreach to {self.per_month:g} people a month ({self.who})"


def index_of(what: str, name: str, known: tuple[str, ...]) -> int:
    """Where a name stands, or an error that lists the names there are."""
    if name not in known:
        listed = ", ".join(known[:20]) + (" …" if len(known) > 20 else "")
        raise CascadeError(f"{what} is {name!r}; it must be one of {listed or 'none: there are none'}")
    return known.index(name)

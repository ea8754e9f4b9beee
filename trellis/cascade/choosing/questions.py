"""A planner's other questions, each answered by paired ensembles.

* `GroupWorth`: what would a new group be worth, and through what: being near, its hour, its pathway, a bridge?
* `HourWorth`: what does an hour of workers' time bring when people are introduced another way?
* `Pause`: what would be lost if one group, or some companions, paused (the prime-directive drill)?

`question.ask(model)` gives an `Answer`: parts with their uncertainty, in words that can be printed beside them.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.ensembles.estimates import Estimate, estimate
from trellis.cascade.ensembles.results import Result
from trellis.cascade.model.interventions import (
    Bridge,
    CompanionsRest,
    GroupClosed,
    GroupOpened,
    Intervention,
    Introductions,
    Mode,
    ModeChange,
)
from trellis.cascade.model.scenario import Model, Scenario
from trellis.cascade.parameters import CascadeError, check_number, check_whole
from trellis.cascade.people.network import PATHWAYS, TIMES, Network
from trellis.cascade.people.towns import GroupFacts

WAYS = {
    Mode.INFORMATION: "a leaflet",
    Mode.WORKER: "a worker's introduction",
    Mode.COMPANION: "somebody to go along",
}
MOST_DRAWS = 256  # unless a question asks for more; a power of two, as Sobol's method wants


@dataclass(frozen=True, slots=True)
class Part:
    """One row of an answer."""

    name: str
    label: str
    found: Estimate


@dataclass(frozen=True, eq=False, slots=True)
class Answer:
    """What a question found. `answer["access"]` is the estimate of one part."""

    title: str
    unit: str  # what every part counts
    nothing: str  # what `Estimate.no_benefit` is the share of: worlds with no benefit, or with nothing lost
    words: str  # how to read it
    parts: tuple[Part, ...]
    pairs: int

    def __getitem__(self, name: str) -> Estimate:
        for part in self.parts:
            if part.name == name:
                return part.found
        raise CascadeError(f"part is {name!r}; it must be one of {', '.join(part.name for part in self.parts)}")

    def __repr__(self) -> str:
        rows = (f"{part.label}: {part.found}".replace("no benefit", self.nothing) for part in self.parts)
        return "\n  ".join([f"<{self.title}: {self.unit}, {self.pairs:,} pairs", *rows]) + ">"


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """`draws` sets of parameters; left out, those of the study, at most 256."""

    draws: int | None = None

    def __post_init__(self) -> None:
        if self.draws is not None:
            check_whole("draws", self.draws, 1, 1_000_000)

    @property
    @abstractmethod
    def title(self) -> str: ...

    @abstractmethod
    def scenarios(self, model: Model, months: int) -> list[Scenario]:
        """What is run beside things as they are; `months` is the span of the study."""

    @abstractmethod
    def answer(self, result: Result) -> Answer:
        """From the pairs of `ensemble`."""

    def ensemble(self, model: Model, *, months: int = 60, draws: int = MOST_DRAWS, **more: Any) -> Ensemble:
        """The pairs to run. `more` is of `Ensemble`: seed, method, vary."""
        count = self.draws if self.draws is not None else min(draws, MOST_DRAWS)
        return Ensemble(tuple(self.scenarios(model, months)), draws=count, **more)

    def ask(self, model: Model, *, months: int = 60, executor: Executor | None = None, **more: Any) -> Answer:
        """Run the pairs, and say what they found."""
        return self.answer(self.ensemble(model, months=months, **more).run(executor))


@dataclass(frozen=True, kw_only=True)
class GroupWorth(Question):
    """V(g) = E[Y with g] - E[Y without g], and its parts: the group is given its features one after the other."""

    group: GroupFacts
    bridge_to: str = ""  # a group that it does things together with
    ties_per_month: float = 1.0

    @property
    def title(self) -> str:
        return f"What “{self.group.name}” would be worth, and through what"

    def scenarios(self, model: Model, months: int) -> list[Scenario]:
        time, pathway = commonest(model.network)
        plain, timed = replace(self.group, time=time, pathway=pathway), replace(self.group, pathway=pathway)
        steps: list[tuple[Intervention, ...]] = [(GroupOpened(group=one),) for one in (plain, timed, self.group)]
        if self.bridge_to:
            bridge = Bridge(one=self.group.name, other=self.bridge_to, ties_per_month=self.ties_per_month)
            steps.append((*steps[-1], bridge))
        return [model.scenario(*step, months=months, name=f"{self.group.name}, {i}") for i, step in enumerate(steps)]

    def answer(self, result: Result) -> Answer:
        scenarios = result.ensemble.scenarios
        gains = np.stack([result.gain(index) for index in range(len(scenarios))])
        names = ("access", "hours", "diversity", "bridging")
        labels = ("Being near", "Its own hour", "Its own pathway", f"Its bridge to {self.bridge_to}")
        parts = zip(names, labels, np.diff(gains, axis=0, prepend=0), strict=False)
        time, pathway = commonest(scenarios[0].model.network)
        return Answer(
            self.title,
            f"extra people in recovery for six months or more after {scenarios[0].months} months",
            "no benefit",
            f"First a plain group opens there, at the hour and on the pathway of most ({time}, {pathway}); then it is"
            " given what is its own. In each world the parts add up to the whole; their medians need not.",
            (Part("whole", "All together", estimate(gains[-1])), *(Part(a, b, estimate(part)) for a, b, part in parts)),
            len(result.which),
        )


def commonest(network: Network) -> tuple[str, str]:
    """The time and the pathway that most groups have already."""
    groups = network.groups
    if not len(groups):
        return TIMES[0], PATHWAYS[0]
    return TIMES[int(np.bincount(groups.time).argmax())], PATHWAYS[int(np.bincount(groups.pathway).argmax())]


@dataclass(frozen=True, kw_only=True)
class HourWorth(Question):
    """Routine introductions are made another way, which takes workers `hours_each` more hours each."""

    old: Mode = Mode.INFORMATION
    new: Mode = Mode.COMPANION
    hours_each: float = 1.0
    caseload: int = 50  # people one worker sees

    def __post_init__(self) -> None:
        super().__post_init__()
        check_number("hours_each", self.hours_each, 0.01, 100)
        check_whole("caseload", self.caseload, 1, 1000)
        if self.old == self.new:
            raise CascadeError(f"new is {self.new.name.lower()!r}, the same as old; say another way of introducing")

    @property
    def title(self) -> str:
        return f"What an hour of a worker's time brings: {WAYS[self.new]} instead of {WAYS[self.old]}"

    def scenarios(self, model: Model, months: int) -> list[Scenario]:
        if not any(isinstance(step, Introductions) and step.mode == self.old for step in model.routine):
            old = self.old.name.lower()
            raise CascadeError(f"old is {old!r}; it must be the mode of routine introductions, and none are made so")
        return [model.scenario(ModeChange(old=self.old, new=self.new), months=months, name=self.title)]

    def answer(self, result: Result) -> Answer:
        made, months = result.rows.made[:, 0], result.ensemble.scenarios[0].months
        each = np.divide(result.gain(0), made, out=np.full(len(made), np.nan), where=made > 0)
        hours, needed = estimate(made * self.hours_each).median, self.caseload * self.hours_each
        return Answer(
            self.title,
            f"extra people in recovery for six months or more after {months} months",
            "no benefit",
            f"Each introduction made so takes {self.hours_each:g} h more of workers' time: here {hours:,.0f} hours in"
            f" {months} months. A caseload is {self.caseload} people, each introduced once.",
            (
                Part("hundred_hours", "For each 100 hours", estimate(100 / self.hours_each * each)),
                Part("caseload", f"For one caseload ({needed:g} hours)", estimate(self.caseload * each)),
            ),
            len(result.which),
        )


@dataclass(frozen=True, kw_only=True)
class Pause(Question):
    """Each group in turn pauses for some months from the start; and some companions stop, for good."""

    pause: int = 6
    companions: int = 1
    months: int = 24  # after how many the loss is counted
    groups: Sequence[str] = ()  # left out, every group

    def __post_init__(self) -> None:
        super().__post_init__()
        check_whole("months", self.months, 1, 1200)
        check_whole("pause", self.pause, 1, self.months)
        check_whole("companions", self.companions, 0, 1_000_000)

    @property
    def title(self) -> str:
        return "What would be lost if one of them paused"

    def scenarios(self, model: Model, months: int) -> list[Scenario]:
        steps: list[tuple[Intervention, str]] = [
            (GroupClosed(group=name, until=self.pause), name) for name in self.groups or model.network.groups.name
        ]
        if self.companions:
            rest = CompanionsRest(count=self.companions)
            steps.append((rest, f"{self.companions} companion{'s' if self.companions > 1 else ''}"))
        if not steps:
            raise CascadeError("companions is 0, and there is no group; nothing is left that could pause")
        return [model.scenario(step, months=self.months, name=name) for step, name in steps]

    def answer(self, result: Result) -> Answer:
        scenarios = result.ensemble.scenarios
        lost = [Part(one.name, one.name, estimate(-result.gain(index))) for index, one in enumerate(scenarios)]
        return Answer(
            self.title,
            f"people fewer in recovery for six months or more after {self.months} months",
            "nothing lost",
            f"Each group in turn pauses for the first {self.pause} months; companions stop for good. It is a drill, to"
            " see who leans on what, and no reason to close a group: what it is to those who come, no model knows.",
            tuple(sorted(lost, key=lambda part: -part.found.mean)),
            len(result.which),
        )

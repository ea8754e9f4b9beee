"""Questions a planner asks of one group or one town, each answered by paired ensembles.

* What is a group worth, and through what: being near, at another hour, on another pathway, bridged to others?
* What would be lost if one group, or some companions, paused (the prime-directive drill)?
* What is a worker's hour worth when people are gone along with rather than told?
"""

from concurrent.futures import Executor
from dataclasses import dataclass, replace

import numpy as np

from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.ensembles.estimates import Estimate, estimate
from trellis.cascade.model.interventions import (
    Bridge,
    CompanionsRest,
    GroupClosed,
    GroupOpened,
    Intervention,
    Mode,
    ModeChange,
)
from trellis.cascade.model.scenario import Model, Scenario
from trellis.cascade.parameters import check_number, check_whole
from trellis.cascade.people.network import PATHWAYS, TIMES, Network


@dataclass(frozen=True, eq=False, slots=True)
class GroupValue:
    """Extra people in lasting recovery with a group, and the parts that add up to it, pair by pair."""

    group: str
    whole: Estimate
    access: Estimate  # being near, at an hour and on a pathway that were there already
    hours: Estimate  # meeting at its own time instead
    diversity: Estimate  # following its own pathway as well
    bridging: Estimate  # doing things together with another group as well; nought where no bridge was asked for


def value_of_group(
    model: Model, opened: GroupOpened, *, bridge: Bridge | None = None, months: int = 60, draws: int = 100,
    echoes: int = 1, seed: int = 1, method: str = "latin", executor: Executor | None = None,
) -> GroupValue:  # fmt: skip
    """V(g) = E[Y with g] - E[Y without g], and its parts: the group is given its features one after the other."""
    time, pathway = commonest(model.network)
    plain = replace(opened, group=replace(opened.group, time=time, pathway=pathway))
    timed = replace(opened, group=replace(opened.group, pathway=pathway))
    steps: list[tuple[Intervention, ...]] = [(plain,), (timed,), (opened,), (opened, bridge) if bridge else (opened,)]
    scenarios = tuple(model.scenario(*step, months=months, name=str(i)) for i, step in enumerate(steps))
    result = Ensemble(scenarios, draws=draws, echoes=echoes, seed=seed, method=method).run(executor)
    gains = np.stack([result.gain(index) for index in range(4)])
    parts = np.diff(gains, axis=0, prepend=0)
    return GroupValue(opened.group.name, estimate(gains[3]), *(estimate(part) for part in parts))


def commonest(network: Network) -> tuple[str, str]:
    """The time and the pathway that most groups have already."""
    groups = network.groups
    if not len(groups):
        return TIMES[0], PATHWAYS[0]
    return TIMES[int(np.bincount(groups.time).argmax())], PATHWAYS[int(np.bincount(groups.pathway).argmax())]


@dataclass(frozen=True, eq=False, slots=True)
class Loss:
    """People in lasting recovery lost at the end if this pauses; below nought in a draw means none were."""

    what: str
    lost: Estimate


def fragility(
    model: Model, *, pause: int = 6, companions: int = 0, months: int = 24, draws: int = 50, seed: int = 1,
    method: str = "latin", executor: Executor | None = None,
) -> tuple[Loss, ...]:  # fmt: skip
    """What each group's pause, and that of some companions, would lose; greatest mean loss first."""
    check_whole("pause", pause, 1, months)
    scenarios = [
        model.scenario(GroupClosed(group=name, until=pause), months=months, name=name)
        for name in model.network.groups.name
    ]
    if companions:
        rest = CompanionsRest(count=companions)
        scenarios.append(model.scenario(rest, months=months, name=f"{companions} companions"))
    result = Ensemble(tuple(scenarios), draws=draws, seed=seed, method=method).run(executor)
    losses = [Loss(one.title, estimate(-result.gain(index))) for index, one in enumerate(scenarios)]
    return tuple(sorted(losses, key=lambda loss: -loss.lost.mean))


@dataclass(frozen=True, eq=False, slots=True)
class HourValue:
    """Extra people in lasting recovery for each 100 extra hours of workers' time."""

    extra: Estimate
    hours: Estimate
    per_hundred_hours: Estimate


def value_of_an_hour(
    scenario: Scenario, *, extra_hours_each: float, new: Mode = Mode.COMPANION, draws: int = 100, seed: int = 1,
    method: str = "latin", executor: Executor | None = None,
) -> HourValue:  # fmt: skip
    """What changing the mode of routine introductions gives for the time it takes; needs a model with a routine."""
    check_number("extra_hours_each", extra_hours_each, 0.01, 100)
    changed = scenario.and_(ModeChange(new=new))
    result = Ensemble((changed,), draws=draws, seed=seed, method=method).run(executor)
    hours = result.rows.made[:, 0] * extra_hours_each
    rate = np.divide(100.0 * result.gain(0), hours, out=np.full(len(hours), np.nan), where=hours > 0)
    return HourValue(estimate(result.gain(0)), estimate(hours), estimate(rate))

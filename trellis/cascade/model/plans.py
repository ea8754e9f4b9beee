"""A scenario made ready to run: groups by number, masks of people, and what is open in each month."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.model.core import Core, core_of
from trellis.cascade.model.hazards import Reach, Rules, reach_of, rules_of
from trellis.cascade.model.interventions import (
    Bridge,
    CompanionsRest,
    CompanionsTrained,
    GroupClosed,
    GroupOpened,
    Intervention,
    Introductions,
    ModeChange,
    Outreach,
    index_of,
)
from trellis.cascade.parameters import Parameters
from trellis.cascade.people.network import PATHWAYS, TIMES, Groups, Mask, Network
from trellis.cascade.people.towns import no_two

_SORTS = (Introductions, CompanionsTrained, CompanionsRest, Outreach)


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One intervention that acts on people, with whom it may act on (`mask` over the core)."""

    what: Intervention
    mask: Mask
    tag: int  # keys its draws, whatever else the scenario holds
    routine: bool = False


@dataclass(frozen=True, eq=False, slots=True, repr=False)
class Plan:
    """What a run needs besides its seed, worked out once; shared by all runs of a scenario and never changed."""

    network: Network
    core: Core
    rules: Rules
    groups: Groups
    months: int
    steps: tuple[Step, ...]
    bridges: tuple[tuple[Bridge, int, int, int], ...]  # with both groups' numbers and its tag
    changes: tuple[ModeChange, ...]
    closed: tuple[frozenset[int], ...]  # by month
    reaches: dict[frozenset[int], Reach]

    def reach(self, month: int) -> Reach:
        return self.reaches[self.closed[month]]


def plan_of(
    network: Network,
    numbers: Parameters,
    months: int,
    routine: tuple[Intervention, ...],
    interventions: tuple[Intervention, ...],
) -> Plan:
    """Everything a run needs that does not depend on its seed."""
    core = core_of(network, everybody=numbers.new_need > 0)
    every = (*routine, *interventions)
    opened = [(step, step.group) for step in every if isinstance(step, GroupOpened)]
    groups = _with_opened(network, [step for step, _ in opened])
    closed = tuple(_closed(network, groups, every, month) for month in range(months))
    tagged = [(step, tag + 1, tag < len(routine)) for tag, step in enumerate(every)]
    return Plan(
        network=network,
        core=core,
        rules=rules_of(numbers),
        groups=groups,
        months=months,
        steps=tuple(
            Step(step, step.who.mask(network)[core.ids], _tag(step, every, tag), is_routine)
            for step, tag, is_routine in tagged
            if isinstance(step, _SORTS)
        ),
        bridges=tuple(
            (step, index_of("one", step.one, groups.name), index_of("other", step.other, groups.name), tag)
            for step, tag, _ in tagged
            if isinstance(step, Bridge)
        ),
        changes=tuple(step for step in every if isinstance(step, ModeChange)),
        closed=closed,
        reaches={shut: reach_of(network, groups, core, numbers, shut) for shut in set(closed)},
    )


def _tag(step: Intervention, every: tuple[Intervention, ...], tag: int) -> int:
    """Its rank among those of its own sort: adding a group does not stir the draws of introductions."""
    return sum(type(one) is type(step) for one in every[: tag - 1]) * 8 + _SORTS.index(type(step))


def _with_opened(network: Network, opened: list[GroupOpened]) -> Groups:
    groups = network.groups
    for step in opened:
        new = step.group
        no_two("group", (*groups.name, new.name))
        groups = replace(
            groups,
            name=(*groups.name, new.name),
            place=_append(groups.place, index_of("place", new.place, network.places.name)),
            pathway=_append(groups.pathway, PATHWAYS.index(new.pathway)),
            time=_append(groups.time, TIMES.index(new.time)),
            size=_append(groups.size, new.size),
            share=np.append(groups.share, new.share),
        )
    return groups


def _append(values: NDArray[Any], value: int) -> NDArray[Any]:
    return np.append(values, np.array(value, dtype=values.dtype))


def _closed(network: Network, groups: Groups, every: tuple[Intervention, ...], month: int) -> frozenset[int]:
    closings = {
        index_of("group", step.group, groups.name)
        for step in every
        if isinstance(step, GroupClosed) and step.running(month)
    }
    opened = [step for step in every if isinstance(step, GroupOpened)]
    unopened = {len(network.groups) + i for i, step in enumerate(opened) if not step.running(month)}
    return frozenset(closings | unopened)

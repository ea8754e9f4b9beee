"""A studied group of people put into a synthetic town, so that published studies can be run again."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.parameters import CascadeError
from trellis.cascade.people.network import Network, Stage, Tie


def cohort(
    network: Network,
    size: int,
    *,
    seed: int,
    stage: Stage = Stage.RECOVERING,
    months: int = 0,
    attending: float = 0.0,
    tenure: int = 0,
    helping: bool = False,
    using: float = 0.0,
) -> tuple[Network, NDArray[np.int64]]:
    """The same town with `size` people who were in need made the cohort, and their numbers; a share are attending,
    and a share are still in need."""
    need = np.flatnonzero(network.people.stage == Stage.NEED)
    words = keys.draw(network.names[need], keys.stream(seed, 71))
    chosen = np.sort(need[np.argsort(words)[:size]])
    drawn = keys.uniform(keys.draw(network.names[chosen], keys.stream(seed, 72)))
    people = network.people
    group, carrier, leaver = people.group.copy(), people.carrier.copy(), people.leaver.copy()
    changed = {name: getattr(people, name).copy() for name in ("stage", "months", "tenure")}
    for name, value in (("stage", stage), ("months", months), ("tenure", tenure)):
        changed[name][chosen] = value
    changed["stage"][chosen[keys.uniform(keys.draw(network.names[chosen], keys.stream(seed, 73))) < using]] = Stage.NEED
    near = np.searchsorted(np.sort(network.groups.place), people.place[chosen]) % max(1, len(network.groups))
    group[chosen] = np.where(drawn < attending, near, -1)
    carrier[chosen], leaver[chosen] = helping, True
    cohort_people = replace(people, group=group, carrier=carrier, leaver=leaver, **changed)
    return replace(network, people=cohort_people), chosen


def with_volunteers(network: Network, chosen: NDArray[np.int64], *, load: int, seed: int) -> Network:
    """The same town, in which each of a cohort that attends knows a volunteer of their group by name: a companion a
    year or more in recovery, who looks after `load` of them. Raises CascadeError where the town has too few."""
    people = network.people
    chosen = chosen[people.group[chosen] >= 0]
    chosen = chosen[np.argsort(people.group[chosen], kind="stable")]
    able = np.setdiff1d(np.flatnonzero((people.stage == Stage.RECOVERING) & (people.months >= 12)), chosen)
    able = able[np.argsort(keys.draw(network.names[able], keys.stream(seed, 74)))]
    # A volunteer is of one group, so the last of each group may have fewer to look after.
    starts = np.searchsorted(people.group[chosen], people.group[chosen])
    begins = (np.arange(len(chosen)) - starts) % load == 0
    needed = int(begins.sum())
    if needed > len(able):
        raise CascadeError(f"the town has {len(able)} people a year in recovery; {needed} volunteers are wanted")
    volunteers = able[np.cumsum(begins) - 1]
    group, tenure, carrier = people.group.copy(), people.tenure.copy(), people.carrier.copy()
    group[volunteers], tenure[volunteers], carrier[volunteers] = people.group[chosen], 12, True
    tied = network.with_ties(chosen, volunteers, np.full(len(chosen), Tie.PEER))
    return replace(tied, people=replace(people, group=group, tenure=tenure, carrier=carrier))

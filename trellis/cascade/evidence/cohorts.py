"""A studied group of people put into a synthetic town, so that published studies can be run again."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from trellis.cascade import keys
from trellis.cascade.people.network import Network, Stage


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
) -> tuple[Network, NDArray[np.int64]]:
    """The same town with `size` people who were in need made the cohort, and their numbers; a share are attending."""
    need = np.flatnonzero(network.people.stage == Stage.NEED)
    words = keys.draw(network.names[need], keys.stream(seed, 71))
    chosen = np.sort(need[np.argsort(words)[:size]])
    drawn = keys.uniform(keys.draw(network.names[chosen], keys.stream(seed, 72)))
    people = network.people
    group, carrier, leaver = people.group.copy(), people.carrier.copy(), people.leaver.copy()
    changed = {name: getattr(people, name).copy() for name in ("stage", "months", "tenure")}
    for name, value in (("stage", stage), ("months", months), ("tenure", tenure)):
        changed[name][chosen] = value
    near = np.searchsorted(np.sort(network.groups.place), people.place[chosen]) % max(1, len(network.groups))
    group[chosen] = np.where(drawn < attending, near, -1)
    carrier[chosen], leaver[chosen] = helping, True
    cohort_people = replace(people, group=group, carrier=carrier, leaver=leaver, **changed)
    return replace(network, people=cohort_people), chosen

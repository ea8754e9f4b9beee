"""What each of many candidate ties would add to a simple contagion, from one set of samples for them all.

In a sample every tie is live with chance `transmit`, by a hash of (seed, sample, tie). Whoever is joined to a start by
live ties is reached. A tie between somebody reached and somebody not adds that person's whole cluster, so once the
clusters of a sample are known the gain of any candidate is two look-ups: the cost does not grow with what candidates
would do. The law of who is reached is that of SIR whose episodes last one step (Newman 2002).

Exact for contagion that one contact can pass on and nothing takes back. With return to use or reinforcement it is a
filter: rank what it lets through with `ranking.rank`.
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from trellis.cascade import keys
from trellis.cascade.freezing import freeze
from trellis.cascade.parameters import CascadeError, check_number, check_whole
from trellis.cascade.people.network import Network

Numbers = NDArray[np.float64]
LIVE, ADDED = 81, 82  # purposes of draws


@dataclass(frozen=True, eq=False, slots=True)
class Gains:
    """Of each candidate: extra people reached, and its standard error over samples."""

    mean: Numbers
    error: Numbers

    def __post_init__(self) -> None:
        freeze(self)


@dataclass(frozen=True, eq=False, slots=True)
class Sketch:
    """Clusters of each sample: `cluster[sample, person]`, and what joining each cluster to the reached would add."""

    seed: int
    transmit: float
    cluster: NDArray[np.int32]
    adds: NDArray[np.int32]  # [sample, cluster]: its size; -1 if it is reached
    reached: NDArray[np.int64]  # [sample]

    @property
    def samples(self) -> int:
        return len(self.cluster)

    def gains(self, one: NDArray[Any], other: NDArray[Any]) -> Gains:
        """The gain of every candidate tie (one[i], other[i]), each on its own."""
        total, squares = np.zeros(len(one)), np.zeros(len(one))
        for cluster, adds in zip(self.cluster, self.adds, strict=True):
            gain = self.transmit * _gain(adds[cluster[one]], adds[cluster[other]])
            total += gain
            squares += gain * gain
        mean = total / self.samples
        spread = np.maximum(0.0, squares / self.samples - mean * mean)
        return Gains(mean, np.sqrt(spread / max(1, self.samples - 1)))

    def choose(self, one: NDArray[Any], other: NDArray[Any], count: int) -> list[tuple[int, float]]:
        """Candidates one after the other, each with what it adds to those before (lazy greedy, CELF)."""
        work = Sketch(self.seed, self.transmit, self.cluster.copy(), self.adds.copy(), self.reached.copy())
        queue = [(-gain, index, 0) for index, gain in enumerate(self.gains(one, other).mean.tolist())]
        heapify(queue)
        chosen: list[tuple[int, float]] = []
        while queue and len(chosen) < count:
            gain, index, when = heappop(queue)
            if when == len(chosen):
                chosen.append((index, -gain))
                work._join(int(one[index]), int(other[index]), index)
            else:
                fresh = work.gains(one[index : index + 1], other[index : index + 1]).mean[0]
                heappush(queue, (-float(fresh), index, len(chosen)))
        return chosen

    def _join(self, one: int, other: int, candidate: int) -> None:
        """Add a tie for good: in the samples in which it is live, the two clusters become one."""
        drawn = keys.draw(keys.names(self.samples), keys.stream(self.seed, ADDED, candidate))
        for sample in np.flatnonzero(keys.below(drawn, keys.threshold(self.transmit))).tolist():
            cluster, adds = self.cluster[sample], self.adds[sample]
            here, there = int(cluster[one]), int(cluster[other])
            if here == there:
                continue
            self.reached[sample] += int(_gain(adds[here : here + 1], adds[there : there + 1])[0])
            adds[here] = -1 if adds[here] < 0 or adds[there] < 0 else adds[here] + adds[there]
            cluster[cluster == there] = here


def _gain(here: NDArray[np.int32], there: NDArray[np.int32]) -> NDArray[np.int32]:
    """What joining two clusters adds: the size of the one not reached, if just one is."""
    joined: NDArray[np.int32] = np.where((here < 0) != (there < 0), np.maximum(here, there), 0)
    return joined


def sketch(network: Network, start: NDArray[Any], transmit: float, *, samples: int = 1000, seed: int = 1) -> Sketch:
    """Samples of who is joined to whom. Memory: four bytes a person and sample."""
    check_number("transmit", transmit, 0, 1)
    check_whole("samples", samples, 2, 1_000_000)
    start = np.asarray(start, dtype=np.int64)
    if len(start) and (start.min() < 0 or start.max() >= len(network)):
        raise CascadeError(f"start names person {start.max()}; people are numbered from 0 to {len(network) - 1}")
    owner = np.repeat(np.arange(len(network), dtype=np.int32), np.diff(network.ties.first))
    once = owner < network.ties.other
    one, other = owner[once], network.ties.other[once]
    words, limit = keys.names(len(one)), keys.threshold(transmit)
    cluster = np.empty((samples, len(network)), dtype=np.int32)
    sizes, reached = [], np.empty(samples, dtype=np.int64)
    for sample in range(samples):
        live = np.flatnonzero(keys.below(keys.draw(words, keys.stream(seed, LIVE, sample)), limit))
        shape, ones = (len(network), len(network)), np.ones(len(live), dtype=np.int8)
        graph = sparse.coo_array((ones, (one[live], other[live])), shape=shape)
        count, cluster[sample] = connected_components(graph, directed=False)
        size = np.bincount(cluster[sample], minlength=count).astype(np.int32)
        touched = np.unique(cluster[sample][start])
        reached[sample] = size[touched].sum()
        size[touched] = -1
        sizes.append(size)
    adds = np.zeros((samples, max(len(size) for size in sizes)), dtype=np.int32)
    for row, size in zip(adds, sizes, strict=True):
        row[: len(size)] = size
    found = Sketch(seed, transmit, cluster, adds, reached)
    freeze(found)
    return found

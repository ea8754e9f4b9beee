"""Speed, side by side: ours and peers' on the same networks, in one run. Figures are CPU time and ratios.

Peers are measured only where they are installed: in this environment, or by the interpreters that
`TRELLIS_PEERS` lists (divided by the system's path separator). Nothing is installed from here.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from trellis.cascade.choosing.sketch import sketch
from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.evidence.arithmetic import power_law, some, triangles
from trellis.cascade.model.interventions import Introductions
from trellis.cascade.model.scenario import Model
from trellis.cascade.parameters import CascadeError
from trellis.cascade.people.network import Network
from trellis.cascade.people.towns import town
from trellis.cascade.speed import peers
from trellis.cascade.spread.contacts import Contacts
from trellis.cascade.spread.reference import simplicial, sir
from trellis.cascade.spread.running import run_contacts

BACKENDS = [name for name in ("numpy", "numba") if name == "numpy" or find_spec("numba")]
TARGETS = {
    ("EoN", "numpy"): 40, ("NDlib", "numpy"): 150, ("graph-tool", "numpy", "sir"): 3,
    ("EoN", "numba"): 120, ("NDlib", "numba"): 500, ("graph-tool", "numba", "sir"): 10,
}  # fmt: skip
GROUP_TARGETS = {"hypergraphx": 200, "hypercontagion": 200, "schon": 3}
CONTACT_RUNS = {"EoN": 2, "NDlib": 2, "graph-tool": 10}  # the least of so many counts; of ours, of twenty
PEER_STEPS = 20  # of contagion in groups; ours take a hundred


@dataclass(frozen=True, slots=True)
class Figure:
    """One line. `target` is the least ratio wanted or, for `at_most`, the greatest; None: for the record."""

    work: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    target: float | None = None
    at_most: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        if self.ratio is None or self.target is None:
            return None
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def __str__(self) -> str:
        said = {None: "", True: "met", False: "NOT MET"}[self.met]
        against = f"{self.peer} {self.theirs:,.4g} {self.unit}" if self.theirs is not None else self.peer
        ratio = f"ratio {self.ratio:,.4g}" if self.ratio is not None else ""
        target = f"target {'≤' if self.at_most else '≥'} {self.target:g}" if self.target is not None else ""
        return " · ".join(
            part for part in (self.work, f"{self.ours:,.4g} {self.unit}", against, ratio, target, said) if part
        )


def figures(people: int = 100_000, *, huge: bool = False) -> Iterator[Figure]:
    """The table, line by line as it is measured. `huge` adds one run of fifty million people (8 GB, some minutes)."""
    yield from contacts_against_peers(people)
    yield from groups_against_peers()
    yield from recovery_against_sir(people)
    yield paired_variance()
    yield ranking_against_brute_force()
    yield from growth()
    yield two_workers()
    if huge:
        yield fifty_million()


def least(run: Callable[[], Any], times: int = 5) -> float:
    """The least CPU time of a run, in milliseconds, after one to warm up."""
    run()
    found = []
    for _ in range(times):
        begin = time.process_time()
        run()
        found.append(1000 * (time.process_time() - begin))
    return min(found)


def peer(tool: str, work: str, file: Path, runs: int = 2) -> tuple[float, list[float]] | None:
    """A peer's least time and its final share by run, from the first interpreter that has it; None where none has."""
    for python in (sys.executable, *filter(None, os.environ.get("TRELLIS_PEERS", "").split(os.pathsep))):
        words = [python, peers.__file__, tool, work, str(file), str(runs)]
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - our own script
        except OSError as error:
            raise CascadeError(f"TRELLIS_PEERS names {python}, which cannot be run ({error.strerror})") from error
        if done.returncode == 0:
            found = json.loads(done.stdout.strip().splitlines()[-1])
            return float(found["ms"]), found["finals"]
        if "ModuleNotFoundError" not in done.stderr:
            raise CascadeError(f"{tool} cannot be measured by {python}: {done.stderr.strip().splitlines()[-1]}")
    return None


def contacts_against_peers(people: int) -> Iterator[Figure]:
    """SIR over 100 steps and SIS over 50, mean degree 9, 1% at the start. Ours before and after the peers': the least
    counts, of theirs as well, so that what else the machine does meanwhile counts against nobody."""
    network, _ = power_law(people, 1)
    start = some(people, 0.01, 1)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "network.npz"
        np.savez(file, first=network.ties.first, other=network.ties.other, start=start)
        for work, immune in (("sir", True), ("sis", False)):
            law = Contacts(infect=peers.INFECT, recover=peers.RECOVER, immune=immune)
            runs = {
                name: partial(run_contacts, network, law, steps=peers.STEPS[work], seed=1, start=start, backend=name)
                for name in BACKENDS
            }
            before = {name: least(run, 10) for name, run in runs.items()}
            found = {tool: peer(tool, work, file, times) for tool, times in CONTACT_RUNS.items()}
            ours = {name: min(before[name], least(run, 10)) for name, run in runs.items()}
            for name, run in runs.items():
                final = run().ever[-1] if immune else run().infected[-1]
                yield from _compared(work, name, people, ours[name], final / people, found)


def _compared(
    work: str, backend: str, people: int, ours: float, final: float, found: dict[str, tuple[float, list[float]] | None]
) -> Iterator[Figure]:
    what = f"{work.upper()}, {people:,} people, {backend}"
    for tool, theirs in found.items():
        if theirs is None:
            yield Figure(what, ours, "ms", f"{tool}: not installed", note=f"ends at {final:.4f}")
            continue
        target = TARGETS.get((tool, backend)) or TARGETS.get((tool, backend, work))
        note = f"ends at {final:.4f}, theirs at {theirs[1][-1]:.4f}"
        yield Figure(what, ours, "ms", tool, theirs[0], theirs[0] / ours, target, note=note)


def groups_against_peers(people: int = 2000, steps: int = 100) -> Iterator[Figure]:
    """Simplicial contagion in its lasting phase, for a step of one replica. Of peers that have both, the quicker of
    steps and continuous time counts; the targets are for the quickest of ours."""
    network, threes = triangles(people, 20, 6, 3)
    recover = 0.05
    rates: dict[str, Any] = {"infect": 0.75 * recover / 20, "reinforce": 2.5 * recover / 6, "recover": recover}
    start = some(people, 0.4, 1)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "network.npz"
        np.savez(
            file, first=network.ties.first, other=network.ties.other, start=start, steps=PEER_STEPS,
            threes=threes.members.reshape(-1, 3), **rates,
        )  # fmt: skip
        found = {tool: _quickest(tool, file) for tool in GROUP_TARGETS}
    for name in BACKENDS:
        run = partial(simplicial, network, threes, **rates, steps=steps, seed=1, start=start, backend=name)
        ours, final = least(run, 15) / steps, run().infected[-1] / people
        what = f"group contagion, {people:,} people, a step, {name}"
        for tool, theirs in found.items():
            if theirs is None:
                yield Figure(what, ours, "ms", f"{tool}: not installed")
                continue
            target = GROUP_TARGETS[tool] if name == BACKENDS[-1] else None
            note = f"ends at {final:.3f}, theirs at {theirs[1]:.3f}"
            yield Figure(what, ours, "ms", tool, theirs[0], theirs[0] / ours, target, note=note)


def _quickest(tool: str, file: Path) -> tuple[float, float] | None:
    """A peer's time a step, by the quicker of its ways, and its final share."""
    works = ("groups",) if tool == "hypergraphx" else ("groups", "groups in continuous time")
    found = [theirs for work in works if (theirs := peer(tool, work, file, 5)) is not None]
    return min(((spent / PEER_STEPS, finals[-1]) for spent, finals in found), default=None)


def recovery_against_sir(people: int, months: int = 60, rounds: int = 15) -> Iterator[Figure]:
    """The full recovery model against our own SIR on the same network (mean degree 9) and for as many steps; turn and
    turn about, so that both meet the same machine."""
    network = town(people, groups=people // 2000, places=max(2, people // 4000), seed=1, friends=6.6)
    scenario = Model(network).with_routine(people / 1000).scenario(months=months)
    start = some(people, 0.01, 1)
    law = Contacts(infect=peers.INFECT, recover=peers.RECOVER, immune=True)
    for name in BACKENDS:
        runs = (
            partial(scenario.run, 1, backend=name),
            partial(run_contacts, network, law, steps=months, seed=1, start=start, backend=name),
        )
        spent = np.array([[least(run, 1) for run in runs] for _ in range(rounds)])
        (full, simple), ratio = np.median(spent, axis=0), float(np.median(spent[:, 0] / spent[:, 1]))
        what = f"recovery model, {people:,} people, {months} months, {name}"
        yield Figure(what, full, "ms", "our SIR", simple, ratio, 4, at_most=True,
                     note=f"medians of {rounds} rounds")  # fmt: skip


def paired_variance(people: int = 10_000, pairs: int = 400) -> Figure:
    """One tie added: variance of the difference with the same seed against other seeds."""
    network, _ = power_law(people, 2)
    more = network.with_ties(np.array([5]), np.array([people - 7]))
    start, law = some(people, 0.01, 1), Contacts(infect=0.025, recover=0.1, immune=True)

    def final(net: Network, seed: int) -> int:
        return int(run_contacts(net, law, steps=30, seed=seed, start=start).ever[-1])

    usual = np.array([final(network, seed) for seed in range(pairs)])
    paired = np.array([final(more, seed) for seed in range(pairs)]) - usual
    apart = np.array([final(more, seed + 10**6) for seed in range(pairs)]) - usual
    ratio = float(apart.var() / max(paired.var(), 1e-12))
    return Figure("one tie added, 10,000 people: variance", float(paired.var()), "people²", "independent runs",
                  float(apart.var()), ratio, 1000)  # fmt: skip


def ranking_against_brute_force(people: int = 10_000, candidates: int = 10_000, samples: int = 1000) -> Figure:
    """Candidate ties scored from one sketch, against a paired run for each candidate and sample."""
    network, _ = power_law(people, 1)
    start, transmit = some(people, 0.005, 1), 0.08
    rng = np.random.default_rng(1)
    one, other = rng.integers(0, people, (2, candidates))
    begin = time.process_time()
    gains = sketch(network, start, transmit, samples=samples).gains(one, other)
    ours = time.process_time() - begin
    worst, spent, tried = 0.0, 0.0, np.argsort(-gains.mean)[[0, 9, 99, 999]]
    for pick in tried:
        pair = slice(pick, pick + 1)
        fresh = sketch(network, start, transmit, samples=samples, seed=2).gains(one[pair], other[pair])
        more = network.with_ties(one[pair], other[pair])
        begin = time.process_time()
        paired = [
            int(sir(more, transmit, 1.0, steps=50, seed=seed, start=start).ever[-1])
            - int(sir(network, transmit, 1.0, steps=50, seed=seed, start=start).ever[-1])
            for seed in range(samples)
        ]
        spent += time.process_time() - begin
        error = np.hypot(np.std(paired) / samples**0.5, fresh.error[0])
        worst = max(worst, float(abs(np.mean(paired) - fresh.mean[0]) / error))
    brute = spent / len(tried) * candidates
    note = f"brute force from {len(tried)} candidates; they agree within {worst:.1f} standard errors"
    what = f"{candidates:,} ties ranked, {people:,} people"
    return Figure(what, ours, "s", "paired brute force", brute, brute / ours,
                  500, note=note)  # fmt: skip


def growth() -> Iterator[Figure]:
    """Time and memory of a year of the recovery model as the town grows; each in a process of its own."""
    small, _ = _alone(10_000)
    large, memory = _alone(1_000_000)
    per_person = (large / 1_000_000) / (small / 10_000)
    yield Figure("12 months, 1,000,000 people", large, "ms", "10,000 people", small, per_person, 3, at_most=True,
                 note="ratio is of time per person")  # fmt: skip
    yield Figure("memory, 1,000,000 people", memory, "GB", "limit", 2.0, memory / 2.0, 1, at_most=True)


def _alone(people: int) -> tuple[float, float]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_year, people).result()


def _year(people: int) -> tuple[float, float]:
    network = town(people, groups=max(4, people // 2000), places=max(2, people // 4000), seed=1)
    scenario = Model(network).with_routine(people / 1000).scenario(months=12)
    spent = least(partial(scenario.run, 1), 2)
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def two_workers() -> Figure:
    """An ensemble by two processes against one, by the clock: only fair on a machine with nothing else to do."""
    scenario = Model(town(10_000, seed=1)).with_routine(10).scenario(Introductions(per_month=5), months=36)
    ensemble = Ensemble((scenario,), draws=120)
    spent = []
    for workers in (1, 2):
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as processes:
            Ensemble((scenario,), draws=8).run(processes, chunk=1)
            begin = time.perf_counter()
            ensemble.run(processes, chunk=10)
            spent.append(time.perf_counter() - begin)
    load = os.getloadavg()[0]
    return Figure("an ensemble by two workers", spent[1], "s", "one worker", spent[0], spent[0] / spent[1], 1.8,
                  note=f"load of the machine meanwhile {load:.1f}")  # fmt: skip


def fifty_million() -> Figure:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        spent, memory = process.submit(_country).result()
    what = "SIR, 50,000,000 people, 100 steps: memory"
    return Figure(what, memory, "GB", "limit", 8.0, memory / 8.0, 1, at_most=True,
                  note=f"{spent:.0f} s of CPU for the run")  # fmt: skip


def _country(people: int = 50_000_000) -> tuple[float, float]:
    network = Network.regular(people, 10, 1)
    law = Contacts(infect=0.025, recover=0.1, immune=True)
    begin = time.process_time()
    run_contacts(network, law, steps=100, seed=1, start=np.arange(0, people, 100))
    return time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def as_json(found: list[Figure]) -> str:
    """Everything, for a program."""
    return json.dumps([asdict(one) | {"met": one.met} for one in found], ensure_ascii=False, indent=1)

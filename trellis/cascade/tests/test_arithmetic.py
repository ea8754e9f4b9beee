import os

import numpy as np
import pytest

from trellis.cascade import keys
from trellis.cascade.evidence import arithmetic
from trellis.cascade.parameters import CascadeError
from trellis.cascade.people.network import Network
from trellis.cascade.speed import bench, peers
from trellis.cascade.spread.contacts import Contacts
from trellis.cascade.spread.gathering import Gatherings
from trellis.cascade.spread.reference import group_contagion, simplicial
from trellis.cascade.spread.running import run_contacts


@pytest.mark.parametrize("check", arithmetic.ALL, ids=lambda check: check.__name__)
def test_the_engine_agrees_with_theory(check):
    found = check()
    assert found.passed, str(found)


def test_a_check_can_fail():
    law = np.array([0.5, 0.3, 0.2])
    assert not arithmetic.chi_square("A0", "a wrong law", np.array([300, 300, 400]), law).passed


@pytest.mark.parametrize("spontaneous", [0.0, 0.01])
@pytest.mark.parametrize("immune", [True, False])
def test_compiled_and_plain_courses_are_identical(immune, spontaneous):
    pytest.importorskip("numba")
    network, _ = arithmetic.power_law(1500, 4)
    law = Contacts(infect=0.05, recover=0.15, spontaneous=spontaneous, immune=immune)
    start = arithmetic.some(1500, 0.02, 3)
    plain, compiled = (
        run_contacts(network, law, steps=40, seed=9, start=start, backend=name) for name in ("numpy", "numba")
    )
    assert np.array_equal(plain.infected, compiled.infected)
    assert np.array_equal(plain.ever, compiled.ever)
    assert np.array_equal(plain.state, compiled.state)
    assert plain.ever[-1] > 100


@pytest.mark.parametrize("steps", [0, 1, 300])
@pytest.mark.parametrize(
    "law",
    [
        Contacts(infect=1.0, recover=0.0),
        Contacts(infect=0.0, recover=0.5, spontaneous=0.5),
        Contacts(infect=0.9, recover=1.0),
        Contacts(infect=0.3, recover=0.05, immune=True),
    ],
    ids=str,
)
def test_compiled_and_plain_courses_are_identical_at_the_edges(law, steps):
    """Somebody with more contacts than are worked on at a time, buckets that grow, and people without ties."""
    pytest.importorskip("numba")
    network = Network.from_ties(6000, np.zeros(5000, int), np.arange(1, 5001))
    start = np.array([0, 0, 7, 5999])
    plain, compiled = (
        run_contacts(network, law, steps=steps, seed=3, start=start, backend=name) for name in ("numpy", "numba")
    )
    assert np.array_equal(plain.infected, compiled.infected)
    assert np.array_equal(plain.ever, compiled.ever)
    assert np.array_equal(plain.state, compiled.state)


@pytest.mark.parametrize(
    "chance", [lambda infected, size: 0.02 * (infected == 2), lambda infected, _size: 0.03 * infected]
)
def test_compiled_and_plain_contagion_in_groups_are_identical(chance):
    pytest.importorskip("numba")
    network, threes = arithmetic.triangles(1000, 12, 4, 5)
    start = arithmetic.some(1000, 0.3, 2)
    plain, compiled = (
        group_contagion(network, threes, 0.002, chance, 0.05, steps=80, seed=4, start=start, backend=name)
        for name in ("numpy", "numba")
    )
    assert np.array_equal(plain.infected, compiled.infected)
    assert np.array_equal(plain.ever, compiled.ever)
    assert np.array_equal(plain.state, compiled.state)
    assert plain.ever[-1] > 300


def test_what_is_too_near_to_call_is_left_to_the_plain_loop(monkeypatch):
    fast_gathering = pytest.importorskip("trellis.cascade.fast.gathering")
    network, threes = arithmetic.triangles(300, 10, 3, 5)
    start = arithmetic.some(300, 0.3, 2)
    given = {"steps": 20, "seed": 4, "start": start}
    plain = simplicial(network, threes, 0.01, 0.05, 0.05, **given, backend="numpy")
    monkeypatch.setattr(fast_gathering, "_run", lambda *_: (np.empty(0), np.empty(0), np.empty(0)))
    assert np.array_equal(simplicial(network, threes, 0.01, 0.05, 0.05, **given, backend="numba").state, plain.state)


def test_runs_with_neighbouring_seeds_are_independent():
    network, _ = arithmetic.power_law(800, 5)
    start = arithmetic.some(800, 0.02, 1)
    law = Contacts(infect=0.03, recover=0.3, immune=True)
    states = np.array(
        [run_contacts(network, law, steps=40, seed=seed, start=start).state > 0 for seed in range(160)]
    ).astype(float)
    finals = states.sum(axis=1)
    together = np.corrcoef(finals[:-1], finals[1:])[0, 1]
    assert abs(together) < 4 / np.sqrt(159)
    centred = states - states.mean(axis=0)
    alike = (centred[:-1] * centred[1:]).mean() / states.var(axis=0).mean()
    assert abs(alike) < 0.03


def test_a_tie_added_changes_little_else():
    network, _ = arithmetic.power_law(2000, 6)
    more = network.with_ties(np.array([17]), np.array([1500]))
    law = Contacts(infect=0.02, recover=0.3, immune=True)
    start = arithmetic.some(2000, 0.02, 2)
    paired, apart = [], []
    for seed in range(40):
        without, with_it, other = (
            run_contacts(net, law, steps=30, seed=key, start=start).ever[-1]
            for net, key in ((network, seed), (more, seed), (more, seed + 1000))
        )
        paired.append(with_it - without)
        apart.append(other - without)
    assert np.var(apart) > 50 * np.var(paired)


def test_nothing_spreads_without_infection_and_everything_with_certainty():
    ring = Network.from_ties(50, np.arange(50), (np.arange(50) + 1) % 50)
    still = run_contacts(ring, Contacts(infect=0.0, recover=0.0), steps=9, seed=1, start=np.array([3]))
    assert still.ever[-1] == 1
    sure = run_contacts(ring, Contacts(infect=1.0, recover=0.0, immune=True), steps=9, seed=1, start=np.array([3]))
    assert list(sure.ever) == list(range(1, 20, 2))


@pytest.mark.parametrize(("start", "wrong"), [([7], 7), ([-1, 3], -1)])
def test_a_start_or_a_group_outside_the_network_is_refused(start, wrong):
    ring = Network.from_ties(5, np.arange(5), (np.arange(5) + 1) % 5)
    with pytest.raises(CascadeError, match=f"start names person {wrong};"):
        run_contacts(ring, Contacts(infect=0.1, recover=0.1), steps=3, seed=1, start=np.array(start))
    with pytest.raises(CascadeError, match=f"a group names person {wrong};"):
        Gatherings.of(5, [np.array(start)])


@pytest.mark.parametrize("work", ["sir", "sis"])
@pytest.mark.parametrize("tool", ["EoN", "NDlib", "graph-tool"])
def test_final_sizes_agree_with_peers_where_they_are_installed(tool, work, tmp_path):
    if not os.environ.get("TRELLIS_PEERS"):
        pytest.skip("TRELLIS_PEERS names no Python that has the peers; docs/cascade/speed.md says how to get one")
    people, runs, fine = 2000, 16, 0.2 if tool == "EoN" else 1.0  # EoN's time is continuous: ours goes in fine steps
    network, _ = arithmetic.power_law(people, 7)
    start = arithmetic.some(people, 0.02, 1)
    np.savez(tmp_path / "network.npz", first=network.ties.first, other=network.ties.other, start=start)
    found = bench.peer(tool, work, tmp_path / "network.npz", runs)
    if found is None:
        pytest.skip(f"{tool} is not where TRELLIS_PEERS says; docs/cascade/speed.md says how to get it")
    law = Contacts(infect=peers.INFECT * fine, recover=peers.RECOVER * fine, immune=work == "sir")
    steps = round(peers.STEPS[work] / fine)
    courses = [run_contacts(network, law, steps=steps, seed=seed, start=start) for seed in range(runs)]
    ours = [course.ever[-1] if law.immune else course.infected[-1] for course in courses]
    theirs = np.array(found[1]) * people
    error = np.hypot(np.std(theirs, ddof=1), np.std(ours, ddof=1)) / np.sqrt(runs)
    assert abs(np.mean(theirs) - np.mean(ours)) < 5 * error  # their draws have no seed: one run in a million differs


def test_draws_of_a_person_do_not_depend_on_how_many_people_there_are():
    assert np.array_equal(keys.names(10), keys.names(1000)[:10])

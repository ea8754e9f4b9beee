# mypy: disable-error-code="import-not-found,import-untyped"
"""Other people's tools, timed on the same networks. Run as a script, by an interpreter that has them installed.

    python peers.py TOOL WORK NETWORK.npz [RUNS]      prints {"ms": least CPU time, "finals": share infected, by run}

It imports nothing of Trellis, so that it runs where only the peer is. Nothing is installed by it.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

INFECT, RECOVER = 0.025, 0.1
STEPS = {"sir": 100, "sis": 50}


def _pairs(stored: Any) -> list[tuple[int, int]]:
    owner = np.repeat(np.arange(len(stored["first"]) - 1), np.diff(stored["first"]))
    once = owner < stored["other"]
    return list(zip(owner[once].tolist(), stored["other"][once].tolist(), strict=True))


def _graph(stored: Any) -> Any:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(len(stored["first"]) - 1))
    graph.add_edges_from(_pairs(stored))
    return graph


def eon(work: str, stored: Any) -> Callable[[], float]:
    import EoN

    graph, start, people = _graph(stored), stored["start"].tolist(), len(stored["first"]) - 1

    def run() -> float:
        simulate = EoN.fast_SIR if work == "sir" else EoN.fast_SIS
        found = simulate(graph, INFECT, RECOVER, initial_infecteds=start, tmax=STEPS[work])
        return float((found[2][-1] + found[3][-1] if work == "sir" else found[2][-1]) / people)

    return run


def ndlib(work: str, stored: Any) -> Callable[[], float]:
    from ndlib.models import ModelConfig
    from ndlib.models.epidemics import SIRModel, SISModel

    graph, start, people = _graph(stored), stored["start"].tolist(), len(stored["first"]) - 1

    def run() -> float:
        model = (SIRModel if work == "sir" else SISModel)(graph)
        settings = ModelConfig.Configuration()
        settings.add_model_parameter("beta", INFECT)
        settings.add_model_parameter("gamma" if work == "sir" else "lambda", RECOVER)
        settings.add_model_initial_configuration("Infected", start)
        model.set_initial_status(settings)
        last = model.iteration_bunch(STEPS[work] + 1, node_status=False)[-1]["node_count"]
        return float((last[1] + last.get(2, 0)) / people)

    return run


def graphtool(work: str, stored: Any) -> Callable[[], float]:
    import graph_tool
    from graph_tool.dynamics import SIRState, SISState

    graph_tool.openmp_set_num_threads(1)
    people = len(stored["first"]) - 1
    graph = graph_tool.Graph(directed=False)
    graph.add_vertex(people)
    graph.add_edge_list(np.array(_pairs(stored)))

    def run() -> float:
        state = graph.new_vertex_property("int", vals=np.isin(np.arange(people), stored["start"]).astype(int))
        kind = SIRState if work == "sir" else SISState
        model = kind(graph, beta=INFECT, gamma=RECOVER, s=state, constant_beta=True)
        model.iterate_sync(STEPS[work])
        return float(np.mean(np.asarray(model.get_state().a) != 0))

    return run


def hypergraphx(work: str, stored: Any) -> Callable[[], float]:
    """Simplicial contagion; `work` is "groups"."""
    from hypergraphx import Hypergraph
    from hypergraphx.dynamics.contagion import simplicial_contagion

    steps = int(stored["steps"])
    edges = _pairs(stored) + [tuple(sorted(three)) for three in stored["threes"].tolist()]
    graph = Hypergraph(sorted(set(edges)))
    nodes = set(graph.get_nodes())
    begin = {node: int(node in set(stored["start"].tolist())) for node in nodes}
    rates = (float(stored["infect"]), float(stored["reinforce"]), float(stored["recover"]))

    def run() -> float:
        return float(simplicial_contagion(graph, begin, steps + 1, *rates, seed=1)[-1])

    return run


def hypercontagion(work: str, stored: Any) -> Callable[[], float]:
    """The same law: an edge passes it on once everybody else in it is infected. `work` is "groups", in steps, or
    "groups in continuous time" (Gillespie)."""
    import xgi
    from hypercontagion import Gillespie_SIS, collective_contagion, discrete_SIS

    people, steps, start = len(stored["first"]) - 1, int(stored["steps"]), stored["start"].tolist()
    graph = xgi.Hypergraph()
    graph.add_nodes_from(range(people))
    graph.add_edges_from(_pairs(stored) + [tuple(three) for three in stored["threes"].tolist()])
    simulate, law = (discrete_SIS if work == "groups" else Gillespie_SIS), collective_contagion
    rates = {2: float(stored["infect"]), 3: float(stored["reinforce"])}

    def run() -> float:
        found = simulate(graph, rates, float(stored["recover"]), law, initial_infecteds=start, tmax=steps, seed=1)
        return float(found[2][-1] / people)

    return run


def schon(work: str, stored: Any) -> Callable[[], float]:
    """The same by ties as groups of two and triangles as groups of three. Each run goes on from the one before, as
    making a model takes longer than running it."""
    from _schon import ContinuousSIS, DiscreteSIS

    people, steps = len(stored["first"]) - 1, int(stored["steps"])
    groups = _pairs(stored) + [tuple(three) for three in stored["threes"].tolist()]
    members = [(person, number) for number, group in enumerate(groups) for person in group]
    chances = [[], [], [0.0, float(stored["infect"]), 0.0], [0.0, 0.0, float(stored["reinforce"]), 0.0]]
    given = (members, float(stored["recover"]), chances)
    model = DiscreteSIS(*given) if work == "groups" else ContinuousSIS(*given, [1.0] * len(groups))
    model.infect_node_set(set(stored["start"].tolist()))

    def run() -> float:
        model.evolve(steps)
        return float(model.get_number_of_infected_nodes() / people)

    return run


TOOLS = {
    "EoN": eon, "NDlib": ndlib, "graph-tool": graphtool, "hypergraphx": hypergraphx, "hypercontagion": hypercontagion,
    "schon": schon,
}  # fmt: skip


def main(words: list[str]) -> None:
    tool, work, file, *runs = words
    with np.load(file) as stored:
        run = TOOLS[tool](work, dict(stored))
    times, finals = [], []
    for _ in range(int(runs[0]) if runs else 2):
        begin = time.process_time()
        finals.append(run())
        times.append(1000 * (time.process_time() - begin))
    print(json.dumps({"ms": min(times), "finals": finals}))


if __name__ == "__main__":
    main(sys.argv[1:])

# mypy: disable-error-code="import-not-found,import-untyped"
"""Other people's tools, timed on the same networks. Run as a script, by an interpreter that has them installed.

    python peers.py TOOL WORK NETWORK.npz [RUNS]      prints {"ms": least CPU time, "final": share infected}

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

    people, steps = len(stored["first"]) - 1, int(stored["steps"])
    edges = _pairs(stored) + [tuple(sorted(three)) for three in stored["threes"].tolist()]
    graph = Hypergraph(sorted(set(edges)))
    nodes = set(graph.get_nodes())
    begin = {node: int(node in set(stored["start"].tolist())) for node in nodes}
    rates = (float(stored["infect"]), float(stored["reinforce"]), float(stored["recover"]))

    def run() -> float:
        return float(simplicial_contagion(graph, begin, steps + 1, *rates, seed=1)[-1] / people)

    return run


TOOLS = {"EoN": eon, "NDlib": ndlib, "graph-tool": graphtool, "hypergraphx": hypergraphx}


def main(words: list[str]) -> None:
    tool, work, file, *runs = words
    with np.load(file) as stored:
        run = TOOLS[tool](work, dict(stored))
    times, final = [], 0.0
    for _ in range(int(runs[0]) if runs else 2):
        begin = time.process_time()
        final = run()
        times.append(1000 * (time.process_time() - begin))
    print(json.dumps({"ms": min(times), "final": final}))


if __name__ == "__main__":
    main(sys.argv[1:])

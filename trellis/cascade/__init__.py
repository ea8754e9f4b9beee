"""Cascade: how introductions lead to introductions, simulated honestly. A pure library: NumPy and SciPy, no web.

    >>> from trellis import cascade
    >>> town = cascade.town(people=2_000, seed=1)                       # a Network: synthetic people, ties, groups
    >>> model = cascade.Model(town).with_routine(2)                     # with its Parameters and what goes on anyway
    >>> plan = model.scenario(cascade.Introductions(per_month=4, mode=cascade.Mode.COMPANION), months=24)
    >>> run = plan.run(seed=7)                                          # one Run: monthly counts, who ended where
    >>> result = cascade.Ensemble((plan,), draws=8, echoes=2).run()     # paired with "nothing done"; a Result
    >>> outcome = result.outcomes[0]                                    # one Outcome a scenario, of Estimates

    >>> steps = (cascade.Candidate("a bridge", (cascade.Bridge(one="group 1", other="group 2"),)),)
    >>> ranking = cascade.rank(model.scenario(months=24), steps, draws=8)   # a Ranking of Places, with who loses

    >>> answer = cascade.Pause(companions=5).ask(model, draws=8)        # an Answer; so do GroupWorth and HourWorth

`read_network` and `from_area` bring in other towns; `choose` picks several steps together. `Kind` says whom a step is
for, and `Cost` what it costs.

`validate()` yields `Check`s: the published figures and exact laws the engine is held against.
Every object is immutable. `Ensemble.run` takes any `concurrent.futures.Executor`, and `progress`, `stop` and `folder`
(to resume from). Errors are `CascadeError`, with the field, the value and what is allowed.
"""

from trellis.cascade.choosing.questions import Answer, GroupWorth, HourWorth, Pause
from trellis.cascade.choosing.ranking import Candidate, Ranking, choose, rank
from trellis.cascade.ensembles.ensembles import Ensemble
from trellis.cascade.ensembles.estimates import Estimate
from trellis.cascade.ensembles.results import Outcome, Result
from trellis.cascade.evidence.checks import Check
from trellis.cascade.evidence.validation import validate
from trellis.cascade.model.interventions import (
    Bridge,
    CompanionsRest,
    CompanionsTrained,
    Cost,
    GroupClosed,
    GroupOpened,
    Intervention,
    Introductions,
    Kind,
    Mode,
    ModeChange,
    Outreach,
)
from trellis.cascade.model.runs import COLUMNS, Run
from trellis.cascade.model.scenario import Model, Scenario
from trellis.cascade.parameters import GRADES, CascadeError, Parameter, Parameters, table
from trellis.cascade.people.files import read_network, write_network
from trellis.cascade.people.network import PATHWAYS, TIMES, Network, Stage, Tie
from trellis.cascade.people.towns import AreaFacts, GroupFacts, PlaceFacts, from_area, public_facts, town

__all__ = [
    "COLUMNS",
    "GRADES",
    "PATHWAYS",
    "TIMES",
    "Answer",
    "AreaFacts",
    "Bridge",
    "Candidate",
    "CascadeError",
    "Check",
    "CompanionsRest",
    "CompanionsTrained",
    "Cost",
    "Ensemble",
    "Estimate",
    "GroupClosed",
    "GroupFacts",
    "GroupOpened",
    "GroupWorth",
    "HourWorth",
    "Intervention",
    "Introductions",
    "Kind",
    "Mode",
    "ModeChange",
    "Model",
    "Network",
    "Outcome",
    "Outreach",
    "Parameter",
    "Parameters",
    "Pause",
    "PlaceFacts",
    "Ranking",
    "Result",
    "Run",
    "Scenario",
    "Stage",
    "Tie",
    "choose",
    "from_area",
    "public_facts",
    "rank",
    "read_network",
    "table",
    "town",
    "validate",
    "write_network",
]

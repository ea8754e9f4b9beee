"""A model is a network with its numbers; a scenario is a model, a span of time and what is done in it."""

from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Self

from trellis.cascade.model.interventions import Intervention, Introductions, Mode
from trellis.cascade.model.plans import Plan, plan_of
from trellis.cascade.model.recovery import simulate
from trellis.cascade.model.runs import Run
from trellis.cascade.parameters import CascadeError, Parameters, check_whole, told
from trellis.cascade.people.network import Network


@dataclass(frozen=True, repr=False)
class Model:
    """`routine` is what goes on anyway, in every scenario alike: by default nothing."""

    network: Network
    parameters: Parameters = field(default_factory=Parameters)
    routine: tuple[Intervention, ...] = ()

    def __post_init__(self) -> None:
        for name, wanted in (("network", Network), ("parameters", Parameters)):
            if not isinstance(getattr(self, name), wanted):
                raise CascadeError(f"{name} is {told(getattr(self, name))}; it must be {wanted.__name__}")

    def scenario(self, *interventions: Intervention, months: int = 60, name: str = "") -> "Scenario":
        return Scenario(self, months=months, interventions=interventions, name=name)

    def with_routine(self, per_month: float, mode: Mode = Mode.INFORMATION) -> Self:
        """The same model with so many introductions made every month in any case."""
        return replace(self, routine=(*self.routine, Introductions(per_month=per_month, mode=mode)))

    def but(self, **changes: float) -> Self:
        """The same model with some parameters changed."""
        return replace(self, parameters=self.parameters.but(**changes))

    def __repr__(self) -> str:
        routine = "; ".join(step.title for step in self.routine) or "nothing routine"
        return f"<Model of {self.network.name}: {self.parameters!r}; {routine}>"


@dataclass(frozen=True, repr=False)
class Scenario:
    """What is done, from month 0 to `months`. Immutable: `and_` and `without` give new ones."""

    model: Model
    months: int = 60
    interventions: tuple[Intervention, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        check_whole("months", self.months, 1, 1200)
        for step in (*self.model.routine, *self.interventions):
            if not isinstance(step, Intervention):
                raise CascadeError(f"a step is {told(step)}; it must be an intervention, as Introductions(per_month=4)")
        _ = self.plan  # a group or place that does not exist is an error now, not in a worker later

    def __getstate__(self) -> dict[str, Any]:
        """What is sent to another process: the inputs, not the plan made from them."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @cached_property
    def plan(self) -> Plan:
        """Made ready to run."""
        return plan_of(self.model.network, self.model.parameters, self.months, self.model.routine, self.interventions)

    @property
    def title(self) -> str:
        return self.name or " + ".join(step.title for step in self.interventions) or "as things are"

    def and_(self, *interventions: Intervention) -> "Scenario":
        return replace(self, interventions=(*self.interventions, *interventions), name="")

    def without_interventions(self) -> "Scenario":
        """The counterfactual: the same world, and nothing done."""
        return replace(self, interventions=(), name="as things are")

    def with_parameters(self, parameters: Parameters) -> "Scenario":
        return replace(self, model=replace(self.model, parameters=parameters))

    def run(self, seed: int = 1, *, backend: str | None = None) -> Run:
        """One run; the same seed gives the same run, bit for bit, with any backend ("numpy", or "numba" where
        installed; by default the quicker). `seed`: a whole number from 0."""
        check_whole("seed", seed, 0, 2**63 - 1)
        return simulate(self.plan, seed, backend=backend)

    def fixed_cost(self) -> float:
        """Costs that do not depend on how many people are reached."""
        return sum(step.cost.total(step.months(self.months), 0) for step in self.interventions)

    def __repr__(self) -> str:
        return f"<Scenario {self.title!r}: {self.months} months in {self.model.network.name}>"

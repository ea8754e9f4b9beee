"""What an ensemble is asked to do: which scenarios, with how many sets of parameters, and how many runs of each."""

from dataclasses import dataclass, field
from functools import cached_property

from trellis import __version__
from trellis.cascade import keys
from trellis.cascade.ensembles.sampling import Sample, check_sampling, sample
from trellis.cascade.model.scenario import Scenario
from trellis.cascade.parameters import CascadeError, check_whole


@dataclass(frozen=True, repr=False)
class Design:
    """`draws` sets of parameters, `echoes` seeds of each. `method` is "latin", "sobol", or "fixed" for chance alone."""

    scenarios: tuple[Scenario, ...]
    draws: int = 200
    echoes: int = 1
    seed: int = 1
    method: str = "latin"
    vary: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        check_whole("draws", self.draws, 1, 1_000_000)
        check_whole("echoes", self.echoes, 1, 1_000_000)
        check_whole("seed", self.seed, 0, 2**63 - 1)
        check_sampling(self.draws, self.method, self.vary)
        if not self.scenarios:
            raise CascadeError("scenarios is empty; there is nothing to compare with things as they are")
        first = self.scenarios[0]
        for scenario in self.scenarios:
            if scenario.model != first.model or scenario.months != first.months:
                raise CascadeError(f"scenario {scenario.title!r} has another model or span than {first.title!r}")

    def __repr__(self) -> str:
        pairs = f"{self.pairs:,} pairs ({self.draws:,} draws, {self.echoes:,} echoes each)"
        return f"<{type(self).__name__}: {len(self.scenarios)} scenarios, {pairs}, seed {self.seed}, {self.method}>"

    @cached_property
    def sample(self) -> Sample:
        parameters = self.scenarios[0].model.parameters
        return sample(parameters, self.draws, seed=self.seed, method=self.method, vary=self.vary)

    @property
    def pairs(self) -> int:
        return self.draws * self.echoes

    def seed_of(self, pair: int) -> int:
        """The seed of a pair of runs; no two pairs share one, so that intervals hold chance as well."""
        return keys.stream(self.seed, 103, pair) >> 1

    @cached_property
    def fingerprint(self) -> str:
        """Names everything the numbers depend on; results of another fingerprint are never mixed in."""
        first = self.scenarios[0]
        return keys.digest(
            __version__, first.model.network.digest, repr(first.model.parameters.as_dict()), repr(first.model.routine),
            first.months, repr([scenario.interventions for scenario in self.scenarios]),
            self.draws, self.echoes, self.seed, self.method, self.vary,
        )  # fmt: skip

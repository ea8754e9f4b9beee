"""What one run of a scenario leaves behind: monthly counts, and who (by number only) ended in recovery."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.freezing import freeze
from trellis.cascade.parameters import CascadeError, told
from trellis.cascade.people.network import Mask

REMISSION = 6  # months in recovery after which it is counted as lasting
COLUMNS = (
    "need", "linked", "not_seeking", "under_3_months", "months_3_to_12", "years_1_to_3", "over_3_years",
    "lasting", "attending", "carriers", "died", "moved", "around",
    "introduced", "arrived", "started", "returned", "left", "offered", "reached",
)  # fmt: skip
FLOWS = COLUMNS[13:]  # events of the month (`reached`: six months of recovery); the rest are people at its end


def column(name: str) -> int:
    """Where a count stands among the columns of a month."""
    if name not in COLUMNS:
        raise CascadeError(f"column is {told(name)}; it must be one of {', '.join(COLUMNS)}")
    return COLUMNS.index(name)


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """One run. `monthly[month, column]`, month 0 being the start, so one row more than months. The other arrays are of
    the people in play, in the order of `ids`, their numbers in the network. All refuse to be written to."""

    seed: int
    monthly: NDArray[np.int64]
    ids: NDArray[np.int64]
    lasting: Mask  # in recovery for six months or more at the end
    recovering: Mask  # in recovery at the end
    attending: Mask
    attended: Mask  # ever
    duration: NDArray[np.int32]  # months in recovery at the end, -1 if not in recovery
    contacts: NDArray[np.int64]  # packed counts of contacts at the end (see `core`)
    touched: Mask  # those an intervention reached directly
    introduced_by: NDArray[np.int64]  # the companion who last introduced them, -1 for none (positions in `ids`)
    was_carrier: Mask
    cost: float = 0.0  # by the person reached; `Scenario.fixed_cost` comes on top
    introductions: int = 0  # all that `Cost.each` is for: introductions, changes of mode, contacts, trainings, ties

    def __post_init__(self) -> None:
        freeze(self)

    def column(self, name: str) -> NDArray[np.int64]:
        """One column of the monthly counts."""
        series: NDArray[np.int64] = self.monthly[:, column(name)]
        return series

    @property
    def months(self) -> int:
        return len(self.monthly) - 1

    def __repr__(self) -> str:
        return (
            f"<Run seed {self.seed}: {self.months} months, in recovery for six months or more "
            f"{self.column('lasting')[0]:,} → {self.column('lasting')[-1]:,}, deaths {self.column('died')[-1]:,}>"
        )

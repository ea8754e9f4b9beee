"""In which order a queue is worked through (pure).

Oldest first; each step of risk counts as half a day of waiting. A change so never waits behind one that was proposed
more than five days after it, however risky that is: nothing starves. And the order of two changes stays the same while
they wait.
"""

import datetime as dt
from typing import Final

from trellis.keeping.risks import MOST

STEP: Final = dt.timedelta(hours=12)
LONGEST: Final = MOST * STEP
"""How far risk can bring something forward."""


def turn(made_at: dt.datetime, risk: int) -> dt.datetime:
    """When it would have been proposed if it were harmless: who sorts by this has the order."""
    return made_at - min(max(risk, 0), MOST) * STEP

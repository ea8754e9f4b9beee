"""How somebody stands, as one number that says which bounds on a month's chances apply: their code."""

import numpy as np
from numpy.typing import NDArray

from trellis.cascade.people.network import Stage

# Stage, whether attending, band of recovery; +16 while on OST.
GONE, AROUND, NEED, NOT_SEEKING, IN_RECOVERY, ON_OST = 0, 1, 2, 4, 5, 16
CODES = 32
BANDS = (3, 12, 36)  # months in recovery at which the chance of return changes
BAND_OF = np.searchsorted(BANDS, np.arange(BANDS[-1] + 1), side="right").astype(np.uint8)


def code_table() -> NDArray[np.uint8]:
    """Codes by stage, band, attending and on OST: the index is 16 · stage + 4 · band + 2 · attending + on OST."""
    codes = np.zeros((len(Stage), 4, 2, 2), dtype=np.uint8)
    codes[Stage.NOT_SEEKING] = NOT_SEEKING
    codes[Stage.NEED] = NEED
    codes[Stage.NEED, :, 1] = NEED + 1
    for band in range(4):
        codes[Stage.RECOVERING, band, 0] = IN_RECOVERY + band
        codes[Stage.RECOVERING, band, 1] = IN_RECOVERY + 4 + band
    codes[..., 1] |= ON_OST
    codes[Stage.DIED] = codes[Stage.MOVED] = GONE  # for these OST makes no difference
    codes[Stage.AROUND] = AROUND
    return codes.reshape(-1)


CODE = code_table()
SORT = np.arange(CODES, dtype=np.uint8) % ON_OST  # a code without regard to OST


def codes_of(
    stage: NDArray[np.int8], months: NDArray[np.integer], group: NDArray[np.int32], ost: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    """The codes of people: their stage, months in recovery (meaningless for others), group and whether on OST."""
    band = BAND_OF.take(np.minimum(months, len(BAND_OF) - 1))
    index = stage.view(np.uint8) << 4 | band << 2 | (group >= 0).view(np.uint8) << 1 | ost.view(np.uint8)
    codes: NDArray[np.uint8] = CODE.take(index)
    return codes


def standing_of(group: NDArray[np.int32], code: NDArray[np.uint8], groups: int) -> NDArray[np.int64]:
    """[group + 1, code]: how many stand so; the first row attend none."""
    found = np.bincount((group + 1) * CODES + code, minlength=(groups + 1) * CODES)
    return found.reshape(-1, CODES)

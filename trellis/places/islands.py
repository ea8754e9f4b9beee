"""Where the postcodes of the Channel Islands and Man are, roughly.

The postcode directory has no coordinates for the Crown dependencies, so their postcodes are placed by district: the
middle of the town or of the island, in WGS 84 degrees, with how far off that may be in metres.
"""

from typing import Final

ISLAND_DISTRICTS: Final = {
    "GY1": (49.459, -2.540, 2_000),  # Saint Peter Port
    "GY9": (49.715, -2.200, 3_000),  # Alderney
    "GY10": (49.433, -2.361, 2_500),  # Sark
    "GY": (49.460, -2.585, 7_000),  # the rest of Guernsey
    "IM1": (54.152, -4.482, 1_500),  # Douglas
    "IM2": (54.160, -4.495, 2_000),  # Douglas, outskirts
    "IM3": (54.176, -4.450, 2_000),  # Onchan
    "IM5": (54.222, -4.693, 2_500),  # Peel
    "IM8": (54.322, -4.386, 2_000),  # Ramsey
    "IM9": (54.078, -4.680, 6_000),  # Castletown and Port Erin
    "IM": (54.236, -4.548, 20_000),  # the rest of Man
    "JE2": (49.189, -2.100, 2_500),  # Saint Helier
    "JE": (49.214, -2.132, 8_000),  # the rest of Jersey
}


def island_district(outward: str) -> tuple[float, float, int] | None:
    """Latitude, longitude and precision of an outward code such as "JE3"; None when it is no island's."""
    return ISLAND_DISTRICTS.get(outward) or ISLAND_DISTRICTS.get(outward.rstrip("0123456789"))

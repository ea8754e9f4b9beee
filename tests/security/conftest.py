"""The imaginary town, somebody of each kind in it, and every address of the site as a browser asks for it."""

import pytest

from tests.access.conftest import come  # noqa: F401 - fixtures
from tests.pages.conftest import loaded_town, town  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def _every_feed_is_made_anew(feeds_of_its_own: None) -> None:
    """So that what stands in one is what this test put there."""

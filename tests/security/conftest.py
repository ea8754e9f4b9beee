"""The imaginary town, somebody of each kind in it, and every address of the site as a browser asks for it."""

from tests.access.conftest import come  # noqa: F401 - fixtures
from tests.pages.conftest import loaded_town, town  # noqa: F401 - fixtures

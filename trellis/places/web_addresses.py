"""Web addresses of listings: nothing but http and https comes out of the database as one.

Pages, cards, structured data, the API and the feeds all make links of these fields. A `javascript:` in one would run
in the browser of whoever presses it. Forms and importers refuse it; this guards what was written by any other way.
"""

import re
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

SCHEMES: Final = ("https", "http")
_SAFE: Final = re.compile(r"https?://", re.IGNORECASE)


def is_web_address(text: str) -> bool:
    """Whether a browser would open it as a page, and as nothing else."""
    return _SAFE.match(text) is not None


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # it takes no arguments while it runs
    """To the database it is a `URLField`. What holds another scheme reads as empty, and is not taken."""

    default_validators = [URLValidator(schemes=SCHEMES)]

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        return value if not value or is_web_address(value) else ""

    def get_prep_value(self, value: Any) -> Any:
        """As it is: what is looked for or written in bulk was asked about before, and is guarded when it is read."""
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and not is_web_address(value):
            raise ValidationError(f"{value} is no web address. Write one that begins with https:// or http://.")
        return super().to_python(value)

    def deconstruct(self) -> Any:
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.URLField", args, options

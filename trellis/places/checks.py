"""Checks that the tables of postcodes and towns are there and of this version: `trellis check --deploy`."""

from collections.abc import Iterable

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage

from trellis.places import postcodes, towns_table
from trellis.places.postcode_source import LETTERS, package_version
from trellis.places.postcode_table import PostcodeTableError, TableHeader, open_table
from trellis.places.towns_source import source_versions

HINT = "Build it: trellis postcodes"


def check_tables(app_configs: object = None, **_: object) -> Iterable[CheckMessage]:
    """System checks trellis.W121 and W122: without them, only areas and names are found."""
    return [*_check_postcodes(), *_check_towns()]


def _check_postcodes() -> list[CheckMessage]:
    wanted = TableHeader(package_version(), LETTERS, settings.USE_NORTHERN_IRELAND_POSTCODES)
    try:
        header, _ = open_table(settings.DATA_FOLDER / postcodes.TABLE_NAME)
    except PostcodeTableError as error:
        return [checks.Warning(str(error), HINT, id="trellis.W121")]
    if header.same_making(wanted):
        return []
    what = "The table of postcodes was made from another edition, or with other settings, than this version has."
    return [checks.Warning(what, HINT, id="trellis.W121")]


def _check_towns() -> list[CheckMessage]:
    try:
        made_from = towns_table.open_towns(settings.DATA_FOLDER / towns_table.TABLE_NAME)[0]["made_from"]
    except towns_table.TownTableError as error:
        return [checks.Warning(str(error), HINT, id="trellis.W122")]
    if source_versions().items() <= made_from.items():
        return []
    return [
        checks.Warning(
            "The table of towns was made from another edition than this version has.", HINT, id="trellis.W122"
        )
    ]

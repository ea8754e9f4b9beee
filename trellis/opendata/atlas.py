"""The tables of this installation that listings are looked up in."""

from django.conf import settings

from trellis.opendata.whereabouts import Atlas
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.postcodes import TABLE_NAME, Postcodes


def the_atlas() -> Atlas:
    """Works without a table of postcodes, and then finds less."""
    try:
        postcodes = Postcodes.open(settings.DATA_FOLDER / TABLE_NAME)
    except (PostcodeTableError, OSError):
        postcodes = None
    return Atlas(postcodes, settings.TIME_ZONE, settings.COUNTRY)

"""The tables of this installation that listings are looked up in."""

from django.conf import settings

from trellis.opendata.asking import Asker
from trellis.opendata.whereabouts import Atlas
from trellis.places.gazetteer import gazetteer
from trellis.places.geocoder import configured_geocoder
from trellis.places.postcode_table import PostcodeTableError
from trellis.places.towns_table import TownTableError


def the_atlas() -> Atlas:
    """Works without the tables, and then finds less. Asks a geocoder only where the operator has named one."""
    geocoder = configured_geocoder()
    ask = Asker(geocoder) if geocoder else None
    try:
        tables = gazetteer()
    except (PostcodeTableError, TownTableError, OSError):
        return Atlas(None, None, settings.TIME_ZONE, settings.COUNTRY, ask)
    return Atlas(tables.postcodes, tables.towns, settings.TIME_ZONE, settings.COUNTRY, ask)

"""Addresses of what shows a place or a group to others."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.showing import print_views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<listing:kind>/<slug:slug>/poster", print_views.posters, name="posters"),
    path("<listing:kind>/<slug:slug>/poster.pdf", print_views.poster_pdf, name="poster"),
    path("<listing:kind>/<slug:slug>/card.pdf", print_views.card_pdf, name="card"),
]

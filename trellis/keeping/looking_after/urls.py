"""Addresses of looking after a listing."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.looking_after.views import dates, history, listing, picture

urlpatterns: list[URLPattern | URLResolver] = [
    path("<listing:kind>/<slug:slug>/keep", listing.look_after, name="look-after"),
    path("<listing:kind>/<slug:slug>/edit", listing.edit, name="edit"),
    path("<listing:kind>/<slug:slug>/picture", picture.picture, name="listing-picture"),
    path("<listing:kind>/<slug:slug>/close", listing.close, name="close"),
    path("<listing:kind>/<slug:slug>/keep/still-right", listing.still_right, name="still-right"),
    path("<listing:kind>/<slug:slug>/keep/<uuid:change_id>", listing.answer, name="answer"),
    path("<listing:kind>/<slug:slug>/dates", dates.dates, name="dates"),
    path("<listing:kind>/<slug:slug>/dates/<slug:day>", dates.move, name="move"),
    path("<listing:kind>/<slug:slug>/history", history.history, name="history"),
    path("<listing:kind>/<slug:slug>/history/<uuid:change_id>/undo", history.undo, name="undo"),
    path("<listing:kind>/<slug:slug>/history/<uuid:change_id>/hush", history.hush, name="hush"),
]

"""Addresses of moderators."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.deciding import daily_views, listing_views, several, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("moderate", views.queue, name="queue"),
    path("moderate/letter", daily_views.mine, name="my-daily-letter"),
    path("letters/daily/<str:token>", daily_views.letter, name="daily-letter"),
    path("moderate/sketch", views.sketch, name="moderate-sketch"),
    path("moderate/several", several.several, name="several"),
    path("moderate/changes/<uuid:change_id>", views.change, name="change"),
    path("moderate/changes/<uuid:change_id>/approve", views.approve, name="change-approve"),
    path("moderate/changes/<uuid:change_id>/decline", views.decline, name="change-decline"),
    path("moderate/changes/<uuid:change_id>/next", views.after, name="change-next"),
    path("moderate/changes/<uuid:change_id>/preview", views.preview, name="change-preview"),
    path("moderate/changes/<uuid:change_id>/looked", views.looked, name="change-looked"),
    path("moderate/look-up", listing_views.look_up, name="look-up"),
    path("moderate/<listing:kind>/<slug:slug>", listing_views.listing, name="moderate-listing"),
    path("moderate/<listing:kind>/<slug:slug>/checked", listing_views.check, name="checked"),
    path("moderate/<listing:kind>/<slug:slug>/merge", listing_views.merge_with, name="merge-with"),
    path("moderate/<listing:kind>/<slug:slug>/merge/<slug:into>", listing_views.merge, name="merge"),
    path("moderate/places/<slug:slug>/delete", listing_views.delete, name="delete-place"),
]

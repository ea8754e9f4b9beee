"""Addresses of vouching for a listing."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.confirming import quiet_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("confirm/<str:token>", views.confirm, name="confirm"),
    path("confirm/<str:token>/stop", quiet_views.stop, name="confirm-stop"),
    path("<listing:kind>/<slug:slug>/it-was-on", views.it_was_on, name="it-was-on"),
    path("moderate/<listing:kind>/<slug:slug>/call", views.moderator_call, name="moderator-call"),
]

"""Addresses of saying that a listing is wrong."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.suggesting import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<listing:kind>/<slug:slug>/report", views.report, name="report"),
    path("<listing:kind>/<slug:slug>/suggest", views.suggest, name="suggest"),
    path("<listing:kind>/<slug:slug>/report/<str:receipt>", views.sent, name="sent"),
]

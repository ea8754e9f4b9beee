"""Addresses of what people say of places and groups."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.comments import moderating, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<listing:kind>/<slug:slug>/say", views.say, name="say"),
    path("<listing:kind>/<slug:slug>/said", views.said, name="said"),
    path("comments/<uuid:comment_id>/report", views.report, name="report-comment"),
    path("moderate/comments", moderating.comments, name="comments"),
]

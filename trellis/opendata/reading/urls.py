"""Addresses of sources."""

from django.urls import URLPattern, URLResolver, path

from trellis.opendata.reading import sheet_views, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sources/<slug:slug>", views.source, name="source"),
    path("sources/<slug:slug>/look-after", views.keeping, name="source-keeping"),
    path("sources/<slug:slug>/ask", views.ask, name="source-ask"),
    path("sources/<slug:slug>/sheets", sheet_views.upload, name="source-upload"),
    path("sources/<slug:slug>/sheets/<str:name>", sheet_views.sheet, name="sheet"),
    path("moderate/sources", views.sources, name="sources"),
    path("moderate/sources/new", views.new_source, name="new-source"),
]

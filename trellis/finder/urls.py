"""Addresses of the finder's pages."""

from django.urls import URLPattern, URLResolver, path

from trellis.finder.views.now import now
from trellis.finder.views.results import find

urlpatterns: list[URLPattern | URLResolver] = [
    path("find", find, name="find"),
    path("now", now, name="now"),
]

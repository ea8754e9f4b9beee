"""Addresses of the finder's pages."""

from django.urls import URLPattern, URLResolver, include, path

from trellis.finder.api import routes as api
from trellis.finder.listings import sitemap
from trellis.finder.views.area import area, areas
from trellis.finder.views.group import group
from trellis.finder.views.meeting import meeting
from trellis.finder.views.now import now
from trellis.finder.views.place import place
from trellis.finder.views.results import find

urlpatterns: list[URLPattern | URLResolver] = [
    *api.urlpatterns,
    path("find", find, name="find"),
    path("now", now, name="now"),
    path("meetings/<slug:slug>", meeting, name="meeting"),
    path("groups/<slug:slug>", group, name="group"),
    path("places/<slug:slug>", place, name="place"),
    path("areas", areas, name="areas"),
    path("areas/<str:code>", area, name="area"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("sitemap-<str:kind>-<int:page>.xml", sitemap.sitemap_part, name="sitemap-part"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("", include("trellis.finder.map.urls")),
]

"""Addresses of the map."""

from django.urls import path

from trellis.finder.map import views

urlpatterns = [
    path("map", views.map_page, name="map"),
    path("map/pins.json", views.pins, name="pins"),
    path("map/tiles/<slug:version>/<int:zoom>/<int:column>/<int:row>.png", views.tile, name="tile"),
    path("map/sketch/<slug:slug>.png", views.sketch, name="sketch"),
]

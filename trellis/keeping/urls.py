"""Addresses of putting things on the map and keeping them true. Each package names its own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

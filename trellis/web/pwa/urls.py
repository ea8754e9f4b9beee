"""Addresses of the installed app."""

from django.urls import path

from trellis.web.pwa import views

urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("worker.js", views.service_worker, name="worker"),
    path("saved", views.saved, name="saved"),
]

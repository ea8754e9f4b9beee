"""Addresses of the frame: home, the pages about the site, and the health check."""

from django.urls import URLPattern, URLResolver, include, path

from trellis.web import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("about", views.about, name="about"),
    path("data", views.data, name="data"),
    path("safety", views.safety, name="safety"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("offline", views.offline, name="offline"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("trellis.web.pwa.urls")),
]

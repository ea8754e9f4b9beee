"""Addresses of following what is new near a point."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping.subscribing import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("follow", views.follow, name="follow"),
    path("follow/sent", views.sent, name="follow-sent"),
    path("follow/stopped", views.stopped, name="follow-stopped"),
    path("follow/<str:token>", views.link, name="follow-link"),
    path("follow/<str:token>/stop", views.stop, name="follow-stop"),
]

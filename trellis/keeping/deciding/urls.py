"""Addresses of moderators."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping.deciding import several, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("moderate", views.queue, name="queue"),
    path("moderate/sketch", views.sketch, name="moderate-sketch"),
    path("moderate/several", several.several, name="several"),
    path("moderate/changes/<uuid:change_id>", views.change, name="change"),
    path("moderate/changes/<uuid:change_id>/approve", views.approve, name="change-approve"),
    path("moderate/changes/<uuid:change_id>/decline", views.decline, name="change-decline"),
    path("moderate/changes/<uuid:change_id>/next", views.after, name="change-next"),
]

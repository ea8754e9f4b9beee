"""Addresses of putting something on the map."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping.adding import picture_views, point_views, saving, sending, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("add", views.add, name="add"),
    path("add/sent", sending.sent, name="add-sent"),
    path("add/<str:token>", views.come_back, name="add-come-back"),
    path("add/<str:token>/check", sending.check, name="add-check"),
    path("add/<str:token>/likely", views.likely, name="add-likely"),
    path("add/<str:token>/save", saving.save, name="add-save"),
    path("add/<str:token>/sketch.png", point_views.sketch, name="add-sketch"),
    path("add/<str:token>/picture", picture_views.picture_step, name="add-picture"),
    path("add/<str:token>/picture.jpg", picture_views.draft_picture, name="add-picture-file"),
    path("add/<str:token>/<slug:slug>", views.step, name="add-step"),
    path("pictures/<str:name>", picture_views.picture, name="picture"),
]

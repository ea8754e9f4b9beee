"""Addresses of becoming a keeper, and of stopping."""

from django.urls import URLPattern, URLResolver, path

from trellis.keeping import addresses  # noqa: F401 (names the converter)
from trellis.keeping.claims import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("<listing:kind>/<slug:slug>/claim", views.claim, name="claim"),
    path("<listing:kind>/<slug:slug>/keep/claims/<uuid:claim_id>", views.answer_claim, name="answer-claim"),
    path("<listing:kind>/<slug:slug>/invite", views.invite, name="invite"),
    path("<listing:kind>/<slug:slug>/leave", views.leave, name="leave"),
    path("claims/<slug:token>", views.prove, name="prove"),
    path("invitations/<slug:token>", views.invitation, name="invitation"),
]

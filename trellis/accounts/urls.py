"""Addresses of people: signing in and what they hold, and where stewards grant roles."""

from django.urls import URLPattern, URLResolver, path

from trellis.accounts.views import you

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", you.you, name="you"),
]

"""Addresses of open data: calendar files."""

from django.urls import URLPattern, URLResolver, path

from trellis.opendata.calendar_views import group_calendar, meeting_calendar

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<slug:slug>.ics", meeting_calendar, name="meeting-calendar"),
    path("groups/<slug:slug>.ics", group_calendar, name="group-calendar"),
]

"""Addresses of open data: calendar files and feeds."""

from django.urls import URLPattern, URLResolver, path

from trellis.opendata.calendar_views import group_calendar, meeting_calendar
from trellis.opendata.feeds import geojson, meeting_guide
from trellis.opendata.near_calendar import near_calendar
from trellis.opendata.reading.urls import urlpatterns as reading

urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<slug:slug>.ics", meeting_calendar, name="meeting-calendar"),
    path("groups/<slug:slug>.ics", group_calendar, name="group-calendar"),
    path("feeds/meeting-guide.json", meeting_guide, name="feed-meeting-guide"),
    path("feeds/meetings.geojson", geojson, name="feed-geojson"),
    path("follow/near.ics", near_calendar, name="follow-calendar"),
    *reading,
]

"""Every address of the site. Rooms name their own; `tests/conventions/addresses.txt` keeps them answering for ever."""

from django.urls import include, path

urlpatterns = [
    path("", include("trellis.finder.urls")),  # first, because it is asked most and addresses are tried in order
    path("", include("trellis.web.urls")),
    path("", include("trellis.opendata.urls")),
    path("", include("trellis.keeping.urls")),
    path("", include("trellis.accounts.urls")),
]

handler400 = "trellis.web.views.misread"
handler403 = "trellis.accounts.views.refusals.closed"
handler404 = "trellis.web.views.not_found"
handler500 = "trellis.web.views.broken"

"""The addresses of the site and one more, which does nothing: what the server itself costs."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from trellis.safety.access import public


@public
def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b"")


urlpatterns = [path("bench/nothing", nothing), path("", include("trellis.config.urls"))]

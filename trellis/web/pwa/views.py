"""The manifest, the service worker, and the page of saved meetings."""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache

from trellis import __version__
from trellis.safety.access import public

KEPT_FILES = (
    "web/css/base.css",
    "web/css/frame.css",
    "web/css/controls.css",
    "web/css/card.css",
    "finder/listing.css",
    "web/pwa/saved.js",
    "web/pwa/offline.js",
    "web/pwa/shelf.js",
    "web/js/leave.js",
    "web/icons.svg",
    "web/mark.svg",
)
"""What the pages that open without a connection are made of."""


@public
@cache_control(public=True, max_age=86_400)
def manifest(request: HttpRequest) -> HttpResponse:
    """W3C Web Application Manifest."""
    facts = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:12],
        "description": "What is on near you for people in recovery, their families and friends.",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f2",
        "theme_color": "#fbf8f2",
        "icons": [
            {"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": static("web/pwa/mark-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("web/pwa/mark-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
        "shortcuts": [
            {"name": "Now", "url": reverse("now")},
            {"name": "Saved", "url": reverse("saved")},
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@public
@never_cache
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it may answer for every page. It changes when a file that it keeps does."""
    pages = [reverse("offline"), reverse("saved")]
    files = [*pages, *(static(name) for name in KEPT_FILES)]
    version = hashlib.sha256(json.dumps([__version__, *files]).encode()).hexdigest()[:10]
    facts = {"version": version, "files": json.dumps(files), "offline": pages[0], "results": reverse("find")}
    return render(request, "web/pwa/worker.js", facts, content_type="text/javascript; charset=utf-8")


@public
def saved(request: HttpRequest) -> HttpResponse:
    """The list is in the visitor's browser; the page is the same for everybody."""
    return render(request, "web/pwa/saved.html")

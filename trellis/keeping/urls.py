"""Addresses of putting things on the map and keeping them true. Each package names its own."""

from django.urls import URLPattern, URLResolver

from trellis.keeping.adding.urls import urlpatterns as adding
from trellis.keeping.claims.urls import urlpatterns as claims
from trellis.keeping.comments.urls import urlpatterns as comments
from trellis.keeping.confirming.urls import urlpatterns as confirming
from trellis.keeping.deciding.urls import urlpatterns as deciding
from trellis.keeping.looking_after.urls import urlpatterns as looking_after
from trellis.keeping.showing.urls import urlpatterns as showing
from trellis.keeping.subscribing.urls import urlpatterns as subscribing
from trellis.keeping.suggesting.urls import urlpatterns as suggesting

urlpatterns: list[URLPattern | URLResolver] = [
    *adding,
    *claims,
    *comments,
    *confirming,
    *deciding,
    *looking_after,
    *showing,
    *subscribing,
    *suggesting,
]

"""Headers that keep pages to themselves."""

from django.http import HttpRequest, HttpResponse

from trellis.safety.access import access_of, public
from trellis.safety.headers import SafeHeadersMiddleware, content_security_policy


def test_by_default_a_page_may_ask_nobody_else_for_anything() -> None:
    policy = content_security_policy()
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_an_operators_tile_server_may_give_pictures_and_nothing_more() -> None:
    policy = content_security_policy("https://{s}.tiles.example.org/{z}/{x}/{y}.png")
    assert "img-src 'self' data: https://*.tiles.example.org;" in policy
    assert policy.count("tiles.example.org") == 1


def test_every_answer_carries_the_policy() -> None:
    response = SafeHeadersMiddleware(lambda request: HttpResponse("hello"))(HttpRequest())
    assert response["Content-Security-Policy"] == content_security_policy()
    assert "geolocation=(self)" in response["Permissions-Policy"]


def test_a_file_has_no_window_and_asks_for_no_camera() -> None:
    def tile(request: HttpRequest) -> HttpResponse:
        return HttpResponse(b"", content_type="image/png", headers={"Cross-Origin-Opener-Policy": "same-origin"})

    response = SafeHeadersMiddleware(tile)(HttpRequest())
    assert response["Content-Security-Policy"] == content_security_policy()
    assert not {"Permissions-Policy", "Cross-Origin-Opener-Policy"} & set(response.headers)


def test_the_mark_of_who_may_enter_is_seen_through_wrappers() -> None:
    @public
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def wrapper(request: HttpRequest) -> HttpResponse:
        return view(request)

    assert access_of(wrapper) is None
    wrapper.__wrapped__ = view  # type: ignore[attr-defined]
    assert access_of(wrapper) == "public"

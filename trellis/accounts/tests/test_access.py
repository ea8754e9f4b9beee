"""Marks of pages that are not for everybody, and what somebody reads who may not enter."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from tests.inspecting import faults_of_html
from trellis.accounts.access import guard, keepers, moderators, signed_in, stewards, to_sign_in
from trellis.accounts.roles import Held, Viewer
from trellis.accounts.tests.people import person_with, sign_in
from trellis.accounts.views.refusals import closed
from trellis.safety.access import access_of

KEEPER = Viewer(1, uuid.uuid4(), (Held("keeper", "", "group", uuid.uuid4()),))
MODERATOR = Viewer(1, uuid.uuid4(), (Held("moderator", "E07000117"),), is_strong=True)
STEWARD = Viewer(1, uuid.uuid4(), (Held("steward"),), is_strong=True)


def page(request):
    return HttpResponse("in")


def asked(viewer, address="/moderate?area=1", method="get"):
    request = getattr(RequestFactory(), method)(address)
    request.COOKIES["session"] = "…"
    request._viewer = viewer
    return request


@pytest.mark.parametrize(
    ("mark", "name"),
    [(signed_in, "signed-in"), (keepers, "keepers"), (moderators, "moderators"), (stewards, "stewards")],
)
def test_a_mark_is_seen_and_sends_visitors_to_sign_in(mark, name):
    view = mark(page)
    assert access_of(view) == name
    answer = view(RequestFactory().get("/moderate?area=1"))
    assert answer.url == "/account/sign-in?next=%2Fmoderate%3Farea%3D1"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_that_was_sent_leads_back_to_its_page_without_what_was_typed():
    answer = to_sign_in(RequestFactory().post("/moderate?token=secret", {"words": "private"}))
    assert answer.url == "/account/sign-in?next=%2Fmoderate"


def test_each_mark_lets_in_whom_it_names():
    assert keepers(page)(asked(KEEPER)).content == b"in"
    assert moderators(page)(asked(MODERATOR)).content == b"in"
    assert moderators(page)(asked(STEWARD)).content == b"in"
    for mark, viewer in ((moderators, KEEPER), (stewards, KEEPER), (stewards, MODERATOR)):
        with pytest.raises(PermissionDenied):
            mark(page)(asked(viewer))


def test_a_powerful_role_without_its_second_factor_is_sent_to_use_it():
    weak = Viewer(1, uuid.uuid4(), STEWARD.grants)
    assert stewards(page)(asked(weak)).url == "/account/second-step/now?next=%2Fmoderate%3Farea%3D1"


def test_guard_lets_through_or_refuses():
    guard(True)
    with pytest.raises(PermissionDenied, match="for the keepers of this listing"):
        guard(False)


@pytest.mark.django_db
def test_a_visitor_without_session_costs_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        signed_in(page)(RequestFactory().get("/"))


@pytest.mark.django_db
def test_asking_twice_who_is_there_reads_once(client, django_assert_max_num_queries):
    sign_in(client, person_with())
    client.get("/account/nickname")
    with django_assert_max_num_queries(3):  # session, person, roles
        client.get("/account/nickname")


@pytest.mark.parametrize(
    ("viewer", "words"),
    [(Viewer(), "If that is you, sign in."), (KEEPER, "You are signed in, but not as one of them.")],
)
def test_whoever_may_not_enter_reads_whom_it_is_for(viewer, words):
    answer = closed(asked(viewer), PermissionDenied("This page is for the moderators of this area."))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "This page is for the moderators of this area." in text
    assert words in text
    assert faults_of_html(text) == []
    assert answer.headers["Cache-Control"] == "no-store"

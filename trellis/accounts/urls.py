"""Addresses of people: signing in, what they hold, and where stewards give roles."""

from django.urls import URLPattern, URLResolver, include, path

from trellis.accounts import doors
from trellis.accounts.views import mine, people, you

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", you.you, name="you"),
    path("account/nickname", you.nickname, name="nickname"),
    path("account/sessions", you.sessions, name="sessions"),
    path("account/sessions/end", you.end_session, name="end-session"),
    path("account/second-step/now", you.second_step, name="second-step"),
    path("account/everything", mine.everything, name="everything-about-me"),
    path("account/erase", mine.erase_me, name="erase-me"),
    path("account/", include(doors.urlpatterns)),
    path("stewards/people", people.people, name="people"),
    path("stewards/people/give", people.give_role, name="give-role"),
    path("stewards/people/sign-out", people.sign_out_person, name="sign-out-person"),
    path("stewards/people/end/<int:number>", people.end_role, name="end-role"),
]

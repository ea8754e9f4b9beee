"""The page "You": what somebody's account holds, and what they look after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trellis.accounts.access import signed_in


@signed_in
def you(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/you.html")

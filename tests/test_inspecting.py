"""The inspecting client finds what it says it finds: a good page passes, and each fault put into it is found."""

import pytest
from django.http import HttpResponse

from tests.inspecting import faults_of_headers, faults_of_html, inspect

GOOD = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Near Burnley · Trellis</title>
<link rel="canonical" href="https://trellis.example/find">
<link rel="stylesheet" href="/static/web/css/base.css">
<script type="module" src="/static/web/near.js"></script>
</head>
<body>
<a href="#main">Skip to the page</a>
<nav><a href="/now">Now</a></nav>
<main id="main">
<h1>Near Burnley</h1>
<h2>Tonight</h2>
<form action="/find"><label for="near">Where</label> <input id="near" name="near"> <button>Find</button></form>
<a href="/meetings/way-in"><img src="/static/web/mark.svg" alt="Way In"></a>
<svg aria-hidden="true" viewBox="0 0 1 1"><path d="M0 0"/></svg>
</main>
</body>
</html>
"""

FAULTS = {
    "jumps from h1 to h3": ("<h2>Tonight</h2>", "<h3>Tonight</h3>"),
    "has 2 h1": ("<h2>Tonight</h2>", "<h1>Tonight</h1>"),
    "title that is not its h1": ("<h1>Near Burnley</h1>", "<h1>Something else</h1>"),
    "has the id 'main' 2 times": ("<h2>Tonight</h2>", '<h2 id="main">Tonight</h2>'),
    "no label names": ('<label for="near">Where</label>', ""),
    "points to the id 'far'": ('<label for="near">Where</label>', '<label for="far">Where</label>'),
    "link or button without words": ("<button>Find</button>", "<button></button>"),
    "picture without alt": (' alt="Way In"', ""),
    "drawing neither hidden": (' aria-hidden="true"', ""),
    "inline style": ("<h2>", '<h2 style="color: red">'),
    "inline onclick": ("<h2>", '<h2 onclick="go()">'),
    "<style> of its own": ("</head>", "<style>h1 { color: red }</style></head>"),
    "script of its own": ("</head>", "<script>go()</script></head>"),
    "script in an address": ('href="/now"', 'href="javascript:go()"'),
    "fetches from elsewhere": ('src="/static/web/mark.svg"', 'src="https://cdn.example/mark.svg"'),
    "leads nowhere": ('href="/now"', 'href="#"'),
    "does not say its language": (' lang="en-GB"', ""),
    "skips to what the page is about": ('<a href="#main">Skip to the page</a>', ""),
    "exactly one <main>": ("<nav>", "<main></main><nav>"),
    "forbids zooming": ("initial-scale=1", "maximum-scale=1"),
    "shows code to people": ("<h2>Tonight</h2>", "<h2>{{ when }}</h2>"),
    "is no valid HTML": ("<h2>Tonight</h2>", "<p><h2>Tonight</h2></p>"),
}


def test_a_good_page_has_no_faults():
    assert faults_of_html(GOOD) == []


@pytest.mark.parametrize(("fault", "change"), FAULTS.items(), ids=FAULTS)
def test_each_fault_is_found(fault, change):
    good, bad = change
    assert good in GOOD
    assert any(fault in found for found in faults_of_html(GOOD.replace(good, bad, 1)))


def test_a_fragment_needs_no_title_and_is_held_to_the_rest():
    assert faults_of_html("<li><a href='/now'>Now</a></li>", is_fragment=True) == []
    assert faults_of_html("<li><a href='/now'></a></li>", is_fragment=True)


def test_an_answer_without_a_policy_is_found():
    assert any("content security policy" in fault for fault in faults_of_headers(HttpResponse()))


def test_a_policy_that_lets_inline_scripts_in_is_found():
    policy = "default-src 'self'; script-src 'unsafe-inline'"
    answer = HttpResponse(headers={"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff"})
    assert len(inspect(answer)) == 1


@pytest.mark.one_database  # on PostgreSQL it does not look again at what it saw on SQLite
@pytest.mark.django_db
def test_the_client_of_every_test_inspects(client, monkeypatch):
    monkeypatch.setattr("tests.inspecting.faults_of_headers", lambda response: ["has a fault"])
    with pytest.raises(AssertionError, match="/healthz has faults"):
        client.get("/healthz")

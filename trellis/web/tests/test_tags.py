"""The tags of the frame: icons, and what is rendered once."""

import pytest
from django.template import Context, Template
from django.urls import NoReverseMatch


def render(source: str, **values: object) -> str:
    return Template("{% load icons once %}" + source).render(Context(values))


def test_an_icon_is_hidden_from_those_who_listen_and_comes_from_our_own_file():
    html = render('{% icon "pin" %}')
    assert 'aria-hidden="true"' in html
    assert '<use href="/static/web/icons.svg#pin">' in html


def test_what_stands_inside_once_is_rendered_once(monkeypatch: pytest.MonkeyPatch):
    template = Template("{% load once %}{% once %}{% static 'web/mark.svg' %}{% endonce %}")
    assert template.render(Context()) == "/static/web/mark.svg"
    monkeypatch.setattr("django.templatetags.static.StaticNode.handle_simple", lambda path: "elsewhere")
    assert template.render(Context()) == "/static/web/mark.svg"


def test_nothing_of_a_request_gets_inside_once():
    template = Template("{% load once %}[{% once %}{{ request }}{{ name }}{% endonce %}]")
    assert template.render(Context({"name": "Alice", "request": "hers"})) == "[]"
    assert template.render(Context({"name": "Bob"})) == "[]"


def test_a_mistake_inside_once_is_told_as_it_is():
    with pytest.raises(NoReverseMatch):
        render("{% once %}{% url 'no-such-page' %}{% endonce %}")

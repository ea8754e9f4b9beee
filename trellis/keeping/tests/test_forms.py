import datetime as dt

import pytest
from django.template.loader import render_to_string

from tests.inspecting import faults_of_html
from trellis.keeping.forms import AnyOf, Clock, Day, Line, MailAddress, OneOf, Paragraphs, PlainForm, Tick, WebAddress


class Sample(PlainForm):
    name = Line("What is it called?", hint="As people say it.", missing="Say what it is called.", limit=20)
    kind = OneOf("What is it?", [("a", "A place"), ("b", "A group")], missing="Choose what it is.")
    offers = AnyOf("What is there?", [("tea", "Tea"), ("lift", "Lift")])
    story = Paragraphs("In its own words")
    mail = MailAddress("E-mail")
    site = WebAddress("Website")
    day = Day("First date")
    time = Clock("Starts")
    sure = Tick("I am sure", missing="Tick it if you are sure.")


GOOD = {"name": "Tea hour", "kind": "a", "sure": "on"}


def rendered(form):
    parts = [render_to_string("keeping/_errors.html", {"form": form})]
    parts += [render_to_string("keeping/_field.html", {"field": field}) for field in form]
    return "".join(parts)


def test_the_summary_leads_to_each_field_that_is_wrong_in_the_order_of_the_page():
    form = Sample({})
    html = rendered(form)
    assert [(problem.target, problem.words) for problem in form.problems] == [
        ("id_name", "Say what it is called."),
        ("id_kind_0", "Choose what it is."),
        ("id_sure", "Tick it if you are sure."),
    ]
    assert all(f'href="#{problem.target}"' in html and f'id="{problem.target}"' in html for problem in form.problems)


def test_fields_are_valid_html_and_name_their_hints_and_errors():
    html = rendered(Sample({}))
    assert not faults_of_html(html, is_fragment=True)
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert not faults_of_html(rendered(Sample()), is_fragment=True)


def test_html_is_refused_and_what_only_looks_like_it_is_kept():
    assert Sample({**GOOD, "story": "Bring <b>tea</b>"}).errors["story"] == [
        "This looks like HTML. Write it as plain words, without < and >."
    ]
    form = Sample({**GOOD, "story": "3 < 4 & 5 > 4"})
    assert form.is_valid()
    assert form.cleaned_data["story"] == "3 < 4 & 5 > 4"


def test_characters_that_nobody_sees_go_and_lines_stay_in_paragraphs_only():
    form = Sample({**GOOD, "name": "Tea\x00\u200b\n hour", "story": "One\r\n\r\n\r\nTwo\x07"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Tea hour"
    assert form.cleaned_data["story"] == "One\n\nTwo"


def test_what_is_too_long_says_how_long_it_may_be():
    [message] = Sample({**GOOD, "name": "x" * 21}).errors["name"]
    assert message == "This is too long: up to 20 characters, and it has 21. Shorten it a little."


def test_only_web_addresses_are_taken_for_one():
    form = Sample({**GOOD, "site": "example.org/tea"})
    assert form.is_valid()
    assert form.cleaned_data["site"] == "https://example.org/tea"
    for wrong in ("javascript:alert(1)", "ftp://example.org/", "no address"):
        assert len(Sample({**GOOD, "site": wrong}).errors["site"]) == 1, wrong


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("7.30pm", dt.time(19, 30)), ("19:30", dt.time(19, 30)), ("7 pm", dt.time(19)), ("Noon", dt.time(12)), ("", None)],
)
def test_a_time_is_taken_as_people_write_it(typed, meant):
    form = Sample({**GOOD, "time": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["time"] == meant


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-03",
        "3/12/26",
        "03.12.2026",
        "3rd December 2026",
        "Thu 3 Dec, 2026",
        "December 3rd, 2026",
        "3 of december 2026",
    ],
)
def test_a_date_is_taken_as_people_write_it(typed):
    form = Sample({**GOOD, "day": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == dt.date(2026, 12, 3)


def test_what_is_no_time_and_no_date_is_said_with_how_to_write_it():
    form = Sample({**GOOD, "time": "25:00", "day": "31/02/2027"})
    assert form.errors["time"] == ["This is not a time. Write it as 19:30 or 7:30 pm."]
    assert form.errors["day"] == ["This is not a date. Write it as 24/12/2026, or as 24 December 2026."]

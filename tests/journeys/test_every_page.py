"""Every page in a browser, for whoever gets in, also where a form was filled in wrongly: axe finds nothing, at phone
and desktop width, in the light and in the dark; it fits narrow screens and large text; it needs no scripts.

One window serves all looks, and one visit several. Axe looks for every fault at both widths; what is light at one
width is dark at the other, and the other way round from look to look, since colours do not hang on the width.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import axe_core_python
import pytest
from django.db import transaction
from django.utils import timezone

from tests.access.conftest import comes
from tests.inspecting import elements, parse
from tests.journeys.looks import LOOKS, NEVER_WRONG, is_page, name_of
from tests.journeys.window import Window, raise_if
from tests.security.filling import fields_of, typed_in

NARROWEST, PHONE, DESKTOP = 320, 360, 1280
SCHEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """
async ([tags, contrast]) => {
  const rules = {'color-contrast': {enabled: contrast}};
  const only = {runOnly: {type: 'tag', values: tags}, rules, reporter: 'no-passes', preload: false};
  return (await axe.run(document, only)).violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id} (${rule.help}): ${node.html.slice(0, 200)} ${node.failureSummary}`));
}
"""
OVERFLOWING = """
() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.body.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 5).map(element => element.outerHTML.slice(0, 120)).concat(['the page is wider than the screen'])
"""
TOO_SMALL = """
() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(element => {
  const box = element.getBoundingClientRect();
  const around = element.parentElement.closest(':not(b, strong, span)').textContent.trim();
  const isWithinWords = getComputedStyle(element).display === 'inline' && around !== element.textContent.trim();
  const isUnseen = box.width < 2 || box.bottom < 0 || element.closest('.leaflet-container, .pot, .skip');
  return !isUnseen && !isWithinWords && !element.matches('[type=checkbox], [type=radio]') && box.height < 43.5;
}).map(element => `lower than a thumb, ${element.clientHeight} px: ${element.outerHTML.slice(0, 120)}`)
"""
"""What is pressed, but for a word in a sentence; the label beside a box is pressed too."""
TOO_LONG = """
() => [...document.querySelectorAll('main :is(p, li, dd, summary, label)')].filter(element => {
  if ([...element.querySelectorAll('*')].some(one => getComputedStyle(one).display !== 'inline')) return false;
  const words = document.createRange();
  words.selectNodeContents(element);
  const lines = [...words.getClientRects()].reduce((sum, box) => sum + box.width, 0);
  const width = element.getBoundingClientRect().width;
  return lines > width && element.textContent.trim().length * width / lines > 76;
}).map(element => `far more than 66 letters in a line: ${element.outerHTML.slice(0, 120)}`)
"""
"""Words of two lines or more; some letters are narrower than others."""
TOO_WIDE_IN_LARGE_TEXT = f"""
() => {{
  document.documentElement.style.fontSize = '200%';
  const found = ({OVERFLOWING.strip()})();
  document.documentElement.style.fontSize = '';
  return found.map(fault => `with text twice the size: ${{fault}}`);
}}
"""
HEADINGS = """
html => [new DOMParser().parseFromString(html, 'text/html'), document]
  .map(page => page.querySelector('h1').textContent.split(/\\s+/).join(' ').trim())
"""


@pytest.fixture(scope="module")
def town_today(window, django_db_setup, django_db_blocker, tables_of_places) -> Iterator[None]:
    """The imaginary town as it is read in today, so that nothing in it has paled.

    It comes after the window: once Playwright runs, Django has another connection than before.
    """
    from trellis.opendata.demo import load_imaginary_town

    with django_db_blocker.unblock(), transaction.atomic():
        load_imaginary_town(now=timezone.now())
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def window(browser) -> Iterator[Window]:
    window = Window(browser)
    yield window
    window.close()


@cache
def axe_source() -> str:
    return (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page, *, contrast=True) -> list[str]:
    """What axe finds on the page, one line for each element. The contrast of colours is most of its work."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe_source())
    return page.evaluate(AXE, [RULES, contrast])


def found_by(page, *looks: str) -> list[str]:
    """All at once, since each question to a browser costs more than its answer."""
    return page.evaluate(f"[{','.join(f'...({look.strip()})()' for look in looks)}]")


def faults_seen(window, client, at, answer, *, schemes, is_seen_again=False) -> Iterator[str]:
    """Of a page that was seen before, but for its errors, colours are looked at once more and not twice."""
    page = window.page
    window.show(client, at, answer, width=DESKTOP, scheme=schemes[0])
    plain, shown = page.evaluate(HEADINGS, answer.content.decode())
    if plain != shown or not plain:
        yield f"its heading is {plain!r} without scripts, and {shown!r} with them"
    yield from (f"at {DESKTOP} pixels, {schemes[0]}: {fault}" for fault in violations(page, contrast=not is_seen_again))
    found = found_by(page, TOO_SMALL, TOO_LONG, TOO_WIDE_IN_LARGE_TEXT)
    yield from (f"at {DESKTOP} pixels, {fault}" for fault in found)
    page.emulate_media(color_scheme=schemes[1])
    page.set_viewport_size({"width": PHONE, "height": 800})
    yield from (f"at {PHONE} pixels, {schemes[1]}: {fault}" for fault in violations(page))
    yield from (f"at {PHONE} pixels, {fault}" for fault in found_by(page, TOO_SMALL, TOO_WIDE_IN_LARGE_TEXT))
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    yield from (f"at {NARROWEST} pixels: {fault}" for fault in page.evaluate(OVERFLOWING))
    yield from window.troubles()


def has_errors(answer) -> bool:
    root = parse(answer.content.decode())[0]
    return any(element.get("role") == "alert" or element.get("aria-invalid") for element in elements(root))


def forms_of(answer):
    """Those in which there is something to fill in; the others are one button."""
    for form in elements(parse(answer.content.decode())[0], "form"):
        kinds = {field.get("type") for field in elements(form, "input", "select", "textarea")}
        if form.get("method") == "post" and kinds - {"hidden", "submit", "button", "image"}:
            yield form


def filled_in_wrongly(client, at, answer):
    """What comes of the first of its forms that can be filled in wrongly: with far too much, or with nothing chosen."""
    for form in forms_of(answer):
        pressed = {one.get("name"): one.get("value", "") for one in elements(form, "button") if one.get("name")}
        hidden = {
            field.get("name"): field.get("value", "")
            for field in elements(form, "input")
            if field.get("type") == "hidden"
        }
        too_much = fields_of(form) | dict.fromkeys(typed_in(form), "9" * 2500)
        for sent in (too_much | pressed, too_much, hidden):
            with transaction.atomic():
                wrong = client.post(urljoin(at, form.get("action") or at), sent)
                transaction.set_rollback(True)
            if is_page(wrong) and has_errors(wrong):
                return wrong
    return None


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_it_fits_every_screen_and_needs_no_scripts(look, window, town_today, db, client):
    wanted = LOOKS[look]
    client.defaults["HTTP_HOST"] = "localhost"
    at = wanted.at(comes(client, wanted.who), client)
    answer = client.get(at) if wanted.sends is None else client.post(at, wanted.sends)
    assert answer.status_code == wanted.status, f"{at} answered {answer.status_code} {answer.headers.get('Location')}"
    schemes = SCHEMES if list(LOOKS).index(look) % 2 else SCHEMES[::-1]
    raise_if([*faults_seen(window, client, at, answer, schemes=schemes)])
    has_form = wanted.status == 200 and any(forms_of(answer))
    wrong = filled_in_wrongly(client, at, answer) if has_form else None
    if wrong is not None:
        found = faults_seen(window, client, at, wrong, schemes=schemes[::-1], is_seen_again=True)
        raise_if([f"filled in wrongly, {fault}" for fault in found])
    is_ever_wrong = has_form and not {look, name_of(look)} & NEVER_WRONG
    assert is_ever_wrong == (wrong is not None), "Nothing makes its form show an error: see NEVER_WRONG."


def test_axe_would_find_something(window, town_today, db, client):
    client.defaults["HTTP_HOST"] = "localhost"
    answer = client.get("/about")
    window.show(client, "/about", answer, width=PHONE, scheme="light")
    assert violations(window.page) == []
    window.page.evaluate("document.querySelector('h1').innerHTML += '<img src=\"/static/web/mark.svg\">'")
    assert any("image-alt" in fault for fault in violations(window.page))
    window.page.evaluate("document.querySelector('h1').style.color = 'rgb(250, 250, 250)'")
    assert any("color-contrast" in fault for fault in violations(window.page))


def test_what_is_too_wide_would_be_found(window, town_today, db, client):
    client.defaults["HTTP_HOST"] = "localhost"
    window.show(client, "/about", client.get("/about"), width=NARROWEST, scheme="light")
    window.page.evaluate("document.querySelector('h1').style.width = '2000px'")
    assert found_by(window.page, OVERFLOWING)
    window.page.evaluate("document.querySelector('h1').style.width = '25rem'")
    window.page.set_viewport_size({"width": 420, "height": 800})
    assert not found_by(window.page, OVERFLOWING)
    assert found_by(window.page, TOO_WIDE_IN_LARGE_TEXT)


def test_a_request_to_somebody_else_would_be_found(window, town_today, db, client):
    client.defaults["HTTP_HOST"] = "localhost"
    answer = client.get("/about")
    del answer["Content-Security-Policy"]
    window.show(client, "/about", answer, width=NARROWEST, scheme="light")
    window.page.evaluate("fetch('http://192.0.2.1/').catch(() => 0)")
    assert any("somebody else: http://192.0.2.1/" in fault for fault in window.troubles())

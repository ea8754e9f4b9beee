"""A test client that inspects every page it fetches, so that every test of a page is a test of its quality.

    def test_a_meeting_says_when_it_is(client): ...      # fails on two h1, an unlabelled field, inline style…
    def test_the_area_names_its_pathways(visit): ...     # visit("/areas/E07000117").text, .links, .heading

What is looked for stands below, one function each, over the tree that a strict HTML parser makes. A fragment (fetched
with an HX-Request header) is spared what only a whole document has.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.db import connection
from django.http import HttpResponse
from django.test import Client

Check = Callable[[Element], Iterator[str]]

DATA_SCRIPTS = {"application/json", "application/ld+json", "importmap"}
NAMES_ONLY = {"canonical", "alternate", "license", "me", "author", "help", "next", "prev"}
FOCUSABLE = {"a", "button", "input", "select", "textarea", "summary"}
POINTS_TO_IDS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")
UNREAD = {"script", "style", "template"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "reset", "image"}


class InspectingClient(Client):
    """Django's test client. A page with a fault raises AssertionError with all its faults."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        # The same tests fetch the same pages on SQLite, and no fault of a page hangs on the database.
        is_looked_at = connection.vendor == "sqlite"
        faults = inspect(response, is_fragment="HTTP_HX_REQUEST" in request) if is_looked_at else []
        assert not faults, "\n".join([f"{request.get('PATH_INFO')} has faults:", *faults])
        return response


def inspect(response: HttpResponse, *, is_fragment: bool = False) -> list[str]:
    """Every fault of one answer."""
    faults = list(faults_of_headers(response))
    if response.streaming or response.headers.get("Content-Encoding") or not response.content:
        return faults
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    if kind == "text/html":
        faults += faults_of_html(response.content.decode(), is_fragment=is_fragment)
    elif kind.endswith("json"):
        json.loads(response.content)
    return faults


def faults_of_headers(response: HttpResponse) -> Iterator[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "unsafe" in policy:
        yield f"its content security policy lets others in: {policy!r}"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "it lets browsers guess its type (X-Content-Type-Options)"


def faults_of_html(text: str, *, is_fragment: bool = False) -> list[str]:
    root, faults = parse(text, is_fragment=is_fragment)
    checks = CHECKS_OF_ANY_HTML if is_fragment else (*CHECKS_OF_ANY_HTML, *CHECKS_OF_DOCUMENTS)
    return [*faults, *(fault for check in checks for fault in check(root))]


@lru_cache(maxsize=16)
def parse(text: str, *, is_fragment: bool = False) -> tuple[Element, list[str]]:
    """The tree, with drawings among the rest, and what a strict parser says of the text.

    Not to be changed: whoever asks again gets the same one.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parseFragment(text) if is_fragment else parser.parse(text)
    lines = text.splitlines() or [""]
    faults = [
        f"is no valid HTML, line {line}: {code} {details or ''} in {lines[min(line, len(lines)) - 1].strip()[:100]!r}"
        for (line, _column), code, details in parser.errors
    ]
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return root, faults


# --- Any HTML -------------------------------------------------------------------------------------------------------


def elements(root: Element, *tags: str) -> Iterator[Element]:
    """In the order of the page; comments are passed over."""
    if len(tags) == 1:
        return root.iter(*tags)
    if tags:
        return (element for element in root.iter() if element.tag in tags)
    return (element for element in root.iter() if isinstance(element.tag, str))


def words_of(element: Element) -> str:
    """What is read aloud: text, alternative texts and labels, without what is hidden from readers."""
    if not isinstance(element.tag, str) or element.tag in UNREAD or element.get("aria-hidden") == "true":
        return ""
    if element.get("aria-label"):
        return str(element.get("aria-label"))
    parts = [element.get("alt") or "", element.text or ""]
    for child in element:
        parts += [words_of(child), child.tail or ""]
    return " ".join(" ".join(parts).split())


def shown(element: Element) -> str:
    """The beginning of an element, for a message."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attrib.items())
    return f"<{element.tag}{attributes}>"[:120]


def ids_are_unique(root: Element) -> Iterator[str]:
    for name, times in Counter(e.get("id") for e in elements(root) if e.get("id") is not None).items():
        if times > 1:
            yield f"has the id {name!r} {times} times"


def controls_have_labels(root: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in elements(root, "label") if words_of(label)}
    wrapped = {id(inner) for label in elements(root, "label") if words_of(label) for inner in label.iter()}
    for control in elements(root, "input", "select", "textarea"):
        named = control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in labelled
        if control.get("type") not in NEEDS_NO_LABEL and not named and id(control) not in wrapped:
            yield f"has a field that no label names: {shown(control)}"


def buttons_and_links_have_words(root: Element) -> Iterator[str]:
    for element in elements(root, "a", "button", "summary"):
        if not words_of(element) and not element.get("aria-labelledby"):
            yield f"has a link or button without words: {shown(element)}"


def links_lead_somewhere(root: Element) -> Iterator[str]:
    for link in elements(root, "a"):
        if link.get("href", "").strip() in {"", "#"}:
            yield f"has a link that leads nowhere: {shown(link)}"


def pictures_have_alternatives(root: Element) -> Iterator[str]:
    for picture in elements(root, "img", "area"):
        if picture.get("alt") is None:
            yield f"has a picture without alt: {shown(picture)}"
    for drawing in elements(root, "svg"):
        is_hidden = drawing.get("aria-hidden") == "true"
        is_named = drawing.get("role") == "img" and (drawing.get("aria-label") or drawing.get("aria-labelledby"))
        if not is_hidden and not is_named:
            yield f"has a drawing neither hidden from readers nor named: {shown(drawing)}"


def nothing_is_inline(root: Element) -> Iterator[str]:
    for element in elements(root):
        if element.tag == "style":
            yield "has a <style> of its own"
        if element.tag == "script" and not element.get("src") and element.get("type") not in DATA_SCRIPTS:
            yield "has a script of its own"
        for name, value in element.attrib.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                yield f"has an inline {name}: {shown(element)}"
            if name in {"href", "action", "formaction"} and value.strip().lower().startswith("javascript:"):
                yield f"has a script in an address: {shown(element)}"


def nothing_is_fetched_from_elsewhere(root: Element) -> Iterator[str]:
    for element in elements(root):
        if element.tag == "link" and set(element.get("rel", "").split()) & NAMES_ONLY:
            continue
        sources = [element.get(name, "") for name in ("src", "poster", "data", "background", "action", "formaction")]
        sources += [candidate.split()[0] for candidate in element.get("srcset", "").split(",") if candidate.strip()]
        if element.tag in {"link", "use", "image"}:
            sources += [value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href"]
        for source in sources:
            if urlsplit(source).netloc:
                yield f"fetches from elsewhere: {shown(element)}"


def references_are_there(root: Element) -> Iterator[str]:
    ids = {element.get("id") for element in elements(root)}
    for element in elements(root):
        for name in POINTS_TO_IDS:
            for wanted in element.get(name, "").split():
                if wanted not in ids:
                    yield f"points to the id {wanted!r}, which is not there: {shown(element)}"


def text_has_no_loose_code(root: Element) -> Iterator[str]:
    """Left-over template code, and values that a person should never read."""
    words = words_of(root)
    for pattern in (r"\{[{%#]", r"[}%#]\}", r"\bNone\b(?= |$)(?! of)", r"<object at 0x", r"\bdatetime\.\w+\("):
        if match := re.search(pattern, words):
            yield f"shows code to people: …{words[max(0, match.start() - 40) : match.end() + 20]}…"


# --- Whole documents ------------------------------------------------------------------------------------------------


def the_language_is_said(root: Element) -> Iterator[str]:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)*", root.get("lang", "")):
        yield f"does not say its language: lang={root.get('lang')!r}"


def one_heading_matches_the_title(root: Element) -> Iterator[str]:
    headings = [words_of(heading) for heading in elements(root, "h1")]
    titles = [words_of(title) for title in elements(root, "title")]
    if len(headings) != 1 or len(titles) < 1:
        yield f"has {len(headings)} h1 and {len(titles)} titles; there is one of each: {headings} {titles}"
        return
    title, heading = (re.sub(r"\W+", " ", text).strip().lower() for text in (titles[0].split(" · ")[0], headings[0]))
    if not title or not heading or (title not in heading and heading not in title):
        yield f"has a title that is not its h1: {titles[0]!r} and {headings[0]!r}"


def headings_are_in_order(root: Element) -> Iterator[str]:
    last = 0
    for heading in elements(root, "h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(heading.tag[1])
        if level > last + 1:
            yield f"jumps from h{last} to h{level} at {words_of(heading)!r}"
        if not words_of(heading):
            yield f"has an empty {heading.tag}"
        last = level


def the_skip_link_is_first(root: Element) -> Iterator[str]:
    first = next((e for e in elements(root, *FOCUSABLE) if e.tag != "a" or e.get("href")), None)
    target = first.get("href", "") if first is not None else ""
    ids = {element.get("id") for element in elements(root)}
    if not target.startswith("#") or target[1:] not in ids:
        yield "does not begin with a link that skips to what the page is about"


def landmarks_are_there(root: Element) -> Iterator[str]:
    if len(list(elements(root, "main"))) != 1:
        yield "has not exactly one <main>"
    for navigation in list(elements(root, "nav"))[1:]:
        if not navigation.get("aria-label") and not navigation.get("aria-labelledby"):
            yield f"has a second <nav> without a name: {shown(navigation)}"


def phones_may_zoom(root: Element) -> Iterator[str]:
    content = next((e.get("content", "") for e in elements(root, "meta") if e.get("name") == "viewport"), "")
    if "width=device-width" not in content or "maximum-scale" in content or "user-scalable" in content:
        yield f"does not fit itself to phones, or forbids zooming: viewport {content!r}"


CHECKS_OF_ANY_HTML: tuple[Check, ...] = (
    ids_are_unique,
    controls_have_labels,
    buttons_and_links_have_words,
    links_lead_somewhere,
    pictures_have_alternatives,
    nothing_is_inline,
    nothing_is_fetched_from_elsewhere,
    text_has_no_loose_code,
)
CHECKS_OF_DOCUMENTS: tuple[Check, ...] = (
    the_language_is_said,
    one_heading_matches_the_title,
    headings_are_in_order,
    the_skip_link_is_first,
    landmarks_are_there,
    phones_may_zoom,
    references_are_there,
)


@dataclass
class Page:
    """A page as a visitor meets it: its words, and where its links lead."""

    response: Any

    @cached_property
    def root(self) -> Element:
        return parse(self.response.content.decode())[0]

    @property
    def heading(self) -> str:
        return words_of(next(elements(self.root, "h1")))

    @property
    def text(self) -> str:
        """The words of the page within <main>."""
        return words_of(next(elements(self.root, "main")))

    @property
    def links(self) -> dict[str, str]:
        """The words of every link within <main> → where it leads. Of two with the same words, the first."""
        found: dict[str, str] = {}
        for link in elements(next(elements(self.root, "main")), "a"):
            found.setdefault(words_of(link), link.get("href", ""))
        return found

    def all(self, tag: str, *, with_class: str = "") -> list[Element]:
        return [e for e in elements(self.root, tag) if not with_class or with_class in e.get("class", "").split()]

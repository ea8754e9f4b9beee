"""A form of a page as a browser would send it, with some fields written anew."""

from typing import Any
from xml.etree.ElementTree import Element

from tests.inspecting import elements, parse

Fields = dict[str, list[str]]


def filled_in(content: bytes, **other: str) -> Fields:
    """The longest form of the page."""
    forms = [fields_of(form) for form in elements(parse(content.decode())[0], "form") if form.get("method") == "post"]
    return max(forms, key=len) | {name: [value] for name, value in other.items()}


def takes_words(content: bytes) -> list[str]:
    """The names of its fields that take any words."""
    root = parse(content.decode())[0]
    forms = [form for form in elements(root, "form") if form.get("method") == "post"]
    return typed_in(max(forms, key=lambda form: len(fields_of(form))))


def typed_in(form: Element) -> list[str]:
    kinds = {"text", "search", "url", "email", "tel", None}
    typed = [field for field in elements(form, "input") if field.get("type") in kinds]
    return [str(field.get("name")) for field in [*typed, *elements(form, "textarea")] if field.get("name")]


def fields_of(form: Element) -> Fields:
    found: Fields = {}

    def add(element: Element, value: str) -> None:
        if name := element.get("name"):
            found.setdefault(name, []).append(value)

    for element in elements(form, "input", "textarea", "select"):
        kind: Any = element.get("type")
        if element.tag == "textarea":
            add(element, (element.text or "").removeprefix("\n"))
        elif element.tag == "select":
            options = list(elements(element, "option"))
            chosen = [one for one in options if one.get("selected") is not None] or options[:1]
            for one in chosen:
                add(element, one.get("value", one.text or ""))
        elif kind in {"checkbox", "radio"}:
            if element.get("checked") is not None:
                add(element, element.get("value", "on"))
        elif kind not in {"submit", "button", "reset", "file", "image"}:
            add(element, element.get("value", ""))
    return found

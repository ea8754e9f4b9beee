"""Every model field declares how private it is and how long it lives."""

from types import SimpleNamespace

import pytest

from tests.conventions.code import told
from trellis.safety.privacy import (
    Lifetime,
    PrivacyClass,
    check_declarations,
    declare,
    member,
    public,
    trellis_models,
    undeclared_fields,
)


def test_every_field_is_declared():
    problems = list(check_declarations())
    assert not problems, told(problems)


def test_every_declaration_is_whole():
    for model in trellis_models():
        for declaration in model.privacy.values():
            assert isinstance(declaration.privacy, PrivacyClass), model
            assert isinstance(declaration.lives, Lifetime), model


def test_there_are_models_to_look_at():
    assert {model.__name__ for model in trellis_models()} >= {"Place", "Group", "Meeting", "Source"}


def model_with(names: str, **attributes: object) -> SimpleNamespace:
    fields = [SimpleNamespace(name=name, concrete=True) for name in names.split()]
    return SimpleNamespace(_meta=SimpleNamespace(get_fields=lambda: fields), **attributes)


def test_a_field_that_nobody_declared_is_found():
    assert undeclared_fields(model_with("id name phone", privacy=declare(public("id name")))) == ({"phone"}, set())


def test_a_declared_name_that_is_no_field_is_found():
    assert undeclared_fields(model_with("id", privacy=declare(public("id nmae")))) == (set(), {"nmae"})


def test_a_model_without_declarations_has_all_its_fields_found():
    assert undeclared_fields(model_with("id name")) == ({"id", "name"}, set())


def test_a_field_is_declared_once():
    with pytest.raises(ValueError, match="'name' is declared twice"):
        declare(public("name"), member("name"))

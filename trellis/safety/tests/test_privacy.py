"""Every field says how private it is and how long it lives."""

import pytest
from django.core.checks import Error

from trellis.places.models import Revision
from trellis.safety import privacy
from trellis.safety.models import Letter


def test_no_field_of_ours_is_undeclared() -> None:
    assert list(privacy.check_declarations()) == []


def test_a_field_that_nobody_declared_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Revision, "privacy", privacy.declare(privacy.public("id ghost")))
    found = [problem for problem in privacy.check_declarations() if isinstance(problem, Error)]
    assert [problem.id for problem in found] == ["trellis.E001", "trellis.E002"]
    assert "number" in found[0].msg
    assert "ghost" in found[1].msg


def test_words_that_are_special_must_be_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Letter, "privacy", Letter.privacy | privacy.declare(privacy.special("to subject")))
    (problem,) = privacy.check_declarations()
    assert (problem.id, "['subject']" in problem.msg) == ("trellis.E003", True)


def test_a_field_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        privacy.declare(privacy.public("name"), privacy.member("name"))

"""How often rings of objects are looked for."""

import gc

import pytest

from trellis.lib.garbage import SELDOM, looked_for_seldom


def test_it_is_looked_for_seldom_meanwhile_and_as_before_afterwards() -> None:
    usual = gc.get_threshold()
    with looked_for_seldom():
        assert gc.get_threshold() == SELDOM
    assert gc.get_threshold() == usual


def test_it_is_looked_for_as_before_when_something_goes_wrong() -> None:
    usual = gc.get_threshold()
    with pytest.raises(ValueError, match="broken"), looked_for_seldom():
        raise ValueError("broken")
    assert gc.get_threshold() == usual

"""Keeps what the lifetimes promise: a rule takes away what has lived as long as people were told it would.

A room registers its rules when Django starts:

    @rule("suggestions")
    def old_suggestions(now: datetime) -> int: …   # how many rows it took away

The worker calls `sweep` every hour.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import DatabaseError, transaction

log = logging.getLogger(__name__)

Rule = Callable[[datetime], int]
_rules: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Registers a function that takes away what is too old at a moment, and says how many rows that was."""

    def register(function: Rule) -> Rule:
        if _rules.setdefault(name, function) is not function:
            raise ValueError(f"There is a rule {name!r} already.")
        return function

    return register


def sweep(*, now: datetime) -> dict[str, int]:
    """Each rule in a transaction of its own: one that fails is logged, and holds no other back."""
    swept: dict[str, int] = {}
    for name, function in _rules.items():
        try:
            with transaction.atomic():
                swept[name] = function(now)
        except DatabaseError:
            log.exception("The rule of retention %r failed; it is tried again at the next sweep.", name)
    return swept

"""Containment of schemas, by jsonschema-rs: whether one allows all values of another one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jsonschema_rs

from caretasks.diff.change import Effect

_YES = jsonschema_rs.canonical.Containment.YES
_ROOTS = ("components", "paths", "webhooks")


class Containment:
    """Compares schemas of two documents."""

    def __init__(self, old: Any, new: Any) -> None:
        self._old = {name: old.get(name, {}) for name in _ROOTS}
        self._new = {name: new.get(name, {}) for name in _ROOTS}

    def find_effect(self, old: Sequence[Any], new: Sequence[Any]) -> Effect:
        """Return how the values differ that all of the old and all of the new schemas allow.

        It is both ways unless the opposite is proved.
        """
        try:
            before = jsonschema_rs.canonicalize({"allOf": list(old), **self._old}, validate_formats=True)
            after = jsonschema_rs.canonicalize({"allOf": list(new), **self._new}, validate_formats=True)
            narrowed, widened = after.covers(before) != _YES, before.covers(after) != _YES
        except (ValueError, RecursionError):  # the library cannot compare such schemas
            return Effect.BOTH
        return (Effect.NARROWED if narrowed else Effect.NONE) | (Effect.WIDENED if widened else Effect.NONE)

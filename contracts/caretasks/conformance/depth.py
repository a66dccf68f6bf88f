"""How deep JSON data may be: what judges and masks it goes down with it, level by level."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

DEEPEST = 200
"""Levels of lists and objects in an answer, at most."""


def is_deep(content: bytes) -> bool:
    """Whether JSON data has too many levels. What is no JSON has none."""
    if content.count(b"[") + content.count(b"{") <= DEEPEST:
        return False
    try:
        level = [json.loads(content)]
    except RecursionError:
        return True
    except ValueError:
        return False
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inner(value)]
    return bool(level)


def _inner(value: Any) -> Iterable[Any]:
    """What a list or an object holds, of lists and objects."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (inner for inner in held if isinstance(inner, dict | list))

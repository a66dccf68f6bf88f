"""Reading JSON as its standard has it: UTF-8, no NaN, no lone surrogates, nothing that a later step could choke on.

What no database and few other readers take is refused too: NUL in a text, and integers beyond the range of a double.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

DEEPEST = 200
"""Levels of lists and objects in an answer, at most."""

_DEEPEST = 200
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_LONG = re.compile(rb"[\[:,\s-][0-9]{309}")


class UnreadableError(ValueError):
    """A text is not such JSON; the message quotes nothing of it."""


def decode(content: bytes) -> Any:
    """The data that a JSON text stands for.

    Raises:
        UnreadableError: it is not UTF-8, not JSON, has a number that is out of range or a NUL, or is nested too deeply.
    """
    try:
        data = msgspec.json.decode(content)
    except UnicodeDecodeError:
        raise UnreadableError("it is not UTF-8") from None
    except msgspec.DecodeError as error:
        raise UnreadableError(str(error)) from None
    except RecursionError:
        raise UnreadableError("it is nested too deeply") from None
    if content.count(b"[") + content.count(b"{") > _DEEPEST and _deeper(data, _DEEPEST):
        raise UnreadableError("it is nested too deeply")
    if _NUL.search(content) and _any(data, lambda value: isinstance(value, str) and "\0" in value):
        raise UnreadableError("it has a NUL in a text")
    if _LONG.search(content) and _any(data, _huge):
        raise UnreadableError("it has an integer that is out of range")
    return data


def _huge(value: Any) -> bool:
    return isinstance(value, int) and abs(value) > sys.float_info.max


def _any(data: Any, is_one: Callable[[Any], bool]) -> bool:
    """Whether any name or value in the data is such a one."""
    pending = [data]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            pending.extend(value)
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
        elif is_one(value):
            return True
    return False


def _deeper(data: Any, levels: int) -> bool:
    """Whether arrays and objects stand in one another more than so many times."""
    layer = [data]
    for _ in range(levels):
        layer = [
            inner
            for value in layer
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
            if inner and isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True


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

"""Reading JSON as its standard has it: UTF-8, no NaN, no lone surrogates, nothing that a later step could choke on."""

from __future__ import annotations

from typing import Any

import msgspec

_DEEPEST = 200


class UnreadableError(ValueError):
    """A text is not such JSON; the message quotes nothing of it."""


def decode(content: bytes) -> Any:
    """The data that a JSON text stands for.

    Raises:
        UnreadableError: it is not UTF-8, not JSON, has a number that is out of range, or is nested too deeply.
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
    return data


def _deeper(data: Any, levels: int) -> bool:
    """Whether arrays and objects stand in one another more than so many times."""
    layer = [data]
    for _ in range(levels):
        layer = [
            inner
            for value in layer
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
            if isinstance(inner, dict | list)
        ]
        if not layer:
            return False
    return True

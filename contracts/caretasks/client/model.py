"""What of a model is shown in its `repr`: never what may be patient data."""

from collections.abc import Iterable
from typing import Any

from .reading import is_array, is_object

HIDDEN = "..."


def shown(name: str, fields: Iterable[tuple[str, str]]) -> str:
    """The `repr` of a model, of its fields as they are to be shown."""
    return f"{name}({', '.join(f'{field}={text}' for field, text in fields)})"


def scalar(value: Any) -> str:
    """A field of a simple type. An object that came in its place may hold anything, and is not shown."""
    if is_array(value):
        return f"[{', '.join(map(scalar, value))}]"
    return HIDDEN if is_object(value) else repr(value)


def parts(value: Any) -> str:
    """A field of models. A text that came in their place may hold anything, and is not shown."""
    if is_array(value):
        return f"[{', '.join(map(parts, value))}]"
    return HIDDEN if isinstance(value, str) or is_object(value) else repr(value)

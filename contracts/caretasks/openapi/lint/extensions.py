"""Lint the extensions `x-own`, `x-error-code` and `x-error-fields` of a spec. `structure` checks the others."""

from __future__ import annotations

from typing import Any

from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs, split
from caretasks.openapi.parts import Part
from caretasks.openapi.source import Findings


def find_extension_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield extensions with values that a mock server, a check or a client would misread."""
    for part in parts:
        if "x-own" in part.data and part.kind != "schema":
            yield join(part.pointer, "x-own"), "`x-own` is only allowed on a property of a request body"
        elif part.data.get("x-own", True) is not True:
            yield join(part.pointer, "x-own"), "must be true: set it to true or remove it"
        if part.kind == "schema":
            yield from _find_error_pointer_problems(document, part)


def _find_error_pointer_problems(document: Any, schema: Part) -> Findings:
    """Yield pointers of `x-error-code` and `x-error-fields` that do not point to a property of their schema."""
    pointers = {"x-error-code": schema.data["x-error-code"]} if "x-error-code" in schema.data else {}
    fields = schema.data.get("x-error-fields", [])
    if isinstance(fields, list):
        pointers |= {f"x-error-fields/{index}": pointer for index, pointer in enumerate(fields)}
    else:
        yield join(schema.pointer, "x-error-fields"), "must be a list of JSON pointers"
    for location, pointer in pointers.items():
        if not isinstance(pointer, str) or not _is_property(document, schema.pointer, pointer):
            message = "must be a JSON pointer to a property of this schema, with * for the items of an array"
            yield f"{schema.pointer}/{location}", message


def _is_property(document: Any, schema: str, pointer: str) -> bool:
    """Return whether a pointer into a value, with `*` for any item, points to a property that the schema declares."""
    try:
        tokens = split(pointer)
        for name in tokens:
            location = resolve_refs(document, schema)
            schema = join(location, "items") if name == "*" else join(location, "properties", name)
        resolve_pointer(document, schema)
    except PointerNotFoundError:
        return False
    return bool(tokens)

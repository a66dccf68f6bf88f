"""Lint the extensions of a spec: the values that a mock server, a check or a client would misread.

`structure` checks `x-rate-limit` and `x-prefix`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from caretasks.openapi.json_pointer import Edit, PointerNotFoundError, join, resolve_pointer, resolve_refs, split
from caretasks.openapi.parts import Part
from caretasks.openapi.problems import Finding, Findings
from caretasks.openapi.variants import EXTENSION, find_discriminator_problems


def find_extension_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield extensions with values that would be misread. They have no effect."""
    for part in parts:
        for found in _find_part_problems(document, part):
            keys = split(found.pointer.removeprefix(part.pointer))
            owner = part.pointer if keys[0] != "properties" else join(part.pointer, *keys[:2])
            name = keys[0] if keys[0] != "properties" else keys[2]
            yield found._replace(severity="warning", edit=Edit(join(owner, name)))


def _find_part_problems(document: Any, part: Part) -> Findings:
    if "x-own" in part.data and part.kind != "schema":
        message = "`x-own` is only allowed in the schema of a parameter or body property"
        yield Finding(join(part.pointer, "x-own"), message)
    elif part.data.get("x-own", True) is not True:
        yield Finding(join(part.pointer, "x-own"), "must be true: set it to true or remove it")
    if part.kind == "schema":
        yield from _find_error_pointer_problems(document, part)
        yield from _find_final_value_problems(part)
        for name, schema in part.mapping("properties").items():
            if isinstance(schema, Mapping) and EXTENSION in schema:
                yield from find_discriminator_problems(part, name)


def _find_error_pointer_problems(document: Any, schema: Part) -> Findings:
    """Yield pointers of `x-error-code` and `x-error-fields` that do not point to a property of their schema."""
    pointers = {"x-error-code": schema.data["x-error-code"]} if "x-error-code" in schema.data else {}
    fields = schema.data.get("x-error-fields", [])
    if isinstance(fields, list):
        pointers |= {f"x-error-fields/{index}": pointer for index, pointer in enumerate(fields)}
    else:
        yield Finding(join(schema.pointer, "x-error-fields"), "must be a list of JSON pointers")
    for location, pointer in pointers.items():
        if not isinstance(pointer, str) or not _is_property(document, schema.pointer, pointer):
            message = "must be a JSON pointer to a property of this schema, with * for the items of an array"
            yield Finding(f"{schema.pointer}/{location}", message)


def _find_final_value_problems(schema: Part) -> Findings:
    """Yield values of `x-final-values` that a status cannot have."""
    if "x-final-values" not in schema.data:
        return
    pointer, values = join(schema.pointer, "x-final-values"), schema.data["x-final-values"]
    if not (isinstance(values, list) and values and all(isinstance(value, str) for value in values)):
        yield Finding(pointer, "must be a list of one or more strings")
        return
    for index, value in enumerate(values):
        if value in values[:index]:
            yield Finding(join(pointer, index), f"duplicate value {value!r}")
        for keyword in ("enum", "x-known-values"):
            documented = schema.data.get(keyword)
            if isinstance(documented, list) and value not in documented:
                yield Finding(join(pointer, index), f"{value!r} is not in `{keyword}`: add it there or remove it here")


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

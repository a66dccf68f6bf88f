"""Lint the extensions of this project in a spec, such as `x-own` and `x-error-code`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs

from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs, split
from caretasks.openapi.lint.structure import RATE_LIMIT
from caretasks.openapi.parts import Part
from caretasks.openapi.source import Problem, Source


def find_extension_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Yield extensions with values that a mock server, a check or a client would misread."""
    info = source.data.get("info")
    if isinstance(info, Mapping) and "x-rate-limit" in info:
        for error in jsonschema_rs.Draft202012Validator(RATE_LIMIT).iter_errors(info["x-rate-limit"]):
            yield source.make_problem(join("/info/x-rate-limit", *error.instance_path), error.message)
    for part in parts:
        if isinstance(part.data, Mapping):
            if "x-own" in part.data:
                yield from _find_own_problems(source, part)
            if part.kind == "schema":
                yield from _find_error_pointer_problems(source, part)


def _find_own_problems(source: Source, part: Part) -> Iterator[Problem]:
    if part.kind != "schema":
        message = "`x-own` is only allowed on a property of a request body"
        yield source.make_problem(join(part.pointer, "x-own"), message)
    elif part.data["x-own"] is not True:
        yield source.make_problem(join(part.pointer, "x-own"), "must be true: set it to true or remove it")


def _find_error_pointer_problems(source: Source, part: Part) -> Iterator[Problem]:
    """Yield pointers of `x-error-code` and `x-error-fields` that do not point to a property of their schema."""
    pointers = [("x-error-code", part.data["x-error-code"])] if "x-error-code" in part.data else []
    fields = part.data.get("x-error-fields", [])
    if isinstance(fields, list):
        pointers += [(f"x-error-fields/{index}", pointer) for index, pointer in enumerate(fields)]
    else:
        yield source.make_problem(join(part.pointer, "x-error-fields"), "must be a list of JSON pointers")
    for location, pointer in pointers:
        if not isinstance(pointer, str) or not _is_property(source.data, part.pointer, pointer):
            message = "must be a JSON pointer to a property of this schema, with * for the items of an array"
            yield source.make_problem(f"{part.pointer}/{location}", message)


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

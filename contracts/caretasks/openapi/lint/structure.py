"""Lint the structure of a spec.

The official JSON Schema of OpenAPI 3.1 describes it, with that of JSON Schema for its schemas. To these it adds
`x-rate-limit` and `x-prefix`; `extensions` checks the other extensions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from caretasks.openapi.json_pointer import Edit, join, split
from caretasks.openapi.lint.repairs import with_repair
from caretasks.openapi.parts import Part, child_form, iter_parts
from caretasks.openapi.problems import Finding, Findings

_METASCHEMA = "https://json-schema.org/draft/2020-12/schema"  # included in jsonschema-rs: nothing is downloaded
_DIALECTS = (None, "https://spec.openapis.org/oas/3.1/dialect/base", _METASCHEMA)
_RATE_LIMIT = {
    "type": "object",
    "required": ["requests", "seconds"],
    "additionalProperties": False,
    "properties": {
        "requests": {"type": "integer", "minimum": 1},
        "seconds": {"type": "number", "exclusiveMinimum": 0},
    },
}
_TYPES = "array, boolean, integer, null, number, object, string"
_INVALID_REGEX = "invalid regular expression: use the syntax of ECMA-262 (JavaScript)"
_REGEX = jsonschema_rs.Draft202012Validator({"format": "regex"}, validate_formats=True)
_Kind = jsonschema_rs.ValidationErrorKind


def find_version_problems(document: dict[str, Any]) -> Findings:
    """Yield the problem with the version of OpenAPI or of JSON Schema that a spec declares."""
    version = document.get("openapi")
    if isinstance(version, str) and re.fullmatch(r"3\.1\.\d+", version):
        if document.get("jsonSchemaDialect") not in _DIALECTS:
            message = f"unsupported JSON Schema dialect: schemas are read as {_METASCHEMA}"
            yield Finding("/jsonSchemaDialect", message, "warning", Edit("/jsonSchemaDialect"))
    elif "swagger" in document:
        yield Finding("/swagger", "OpenAPI 2.0 (Swagger) is not supported: convert the spec to OpenAPI 3.1")
    elif version is None:
        yield Finding("", "missing key `openapi`: add `openapi: 3.1.0`")
    elif not isinstance(version, str):
        yield Finding("/openapi", "must be a string such as 3.1.0, with three numbers")
    else:
        yield Finding("/openapi", f"OpenAPI {version[:20]!r} is not supported: convert the spec to OpenAPI 3.1")


def find_structure_problems(document: dict[str, Any], parts: list[Part]) -> Findings:
    """Yield the violations of the OpenAPI schema by parts, of which the first is the whole document."""
    by_pointer = {part.pointer: part for part in parts}
    for part in (parts[0], *_find_unlocated(document, parts)):
        context = f" (a reference uses {part.pointer} as {part.kind})" if part.pointer else ""
        for error in _iter_errors(part):
            pointer = join(part.pointer, *error.instance_path)
            owner = part if pointer == part.pointer else _find_owner(by_pointer, pointer)
            keys = split(pointer.removeprefix(owner.pointer))
            for each in _describe(error, pointer):
                yield with_repair(each._replace(message=each.message + context), error, owner, keys)
    for part in parts:
        if part.kind == "schema":
            yield from _find_pattern_problems(part)
            if part.data.get("enum") == []:
                pointer = join(part.pointer, "enum")
                yield Finding(pointer, "an empty `enum` allows no value: it has no effect", "warning", Edit(pointer))


def _find_unlocated(document: dict[str, Any], parts: list[Part]) -> list[Part]:
    """Return the parts below targets of references to locations that are not in the schema of the document."""
    if all(part.reference is None or _is_component(part.reference, part.kind) for part in parts):
        return []
    located = {(part.pointer, part.kind) for part in iter_parts(document, parts[:1], follow_references=False)}
    return [part for part in parts if (part.pointer, part.kind) not in located]


def _is_component(reference: str, kind: str) -> bool:
    keys = reference.split("/")
    return len(keys) == 4 and child_form(keys[1], keys[2]) == f"*{kind}"


def _find_owner(parts: dict[str, Part], pointer: str) -> Part:
    """Return the innermost part at a pointer or above it."""
    while pointer not in parts:
        pointer = pointer.rpartition("/")[0]
    return parts[pointer]


@cache
def _validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    # Formats are removed: the URL of a server may have variables, and then it is not a URI.
    schema = json.loads(
        (Path(__file__).parent / "openapi-3.1" / "schema.json").read_text("utf-8"),
        object_hook=lambda node: {key: value for key, value in node.items() if key != "format"},
    )
    definitions = schema["$defs"]
    definitions["schema"] |= {"$ref": _METASCHEMA}
    definitions["info"]["properties"]["x-rate-limit"] = _RATE_LIMIT
    definitions["security-scheme"]["properties"]["x-prefix"] = {"type": "string"}
    definitions["response"]["properties"]["x-error"] = {"type": "boolean"}
    if kind != "document":
        schema = {"$defs": definitions, "$ref": f"#/$defs/{kind}"}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, mask="the value")


def _iter_errors(part: Part) -> Iterator[jsonschema_rs.ValidationError]:
    """Yield the errors in a part, without those that only follow from another one."""
    errors: dict[tuple[str | int, ...], list[jsonschema_rs.ValidationError]] = {}
    for error in _validator(part.kind).iter_errors(part.data):
        errors.setdefault(tuple(error.instance_path), []).append(error)
    for path, found in errors.items():
        wrong_type = [error for error in found if isinstance(error.kind, _Kind.Type)]
        others = [error for error in found if not _is_missing_response(error)]
        errors[path] = wrong_type or others or found[:1]
    invalid = {path for path, found in errors.items() if not all(map(_is_unevaluated, found))}
    invalid |= {path[:-1] for path in invalid}
    for path, found in errors.items():
        # An invalid value in an object makes its other values "unevaluated".
        yield from (error for error in found if not (path in invalid and _is_unevaluated(error)))


def _is_missing_response(error: jsonschema_rs.ValidationError) -> bool:
    """Return whether responses are without a `default`: without a valid status, only that one would be a response."""
    is_required = isinstance(error.kind, _Kind.Required) and error.kind.property == "default"
    return is_required and error.instance_path[-1:] == ["responses"]


def _is_unevaluated(error: jsonschema_rs.ValidationError) -> bool:
    return isinstance(error.kind, _Kind.UnevaluatedProperties)


def _describe(error: jsonschema_rs.ValidationError, pointer: str) -> Findings:
    match error.kind:
        case _Kind.UnevaluatedProperties(unexpected=names) | _Kind.AdditionalProperties(unexpected=names):
            for name in names:
                if pointer == "/paths":
                    message = f"invalid path {name!r}: it must start with `/`"
                elif pointer.endswith("/responses"):
                    message = f"invalid status {name!r}: use a code such as 200, a range such as 2XX, or `default`"
                else:
                    message = f"unknown OpenAPI keyword {name!r} at this location; extensions must start with `x-`"
                yield Finding(join(pointer, name), message)
        case _Kind.PropertyNames(error=inner):
            yield Finding(join(pointer, str(inner.instance)), f"invalid name: {inner.message}")
        case _Kind.AnyOf() if pointer.endswith("/type"):
            yield Finding(pointer, f"invalid type: use one of {_TYPES}, or a list of them")
        case _Kind.Format(format="regex"):
            yield Finding(pointer, _INVALID_REGEX)
        case _:
            yield Finding(pointer, error.message)


def _find_pattern_problems(schema: Part) -> Findings:
    r"""Yield patterns that are valid for `format: regex` but cannot be compiled, such as `\p{Nothing}`."""
    patterns = {join(schema.pointer, "pattern"): schema.data.get("pattern")}
    patterns |= {join(schema.pointer, "patternProperties", key): key for key in schema.mapping("patternProperties")}
    for pointer, pattern in patterns.items():
        if isinstance(pattern, str) and _REGEX.is_valid(pattern) and not _can_compile(pattern):
            message = f"{_INVALID_REGEX}; it has no effect"
            yield Finding(pointer, message, "limitation", Edit(pointer))


@lru_cache(4096)
def _can_compile(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True

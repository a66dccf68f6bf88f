"""Lint the structure of a spec.

The official JSON Schema of OpenAPI 3.1 describes it, with that of JSON Schema for its schemas. To these it adds
`x-rate-limit` and `x-prefix`; functions check `x-own`, `x-error-code`, `x-error-fields`, `x-final-values` and
`x-sibling-discriminator`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from caretasks.openapi.document import HTTP_METHODS
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, resolve_refs, split
from caretasks.openapi.parts import Part, iter_parts
from caretasks.openapi.problems import Finding, Findings
from caretasks.openapi.variants import EXTENSION, find_discriminator_problems

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
# What `openapi.document` reads, apart from schemas. A spec with another violation can still be served and checked.
_USED_KEYS = frozenset(
    {
        *("components", "externalDocs", "info", "openapi", "paths", "security", "servers"),
        *("title", "url", "variables", "x-rate-limit"),
        *HTTP_METHODS,
        *("operationId", "parameters", "requestBody", "responses"),
        *("content", "encoding", "examples", "headers", "in", "links", "name", "operationRef", "schema"),
        *("scheme", "type", "x-error", "x-prefix"),
    }
)
_REQUIRED_KEYS = frozenset(
    {"content", "default", "in", "info", "name", "openapi", "requests", "scheme", "seconds", "title", "type", "url"}
)

_TYPES = "array, boolean, integer, null, number, object, string"
_INVALID_REGEX = "invalid regular expression: use the syntax of ECMA-262 (JavaScript)"
_Kind = jsonschema_rs.ValidationErrorKind


def find_version_problems(document: dict[str, Any]) -> Findings:
    """Yield the problem with the version of OpenAPI or of JSON Schema that a spec declares."""
    version = document.get("openapi")
    if isinstance(version, str) and re.fullmatch(r"3\.1\.\d+", version):
        if document.get("jsonSchemaDialect") not in _DIALECTS:
            message = f"unsupported JSON Schema dialect: use {_METASCHEMA}, or remove `jsonSchemaDialect`"
            yield Finding("/jsonSchemaDialect", message)
    elif "swagger" in document:
        yield Finding("/swagger", "OpenAPI 2.0 (Swagger) is not supported: convert the spec to OpenAPI 3.1")
    elif version is None:
        yield Finding("", "missing key `openapi`: add `openapi: 3.1.0`")
    elif not isinstance(version, str):
        yield Finding("/openapi", "must be a string such as 3.1.0, with three numbers")
    else:
        yield Finding("/openapi", f"OpenAPI {version[:20]!r} is not supported: convert the spec to OpenAPI 3.1")


def find_structure_problems(document: dict[str, Any], parts: list[Part], *, only_used: bool) -> Findings:
    """Yield the violations of the OpenAPI schema by parts, of which the first is the whole document.

    With `only_used`, leave out violations outside these parts, and those that `openapi.document` does not read.
    """
    kinds = {part.pointer: part.kind for part in parts}
    located = {(part.pointer, part.kind) for part in iter_parts(document, parts[:1], follow_references=False)}
    # The schema of the whole document does not cover the target of a reference to an unusual location.
    for part in (parts[0], *(part for part in parts if (part.pointer, part.kind) not in located)):
        context = f" (a reference uses {part.pointer} as {part.kind})" if part.pointer else ""
        for error in _iter_errors(part):
            pointer = join(part.pointer, *error.instance_path)
            if not only_used or _is_used(error, pointer, {**kinds, part.pointer: part.kind}):
                yield from (each._replace(message=each.message + context) for each in _describe(error, pointer))
    for part in parts:
        if part.kind == "schema":
            yield from _find_pattern_problems(part)


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
        # Without a valid status, only a `default` would be a response.
        others = [e for e in found if not (isinstance(e.kind, _Kind.Required) and e.kind.property == "default")]
        errors[path] = wrong_type or others or found[:1]
    invalid = {path for path, found in errors.items() if not all(map(_is_unevaluated, found))}
    invalid |= {path[:-1] for path in invalid}
    for path, found in errors.items():
        # An invalid value in an object makes its other values "unevaluated".
        yield from (error for error in found if not (path in invalid and _is_unevaluated(error)))


def _is_unevaluated(error: jsonschema_rs.ValidationError) -> bool:
    return isinstance(error.kind, _Kind.UnevaluatedProperties)


def _is_used(error: jsonschema_rs.ValidationError, pointer: str, kinds: dict[str, str]) -> bool:
    """Return whether an error is in one of the parts, given by pointer, in a key that `openapi.document` reads."""
    owner = pointer
    while owner not in kinds:
        owner = owner.rpartition("/")[0]
    keys = split(pointer.removeprefix(owner))
    if kinds[owner] == "schema":
        return True
    if keys and (keys[0] not in _USED_KEYS or (keys[0] == "components" and keys[1:2] not in ([], ["securitySchemes"]))):
        return False
    if _is_unevaluated(error):
        return pointer == "/paths" or keys == ["responses"]
    if isinstance(error.kind, _Kind.Required):
        return error.kind.property in _REQUIRED_KEYS
    return keys != [] or kinds[owner] == "parameter"


def _describe(error: jsonschema_rs.ValidationError, pointer: str) -> Findings:
    match error.kind:
        case _Kind.UnevaluatedProperties(unexpected=names) | _Kind.AdditionalProperties(unexpected=names):
            for name in names:
                if pointer == "/paths":
                    message = f"invalid path {name!r}: it must start with `/`"
                elif pointer.endswith("/responses"):
                    message = f"invalid status {name!r}: use a code such as 200, a range such as 2XX, or `default`"
                else:
                    message = f"unknown OpenAPI keyword {name!r}; extensions must start with `x-`"
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
    regex = jsonschema_rs.Draft202012Validator({"format": "regex"}, validate_formats=True)
    patterns = {join(schema.pointer, "pattern"): schema.data.get("pattern")}
    patterns |= {join(schema.pointer, "patternProperties", key): key for key in schema.mapping("patternProperties")}
    for pointer, pattern in patterns.items():
        if isinstance(pattern, str) and regex.is_valid(pattern):
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern})
            except ValueError:
                yield Finding(pointer, _INVALID_REGEX)


def find_extension_problems(document: Any, parts: list[Part]) -> Findings:
    """Yield extensions with values that a mock server, a check or a client would misread."""
    for part in parts:
        if "x-own" in part.data and part.kind != "schema":
            yield Finding(
                join(part.pointer, "x-own"),
                "`x-own` is only allowed in the schema of a parameter or body property",
            )
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

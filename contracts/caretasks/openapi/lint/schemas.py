"""Lint the schemas of a spec: each must be a valid JSON Schema, and its patterns must compile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import jsonschema_rs

from caretasks.openapi.json_pointer import join
from caretasks.openapi.parts import Part
from caretasks.openapi.source import Problem, Source

METASCHEMA = "https://json-schema.org/draft/2020-12/schema"  # included in jsonschema-rs: nothing is downloaded

_TYPES = "array, boolean, integer, null, number, object, string"
_INVALID_REGEX = "invalid regular expression: use the syntax of ECMA-262 (JavaScript)"


def find_schema_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Yield the violations of JSON Schema 2020-12 by the schemas of a spec, and invalid regular expressions."""
    metaschema = jsonschema_rs.Draft202012Validator({"$ref": METASCHEMA}, validate_formats=True, mask="the value")
    for part in parts:
        # The structure reports a schema that is neither an object nor a boolean.
        if part.kind != "schema" or not isinstance(part.data, Mapping):
            continue
        for error in metaschema.iter_errors(part.data):
            pointer = join(part.pointer, *error.instance_path)
            match error.kind:
                case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
                    yield source.make_problem(join(pointer, str(inner.instance)), f"invalid name: {inner.message}")
                case jsonschema_rs.ValidationErrorKind.AnyOf() if pointer.endswith("/type"):
                    yield source.make_problem(pointer, f"invalid type: use one of {_TYPES}, or a list of them")
                case jsonschema_rs.ValidationErrorKind.Format(format="regex"):
                    yield source.make_problem(pointer, _INVALID_REGEX)
                case _:
                    yield source.make_problem(pointer, error.message)
        yield from _find_pattern_problems(source, part)


def _find_pattern_problems(source: Source, schema: Part) -> Iterator[Problem]:
    r"""Yield patterns that are valid for `format: regex` but cannot be compiled, such as `\p{Nothing}`."""
    regex = jsonschema_rs.Draft202012Validator({"format": "regex"}, validate_formats=True)
    properties = schema.data.get("patternProperties")
    patterns = {join(schema.pointer, "pattern"): schema.data.get("pattern")}
    patterns |= {
        join(schema.pointer, "patternProperties", key): key
        for key in (properties if isinstance(properties, dict) else ())
    }
    for pointer, pattern in patterns.items():
        if isinstance(pattern, str) and regex.is_valid(pattern):
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern})
            except ValueError:
                yield source.make_problem(pointer, _INVALID_REGEX)

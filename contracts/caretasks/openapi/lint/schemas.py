"""Lint the schemas of a spec: each must be a valid JSON Schema, and its patterns must compile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import jsonschema_rs

from caretasks.openapi.json_pointer import join
from caretasks.openapi.lint.parts import Part
from caretasks.openapi.source import Problem, Source

METASCHEMA = "https://json-schema.org/draft/2020-12/schema"  # which jsonschema-rs carries: nothing is fetched

_TYPES = "array, boolean, integer, null, number, object, string"


def schema_problems(source: Source, parts: list[Part]) -> Iterator[Problem]:
    """Where a schema is none of JSON Schema 2020-12, bad regular expressions included."""
    metaschema = jsonschema_rs.Draft202012Validator({"$ref": METASCHEMA}, validate_formats=True, mask="this")
    for part in parts:
        # What is no schema at all is reported by the structure.
        if part.kind != "schema" or not isinstance(part.node, Mapping):
            continue
        for error in metaschema.iter_errors(part.node):
            pointer = join(part.pointer, *error.instance_path)
            match error.kind:
                case jsonschema_rs.ValidationErrorKind.PropertyNames(error=inner):
                    yield source.problem(join(pointer, str(inner.instance)), f"as a name: {inner.message}")
                case jsonschema_rs.ValidationErrorKind.AnyOf() if pointer.endswith("/type"):
                    yield source.problem(pointer, f"is no type of JSON Schema, nor a list of types: {_TYPES}")
                case _:
                    yield source.problem(pointer, error.message)
        yield from _pattern_problems(source, part)


def _pattern_problems(source: Source, schema: Part) -> Iterator[Problem]:
    r"""Patterns that the metaschema's `format: regex` lets pass and no schema can be made of, as `\p{Nothing}`."""
    regex = jsonschema_rs.Draft202012Validator({"format": "regex"}, validate_formats=True)
    named = schema.node.get("patternProperties")
    places = {join(schema.pointer, "pattern"): schema.node.get("pattern")}
    places |= {
        join(schema.pointer, "patternProperties", key): key for key in (named if isinstance(named, dict) else ())
    }
    for place, pattern in places.items():
        if isinstance(pattern, str) and regex.is_valid(pattern):
            try:
                jsonschema_rs.Draft202012Validator({"pattern": pattern})
            except ValueError:
                yield source.problem(place, 'this is not a "regex"')

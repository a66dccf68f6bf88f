"""Validation of values against schemas of a spec: JSON Schema 2020-12 with formats asserted, by jsonschema-rs.

All schemas of a spec are compiled once, into one validator per direction (request or response). It validates objects
that have a value under the JSON pointer of its schema, as each schema is a property of the compiled one.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

import jsonschema_rs

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split, to_fragment
from caretasks.openapi.parts import Part, document_parts
from caretasks.openapi.variants import DECIDED_BY

_SPEC_URI = "urn:spec"
_Kind = jsonschema_rs.ValidationErrorKind
_MAX_REASONS = 5  # that a message about alternatives gives
_MAX_VALUES = 20  # of a property that selects one
_MAX_SINGLE_VALIDATORS = 64  # each may hold the whole document in compiled form
_KEYWORDS_WITH_ITEM_SCHEMA = frozenset(
    {"items", "additionalProperties", "contains", "unevaluatedItems", "unevaluatedProperties"}
)


@dataclass(frozen=True)
class Violation:
    """A location in a value that violates its schema.

    Attributes:
        pointer: The JSON pointer to the location in the value.
        message: What is wrong. It quotes the schema, never the value.
        path: The same location as property names and array indexes.
        keyword: The violated keyword.
        variants: The JSON pointers of the alternatives that other properties decided on.
        schema_pointer: The JSON pointer of the keyword in the spec.
        names: The property that is missing, or those that are not allowed.
    """

    pointer: str
    message: str
    path: tuple[str | int, ...] = ()
    keyword: str = ""
    variants: tuple[str, ...] = ()
    schema_pointer: str = ""
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.pointer}: {self.message}" if self.pointer else self.message


class EvaluatedSchema(NamedTuple):
    """A schema that applies to a value or to a part of it.

    Attributes:
        pointer: The JSON pointer to the schema in the spec. A `$ref` and the schema that it refers to are two of them.
        location: The JSON pointer to the part of the value.
        is_valid: Whether the part is valid against the schema.
    """

    pointer: str
    location: str
    is_valid: bool


def iter_violations(schema: Node, value: Any, *, in_request: bool = False) -> Iterator[Violation]:
    """Yield each violation of a schema by a JSON value. `in_request` says whether a client sends it.

    A client may omit required `readOnly` properties, and a server may omit required `writeOnly` properties. A number
    that differs from a multiple only as sums of floats do is one, and a string may be as long as in UTF-16.
    """
    validator = _schemas(schema.api, in_request=in_request)[schema.pointer]
    errors = [each for each in validator.iter_errors({schema.pointer: value}) if not _is_disputed(each)]
    for error, variants in _decide(schema.api, errors):
        path, keyword = tuple(error.instance_path[1:]), str(error.schema_path[-1])
        if isinstance(error.kind, _Kind.PropertyNames):
            keyword = "propertyNames"
        reasons = _explain_alternatives(error, 1)
        message = f"{error.message} ({reasons})" if reasons else error.message
        names = _named_properties(error.kind)
        yield Violation(join("", *path), message, path, keyword, variants, join("", *error.schema_path), names)


def _is_disputed(error: jsonschema_rs.ValidationError) -> bool:
    """Return whether servers differ about an error: a multiple within the precision of floats, a length in UTF-16."""
    if isinstance(error.kind, _Kind.MinLength) and isinstance(error.instance, str):
        return len(error.instance.encode("utf-16-le", "surrogatepass")) >= 2 * error.kind.limit
    if not isinstance(error.kind, _Kind.MultipleOf) or not isinstance(error.instance, float):
        return False
    count = error.instance / float(error.kind.multiple_of)
    return math.isfinite(count) and math.isclose(count, round(count), rel_tol=1e-9, abs_tol=1e-6)


def _named_properties(kind: jsonschema_rs.ValidationErrorKind) -> tuple[str, ...]:
    """Return the property that is missing, or those that are not allowed."""
    match kind:
        case _Kind.Required(property=name):
            return (str(name),)
        case _Kind.AdditionalProperties(unexpected=names) | _Kind.UnevaluatedProperties(unexpected=names):
            return tuple(names)
    return ()


def _decide(
    api: Api, errors: list[jsonschema_rs.ValidationError], variants: tuple[str, ...] = ()
) -> Iterator[tuple[jsonschema_rs.ValidationError, tuple[str, ...]]]:
    """Yield the errors; instead of one of an `anyOf`, those of the alternative on which another property decided.

    If the value of that property is invalid itself, the `anyOf` adds nothing and is left out.
    """
    for error in errors:
        alternatives, decided_by = join("", *error.schema_path), None
        if isinstance(error.kind, _Kind.AnyOf):
            decided_by = _deciding_property(api, alternatives)
        if not isinstance(error.kind, _Kind.AnyOf) or decided_by is None:
            yield error, variants
            continue
        location = [*error.instance_path, decided_by]
        chosen = [
            (index, inner)
            for index, inner in enumerate(error.kind.context)
            if inner and not any(each.instance_path == location or each.schema_path[-1] == "not" for each in inner)
        ]
        if len(chosen) == 1:
            [(index, inner)] = chosen
            yield from _decide(api, inner, (*variants, join(alternatives, index)))
        elif len(errors) == 1:
            yield error, variants


def _deciding_property(api: Api, pointer: str) -> str | None:
    """Return the property that decides between the alternatives at a pointer; None if no property does."""
    alternatives = resolve_pointer(api.document, pointer)
    first = alternatives[0] if alternatives else None
    return first.get(DECIDED_BY) if isinstance(first, Mapping) else None


def is_valid(schema: Node, value: Any, *, in_request: bool = False) -> bool:
    """Return whether a JSON value is valid against a schema; see `iter_violations`."""
    pointer = schema.pointer
    return _schemas(schema.api, in_request=in_request)[pointer].is_valid({pointer: value})


def evaluate(api: Api, pointer: str, value: Any, *, in_request: bool = False) -> Iterator[EvaluatedSchema]:
    """Yield the schemas that apply to a value and its parts, through references and compositions.

    The pointer is that of the schema of the value, before references are resolved. Alternatives of `oneOf` that a value
    is invalid against are left out if it is valid against another one. Nothing is yielded for a value that is not JSON,
    because it has strings with lone surrogates, for example.
    """
    schemas = _schemas(api, in_request=in_request)
    try:
        units = schemas[pointer].evaluate({pointer: value}).list()["details"]
    except ValueError:
        return
    skipped_length = len(join("", pointer))
    locations: dict[str, str] = {}
    for unit in units:
        path, location = unit["evaluationPath"], unit["instanceLocation"]
        locations[path] = location
        found = schemas.find_pointer(unit["schemaLocation"])
        if found is None:
            continue  # a keyword
        owner, _, token = path.rpartition("/")
        if token in _KEYWORDS_WITH_ITEM_SCHEMA and locations.get(owner) == location:
            continue  # the keyword, whose pointer is that of its schema
        yield EvaluatedSchema(found, location[skipped_length:], unit["valid"])


def find_annotated(schema: Node, value: Any, keyword: str) -> frozenset[str]:
    """Return the JSON pointers to the parts of a value for which a schema that applies to them has a keyword as true.

    As with every annotation of JSON Schema, an alternative that the value is invalid against does not apply. An invalid
    value has no annotations.
    """
    evaluation = _schemas(schema.api, in_request=False)[schema.pointer].evaluate({schema.pointer: value})
    skipped_length = len(join("", schema.pointer))
    return frozenset(
        each["instanceLocation"][skipped_length:]
        for each in evaluation.annotations()
        if isinstance(each["annotations"], Mapping) and each["annotations"].get(keyword) is True
    )


class _Schemas(dict[str, jsonschema_rs.Validator]):
    """All schemas of a document, at the given JSON pointers; some of them are references.

    It has the validator of a schema under its pointer, for objects with a value under that pointer. To look one up
    raises `ValueError` if the schema is invalid.
    """

    def __init__(self, document: Any, pointers: frozenset[str]) -> None:
        super().__init__()
        self.pointers = pointers
        self.find_pointer = lru_cache(None)(self._find_pointer)
        self._registry = jsonschema_rs.Registry([(_SPEC_URI, document)], jsonschema_rs.Draft202012, _refuse_retrieval)
        self._single = lru_cache(_MAX_SINGLE_VALIDATORS)(lambda pointer: self._compile([pointer]))

    def __missing__(self, pointer: str) -> jsonschema_rs.Validator:
        if self._all_schemas is None or pointer not in self.pointers:
            return self._single(pointer)  # not stored here: only the last ones are kept
        self[pointer] = self._all_schemas
        return self._all_schemas

    def _find_pointer(self, uri: str) -> str | None:
        """Return the pointer in the URI of a schema; None for any other URI."""
        pointer = unquote(uri.removeprefix(f"{_SPEC_URI}#"))
        return pointer if pointer in self.pointers else None

    @cached_property
    def _all_schemas(self) -> jsonschema_rs.Validator | None:
        """The validator of all schemas, or None if a schema is invalid, as in a document that the linter checks."""
        try:
            return self._compile(self.pointers)
        except ValueError:
            return None

    def _compile(self, pointers: Iterable[str]) -> jsonschema_rs.Validator:
        return jsonschema_rs.Draft202012Validator(
            {
                "properties": {pointer: {"$ref": _SPEC_URI + to_fragment(pointer)} for pointer in pointers},
                "additionalProperties": False,  # with it, jsonschema-rs looks properties up instead of trying each
            },
            registry=self._registry,
            validate_formats=True,
            mask="the value",
            retriever=_refuse_retrieval,
        )


def _schemas(api: Api, *, in_request: bool) -> _Schemas:
    """Return the schemas of one direction; the same ones for both directions if they do not differ."""
    if _Schemas not in api.derived:
        parts = [part for part in document_parts(api.document) if part.kind == "schema"]
        pointers = frozenset(part.pointer for part in parts)
        effective = [_effective_required(api, parts, keyword) for keyword in ("writeOnly", "readOnly")]
        response = _Schemas(_with_required(api.document, effective[0]), pointers)
        request = response if not any(effective) else _Schemas(_with_required(api.document, effective[1]), pointers)
        api.derived[_Schemas] = response, request
    response, request = api.derived[_Schemas]
    return request if in_request else response  # type: ignore[no-any-return]


def _effective_required(api: Api, schemas: Iterable[Part], keyword: str) -> dict[str, list[Any]]:
    """Return the changed values of `required`, by the pointer to their schema: without properties that have a keyword.

    OpenAPI gives `required` no effect on such a property in the direction in which it is not sent.
    """
    changed: dict[str, list[Any]] = {}
    for part in schemas:
        described, required = part.mapping("properties"), part.data.get("required")
        if described and isinstance(required, list):
            # The linter also validates against invalid schemas: an item of `required` may be of any JSON type.
            names = [name for name in required if isinstance(name, str)]
            dropped = {name for name in names if _has_keyword(api, described.get(name), keyword)}
            if dropped:
                changed[part.pointer] = [each for each in required if not (isinstance(each, str) and each in dropped)]
    return changed


def _has_keyword(api: Api, schema: Any, keyword: str) -> bool:
    if isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str) and keyword not in schema:
        with suppress(PointerNotFoundError):
            schema = api.node(join("", *split(schema["$ref"]))).data
    return isinstance(schema, Mapping) and schema.get(keyword) is True


def _with_required(document: Any, required: Mapping[str, list[Any]]) -> Any:
    """Return the document, or a copy with other values of `required`, by the pointer to their schema."""
    document = deepcopy(document) if required else document
    for pointer, names in required.items():
        resolve_pointer(document, pointer)["required"] = names
    return document


def _refuse_retrieval(uri: str) -> Any:
    """Reject remote references, which the validator would otherwise fetch from any URL."""
    raise LookupError(uri)


def _explain_alternatives(error: jsonschema_rs.ValidationError, depth: int) -> str:
    """Return why a value matches no alternative, or an empty string for any other error.

    If a property selects the alternative, as a tag does, these are the values that it may have, or what the selected
    alternative does not allow. Otherwise they are the reasons of the alternative that comes closest. The locations are
    relative to the value at `depth` of the instance path.
    """
    if not isinstance(error.kind, _Kind.AnyOf | _Kind.OneOfNotValid):
        return ""
    alternatives = [list(each) for each in error.kind.context if each]
    if not alternatives:
        return ""
    tagged = [_tag_errors(each, error) for each in alternatives]
    locations = set.intersection(*(set(each) for each in tagged))
    if locations:
        location = min(locations)
        values = [value for each in tagged for value in each[location]]
        shown = list(dict.fromkeys(json.dumps(value, ensure_ascii=False) for value in values))[:_MAX_VALUES]
        return f"{_locate(location, depth)}the value is not one of {', '.join(shown)}"
    selected = [each for each, tags in zip(alternatives, tagged, strict=True) if not tags]
    closest = min(selected or alternatives, key=lambda each: (_has_other_type(each, error), len(each)))
    reasons = (
        _explain_alternatives(each, depth) or _locate(each.instance_path, depth) + each.message for each in closest
    )
    return "; ".join(list(dict.fromkeys(reasons))[:_MAX_REASONS])


def _tag_errors(
    errors: Sequence[jsonschema_rs.ValidationError], outer: jsonschema_rs.ValidationError
) -> dict[tuple[str | int, ...], list[Any]]:
    """Return the values that properties of the value may have, by location, where an error is that it has another."""
    found: dict[tuple[str | int, ...], list[Any]] = {}
    for error in errors:
        if len(error.instance_path) != len(outer.instance_path) + 1:
            continue
        if isinstance(error.kind, _Kind.Enum):
            found[tuple(error.instance_path)] = list(error.kind.options)
        elif isinstance(error.kind, _Kind.Constant):
            found[tuple(error.instance_path)] = [error.kind.expected_value]
    return found


def _has_other_type(errors: Sequence[jsonschema_rs.ValidationError], outer: jsonschema_rs.ValidationError) -> bool:
    return any(isinstance(each.kind, _Kind.Type) and each.instance_path == outer.instance_path for each in errors)


def _locate(path: Sequence[str | int], depth: int) -> str:
    return f"{join('', *path[depth:])}: " if len(path) > depth else ""

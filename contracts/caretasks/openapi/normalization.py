"""Constructs of OpenAPI that JSON Schema does not have, rewritten when a spec is loaded.

Validation, generation and the engine of `caretasks check` then agree on their meaning:

- A path item that is a reference becomes the path item itself.
- Keywords next to a `$ref` apply, too.
- A schema that only refers to another such schema refers to the last of them: tools follow references recursively.
- The value of a discriminator selects its alternative, so that an unknown value is invalid.
- Members of a `oneOf` that accept the same plain values are an `anyOf`: exactly one of them accepts next to no value.
- The integers of `format: int32` and `int64` have a range.
- A `readOnly` or `writeOnly` property is not required in one direction: each schema that requires it has the keyword.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from caretasks.openapi.json_pointer import (
    Edit,
    PointerNotFoundError,
    apply_edits,
    join,
    resolve_pointer,
    resolve_refs,
    split,
    to_fragment,
)
from caretasks.openapi.parts import IN_PLACE_KEYWORDS, SCHEMA_ANNOTATIONS, Part, document_parts
from caretasks.openapi.variants import with_variants

_DIRECTIONS = ("readOnly", "writeOnly")
_PLAIN_KEYWORDS = SCHEMA_ANNOTATIONS | {"$ref"}
_ALIAS_KEYS = frozenset({"$ref", "description", "summary", "title"})
_INTEGER_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_IN_PLACE = IN_PLACE_KEYWORDS - {"not"}
_ALTERNATIVES = frozenset({"oneOf", "anyOf"})

_CONDITIONS = frozenset({"anyOf", "dependentSchemas", "if", "not", "oneOf"})
_CONSTRAINTS = frozenset(
    {"const", "contains", "contentEncoding", "dependentRequired", "enum", "exclusiveMaximum", "exclusiveMinimum"}
    | {"format", "items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties"}
    | {"minimum", "multipleOf", "pattern", "patternProperties", "prefixItems", "propertyNames", "uniqueItems"}
)

_Known = dict[int, tuple[Any, "_Member | None"]]  # schemas and what they say, by their identity
_Flags = Mapping[str, frozenset[str]]
"""The directions in which properties are not sent, by the name of the property."""


def normalize(document: Any, parts: list[Part] | None = None) -> Any:
    """Return a spec with its constructs rewritten; the spec itself if it has none of them.

    `parts` are those of the spec, if they are known. What is malformed stays as it is, for the linter to report.
    """
    before, document = document, _with_path_items(document)
    parts = parts if parts and document is before else document_parts(document)
    varied = with_variants(document, parts)
    parts = [part for part in (parts if varied is document else document_parts(varied)) if part.kind == "schema"]
    document = apply_edits(varied, _shorten_references(parts))
    if not any(_is_affected(part.data) for part in parts):
        return document
    rewritten = deepcopy(document)
    found = [(part.pointer, resolve_pointer(rewritten, part.pointer)) for part in parts]
    nodes = [node for _, node in found if isinstance(node, dict)]
    # A reference into a `oneOf` would no longer lead to its member.
    targets = [part.reference for part in parts if part.reference is not None and "/oneOf/" in part.reference]
    kept = {join("", *split(each)).rpartition("/oneOf/")[0] for each in targets if each.startswith("#")}
    for node in nodes:
        _wrap_reference(node)
        _limit_integers(node)
    for node in nodes:
        _pin_alternatives(rewritten, node)
    known: _Known = {}
    for pointer, node in found:
        if isinstance(node, dict) and pointer not in kept:
            _relax_alternatives(rewritten, node, known)
    for node in nodes:
        _repeat_directions(rewritten, node)
    return rewritten


def _with_path_items(document: Any) -> Any:
    paths = document.get("paths") if isinstance(document, Mapping) else None
    if not isinstance(paths, Mapping):
        return document
    found = {}
    for path, item in paths.items():
        if isinstance(item, Mapping) and "$ref" in item:
            with suppress(PointerNotFoundError):
                target = resolve_pointer(document, resolve_refs(document, join("/paths", path)))
                if isinstance(target, Mapping):
                    found[path] = {**deepcopy(dict(target)), **{key: item[key] for key in item if key != "$ref"}}
    return {**document, "paths": {**paths, **found}} if found else document


def _shorten_references(parts: list[Part]) -> list[Edit]:
    """Return the edits of the schemas at the start of chains of references; an alternative is named by its own one."""
    targets = {
        part.pointer: join("", *split(part.reference))
        for part in parts
        if part.reference is not None and part.reference.startswith("#/") and part.data.keys() <= _ALIAS_KEYS
    }
    edits = []
    ends: dict[str, str] = {}
    for pointer, first in targets.items():
        chain = {pointer: None}
        end = first
        while end in targets and end not in chain and end not in ends:
            chain[end] = None
            end = targets[end]
        if end not in chain:
            ends |= dict.fromkeys(chain, ends.get(end, end))
            if ends[pointer] != first and split(pointer)[-2] not in _ALTERNATIVES:
                edits.append(Edit(join(pointer, "$ref"), to_fragment(ends[pointer])))
    return edits


def _is_affected(schema: Mapping[str, Any]) -> bool:
    return (
        not _has_plain_reference(schema)
        or "discriminator" in schema
        or "oneOf" in schema
        or schema.get("format") in _INTEGER_RANGES
        or any(schema.get(direction) is True for direction in _DIRECTIONS)
    )


def _has_plain_reference(schema: Mapping[str, Any]) -> bool:
    """Return whether a schema has no `$ref`, or one without keywords that apply to the same value."""
    return "$ref" not in schema or all(key in _PLAIN_KEYWORDS or key.startswith("x-") for key in schema)


def _wrap_reference(schema: dict[str, Any]) -> None:
    if not _has_plain_reference(schema) and isinstance(schema.get("allOf", []), list):
        schema["allOf"] = [{"$ref": schema.pop("$ref")}, *schema.get("allOf", [])]


def _limit_integers(schema: dict[str, Any]) -> None:
    bounds, types = _INTEGER_RANGES.get(str(schema.get("format"))), schema.get("type")
    if bounds is None or "integer" not in (types if isinstance(types, list) else [types]):
        return
    for keyword, exclusive, bound, tighter in zip(
        ("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum"), bounds, (max, min), strict=True
    ):
        declared = schema.get(keyword, bound)
        if exclusive not in schema and isinstance(declared, int | float):
            schema[keyword] = tighter(declared, bound)


# --- Discriminators ---


def _pin_alternatives(document: Any, schema: dict[str, Any]) -> None:
    """Restrict each alternative of a discriminator to the values that select it."""
    discriminator = schema.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    if not isinstance(name, str):
        return
    mapping = discriminator.get("mapping", {}) if isinstance(discriminator, Mapping) else {}
    is_pinned = False
    for keyword in ("oneOf", "anyOf"):
        alternatives: Any = schema.get(keyword)
        for index, each in enumerate(alternatives if isinstance(alternatives, list) else ()):
            reference = each.get("$ref") if isinstance(each, Mapping) else None
            if isinstance(reference, str):
                is_pinned = True
                values = _selecting_values(document, reference, name, mapping if isinstance(mapping, Mapping) else {})
                if values:
                    # First, so that it describes the property: a generated value has one of these values there.
                    pinned = {"properties": {name: {"enum": values}}}
                    alternatives[index] = {"allOf": [pinned, {"$ref": reference}]}
    if is_pinned:  # otherwise the alternatives are those that refer to the schema in an `allOf`
        del schema["discriminator"]


def _selecting_values(document: Any, reference: str, name: str, mapping: Mapping[str, Any]) -> list[str]:
    """Return the values that select an alternative; none if the alternative itself says which it accepts."""
    schema_name = reference.rpartition("/")[2]
    mapped = [value for value, target in mapping.items() if target in (reference, schema_name)]
    if mapped:
        return mapped
    closure = list(_iter_in_place(document, {"$ref": reference}))
    for each in closure:
        described = each.get("properties")
        tag = described.get(name) if isinstance(described, Mapping) else None
        for part in _iter_in_place(document, tag):
            if "const" in part or "enum" in part:
                return []
    if any("oneOf" in each or "anyOf" in each for each in closure):
        return []
    return [schema_name]


# --- Alternatives that overlap ---


def _relax_alternatives(document: Any, schema: dict[str, Any], known: _Known) -> None:
    """Make a `oneOf` an `anyOf` if a member accepts the plain values of another one, with no additional property."""
    members = schema.get("oneOf")
    if not isinstance(members, list):
        return
    described = [_Member.describe(document, member, known) for member in members]
    pairs = ((one, other) for index, one in enumerate(described) for other in described[index + 1 :])
    if not any(one and other and (one.accepts(other) or other.accepts(one)) for one, other in pairs):
        return
    del schema["oneOf"]
    if "anyOf" not in schema:
        schema["anyOf"] = members
    else:
        rest = schema.get("allOf")
        schema["allOf"] = [*(rest if isinstance(rest, list) else ()), {"anyOf": members}]


@dataclass(frozen=True)
class _Member:
    """The plain values of a schema, as far as its keywords show them.

    Attributes:
        types: The types that it names; empty for any.
        properties: The schemas of its properties.
        required: The names of the required ones.
        is_closed: Whether it allows no other properties.
        constraints: Its other keywords that restrict values.
    """

    document: Any
    known: _Known
    types: frozenset[str]
    properties: Mapping[str, Any]
    required: frozenset[str]
    is_closed: bool
    constraints: Mapping[str, Any]

    @classmethod
    def describe(cls, document: Any, schema: Any, known: _Known) -> _Member | None:
        """Return what a schema says; None if it has alternatives or conditions."""
        if id(schema) not in known:
            known[id(schema)] = schema, cls._read(document, schema, known) if isinstance(schema, Mapping) else None
        return known[id(schema)][1]

    @classmethod
    def _read(cls, document: Any, schema: Mapping[str, Any], known: _Known) -> _Member | None:
        types: frozenset[str] = frozenset()
        properties: dict[str, Any] = {}
        required: set[str] = set()
        constraints: dict[str, Any] = {}
        is_closed = False
        for part in _iter_in_place(document, schema, frozenset({"allOf"})):
            if not _CONDITIONS.isdisjoint(part):
                return None
            named = part.get("type", [])
            types |= {named} if isinstance(named, str) else {each for each in named if isinstance(each, str)}
            for name, each in part["properties"].items() if isinstance(part.get("properties"), Mapping) else ():
                properties[name] = {"allOf": [properties[name], each]} if name in properties else each
            required |= {each for each in part.get("required", ()) if isinstance(each, str)}
            is_closed |= any(part.get(key) is False for key in ("additionalProperties", "unevaluatedProperties"))
            constraints |= {key: value for key, value in part.items() if key in _CONSTRAINTS}
        if not types and (properties or required):
            types = frozenset({"object"})
        return cls(document, known, types, properties, frozenset(required), is_closed, constraints)

    def accepts(self, other: _Member) -> bool:
        """Return whether this schema accepts the values of another one that have its properties and no others."""
        widened = self.types | ({"integer"} if "number" in self.types else set())
        if self.types and not (other.types and other.types <= widened):
            return False
        if any(other.constraints.get(key) != value for key, value in self.constraints.items()):
            return False
        if "object" not in other.types or not self.types:
            return True
        if not self.required <= other.properties.keys():
            return False
        if self.is_closed and not other.properties.keys() <= self.properties.keys():
            return False
        return all(self._accepts_property(name, other) for name in self.properties.keys() & other.properties.keys())

    def _accepts_property(self, name: str, other: _Member) -> bool:
        own, its = (self.describe(self.document, each.properties[name], self.known) for each in (self, other))
        if own is None or its is None:
            return True
        if own.types and its.types and own.types.isdisjoint(its.types):
            return False
        values = [_enumerated(each.constraints) for each in (own, its)]
        is_disjoint = None not in values and not any(each in (values[0] or ()) for each in values[1] or ())
        return not (is_disjoint and name in other.required)


def _enumerated(constraints: Mapping[str, Any]) -> list[Any] | None:
    """Return the only values that a schema accepts, or None if it does not list them."""
    if "const" in constraints:
        return [constraints["const"]]
    found = constraints.get("enum")
    return found if isinstance(found, list) else None


# --- readOnly and writeOnly ---


def _repeat_directions(document: Any, schema: dict[str, Any]) -> None:
    """Repeat `readOnly` and `writeOnly` at each part of a schema that requires such a property."""
    if "$ref" not in schema and _find_flags(document, schema):
        schema.update(_with_flags(document, schema, {}, ()))


def _find_flags(document: Any, schema: Any, keywords: frozenset[str] = _IN_PLACE) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for part in _iter_in_place(document, schema, keywords):
        properties = part.get("properties")
        for name, each in properties.items() if isinstance(properties, Mapping) else ():
            directions = _directions(document, each)
            if directions:
                found[name] = found.get(name, frozenset()) | directions
    return found


def _directions(document: Any, schema: Any) -> frozenset[str]:
    """Return the directions in which a property is not sent, as its schema or one in its `allOf` says."""
    parts = list(_iter_in_place(document, schema, frozenset({"allOf"})))
    return frozenset(each for each in _DIRECTIONS if any(part.get(each) is True for part in parts))


def _with_flags(document: Any, schema: Any, outer: _Flags, ancestors: tuple[str, ...]) -> Any:
    """Return a schema whose parts repeat the flags of the properties that they require; itself without a change.

    `outer` has the flags of the schemas around it, without those of other alternatives.
    """
    if not isinstance(schema, Mapping):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        target = None if reference in ancestors else _resolve(document, reference)
        changed = _with_flags(document, target, outer, (*ancestors, reference))
        return schema if changed is target else changed
    result = dict(schema)
    if described := _flagged_properties(document, schema, _merge(outer, _find_flags(document, schema))):
        result["properties"] = {**schema.get("properties", {}), **described}
    shared = _merge(outer, _find_flags(document, schema, _IN_PLACE - _ALTERNATIVES))
    for keyword in _IN_PLACE & schema.keys():
        inner = schema[keyword]
        if isinstance(inner, list):
            result[keyword] = [_with_flags(document, each, shared, ancestors) for each in inner]
        elif keyword == "dependentSchemas" and isinstance(inner, Mapping):
            result[keyword] = {name: _with_flags(document, each, shared, ancestors) for name, each in inner.items()}
        else:
            result[keyword] = _with_flags(document, inner, shared, ancestors)
    return schema if result == schema else result


def _flagged_properties(document: Any, schema: Mapping[str, Any], flags: _Flags) -> dict[str, Any]:
    """Return the properties that a schema describes or requires, and that do not yet have all their flags."""
    properties, required = schema.get("properties"), schema.get("required")
    described = properties if isinstance(properties, Mapping) else {}
    names = {name for name in required if isinstance(name, str)} if isinstance(required, list) else set()
    found: dict[str, Any] = {}
    for name in sorted((names | described.keys()) & flags.keys()):
        own = described.get(name, {})
        is_reference = isinstance(own, Mapping) and "$ref" in own
        known = _resolve(document, own["$ref"]) if is_reference else own
        missing = {each: True for each in flags[name] if not (isinstance(known, Mapping) and known.get(each) is True)}
        if missing:
            is_plain = isinstance(own, Mapping) and not is_reference
            found[name] = {**(own if is_plain else {"allOf": [own]}), **missing}
    return found


def _merge(first: _Flags, second: _Flags) -> _Flags:
    return {name: first.get(name, frozenset()) | second.get(name, frozenset()) for name in first.keys() | second.keys()}


# --- Schemas for the same value ---


def _iter_in_place(document: Any, schema: Any, keywords: frozenset[str] = _IN_PLACE) -> Iterator[Mapping[str, Any]]:
    """Yield a schema and those for the same value below some keywords, through references."""
    pending, seen = [schema], set[int]()
    while pending:
        each = pending.pop()
        if not isinstance(each, Mapping) or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        pending.append(_resolve(document, each.get("$ref")))
        for keyword in keywords:
            inner = each.get(keyword)
            if keyword == "dependentSchemas" and isinstance(inner, Mapping):
                pending += inner.values()
            else:
                pending += inner if isinstance(inner, list) else [inner]


def _resolve(document: Any, reference: Any) -> Any:
    """Return the schema of a local reference, or None."""
    if isinstance(reference, str) and reference.startswith("#"):
        with suppress(PointerNotFoundError):
            return resolve_pointer(document, resolve_refs(document, join("", *split(reference))))
    return None

"""Keywords of a schema and its subschemas: types, properties, required names and limits.

Results are kept with the schema, because specs do not change while they are in use. `validation` checks whether a value
is valid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from caretasks.openapi.document import Api, Node
from caretasks.openapi.json_pointer import split, walk
from caretasks.openapi.parts import IN_PLACE_KEYWORDS, Part, iter_children
from caretasks.openapi.variants import DECIDED_BY

DEFAULT_MAX_ITEMS = 100
"""The most items of a generated array whose schema has no `maxItems`."""

_TYPE_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
_KEYWORDS_BY_TYPE = {
    "object": frozenset(
        {"additionalProperties", "maxProperties", "minProperties", "patternProperties", "properties", "propertyNames"}
        | {"dependentRequired", "required", "unevaluatedProperties"}
    ),
    "array": frozenset({"contains", "items", "maxItems", "minItems", "prefixItems", "unevaluatedItems", "uniqueItems"}),
    "string": frozenset({"contentEncoding", "contentMediaType", "format", "maxLength", "minLength", "pattern"}),
    "number": frozenset({"exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"}),
}
_COMPOSITIONS = frozenset({"allOf", "oneOf", "anyOf"})

Owner = TypeVar("Owner", bound=Node | Api)
Result = TypeVar("Result")


class Subschema(NamedTuple):
    """A schema inside another one.

    Attributes:
        keyword: The keyword that contains it.
        name: Its name or index, if the keyword has several subschemas.
        pointer: The JSON pointer to it, before references are resolved.
        schema: The schema.
    """

    keyword: str
    name: str
    pointer: str
    schema: Node


def keep_result(function: Callable[[Owner], Result]) -> Callable[[Owner], Result]:
    """Keep the result of a function with the node or the API that it is about."""

    @wraps(function)
    def call(owner: Owner) -> Result:
        if function not in owner.derived:
            owner.derived[function] = function(owner)
        return owner.derived[function]  # type: ignore[no-any-return]

    return call


@keep_result
def direct_subschemas(schema: Node) -> tuple[Subschema, ...]:
    """Return the schemas directly inside a schema."""
    found = []
    for part in iter_children(Part(schema.pointer, "schema", schema.data)):
        keyword, *names = split(part.pointer[len(schema.pointer) :])
        found.append(Subschema(keyword, "".join(names), part.pointer, schema.api.node(part.pointer)))
    return tuple(found)


@keep_result
def composed_schemas(schema: Node) -> tuple[Node, ...]:
    """Return a schema and all others for the same value: every alternative and condition, but none in `not`."""
    found = {schema: None}
    pending = [schema]
    while pending:
        for inner in direct_subschemas(pending.pop()):
            if inner.keyword in IN_PLACE_KEYWORDS and inner.keyword != "not" and inner.schema not in found:
                found[inner.schema] = None
                pending.append(inner.schema)
    return tuple(found)


@keep_result
def subschemas(schema: Node) -> tuple[Node, ...]:
    """Return a schema, the members of its `allOf`, and of each `oneOf` or `anyOf` the first that describes objects."""
    return tuple(_iter_composition(schema, set()))


@keep_result
def all_of_members(schema: Node) -> tuple[Node, ...]:
    """Return a schema and the members of its `allOf`, with those of their `allOf`."""
    found = {schema: None}
    pending = [schema]
    while pending:
        members = [each.schema for each in direct_subschemas(pending.pop()) if each.keyword == "allOf"]
        pending += [each for each in members if each not in found]
        found |= dict.fromkeys(members)
    return tuple(found)


def subschemas_with(schema: Node, variants: Collection[str]) -> tuple[Node, ...]:
    """Return `subschemas`, but instead of a first alternative the one whose JSON pointer is among the variants."""
    return tuple(_iter_composition(schema, set(), variants)) if variants else subschemas(schema)


def find_variants(schema: Node, value: Any) -> tuple[str, ...]:
    """Return the JSON pointers of the alternatives on which properties of an object decide; see `openapi.variants`."""
    found = []
    for each in composed_schemas(schema) if isinstance(value, dict) else ():
        name = each.data.get(DECIDED_BY)
        if name in value and each.data["properties"][name]["const"] == value[name]:
            found.append(each.pointer)
    return tuple(found)


def _iter_composition(schema: Node, visited: set[Node], variants: Collection[str] = ()) -> Iterator[Node]:
    if schema in visited:
        return
    visited.add(schema)
    yield schema
    chosen: set[str] = set()
    inner_schemas = direct_subschemas(schema)
    decided = {each.keyword for each in inner_schemas if each.pointer in variants}
    for inner in inner_schemas:
        if inner.keyword == "allOf":
            yield from _iter_composition(inner.schema, visited, variants)
        elif inner.keyword in decided and inner.pointer not in variants:
            continue
        elif inner.keyword in _COMPOSITIONS - chosen:
            alternative = list(_iter_composition(inner.schema, visited, variants))
            if any("properties" in subschema.data for subschema in alternative):
                chosen.add(inner.keyword)
                yield from alternative


def compose(schemas: Iterable[Node]) -> list[Node]:
    """Return schemas with all others for the same value, each once; see `composed_schemas`."""
    return list(dict.fromkeys(inner for schema in schemas for inner in composed_schemas(schema)))


def iter_members(schemas: Iterable[Node], value: Any) -> Iterator[tuple[str | int, Any, list[Subschema]]]:
    """Yield the properties or items of a value, each with its name or index and the schemas that describe it.

    The schemas of the value are given with everything that they are composed of; see `compose`.
    """
    if isinstance(value, dict):
        members, named, others = list(value.items()), "properties", "additionalProperties"
    else:
        members, named, others = list(enumerate(value)) if isinstance(value, list) else [], "prefixItems", "items"
    for token, member in members:
        described: list[Subschema] = []
        for schema in schemas:
            inner = direct_subschemas(schema)
            by_name = [each for each in inner if each.keyword == named and each.name == str(token)]
            described += by_name or [each for each in inner if each.keyword == others]
        yield token, member, described


@keep_result
def json_types(schema: Node) -> tuple[str, ...]:
    """Return the JSON types that a schema or its subschemas name; empty if they name none."""
    return tuple(dict.fromkeys(_iter_types(schema, set())))


def _iter_types(schema: Node, visited: set[Node]) -> Iterator[str]:
    visited.add(schema)
    data = schema.data
    if "type" in data:
        yield from [data["type"]] if isinstance(data["type"], str) else data["type"]
        return
    for value in [data["const"]] if "const" in data else data.get("enum", []):
        yield _TYPE_NAMES.get(type(value), "null")
    for inner in direct_subschemas(schema):
        if inner.keyword in _COMPOSITIONS and inner.schema not in visited:
            yield from _iter_types(inner.schema, visited)


@keep_result
def implied_types(schema: Node) -> tuple[str, ...]:
    """Return the JSON type that the keywords of a schema without a type are about; empty if they are about none.

    Such a schema accepts values of other types, too, but its author thinks of this one.
    """
    keywords = merged_keywords(schema).keys()
    return tuple(name for name, known in _KEYWORDS_BY_TYPE.items() if not known.isdisjoint(keywords))[:1]


def applies_to(keyword: str, types: Collection[str]) -> bool:
    """Return whether a keyword has an effect on values of some JSON types; no types stand for all of them."""
    about = next((name for name, known in _KEYWORDS_BY_TYPE.items() if keyword in known), None)
    return about is None or not types or about in types or (about == "number" and "integer" in types)


@keep_result
def properties(schema: Node) -> Mapping[str, Node]:
    """Return the schemas of the properties that a schema or its subschemas describe, by name; the first of each."""
    return MappingProxyType({name: found[0] for name, found in property_schemas(schema).items()})


def properties_with(schema: Node, variants: Collection[str]) -> Mapping[str, Node]:
    """Return `properties` of the schemas that `subschemas_with` returns."""
    if not variants:
        return properties(schema)
    inner = [each for part in subschemas_with(schema, variants) for each in direct_subschemas(part)]
    return {each.name: each.schema for each in reversed(inner) if each.keyword == "properties"}


@keep_result
def property_schemas(schema: Node) -> Mapping[str, tuple[Node, ...]]:
    """Return all schemas of the properties that a schema or its subschemas describe, by name."""
    found: dict[str, tuple[Node, ...]] = {}
    for subschema in subschemas(schema):
        for inner in direct_subschemas(subschema):
            if inner.keyword == "properties":
                found[inner.name] = (*found.get(inner.name, ()), inner.schema)
    return MappingProxyType(found)


@keep_result
def required_properties(schema: Node) -> frozenset[str]:
    """Return the names of the properties that a schema or its subschemas require."""
    return frozenset(name for subschema in subschemas(schema) for name in subschema.data.get("required", []))


@keep_result
def merged_keywords(schema: Node) -> Mapping[str, Any]:
    """Return the keywords of a schema and its subschemas with their values; the first value of each keyword."""
    found: dict[str, Any] = {}
    for subschema in subschemas(schema):
        for keyword, value in subschema.data.items():
            found.setdefault(keyword, value)
    return MappingProxyType(found)


def subschema_for_type(schema: Node, json_type: str) -> Node:
    """Return the first alternative with values of a JSON type; the schema itself if it names its types, or none has."""
    if "type" in schema.data or any("type" in subschema.data for subschema in subschemas(schema)):
        return schema
    found = next((each.schema for each in alternatives(schema) if json_type in json_types(each.schema)), None)
    return schema if found is None else subschema_for_type(found, json_type)


@keep_result
def alternatives(schema: Node) -> tuple[Subschema, ...]:
    """Return the members of the `oneOf`, then of the `anyOf` of a schema."""
    inner = direct_subschemas(schema)
    return tuple(each for keyword in ("oneOf", "anyOf") for each in inner if each.keyword == keyword)


def is_string_schema(schema: Node) -> bool:
    """Return whether all values of a schema, except null, are strings."""
    return {*json_types(schema)} - {"null"} == {"string"}


def min_item_count(schema: Node) -> int:
    """Return the least number of items that an array must have."""
    keywords = merged_keywords(subschema_for_type(schema, "array"))
    return max(int(keywords.get("minItems", 0)), contained_item_count(schema))


def contained_item_count(schema: Node) -> int:
    """Return the least number of items that must be valid against `contains`."""
    keywords = merged_keywords(subschema_for_type(schema, "array"))
    return int(keywords.get("minContains", 1)) if "contains" in keywords else 0


def max_item_count(schema: Node) -> int:
    """Return the most items that a generated array has."""
    return int(merged_keywords(subschema_for_type(schema, "array")).get("maxItems", DEFAULT_MAX_ITEMS))


def enum_values(schema: Node) -> list[Any]:
    """Return the values of an enum or a boolean schema; empty for any other schema."""
    keywords = merged_keywords(schema)
    return list(keywords["enum"]) if "enum" in keywords else [True, False] if "boolean" in json_types(schema) else []


def forbids_extra_properties(schema: Node) -> bool:
    """Return whether objects may have only the properties that the schema describes."""
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(subschema.data.get(keyword) is False for subschema in subschemas(schema) for keyword in keywords)


@keep_result
def property_names(api: Api) -> frozenset[str]:
    """Return the names of all properties in the schemas of a spec."""
    nodes = (node for _, node in walk(api.document))
    properties = (node["properties"] for node in nodes if isinstance(node, dict) and "properties" in node)
    return frozenset(name for named in properties if isinstance(named, dict) for name in named)

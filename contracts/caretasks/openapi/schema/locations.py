"""Locations in the values that a schema describes, and the value at a location.

A location is a path of property names and array indexes. In a path, `ANY_ITEM` stands for every item of an array, and
`ANY_PROPERTY` for every property of an object with arbitrary names (`additionalProperties`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import count, islice
from typing import Any, Final

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Node
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import (
    Subschema,
    alternatives,
    composed_schemas,
    direct_subschemas,
    keep_result,
    properties,
    required_properties,
    subschemas,
)
from caretasks.openapi.schema.validation import find_annotated
from caretasks.openapi.variants import DECIDED_BY

ANY_ITEM: Final = -1
ANY_PROPERTY: Final = -2
ValuePath = tuple[str | int, ...]

_TOKENS = {"items": ANY_ITEM, "additionalProperties": ANY_PROPERTY}
_MAX_LOCATIONS = 200  # of one schema; their number may grow exponentially with its depth
_MAX_NESTED_ALTERNATIVES = 3
_MAX_CONSTRAINTS = 500


@dataclass(frozen=True)
class SchemaLocation:
    """A location in the values of a schema.

    Attributes:
        path: The location.
        schema: A schema of the value there.
        pointer: The JSON pointer to this schema, before references are resolved.
        required: Whether every value at the parent location has this location.
        full_schema: The schema of all values there, if `schema` is one of several alternatives or parts of it.
        alternatives: Members of `oneOf` and `anyOf`, each with its location, that a value must be valid against to have
            this location.
    """

    path: ValuePath
    schema: Node
    pointer: str
    required: bool
    full_schema: Node | None = None
    alternatives: tuple[tuple[ValuePath, Node], ...] = ()

    @property
    def display_path(self) -> str:
        """The location for messages, for example `/data/*/status`."""
        return format_path(self.path)


def format_path(path: ValuePath) -> str:
    """Return a location for messages; `/` for the whole value."""
    return join("", *("*" if token in (ANY_ITEM, ANY_PROPERTY) else token for token in path)) or "/"


@keep_result
def iter_locations(schema: Node) -> Sequence[SchemaLocation]:
    """Return the root location of a schema, then all below it, down to `max_depth`.

    A schema that contains itself is entered once.
    """
    return tuple(_walk(SchemaLocation((), schema, schema.pointer, required=True), (), max_depth(schema)))


@keep_result
def max_depth(schema: Node) -> int | None:
    """Return the length of the longest path of `iter_locations`, or None if it has all locations.

    Schemas that refer to one another have too many. Then it is the depth down to which they have at most 200 locations,
    those of all alternatives included, and at least 1.
    """
    level: list[tuple[Node, tuple[Node, ...]]] = [(schema, ())]
    found = 0
    for depth in count():
        level = list(islice(_iter_level_below(level), _MAX_LOCATIONS + 1 if depth else None))
        found += len(level)
        if not level:
            break
        if depth and found > _MAX_LOCATIONS:
            return depth
    return None


def _iter_level_below(level: Iterable[tuple[Node, tuple[Node, ...]]]) -> Iterator[tuple[Node, tuple[Node, ...]]]:
    """Yield the schemas one level below some schemas; each comes with the schemas above it."""
    for schema, ancestors in level:
        for part in composed_schemas(schema) if schema not in ancestors else ():
            for each in direct_subschemas(part):
                is_inner = each.keyword in ("properties", "prefixItems", *_TOKENS)
                if is_inner and isinstance(each.schema.value, Mapping):
                    yield each.schema, (*ancestors, schema)


@keep_result
def iter_variant_locations(schema: Node) -> Sequence[SchemaLocation]:
    """Return the locations in the alternatives of an object, after the first, that a property decides on.

    The alternatives are those of the whole value; see `caretasks.openapi.variants`.
    """
    found = [
        location
        for constraint in _iter_other_constraints(SchemaLocation((), schema, schema.pointer, required=True))
        if DECIDED_BY in constraint.schema.data
        for location in _walk(constraint, (), max_depth(schema))
    ]
    return tuple(found)


def iter_all_locations(schema: Node) -> Iterator[SchemaLocation]:
    """Yield what `iter_locations` yields, then the same locations with every other schema that constrains them.

    These are repeated descriptions of a property and all alternatives of `oneOf` and `anyOf`. Use it to find what is
    invalid at a location, and `iter_locations` to find what is valid.
    """
    depth, seen = max_depth(schema), set[tuple[ValuePath, str]]()
    pending = list(iter_locations(schema))
    seen.update((location.path, location.schema.pointer) for location in pending)
    while pending:
        location = pending.pop(0)
        yield location
        if len(seen) > _MAX_CONSTRAINTS or len(location.alternatives) > _MAX_NESTED_ALTERNATIVES:
            continue
        for constraint in _iter_other_constraints(location):
            if (constraint.path, constraint.schema.pointer) not in seen:
                found = [new for new in _walk(constraint, (), depth) if (new.path, new.schema.pointer) not in seen]
                seen.update((new.path, new.schema.pointer) for new in found)
                pending += found


def iter_unannotated(locations: Iterable[SchemaLocation], annotation: str) -> Iterator[SchemaLocation]:
    """Yield the locations that are not in a value with an annotation: a request has none in one with `readOnly`.

    The locations come after those above them.
    """
    annotated: set[ValuePath] = set()
    for location in locations:
        if location.schema.data.get(annotation):
            annotated.add(location.path)
        elif not any(location.path[:length] in annotated for length in range(len(location.path))):
            yield location


def _iter_other_constraints(location: SchemaLocation) -> Iterator[SchemaLocation]:
    """Yield the other schemas that constrain the value at a location or its properties."""
    schema, path, below = location.schema, location.path, location.alternatives
    first = properties(schema)
    for token, part in _part_schemas(schema):
        if isinstance(token, str) and part.schema != first[token]:
            yield SchemaLocation((*path, token), part.schema, part.pointer, False, part.schema, below)
    for each in (each for subschema in subschemas(schema) for each in alternatives(subschema)):
        if each.schema not in subschemas(schema) and each.schema.data.get("type") != "null":
            full_schema = location.full_schema or schema
            chosen = (*below, (path, each.schema))
            yield SchemaLocation(path, each.schema, each.pointer, location.required, full_schema, chosen)


def _walk(location: SchemaLocation, ancestors: tuple[Node, ...], depth: int | None) -> Iterator[SchemaLocation]:
    yield location
    schema = location.schema
    if schema in ancestors or len(location.path) == depth:
        return
    required, known = required_properties(schema), set()
    for token, part in _part_schemas(schema):
        if isinstance(token, int) or token not in known:
            known.add(token)
            path = (*location.path, token)
            below = SchemaLocation(path, part.schema, part.pointer, token in required, None, location.alternatives)
            yield from _walk(below, (*ancestors, schema), depth)


@keep_result
def _part_schemas(schema: Node) -> tuple[tuple[str | int, Subschema], ...]:
    """Return the schemas of the values one level below a schema, properties first, each with the token of its path."""
    inner = [
        each
        for subschema in subschemas(schema)
        for each in direct_subschemas(subschema)
        if each.keyword != "properties"
        or each.name != subschema.data.get(DECIDED_BY)  # it only selects the alternative
    ]
    found: list[tuple[str | int, Subschema]] = [(each.name, each) for each in inner if each.keyword == "properties"]
    for each in inner:
        if each.keyword == "prefixItems":
            found.append((int(each.name), each))
        elif each.keyword in _TOKENS and isinstance(each.schema.value, Mapping):
            found.append((_TOKENS[each.keyword], each))
    return tuple(found)


def subschema_at(schema: Node, token: str | int) -> Node | None:
    """Return the schema of the values one level below a schema: at a name, index, `ANY_ITEM` or `ANY_PROPERTY`."""
    return next((part.schema for found, part in _part_schemas(schema) if found == token), None)


def without_write_only(schema: Node, value: Any) -> Any:
    """Return a valid value without its `writeOnly` properties, as a server returns it."""
    return _without_properties(value, find_annotated(schema, value, "writeOnly"), "")


def _without_properties(value: Any, removed: Container[str], pointer: str) -> Any:
    if isinstance(value, dict):
        pointers = {name: join(pointer, name) for name in value}
        kept = [name for name in value if pointers[name] not in removed]
        return {name: _without_properties(value[name], removed, pointers[name]) for name in kept}
    if isinstance(value, list):
        return [_without_properties(item, removed, join(pointer, index)) for index, item in enumerate(value)]
    return value


def find_occurrences(value: Any, path: ValuePath) -> list[ValuePath]:
    """Return the concrete paths in a value that match a path, in order; empty if the value has none."""
    found: list[tuple[ValuePath, Any]] = [((), value)]
    for token in path:
        found = [((*above, name), child) for above, inner in found for name, child in _iter_members(inner, token)]
    return [concrete for concrete, _ in found]


def has_location(value: Any, path: ValuePath) -> bool:
    """Return whether a value has a location; in an array, whether its last item has it, which is the one to be changed.

    So one item has all locations that a value is extended by: a change of it may need its other properties.
    """
    if not path:
        return True
    members = [inner for _, inner in _iter_members(value, path[0])]
    return any(has_location(inner, path[1:]) for inner in (members[-1:] if path[0] == ANY_ITEM else members))


def _iter_members(value: Any, token: str | int) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, list):
        if token == ANY_ITEM:
            yield from enumerate(value)
        elif isinstance(token, int) and 0 <= token < len(value):
            yield token, value[token]
    elif isinstance(value, dict):
        if token == ANY_PROPERTY:
            yield from value.items()
        elif token in value:
            yield token, value[token]


def get_at(value: Any, path: ValuePath) -> Any:
    """Return the value at a concrete path.

    Raises:
        LookupError: The value does not have this path.
    """
    for token in path:
        try:
            value = value[token]
        except TypeError:
            raise LookupError(token) from None
    return value


def find_at(value: Any, path: ValuePath) -> Any:
    """Return the value at a concrete path, or `MISSING` if the value does not have this path."""
    try:
        return get_at(value, path)
    except LookupError:
        return MISSING


def with_value_at(value: Any, path: ValuePath, new: Any) -> Any:
    """Return a value with a new value at a concrete path. The original stays as it is; the rest is shared with it.

    Raises:
        LookupError: The value does not have the location above it.
    """
    if not path:
        return new
    result = _with_copies_at(value, path[:-1])
    get_at(result, path[:-1])[path[-1]] = new
    return result


def without_value_at(value: Any, path: ValuePath) -> Any:
    """Return a value without the property or item at a concrete path. The original stays as it is."""
    result = _with_copies_at(value, path[:-1])
    del get_at(result, path[:-1])[path[-1]]
    return result


def _with_copies_at(value: Any, path: ValuePath) -> Any:
    """Return a value with copies of the objects and arrays along a path; it shares the others with the original."""
    result = copied = copy(value)
    for token in path:
        copied[token] = copy(get_at(copied, (token,)))
        copied = copied[token]
    return result

"""Views of schemas: what they say about a value, independent of how they are written.

References are followed, members of `allOf` are merged, and a `oneOf` or `anyOf` of one schema and `null` is that schema
with null. So the comparison does not see where a schema stands or in which version of OpenAPI it is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer, split

JSON_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
_TYPE_NAMES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
_KEYWORDS_BY_TYPE = {
    "object": {"properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"},
    "array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"},
    "string": {"minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}
_ALTERNATIVES = ("oneOf", "anyOf")


class SchemaRef(NamedTuple):
    """The schemas of one value.

    Attributes:
        pointers: JSON pointers of schemas that all apply; none if every value is allowed.
        base: Further ones, which apply without their alternatives.
        only: The JSON type of the values that count; empty for all.
    """

    pointers: tuple[str, ...] = ()
    base: tuple[str, ...] = ()
    only: str = ""


ANY_VALUE = SchemaRef()


class SchemaPart(NamedTuple):
    """One of the schemas that apply to a value, with whether null is allowed in addition."""

    pointer: str
    data: Mapping[str, Any]
    is_nullable: bool


class Alternatives(NamedTuple):
    """A `oneOf` or `anyOf` with several members: its JSON pointer, and those of its members."""

    pointer: str
    members: tuple[str, ...]


@dataclass
class SchemaView:
    """The meaning of the schemas of a value.

    Attributes:
        ref: The schemas.
        parts: All schemas that apply, through references and `allOf`.
        alternatives: Their alternatives.
        is_never: Whether no value is allowed (`false`).
        types: The JSON types that are allowed. `number` comes with `integer`.
        values: The only allowed values, or None if they are not listed.
    """

    ref: SchemaRef
    parts: list[SchemaPart] = field(default_factory=list)
    alternatives: list[Alternatives] = field(default_factory=list)
    is_never: bool = False
    types: frozenset[str] = JSON_TYPES
    values: list[Any] | None = None

    @property
    def pointer(self) -> str | None:
        """The JSON pointer of the schema, with references at its end followed; None if there is none."""
        for part in self.parts:
            if "$ref" not in part.data:
                return part.pointer
        return next((part.pointer for part in self.parts), None) or next(iter(self.ref.pointers), None)

    def keywords(self, name: str) -> Iterator[tuple[str, Any]]:
        """Yield the values of a keyword in all parts, each with its JSON pointer."""
        for part in self.parts:
            if name in part.data:
                yield join(part.pointer, name), part.data[name]

    def keyword(self, name: str) -> Any:
        """Return the first value of a keyword, or None."""
        return next((value for _, value in self.keywords(name)), None)

    def keyword_pointer(self, *names: str) -> str | None:
        """Return the JSON pointer of the first of some keywords; that of the schema if it has none of them."""
        found = (pointer for name in names for pointer, _ in self.keywords(name))
        return next(found, self.pointer)

    def properties(self) -> dict[str, tuple[str, ...]]:
        """Return the JSON pointers of the schemas of each property."""
        found: dict[str, tuple[str, ...]] = {}
        for pointer, properties in self.keywords("properties"):
            for name in properties if isinstance(properties, Mapping) else ():
                found[name] = (*found.get(name, ()), join(pointer, name))
        return found

    def required(self) -> set[str]:
        """Return the names of the required properties."""
        lists = (names for _, names in self.keywords("required") if isinstance(names, list))
        return {name for names in lists for name in names if isinstance(name, str)}

    def has_flag(self, name: str) -> bool:
        """Return whether a keyword is true in one of the parts."""
        return any(value is True for _, value in self.keywords(name))

    def additional(self) -> SchemaRef | None:
        """Return the schema of properties that are not described; None if there must not be any."""
        pointers = []
        for name in ("additionalProperties", "unevaluatedProperties"):
            for pointer, value in self.keywords(name):
                if value is False:
                    return None
                if isinstance(value, Mapping) and value:
                    pointers.append(pointer)
        return SchemaRef(tuple(pointers))


class SchemaViews:
    """The views of the schemas of one document."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._views: dict[SchemaRef, SchemaView] = {}
        self._extensions: dict[str, list[str]] | None = None

    def get(self, pointer: str) -> Any:
        """Return the node at a JSON pointer, or None."""
        try:
            return resolve_pointer(self._document, pointer)
        except PointerNotFoundError:
            return None

    def view(self, ref: SchemaRef) -> SchemaView:
        """Return what some schemas say."""
        found = self._views.get(ref)
        if found is None:
            found = self._views[ref] = self._build(ref)
        return found

    def target(self, pointer: str) -> str:
        """Return the JSON pointer of a schema after its references are followed."""
        visited = {pointer}
        while isinstance(data := self.get(pointer), Mapping) and (following := _reference(data)) is not None:
            if following in visited:
                break
            visited.add(following)
            pointer = following
        return pointer

    def extensions(self, pointer: str) -> list[str]:
        """Return the JSON pointers of the components that extend a schema by `allOf`."""
        if self._extensions is None:
            self._extensions = {}
            schemas = self.get("/components/schemas")
            for name, schema in schemas.items() if isinstance(schemas, Mapping) else ():
                members = schema.get("allOf") if isinstance(schema, Mapping) else None
                for member in members if isinstance(members, list) else ():
                    if isinstance(member, Mapping) and (target := _reference(member)) is not None:
                        self._extensions.setdefault(target, []).append(join("/components/schemas", name))
        return self._extensions.get(pointer, [])

    def _build(self, ref: SchemaRef) -> SchemaView:
        view = SchemaView(ref)
        visited: set[str] = set()
        for pointer in ref.pointers:
            self._add(view, pointer, False, visited, with_alternatives=True)
        for pointer in ref.base:
            self._add(view, pointer, False, visited, with_alternatives=False)
        _restrict_types(view)
        return view

    def _add(
        self, view: SchemaView, pointer: str, is_nullable: bool, visited: set[str], *, with_alternatives: bool
    ) -> None:
        data = self.get(pointer)
        if pointer in visited or data is True or data is None:
            return
        visited.add(pointer)
        if not isinstance(data, Mapping):
            view.is_never |= data is False
            return
        view.parts.append(SchemaPart(pointer, data, is_nullable))
        followed = []
        if (target := _reference(data)) is not None:
            followed.append((target, is_nullable))
        followed += [(each, is_nullable) for each in _members(pointer, data, "allOf")]
        for keyword in _ALTERNATIVES:
            members = _members(pointer, data, keyword)
            others = [each for each in members if not self._is_null(each)]
            if len(others) == 1:
                followed.append((others[0], is_nullable or len(members) > 1))
            elif members and with_alternatives:
                view.alternatives.append(Alternatives(join(pointer, keyword), tuple(members)))
        for each, nullable in followed:
            self._add(view, each, nullable, visited, with_alternatives=with_alternatives)

    def _is_null(self, pointer: str) -> bool:
        data = self.get(pointer)
        return isinstance(data, Mapping) and (
            data.get("type") in ("null", ["null"]) or data.get("enum") == [None] or ("const", None) in data.items()
        )


def _reference(data: Mapping[str, Any]) -> str | None:
    reference = data.get("$ref")
    if isinstance(reference, str) and reference.startswith("#"):
        try:
            return join("", *split(reference))
        except PointerNotFoundError:
            return None
    return None


def _members(pointer: str, data: Mapping[str, Any], keyword: str) -> list[str]:
    members = data.get(keyword)
    return [join(pointer, keyword, index) for index in range(len(members))] if isinstance(members, list) else []


def _restrict_types(view: SchemaView) -> None:
    """Determine the types and the listed values of a view."""
    types, has_types = JSON_TYPES, False
    lists: list[list[Any]] = []
    for part in view.parts:
        if (named := _named_types(part)) is not None:
            types, has_types = types & named, True
        lists += [[*values, None] if part.is_nullable else values for values in _listed_values(part.data)]
    if not has_types:
        types = _implied_types(view.parts) or JSON_TYPES
    if view.ref.only:
        types &= expand_types({view.ref.only})
    if lists:
        first, *others = lists
        kept = [value for value in first if all(contains_value(other, value) for other in others)]
        view.values = [value for value in unique_values(kept) if type_of(value) in types]
        types = expand_types(types & {type_of(value) for value in view.values})
    view.types = frozenset() if view.is_never else types


def _named_types(part: SchemaPart) -> frozenset[str] | None:
    named = part.data.get("type")
    if not isinstance(named, str | list):
        return None
    names = [named] if isinstance(named, str) else [each for each in named if isinstance(each, str)]
    return expand_types([*names, "null"] if part.is_nullable else names)


def _listed_values(data: Mapping[str, Any]) -> Iterator[list[Any]]:
    if "const" in data:
        yield [data["const"]]
    if isinstance(data.get("enum"), list):
        yield list(data["enum"])


def _implied_types(parts: Iterable[SchemaPart]) -> frozenset[str]:
    """Return the type that the keywords of schemas without a type are about."""
    for part in parts:
        for name, keywords in _KEYWORDS_BY_TYPE.items():
            if not keywords.isdisjoint(part.data):
                return expand_types({name, *({"null"} if part.is_nullable else ())})
    return frozenset()


def expand_types(names: Iterable[str]) -> frozenset[str]:
    """Return types with those that they include: every integer is a number."""
    found = frozenset(names) & JSON_TYPES
    return found | {"integer"} if "number" in found else found


def format_types(types: Iterable[str]) -> str:
    """Return types for a sentence, such as `string or null`."""
    names = sorted(set(types) - ({"integer"} if "number" in types else set()), key=lambda name: (name == "null", name))
    if frozenset(types) == JSON_TYPES:
        return "any type"
    return " or ".join(names) or "no type"


def type_of(value: Any) -> str:
    """Return the JSON type of a value; `integer` for a number without a fraction."""
    if isinstance(value, float) and value.is_integer():
        return "integer"
    return _TYPE_NAMES.get(type(value), "null")


def value_key(value: Any) -> str:
    """Return a string that is the same for equal JSON values."""
    return json.dumps(_canonical(value), sort_keys=True, ensure_ascii=False)


def _canonical(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(name): _canonical(each) for name, each in value.items()}
    return [_canonical(each) for each in value] if isinstance(value, list) else value


def contains_value(values: Iterable[Any], value: Any) -> bool:
    """Return whether a JSON value is among others."""
    key = value_key(value)
    return any(value_key(each) == key for each in values)


def unique_values(values: Sequence[Any]) -> list[Any]:
    """Return JSON values, each once."""
    return list({value_key(value): value for value in values}.values())

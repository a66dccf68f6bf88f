"""The types that the generators are given: a JSON schema, reduced to what a Python type can say.

Objects and enums become classes, which have names. Everything else is a type without a name: it is written out
wherever it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

JsonType = Literal["null", "boolean", "integer", "number", "string"]
Constraints = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class AnyType:
    """Any JSON value."""


@dataclass(frozen=True)
class Scalar:
    """A value without parts; `constraints` are the keywords that limit it, with their values."""

    name: JsonType
    format: str = ""
    constraints: Constraints = ()


@dataclass(frozen=True)
class Constant:
    """The one value of a `const`."""

    value: str | int | bool

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and (type(self.value), self.value) == (type(other.value), other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True)
class Reference:
    """A class, by its name."""

    name: str


@dataclass(frozen=True)
class Array:
    """An array of items of one type.

    If the first items have types of their positions, these are `prefix`, and `rest` is the type of all others; None if
    there are no others.
    """

    item: Type
    constraints: Constraints = ()
    prefix: tuple[Type, ...] = ()
    rest: Type | None = None


@dataclass(frozen=True)
class Tag:
    """The property by whose value a union selects a class, and the classes by its values.

    `fallback` is the class of an object with any other value; empty if there is none.
    """

    property: str
    classes: tuple[tuple[str, str], ...]
    fallback: str = ""


@dataclass(frozen=True)
class Union:
    """Alternatives, at least two of them, none of which is a union."""

    members: tuple[Type, ...]
    tag: Tag | None = None


Type = AnyType | Scalar | Constant | Reference | Array | Union

NULL = Scalar("null")


@dataclass
class Property:
    """A property of a class.

    Attributes:
        pointers: the JSON pointers to the schemas that describe it.
        annotations: the keywords that the generators or our templates read besides its type.
        constant: the only value of a required property, which need not be passed; None if there are several.
        variants: the classes by the values of a sibling that decides on it; `sibling` is its name.
    """

    type: Type
    pointers: tuple[str, ...]
    required: bool
    annotations: dict[str, Any] = field(default_factory=dict)
    constant: str | int | bool | None = None
    sibling: str = ""
    variants: Mapping[str, str] = field(default_factory=dict)


@dataclass
class ModelClass:
    """A class of objects.

    Attributes:
        pointers: the JSON pointers to the schemas that all apply to its objects.
        additional: the type of other properties; None if there are none.
        has_patterns: whether the types of other properties depend on their names.
    """

    name: str
    pointers: tuple[str, ...]
    description: str = ""
    is_sensitive: bool = False
    properties: dict[str, Property] = field(default_factory=dict)
    additional: Type | None = field(default_factory=AnyType)
    has_patterns: bool = False


@dataclass
class EnumClass:
    """A class of strings or integers.

    Attributes:
        names: the names of its members, as many as there are values.
    """

    name: str
    pointers: tuple[str, ...]
    description: str
    values: tuple[str, ...] | tuple[int, ...]
    names: tuple[str, ...]


def union(members: list[Type], tag: Tag | None = None) -> Type:
    """Return the type of alternatives, flat and each once."""
    found: dict[Type, None] = {}
    tags = [] if tag is None else [tag]
    for each in members:
        if isinstance(each, AnyType):
            return each
        if isinstance(each, Union):
            found |= dict.fromkeys(each.members)
            tags += [each.tag] if each.tag is not None else []
        else:
            found[each] = None
    if len(found) <= 1:
        return next(iter(found), AnyType())
    return Union(tuple(found), _merge_tags(tags, {each.name for each in found if isinstance(each, Reference)}))


def _merge_tags(tags: list[Tag], names: set[str]) -> Tag | None:
    """Return the tag of a union of unions, if all of them select their classes by the same property."""
    if not tags or len({each.property for each in tags}) > 1:
        return None
    classes: dict[str, str] = {}
    for tag in tags:
        for value, name in tag.classes:
            if name not in names or classes.setdefault(value, name) != name:
                return None
    fallback = tags[0].fallback if len(tags) == 1 else ""
    return Tag(tags[0].property, tuple(classes.items()), fallback)


def iter_references(type_: Type | None) -> Iterator[str]:
    """Yield the names of the classes that a type consists of."""
    if isinstance(type_, Reference):
        yield type_.name
    elif isinstance(type_, Array):
        yield from iter_references(type_.item)
    elif isinstance(type_, Union):
        for each in type_.members:
            yield from iter_references(each)


def size(type_: Type) -> int:
    """Return of how many types a type consists."""
    if isinstance(type_, Array):
        return 1 + size(type_.item)
    return sum(map(size, type_.members)) if isinstance(type_, Union) else 1

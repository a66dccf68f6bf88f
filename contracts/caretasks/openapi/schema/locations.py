"""The places of the values that a schema describes, and what is there in a value.

A place is a path of property names and indexes; `EACH` stands for each item of a list, `VALUES` for each value of an
object whose names are free.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from caretasks.openapi.document import Place
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import parts, properties, required

EACH: Final = -1
VALUES: Final = -2
Path = tuple[str | int, ...]

_DEEPEST = 3  # alternatives within alternatives


@dataclass(frozen=True)
class Spot:
    """A place in the values of a schema.

    Attributes:
        path: the place.
        schema: what describes the value there.
        pointer: where that stands in the document, before references are followed.
        required: whether it is there wherever the place above it is.
        whole: all that describes the value there, where `schema` is an alternative or one more part of it; else None.
        choices: the alternatives, each with its place, that have to be taken for it to be there.
    """

    path: Path
    schema: Place
    pointer: str
    required: bool
    whole: Place | None = None
    choices: tuple[tuple[Path, Place], ...] = ()

    @property
    def words(self) -> str:
        """The place as a reader sees it, such as `/data/*/status`."""
        return words(self.path)


def words(path: Path) -> str:
    """A place as a reader sees it; `/` for the whole."""
    return join("", *("*" if token in (EACH, VALUES) else token for token in path)) or "/"


def walk(schema: Place) -> Iterator[Spot]:
    """The whole, then every place below it; of a schema that contains itself, once."""
    yield from _walk(Spot((), schema, schema.pointer, required=True), ())


def constrained(schema: Place) -> Iterator[Spot]:
    """What `walk` yields, and what constrains the same places besides: all parts of what is composed, all alternatives.

    Good for what is forbidden; what is allowed at a place is for `walk` to say.
    """
    seen: set[tuple[Path, str]] = set()
    pending = list(walk(schema))
    seen.update((spot.path, spot.schema.pointer) for spot in pending)
    while pending:
        spot = pending.pop(0)
        yield spot
        if len(spot.choices) > _DEEPEST:
            continue
        for further in _besides(spot):
            if (further.path, further.schema.pointer) not in seen:
                below = [each for each in _walk(further, ()) if (each.path, each.schema.pointer) not in seen]
                seen.update((each.path, each.schema.pointer) for each in below)
                pending += below


def _besides(spot: Spot) -> Iterator[Spot]:
    """What else constrains the value at a place, and those right below it."""
    known = {part.pointer for part in parts(spot.schema)}
    for name, first in properties(spot.schema).items():
        for part in parts(spot.schema):
            if name in part.node.get("properties", {}) and (other := part.at("properties", name)) != first:
                pointer = join(part.pointer, "properties", name)
                yield Spot((*spot.path, name), other, pointer, False, whole=other, choices=spot.choices)
    for part in list(parts(spot.schema)):
        for keyword in ("oneOf", "anyOf"):
            for index in range(len(part.node.get(keyword, []))):
                inner = part.at(keyword, index)
                if inner.pointer not in known and inner.node.get("type") != "null":
                    choices = (*spot.choices, (spot.path, inner))
                    pointer = join(part.pointer, keyword, index)
                    whole = spot.whole or spot.schema
                    yield Spot(spot.path, inner, pointer, spot.required, whole, choices)


def _walk(spot: Spot, above: tuple[str, ...]) -> Iterator[Spot]:
    yield spot
    if spot.schema.pointer in above:
        return
    above = (*above, spot.schema.pointer)
    wanted = required(spot.schema)
    for name, schema in properties(spot.schema).items():
        below = Spot((*spot.path, name), schema, _written(spot.schema, name), name in wanted, None, spot.choices)
        yield from _walk(below, above)
    for part in parts(spot.schema):
        for index in range(len(part.node.get("prefixItems", []))):
            pointer = join(part.pointer, "prefixItems", index)
            inner = part.at("prefixItems", index)
            yield from _walk(Spot((*spot.path, index), inner, pointer, False, None, spot.choices), above)
        for token, keyword in ((EACH, "items"), (VALUES, "additionalProperties")):
            if isinstance(part.node.get(keyword), Mapping):
                pointer = join(part.pointer, keyword)
                inner = part.at(keyword)
                yield from _walk(Spot((*spot.path, token), inner, pointer, False, None, spot.choices), above)


def _written(schema: Place, name: str) -> str:
    """The pointer to what describes a property, as it stands in the object."""
    owner = next(part for part in parts(schema) if name in part.node.get("properties", {}))
    return join(owner.pointer, "properties", name)


def occurrences(value: Any, path: Path) -> list[Path]:
    """Where in a value something is at a place, in order, with each token in full."""
    found: list[tuple[Path, Any]] = [((), value)]
    for token in path:
        found = [(((*where, name)), inner) for where, each in found for name, inner in _members(each, token)]
    return [where for where, _ in found]


def _members(value: Any, token: str | int) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, list):
        if token == EACH:
            yield from enumerate(value)
        elif isinstance(token, int) and 0 <= token < len(value):
            yield token, value[token]
    elif isinstance(value, dict):
        if token == VALUES:
            yield from value.items()
        elif token in value:
            yield token, value[token]


def matches(path: Path, concrete: Path) -> bool:
    """Whether a place is one of those that a path stands for."""
    return len(path) == len(concrete) and all(
        token == found or (token == EACH and isinstance(found, int)) or (token == VALUES and isinstance(found, str))
        for token, found in zip(path, concrete, strict=True)
    )


def at(value: Any, concrete: Path) -> Any:
    """What is at a place.

    Raises:
        LookupError: nothing is.
    """
    for token in concrete:
        try:
            value = value[token]
        except TypeError:
            raise LookupError(token) from None
    return value


def replaced(value: Any, concrete: Path, new: Any) -> Any:
    """A copy of a value with something else at a place."""
    if not concrete:
        return new
    value = deepcopy(value)
    at(value, concrete[:-1])[concrete[-1]] = new
    return value


def without(value: Any, concrete: Path) -> Any:
    """A copy of a value with nothing at a place."""
    value = deepcopy(value)
    del at(value, concrete[:-1])[concrete[-1]]
    return value


def member(schema: Place, token: str | int) -> Place | None:
    """What describes the values at a token below a schema."""
    if isinstance(token, str):
        return properties(schema).get(token)
    for part in parts(schema):
        if token >= 0 and token < len(part.node.get("prefixItems", [])):
            return part.at("prefixItems", token)
        keyword = "additionalProperties" if token == VALUES else "items"
        if token < 0 and isinstance(part.node.get(keyword), Mapping):
            return part.at(keyword)
    return None

"""The places of the values that a schema describes, and what is there in a value.

A place is a path of property names and indexes; `EACH` stands for each item of a list, `VALUES` for each value of an
object whose names are free.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from caretasks.openapi.document import Api, Media, Parameter, Place
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.keywords import parts, properties, required, types
from caretasks.openapi.schema.sampling import sample, simplest
from caretasks.openapi.schema.validation import fits, violations

EACH: Final = -1
VALUES: Final = -2
Path = tuple[str | int, ...]

LONG_LIST = 100
"""How many items a list may have whose schema sets no limit."""

_LONGEST_FORM = 400  # characters of a text that is to have a form
_DEEPEST = 3  # alternatives within alternatives
_FREE_NAME = "name"  # of a value whose name is free


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


def grown(schema: Place, value: Any, path: Path, shown: tuple[Any, ...] = ()) -> Any:
    """A copy of a value in which something is at a place, and all else as it was.

    Args:
        schema: what describes the value.
        value: the value.
        path: the place.
        shown: values that the document gives as examples; what they have there is taken.
    """
    if occurrences(value, path):
        return value
    return _grown(schema, deepcopy(value), (), path, shown)


def _grown(schema: Place, value: Any, above: Path, path: Path, shown: tuple[Any, ...]) -> Any:
    if not path:
        return value
    token, *rest = path
    inner = member(schema, token)
    if inner is None:
        return value
    here = (*above, token)
    if token == EACH or (isinstance(token, int) and token >= 0):
        value = value if isinstance(value, list) else []
        while len(value) <= max(token, 0):
            value.append(example(inner, shown, here))
        index = -1 if token == EACH else token
        value[index] = _grown(inner, value[index], here, tuple(rest), shown)
        return value
    value = value if isinstance(value, dict) else {}
    name = (next(iter(value), _FREE_NAME)) if token == VALUES else token
    if name not in value:
        value[name] = example(inner, shown, here)
    value[name] = _grown(inner, value[name], here, tuple(rest), shown)
    return value


def chosen(schema: Place, value: Any, choices: Sequence[tuple[Path, Place]], shown: tuple[Any, ...] = ()) -> Any:
    """A copy of a value in which some alternatives are taken, each at its place, and all else as it was.

    Args:
        schema: what describes the value.
        value: the value.
        choices: the alternatives, each with its place, from the top down.
        shown: values that the document gives as examples.
    """
    above: tuple[Path, Place] = (), schema
    for path, alternative in choices:
        for where in occurrences(value, above[0])[-1:]:
            rest = path[len(above[0]) :]
            value = replaced(value, where, grown(above[1], at(value, where), rest, shown if not above[0] else ()))
        for where in occurrences(value, path)[-1:]:
            if not fits(alternative, at(value, where)):
                value = replaced(value, where, example(alternative))
        above = path, alternative
    return value


def brought_about(
    schema: Place, value: Any, path: Path, choices: Sequence[tuple[Path, Place]], shown: tuple[Any, ...] = ()
) -> Any:
    """A copy of a value in which something is at a place, by some alternatives."""
    if choices:
        return _taken(schema, value, path, choices, shown)
    fuller, usual = grown(schema, value, path, shown), _usual(schema, path)
    if all(fits(each, at(fuller, where)) for place, each in usual for where in occurrences(fuller, place)[-1:]):
        return fuller
    taken = _taken(schema, value, path, usual, shown)
    return taken if _allowed(schema, taken) else fuller


def _taken(schema: Place, value: Any, path: Path, choices: Sequence[tuple[Path, Place]], shown: tuple[Any, ...]) -> Any:
    value = chosen(schema, value, choices, shown)
    above, alternative = choices[-1]
    for where in occurrences(value, above)[-1:]:
        value = replaced(value, where, grown(alternative, at(value, where), path[len(above) :]))
    return value


def _allowed(schema: Place, value: Any) -> bool:
    return fits(schema, value) or not any(violations(schema, value, sent=True))


def _usual(schema: Place, path: Path) -> tuple[tuple[Path, Place], ...]:
    """The alternatives by which `walk` has come to a place, as far as there are alternatives on the way."""
    found: list[tuple[Path, Place]] = []
    here: Place | None = schema
    for depth in range(len(path) + 1):
        if here is None:
            break
        known = list(parts(here))
        for part in known:
            for keyword in ("oneOf", "anyOf"):
                inner = (part.at(keyword, index) for index in range(len(part.node.get(keyword, []))))
                found += [(path[:depth], each) for each in inner if each in known][:1]
        here = member(here, path[depth]) if depth < len(path) else None
    return tuple(found)


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


def example(schema: Place, shown: tuple[Any, ...] = (), path: Path = ()) -> Any:
    """A value of a schema: what the document shows at a place, if it shows anything there, else the simplest one."""
    for value in shown:
        for where in occurrences(value, path):
            found = at(value, where)
            if found is not None and not any(violations(schema, found, sent=True)):
                return deepcopy(found)
    return simplest(schema)


def valid(parameter: Parameter) -> Any:
    """A value of a parameter that the document allows: the first that it shows, else the simplest."""
    shown = tuple(parameter.examples().values())
    if shown:
        return shown[0]
    return "any" if parameter.schema is None else example(parameter.schema)


def valid_body(media: Media) -> Any:
    """A body that the document allows: the first that it shows, else the simplest."""
    shown = tuple(media.examples().values())
    if shown:
        return deepcopy(shown[0])
    return {} if media.schema is None else example(media.schema)


def keywords(schema: Place) -> dict[str, Any]:
    """The keywords of a schema and of what it is composed of, each with its value; the first of several."""
    found: dict[str, Any] = {}
    for part in parts(schema):
        for word, value in part.node.items():
            found.setdefault(word, value)
    return found


def is_text(schema: Place) -> bool:
    """Whether all values of a schema but null are texts."""
    return {*types(schema)} - {"null"} == {"string"}


def of_type(schema: Place, kind: str) -> Place:
    """What describes the values of a JSON type: the schema, or of its alternatives the first that has such values."""
    if "type" in schema.node or any("type" in part.node for part in parts(schema)):
        return schema
    for keyword in ("oneOf", "anyOf"):
        for index in range(len(schema.node.get(keyword, []))):
            if kind in types(inner := schema.at(keyword, index)):
                return of_type(inner, kind)
    return schema


def shortest(schema: Place) -> int:
    """How many items a list has at least."""
    words = keywords(of_type(schema, "array"))
    return max(int(words.get("minItems", 0)), int(words.get("minContains", 1)) if "contains" in words else 0)


def further_field(schema: Place) -> dict[str, Any]:
    """A property that an object may have and that its schema does not name."""
    name, value = "caretasks_further", "text"
    for part in parts(schema):
        if isinstance(part.node.get("additionalProperties"), Mapping):
            value = example(part.at("additionalProperties"))
        if "propertyNames" in part.node and not fits(part.at("propertyNames"), name):
            name = _text_with(schema.api.name, dict(part.at("propertyNames").node))
    return {name: value}


@lru_cache(maxsize=1024)
def text_of(schema: Place, length: int) -> str | None:
    """A text of so many characters that a schema allows; None where none is found."""
    inner = of_type(schema, "string")
    for text in ("x" * length, "1" * length, "A" * length):
        if fits(schema, text):
            return text
    words = {word: value for word, value in keywords(inner).items() if word in ("pattern", "format")}
    exact = {**words, "type": "string", "minLength": length, "maxLength": length}
    if length > _LONGEST_FORM or not words:
        return None
    found = _text_with(schema.api.name, exact)
    return found if len(found) == length and fits(schema, found) else None


def _text_with(name: str, words: Mapping[str, Any]) -> str:
    """A text of which a schema has these words, if one is found."""
    api = Api(name, {"components": {"schemas": {"text": {**words, "type": "string"}}}}, None, "")
    return str(sample(Place(api, "/components/schemas/text"), "", warned=False))


def list_of(schema: Place, length: int, items: Sequence[Any] = ()) -> list[Any] | None:
    """A list of so many items that a schema allows, of these items first; None where none is found."""
    found = several(schema, length, items)
    return found if len(found) == length and fits(schema, found) else None


def several(schema: Place, length: int, items: Sequence[Any] = ()) -> list[Any]:
    """So many items, of these first; different ones where they have to be, as many as are found."""
    inner = of_type(schema, "array")
    described = inner.at("items") if isinstance(inner.node.get("items"), Mapping) else None
    if not keywords(inner).get("uniqueItems"):
        given = list(items)[:length]
        for index in range(len(given), min(length, len(inner.node.get("prefixItems", [])))):
            given.append(example(inner.at("prefixItems", index)))
        last = example(described) if described is not None and not items else given[-1] if given else None
        return [*given, *(deepcopy(last) for _ in range(length - len(given)))]
    known = [*items, *range(length)] if described is None else [*items, *members(described)]
    different: dict[str, Any] = {}
    for number in range(len(known) + length):
        if len(different) >= length:
            break
        item = known[number] if number < len(known) else another(described, number) if described is not None else None
        if described is None or fits(described, item):
            different.setdefault(json.dumps(item, sort_keys=True), item)
    return list(different.values())


def another(schema: Place, number: int) -> Any:
    """A value that differs from those of other numbers, if there are so many."""
    value = example(schema)
    candidates: list[Any] = [f"{value}{number}", f"{value}"[:-1] + str(number % 10)] if isinstance(value, str) else []
    if isinstance(value, dict):
        named = {name: another(inner, number) for name, inner in properties(schema).items() if name in value}
        candidates = [{**value, **named}]
    elif isinstance(value, int | float) and not isinstance(value, bool):
        candidates = [value + number * keywords(schema).get("multipleOf", 1)]
    return next((each for each in candidates if fits(schema, each)), value)


def members(schema: Place) -> list[Any]:
    """The values of an enum, or the two of a boolean; none of any other schema."""
    words = keywords(schema)
    return list(words["enum"]) if "enum" in words else [True, False] if "boolean" in types(schema) else []


def closed(schema: Place) -> bool:
    """Whether an object may have no other properties than are described."""
    words = ("additionalProperties", "unevaluatedProperties")
    return any(part.node.get(word) is False for part in parts(schema) for word in words)

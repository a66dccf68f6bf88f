"""Example values: documented or minimal valid ones, and values derived from them."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

from caretasks.openapi.document import Api, Media, Parameter, Place
from caretasks.openapi.json_pointer import resolve
from caretasks.openapi.schema.keywords import keywords, members, of_type, parts, properties
from caretasks.openapi.schema.locations import EACH, VALUES, Path, at, member, occurrences, replaced
from caretasks.openapi.schema.sampling import sample, simplest
from caretasks.openapi.schema.validation import fits, violations

LONG_LIST = 100
"""How many items a list may have whose schema sets no limit."""

_LONGEST_FORM = 400  # characters of a text that is to have a form

_FREE_NAME = "name"  # of a value whose name is free


def with_examples(api: Api) -> Api:
    """The API with an example for each path parameter; itself where all have one."""
    nameless = {
        parameter.pointer: simplest(parameter.schema)
        for operation in api.operations
        for parameter in operation.path_parameters
        if not parameter.examples() and parameter.schema is not None
    }
    if not nameless:
        return api
    document = copy.deepcopy(api.document)
    for pointer, value in nameless.items():
        resolve(document, pointer)["example"] = value
    return Api(api.name, document, api.facts, api.origin)


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

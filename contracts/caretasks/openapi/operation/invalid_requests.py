"""Values and requests that only just do not fit a document: wrong at one place, by one keyword.

The suite sends them (`near_misses`), and the proof knows by them what a faulty server does not mind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, Parameter, Place
from caretasks.openapi.operation import parameters
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.schema.examples import another, brought_about, example, valid, valid_body
from caretasks.openapi.schema.invalid import Spoil, spoils, type_of
from caretasks.openapi.schema.keywords import parts, properties, types
from caretasks.openapi.schema.locations import Path, Spot, at, constrained, occurrences, replaced, walk, without
from caretasks.openapi.schema.validation import fits, violations

# What says no more than that something else is wrong: no alternative fits, and what did not fit has described nothing.
_CONSEQUENCES = frozenset({"anyOf", "oneOf", "unevaluatedProperties"})
_TRIES = 3
_CONDITIONAL = frozenset({"then", "else"})


@dataclass(frozen=True)
class Miss:
    """One way to miss a schema.

    Attributes:
        schema: the whole schema.
        spot: the place.
        spoil: what is wrong there.
        name: what it is called: the keyword, and what tells it from others of the keyword.
        loose: whether another JSON type is the same miss whichever it is, as in a parameter, which is a text.
    """

    schema: Place
    spot: Spot
    spoil: Spoil
    name: str
    loose: bool = False

    @property
    def what(self) -> str:
        """What is wrong, in words."""
        return "a value of another type" if self.loose and self.spoil.keyword == "type" else self.spoil.what

    def made(self, shown: tuple[Any, ...], whole: Any) -> Any:
        """A value with nothing else wrong, made of one that fits; `ABSENT` where none is found.

        Args:
            shown: values that the document gives as examples.
            whole: the value that fits.
        """
        value = brought_about(self.schema, whole, self.spot.path, self.spot.choices, shown)
        for where in occurrences(value, self.spot.path)[-1:]:
            try:
                spoilt = replaced(value, where, self.spoil.spoilt(at(value, where)))
            except (TypeError, AttributeError, ValueError, KeyError):  # what is there is of another type
                return MISSING
            return spoilt if self.is_in(spoilt) and self._right(self.mended(spoilt, shown)) else MISSING
        return MISSING

    def is_in(self, value: Any) -> bool:
        """Whether a value misses the schema in this way, and at this place in no other."""
        return bool(self._places(value)) and any(violations(self.schema, value, sent=True))

    def mended(self, value: Any, shown: tuple[Any, ...] = ()) -> Any:
        """A value that misses in this way, made right there; `ABSENT` where it does not."""
        places = self._places(value)
        mended: Any = MISSING
        for offset in range(_TRIES if places else 0):  # items of a list may have to differ from one another
            mended = value
            for number, where in enumerate(places, offset):
                right = self._right_at(at(value, where), shown)
                mended = replaced(mended, where, another(self.spot.schema, number) if number else right)
            if self._right(mended):
                break
        return mended

    def _right(self, value: Any) -> bool:
        return value is not MISSING and not any(violations(self.schema, value, sent=True))

    def _places(self, value: Any) -> list[Path]:
        return [where for where in occurrences(value, self.spot.path) if self._is_at(at(value, where))]

    def _is_at(self, value: Any) -> bool:
        keyword = self.spoil.keyword
        if keyword in _CONDITIONAL:
            return any(
                keyword in part.node
                and fits(part.at("if"), value) is (keyword == "then")
                and any(violations(part.at(keyword), value, sent=True))
                for part in parts(self.spot.schema)
            )
        found = wrong(self.spot.schema, value, self.spot.whole)
        if self.loose:
            return {word for word, _ in found} == {keyword}
        return found == {(keyword, self.spoil.word)}

    def _right_at(self, value: Any, shown: tuple[Any, ...]) -> Any:
        schema, word = self.spot.schema, self.spoil.word
        match self.spoil.keyword:
            case "required" | "dependentRequired":
                name = word.split(" ")[-1]
                inner = properties(schema).get(name)
                given = tuple(at(each, where) for each in shown for where in occurrences(each, self.spot.path))
                return {**value, name: 1 if inner is None else example(inner, given, (name,))}
            case "additionalProperties" | "unevaluatedProperties":
                return {name: inner for name, inner in value.items() if _described(schema, name)}
            case "propertyNames":
                names = [part.at("propertyNames") for part in parts(schema) if "propertyNames" in part.node]
                return {name: inner for name, inner in value.items() if all(fits(each, name) for each in names)}
        return example(schema, shown, self.spot.path)


def _described(schema: Place, name: str) -> bool:
    patterns = [pattern for part in parts(schema) for pattern in part.node.get("patternProperties", {})]
    return name in properties(schema) or any(jsonschema_rs.is_valid({"pattern": pattern}, name) for pattern in patterns)


def wrong(schema: Place, value: Any, whole: Place | None = None) -> set[tuple[str, str]]:
    """What is wrong about a value, by keyword, and a JSON type or a name with it; of another type, that alone.

    Args:
        schema: what describes it.
        value: the value, as a client sends it.
        whole: all that describes it, as in `spoils`.
    """
    allowed = types(whole or schema)
    kind = type_of(value)
    is_whole = kind == "number" and (isinstance(value, int) or value.is_integer())
    if allowed and kind not in allowed and not (is_whole and "integer" in allowed):
        fraction = kind == "number" and "integer" in allowed
        return {("type", "fraction" if fraction else kind)}
    found: set[tuple[str, str]] = set()
    for part in parts(schema):
        for violation in violations(part, value, sent=True):
            if violation.path:
                found.add(("below", ""))
            elif violation.keyword in ("required", "dependentRequired"):
                found |= set(_missing(part, value))
            else:
                found.add((violation.keyword, ""))
    apart = {each for each in found if each[0] not in _CONSEQUENCES}
    return apart or found


def _missing(schema: Place, value: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    described = properties(schema)
    for part in parts(schema):
        for name in part.node.get("required", []):
            if name not in value and not (name in described and described[name].node.get("readOnly")):
                yield "required", name
        for name, needed in part.node.get("dependentRequired", {}).items():
            if name in value:
                yield from (("dependentRequired", f"{name} {other}") for other in needed if other not in value)


def of_body(operation: Operation) -> Iterator[tuple[Miss, Any]]:
    """Every way in which the JSON body of an operation may only just not fit, and a body that does not.

    Where none is found, whatever misses in this way misses in another way too, which is one of its own.
    """
    if operation.body is None or operation.body.schema is None:
        return
    schema, shown = operation.body.schema, tuple(operation.body.examples().values())
    least = valid_body(operation.body)
    wholes = (fullest(schema, shown, least), least)
    names: set[tuple[Path, str]] = set()
    for spot in constrained(schema):
        if spot.schema.node.get("readOnly"):
            continue
        for spoil in spoils(spot.schema, spot.path, spot.whole, sent=True):
            name = f"{spoil.keyword}{spoil.word and ' ' + spoil.word}"
            if (spot.path, name) in names:
                name += f" of {spot.pointer}"
            miss = Miss(schema, spot, spoil, name)
            made = (miss.made(shown, whole) for whole in wholes)
            body = next((each for each in made if each is not MISSING), MISSING)
            if body is not MISSING:
                names.add((spot.path, name))
                yield miss, body


def fullest(schema: Place, shown: tuple[Any, ...], whole: Any) -> Any:
    """A value that fits, with all optional parts in it that may be there together."""
    for spot in walk(schema):
        if spot.schema.node.get("readOnly"):
            continue
        fuller = brought_about(schema, whole, spot.path, (), shown)
        if not any(violations(schema, fuller, sent=True)):
            whole = fuller
    return whole


def barest(schema: Place, whole: Any) -> Any:
    """A value that fits, without any optional part that need not be there."""
    for spot in reversed(list(walk(schema))):
        if spot.required or not spot.path or not isinstance(spot.path[-1], str):
            continue
        for where in reversed(occurrences(whole, spot.path)):
            barer = without(whole, where)
            if not any(violations(schema, barer, sent=True)):
                whole = barer
    return whole


def of_parameter(operation: Operation, parameter: Parameter) -> Iterator[Miss]:
    """Every way in which a parameter may only just not fit and that can be written in a request, one for a keyword."""
    if parameter.schema is None:
        return
    names: set[tuple[Path, str]] = set()
    for spot in constrained(parameter.schema):
        for spoil in spoils(spot.schema, spot.path, spot.whole, sent=True):
            miss = Miss(parameter.schema, spot, spoil, spoil.keyword, loose=True)
            if (spot.path, spoil.keyword) not in names and texts(parameter, miss) is not None:
                names.add((spot.path, spoil.keyword))
                yield miss


def texts(parameter: Parameter, miss: Miss) -> Mapping[str, Any] | None:
    """A parameter that misses, as it is written; None where that cannot be."""
    shown = tuple(parameter.examples().values())
    value = brought_about(miss.schema, valid(parameter), miss.spot.path, miss.spot.choices, shown)
    for where in occurrences(value, miss.spot.path)[-1:]:
        try:
            value = replaced(value, where, miss.spoil.spoilt(at(value, where)))
        except (TypeError, AttributeError, ValueError, KeyError):
            return None
        found = serialize_parameter(parameter, value)
        lists = {name: each if isinstance(each, list) else [each] for name, each in found.items()}
        if not all(_can_be_sent(parameter, text) for each in lists.values() for text in each):
            return None
        if not any(lists.values()):
            return None  # an empty list is not written at all
        named = {name.lower() if parameter.location == "header" else name: each for name, each in lists.items()}
        read = parameters.candidates(
            parameter, {"path": {}, "query": {}, "header": {}, "cookie": {}, parameter.location: named}
        )
        fit = bool(read) and any(fits(miss.schema, each) for each in read or ())
        return found if named and read and not fit and miss.is_in(read[0]) else None
    return None


def _can_be_sent(parameter: Parameter, text: str) -> bool:
    match parameter.location:
        case "path":
            return text not in ("", ".", "..") and "/" not in text and "\0" not in text
        case "query":
            return "\0" not in text
    return (
        bool(text) and text == text.strip() and text.isascii() and text.isprintable() and not set(text) & set(';,"\\')
    )

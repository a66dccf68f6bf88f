"""The faults of a server that refuses what the document allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import Exchange, Sent
from caretasks.mutation.mutant import Fault, Injection, Kind, Side, matters
from caretasks.mutation.mutators.requests import wrong_body, wrong_parameters
from caretasks.openapi.document import Operation, Parameter, Place
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation import invalid_requests, parameters
from caretasks.openapi.operation.parameters import serialize_parameter
from caretasks.openapi.operation.parameters import text as text_of_value
from caretasks.openapi.schema.boundary import LONG_TEXT
from caretasks.openapi.schema.examples import LONG_LIST, brought_about, further_field, list_of, text_of, valid_body
from caretasks.openapi.schema.invalid import type_of
from caretasks.openapi.schema.keywords import (
    closed,
    is_text,
    keywords,
    members,
    of_type,
    properties,
    required,
    shortest,
    types,
)
from caretasks.openapi.schema.locations import Path, Spot, at, occurrences, replaced, walk, words
from caretasks.openapi.schema.validation import violations


def derive(operation: Operation) -> Iterator[Fault]:
    """The faults by which an operation accepts too little."""
    yield from _parameters(operation)
    yield from _bodies(operation)


def _fault(
    operation: Operation, name: str, kind: Kind, pointer: str, what: str, feature: Callable[[Sent], bool]
) -> Fault:
    return Fault(
        id=f"{operation.id} refuses {name}",
        operation=operation,
        side=Side.REFUSES,
        kind=kind,
        pointer=pointer,
        what=f"a request with {what} is refused",
        matters=matters(Side.REFUSES, kind),
        alter=lambda _: Refuses(operation, feature),
    )


def _parameters(operation: Operation) -> Iterator[Fault]:
    for parameter in operation.parameters:
        name = f"{parameter.location} {parameter.name}"
        for shown, value in parameter.examples().items():
            yield _fault(
                operation,
                f"{name}: example {shown}",
                Kind.EXAMPLE,
                join(parameter.pointer, "examples", shown),
                f"the documented {parameter.name}",
                _sends(parameter, value),
            )
        if parameter.schema is None:
            continue
        for member in members(parameter.schema):
            yield _fault(
                operation,
                f"{name}: {text_of_value(member)}",
                Kind.MEMBER,
                parameter.schema.pointer,
                f"{text_of_value(member)} for {parameter.name}",
                _sends(parameter, member),
            )
        if not parameter.required:
            yield _fault(
                operation,
                f"no {name}",
                Kind.LEFT_OUT,
                parameter.pointer,
                f"no {parameter.name}",
                _leaves_out(parameter),
            )
        if parameter.location == "query" and parameter.schema is not None and is_text(parameter.schema):
            for kind, limit, what, allowed, _ in _texts(parameter.schema):
                yield _fault(
                    operation, f"{name}: {limit}", kind, parameter.schema.pointer, what, _sends_any(parameter, allowed)
                )


def _texts_sent(parameter: Parameter, sent: Sent) -> list[str]:
    return [each for texts in parameters.given(parameter, sent.by_location).values() for each in texts]


def _sends(parameter: Parameter, value: Any) -> Callable[[Sent], bool]:
    meant = {
        name.lower() if parameter.location == "header" else name: each if isinstance(each, list) else [each]
        for name, each in serialize_parameter(parameter, value).items()
    }
    return lambda sent: parameters.given(parameter, sent.by_location) == meant


def _sends_any(parameter: Parameter, allowed: Callable[[Any], bool]) -> Callable[[Sent], bool]:
    return lambda sent: any(map(allowed, _texts_sent(parameter, sent)))


def _leaves_out(parameter: Parameter) -> Callable[[Sent], bool]:
    return lambda sent: not _texts_sent(parameter, sent)


def _bodies(operation: Operation) -> Iterator[Fault]:
    media = operation.body
    if media is None:
        return
    for name, shown in media.examples().items():
        yield _fault(
            operation,
            f"example {name}",
            Kind.EXAMPLE,
            join(media.pointer, "examples", name),
            "the documented example",
            partial(_is_body, shown),
        )
    if "requestBody" in operation.node and not operation.body_required:
        yield _fault(operation, "no body", Kind.LEFT_OUT, media.pointer, "no body", lambda sent: not sent.body)
    if media.schema is None:
        return
    room = _Room(media.schema, tuple(media.examples().values()), valid_body(media))
    for spot in walk(media.schema):
        if spot.schema.node.get("readOnly"):
            continue
        yield from _at(operation, spot, room)


class _Room:
    """What a schema has room for: values that fit as a whole when something stands at a place."""

    def __init__(self, schema: Place, shown: tuple[Any, ...], least: Any) -> None:
        self._schema = schema
        self._shown = shown
        self._wholes = (invalid_requests.fullest(schema, shown, least), least, invalid_requests.barest(schema, least))

    def has(self, path: Path, change: Callable[[Any], Any]) -> bool:
        """Whether a value fits that is changed at a place."""
        for whole in self._wholes:
            value = brought_about(self._schema, whole, path, (), self._shown)
            for where in occurrences(value, path)[-1:]:
                changed = replaced(value, where, change(at(value, where)))
                if not any(violations(self._schema, changed, sent=True)):
                    return True
        return False


def _at(operation: Operation, spot: Spot, room: _Room) -> Iterator[Fault]:
    schema, place = spot.schema, spot.words

    def fault(kind: Kind, name: str, what: str, allowed: Callable[[Any], bool], value: Any) -> Iterator[Fault]:
        if room.has(spot.path, lambda _: value):
            has = _has(spot.path, allowed)
            yield _fault(operation, f"{place}: {name}", kind, spot.pointer, f"{what} at {place}", has)

    kinds = types(schema)
    if "null" in kinds:
        yield from fault(Kind.NULL_ALLOWED, "null", "null", lambda value: value is None, None)
    for member in members(schema):
        if member is not None:
            yield from fault(Kind.MEMBER, str(member), str(member), partial(_is, member), member)
    if "object" in kinds and not closed(schema) and room.has(spot.path, partial(_with, further_field(schema))):
        known = frozenset(properties(schema))
        yield _fault(
            operation,
            f"{place}: a further field",
            Kind.EXTRA,
            spot.pointer,
            f"a field that the document does not name at {place}",
            _has(spot.path, lambda value: isinstance(value, dict) and bool(set(value) - known)),
        )
    for name, inner in properties(schema).items():
        if name in required(schema) or inner.node.get("readOnly") or not room.has(spot.path, partial(_without, name)):
            continue
        yield _fault(
            operation,
            f"no {words((*spot.path, name))}",
            Kind.LEFT_OUT,
            spot.pointer,
            f"no {words((*spot.path, name))}",
            _has(spot.path, partial(_lacks, name)),
        )
    if "string" in kinds:
        for kind, name, what, allowed, text in _texts(schema):
            yield from fault(kind, name, what, allowed, text)
    if "array" in kinds:
        for kind, count, allowed in _lists(schema):
            yield from fault(kind, f"{count} items", f"{count} items", allowed, list_of(schema, count))
    if "integer" in kinds or "number" in kinds:
        node = keywords(schema)
        for kind, keyword in ((Kind.SHORTEST, "minimum"), (Kind.LONGEST, "maximum")):
            if keyword in node:
                limit = node[keyword]
                yield from fault(kind, f"{keyword} {limit}", str(limit), partial(_is, limit), limit)


def _with(further: Mapping[str, Any], value: Any) -> Any:
    return {**value, **further} if isinstance(value, dict) else value


def _without(name: str, value: Any) -> Any:
    return {key: inner for key, inner in value.items() if key != name} if isinstance(value, dict) else value


def _is_body(shown: Any, sent: Sent) -> bool:
    return bool(sent.json == shown)


def _is(member: Any, value: Any) -> bool:
    return type_of(value) == type_of(member) and bool(value == member)


def _lacks(name: str, value: Any) -> bool:
    return isinstance(value, dict) and name not in value


def _has(path: Path, allowed: Callable[[Any], bool]) -> Callable[[Sent], bool]:
    """Whether a request has at a place what is meant."""

    def has(sent: Sent) -> bool:
        return sent.json is not MISSING and any(allowed(at(sent.json, where)) for where in occurrences(sent.json, path))

    return has


def _texts(schema: Place) -> Iterator[tuple[Kind, str, str, Callable[[Any], bool], str]]:
    """What a text may be that a server might not be ready for; of one with a format or a pattern, only its lengths."""
    words_ = keywords(of_type(schema, "string"))
    if {"enum", "const"} & set(words_):
        return
    free = not {"format", "pattern"} & set(words_)
    if free:
        yield (
            Kind.UNICODE,
            "text beyond ASCII",
            "text beyond ASCII",
            lambda value: isinstance(value, str) and not value.isascii(),
            ("é" * max(words_.get("minLength", 1), 1))[: words_.get("maxLength")],
        )
    low, high, own = words_.get("minLength", 0), words_.get("maxLength", LONG_TEXT), "maxLength" in words_
    if (free or "minLength" in words_) and (text := text_of(schema, low)) is not None:
        yield (
            Kind.SHORTEST,
            f"{low} characters",
            f"a text of {low} characters",
            lambda value: isinstance(value, str) and len(value) == low,
            text,
        )
        if own and high == low:
            return  # the shortest is the longest
    if (free or own) and (text := text_of(schema, high)) is not None:
        yield (
            Kind.LONGEST,
            f"{high} characters",
            f"a text of {high} characters",
            lambda value: isinstance(value, str) and (len(value) == high if own else len(value) >= high),
            text,
        )


def _lists(schema: Place) -> Iterator[tuple[Kind, int, Callable[[Any], bool]]]:
    words_ = keywords(of_type(schema, "array"))
    low, high = shortest(schema), words_.get("maxItems", LONG_LIST)
    own = "maxItems" in words_
    if list_of(schema, low) is not None:
        yield Kind.SHORTEST, low, lambda value: isinstance(value, list) and len(value) == low
        if own and high == low:
            return  # the shortest is the longest
    if list_of(schema, high) is not None:
        yield (
            Kind.LONGEST,
            high,
            lambda value: isinstance(value, list) and (len(value) == high if own else len(value) >= high),
        )


@dataclass
class Refuses(Injection):
    """A server that refuses requests with something that the document allows."""

    operation: Operation
    feature: Callable[[Sent], bool]
    harmless = "each such request is refused without the fault too, as the document allows"

    def __post_init__(self) -> None:
        super().__init__()

    def after(self, exchange: Exchange) -> None:
        """Refuses what would have been a success."""
        sent = exchange.sent
        if sent.operation is None or sent.operation.pointer != self.operation.pointer or not self.feature(sent):
            return
        if wrong_parameters(self.operation, sent) or wrong_body(self.operation, sent) or exchange.status in (401, 403):
            return
        if not exchange.succeeded:
            self.without_effect += 1
            return
        self.applied += 1
        answer = negotiation.error_response(self.operation, self._status())
        exchange.status, exchange.content = answer.status, answer.content() or b""
        exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.media_type is not None:
            exchange.headers["content-type"] = answer.media_type

    def _status(self) -> int:
        return 422 if "422" in self.operation.responses else 400

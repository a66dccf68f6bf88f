"""The faults of answers: one for each keyword and place of each documented answer, and for each answer as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from caretasks.conformance.analysis import failures
from caretasks.core.http import PROTOCOL_STATUSES
from caretasks.core.missing import MISSING
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import MutatedExchange
from caretasks.mutation.mutant import Mutant, MutantCategory, Mutation, MutatorName, Setup, impact_of
from caretasks.openapi.document import Node, Operation, Response
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.examples import with_location_reached
from caretasks.openapi.schema.invalid import InvalidValue, iter_invalid_values
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.locations import (
    SchemaLocation,
    ValuePath,
    find_occurrences,
    format_path,
    get_at,
    iter_all_locations,
    with_value_at,
)
from caretasks.openapi.schema.sampling import simplest_value
from caretasks.openapi.schema.validation import is_valid

_UNDOCUMENTED = {"2": (203, 206, 226), "3": (304,), "4": (418, 410, 451), "5": (501, 507, 599)}
_ANOTHER_CLASS = (302, 226, 418, 599)


def response_mutants(operation: Operation) -> Iterator[Mutant]:
    """The faults of an operation's answers, an answer after the other."""
    for key, response in operation.responses.items():
        if status_for(operation, key) is None:
            continue
        yield from _of_the_body(operation, key, response)
        yield from _of_the_headers(operation, key, response)
        yield from _of_the_whole(operation, key, response)


def status_for(operation: Operation, key: str) -> int | None:
    """A status that a documented answer is about; for a range one that HTTP's machines do not give of themselves.

    None where others stand for every status that it might be about.
    """
    if key.isdecimal():
        return int(key)
    hundreds = (5, 4, 3, 2) if key == "default" else (int(key[0]),)
    statuses = (status for hundred in hundreds for status in range(hundred * 100, hundred * 100 + 100))
    return next(
        (
            status
            for status in statuses
            if status not in PROTOCOL_STATUSES and (found := operation.find_response(status)) is not None and found.status == key
        ),
        None,
    )


def _of_the_body(operation: Operation, key: str, response: Response) -> Iterator[Mutant]:
    media = response.media
    if media is None or media.schema is None:
        return
    ids: set[str] = set()
    for spot in iter_all_locations(media.schema):
        if spot.schema.data.get("writeOnly"):
            continue  # which no answer has
        for spoil in iter_invalid_values(spot.schema, spot.path, spot.full_schema):
            place = (*spot.path, spoil.detail) if spoil.keyword == "required" else spot.path
            name = f"{operation.id} {key} {format_path(place)}: {spoil.keyword}{spoil.detail and ' ' + spoil.detail}"
            if name in ids:
                name += f" of {spot.pointer}"
            ids.add(name)
            yield Mutant(
                id=name,
                operation=operation,
                category=MutantCategory.ANSWERS,
                mutator=MutatorName(spoil.kind),
                pointer=spoil.pointer,
                description=f"{key} with {spoil.description} at {format_path(spot.path)}",
                impact=impact_of(MutantCategory.ANSWERS, MutatorName(spoil.kind)),
                build=_Body.maker(operation, key, media.schema, spot, spoil),
                response=key,
                path=place,
                alternatives=tuple((path, alternative.pointer) for path, alternative in spot.alternatives),
            )


def _of_the_headers(operation: Operation, key: str, response: Response) -> Iterator[Mutant]:
    for name in response.data.get("headers", {}):
        header = response.child("headers", name)
        if "schema" not in header.data or name.lower() == "content-type":
            continue
        wrong: list[tuple[str, str, str | None]] = []
        if header.data.get("required"):
            wrong.append((join(header.pointer, "required"), "missing", None))
        for spoil in iter_invalid_values(header.child("schema"), ()):
            text = _header_text(header.child("schema"), spoil)
            if text is not None:
                wrong.append((spoil.pointer, spoil.keyword, text))
                if spoil.keyword == "type":
                    break
        for pointer, word, text in wrong:
            yield Mutant(
                id=f"{operation.id} {key} header {name}: {word}",
                operation=operation,
                category=MutantCategory.ANSWERS,
                mutator=MutatorName.HEADER,
                pointer=pointer,
                description=f"{key} {'without' if text is None else 'with a malformed'} {name}",
                impact=impact_of(MutantCategory.ANSWERS, MutatorName.HEADER),
                build=_Header.maker(operation, key, name.lower(), text),
                response=key,
                header=name.lower(),
            )


def _header_text(schema: Node, spoil: InvalidValue) -> str | None:
    """A header's text that its schema forbids however it is read; None where every text is read as an allowed one."""
    kinds = set(json_types(schema)) or {"string"}
    value = "many" if spoil.keyword == "type" else spoil.make(simplest_value(schema))
    items = json_types(schema.child("items")) if isinstance(schema.data.get("items"), Mapping) else ("string",)
    if spoil.keyword == "type" and ("string" in kinds or ("array" in kinds and "string" in items)):
        return None
    text = value if isinstance(value, str) else json.dumps(value)
    return text if not text.isspace() and text.isprintable() and text else None


def _of_the_whole(operation: Operation, key: str, response: Response) -> Iterator[Mutant]:
    wholes: list[tuple[MutatorName, str, str, Callable[[MutatedExchange], None]]] = []
    content = response.data.get("content", {})
    about = status_for(operation, key)
    free = about is not None and key[0] in "45" and failures.is_unspecified(operation, about)
    if response.media is not None and not free:  # what no fact describes cannot be other than described
        pointer = response.media.pointer
        wholes = [
            (MutatorName.MEDIA_TYPE, pointer, "a page of HTML", _html),
            (MutatorName.MEDIA_TYPE, pointer, "no media type", _untyped),
            (MutatorName.EMPTY, pointer, "an empty body", _empty),
            (MutatorName.TRUNCATED, pointer, "a body that breaks off", _truncated),
        ]
        if any("*" in name or name == "text/html" for name in content):
            wholes = wholes[2:]
    status = _undocumented(operation, key)
    if status is not None:
        responses = join(operation.pointer, "responses")
        wholes.append((MutatorName.STATUS, responses, f"status {status}", lambda exchange: _with_status(exchange, status)))
    for kind, pointer, what, change in wholes:
        yield Mutant(
            id=f"{operation.id} {key}: {what}",
            operation=operation,
            category=MutantCategory.ANSWERS,
            mutator=kind,
            pointer=pointer,
            description=f"{key} with {what}" if kind is not MutatorName.STATUS else f"{what} for {key}",
            impact=impact_of(MutantCategory.ANSWERS, kind),
            build=_Whole.maker(operation, key, change),
            response=key,
        )


def _undocumented(operation: Operation, key: str) -> int | None:
    """A status near the documented one that is not documented."""
    candidates = (*_UNDOCUMENTED.get(key[0], ()), *_ANOTHER_CLASS)
    return next((status for status in candidates if operation.find_response(status) is None), None)


def _html(exchange: MutatedExchange) -> None:
    exchange.headers["content-type"] = "text/html; charset=utf-8"
    exchange.content = b"<!doctype html><title>Hello</title><p>Hello"


def _untyped(exchange: MutatedExchange) -> None:
    exchange.headers.pop("content-type", None)


def _empty(exchange: MutatedExchange) -> None:
    exchange.content = b""


def _truncated(exchange: MutatedExchange) -> None:
    exchange.content = exchange.content[: -1 - len(exchange.content) // 4]


def _with_status(exchange: MutatedExchange, status: int) -> None:
    exchange.status = status


def _same_body(one: Response, other: Response) -> bool:
    return one.media is not None and other.media is not None and one.media.schema == other.media.schema


@dataclass
class Prepared(Mutation):
    """What is done to a stand-in before its answers with a key are made faulty; by itself it makes none faulty.

    Attributes:
        operation: whose answers.
        key: the key of the documented answer.
        preparation: what is done.
    """

    operation: Operation
    key: str
    preparation: Setup

    def __post_init__(self) -> None:
        super().__init__()

    def on_response(self, exchange: MutatedExchange) -> None:
        """Prepares an answer, and has it made faulty if it is one of those meant."""
        if exchange.request.operation is None or exchange.request.operation.pointer != self.operation.pointer:
            return
        if self.preparation.status is not None and exchange.succeeded:
            self._answer_with(exchange, self.preparation.status)
        found = self.operation.find_response(exchange.status)
        if found is None or found.status != self.key:
            return
        media = found.media
        body = exchange.json
        path, choices = self.preparation.filled_path, self.preparation.alternatives
        if (path is not None or choices) and media is not None and media.schema is not None and body is not MISSING:
            shown = tuple(media.examples().values())
            taken = [(place, Node(media.api, pointer)) for place, pointer in choices]
            exchange.json = with_location_reached(media.schema, body, path or (), taken, shown)
        if self.preparation.added_header is not None:
            header = found.child("headers", self._named(found, self.preparation.added_header))
            value = header.data.get("example", simplest_value(header.child("schema")))
            exchange.headers.setdefault(self.preparation.added_header, value if isinstance(value, str) else json.dumps(value))
        self.spoil(exchange)

    def spoil(self, exchange: MutatedExchange) -> None:
        """Makes an answer faulty."""

    def _answer_with(self, exchange: MutatedExchange, status: int) -> None:
        """Puts the documented answer with a status in place of a success; another success keeps the body if it may."""
        meant, was = self.operation.find_response(status), self.operation.find_response(exchange.status)
        exchange.status = status
        if meant is not None and meant.is_success and was is not None and _same_body(meant, was):
            return
        answer = negotiation.documented_response(self.operation, status)
        content = answer.content()
        exchange.content = content or b""
        exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
        if content is not None and answer.media_type is not None:
            exchange.headers["content-type"] = answer.media_type

    @staticmethod
    def _named(response: Response, name: str) -> str:
        return next(str(each) for each in response.data["headers"] if each.lower() == name)


@dataclass
class _Body(Prepared):
    """A value in the body is one that its schema forbids: of several in a list the last one."""

    schema: Node
    spot: SchemaLocation
    how: InvalidValue

    @classmethod
    def maker(
        cls, operation: Operation, key: str, schema: Node, spot: SchemaLocation, how: InvalidValue
    ) -> Callable[[Setup], Mutation]:
        return lambda preparation: cls(operation, key, preparation, schema, spot, how)

    def spoil(self, exchange: MutatedExchange) -> None:
        body = exchange.json
        if body is MISSING:
            return
        places = find_occurrences(body, self.spot.path)
        if not places:
            return
        spoilt = _spoilt(body, places[-1], self.how)
        if spoilt is MISSING:
            return
        exchange.json = spoilt
        if is_valid(self.schema, spoilt):
            self.without_effect += 1
        else:
            self.applied += 1


def _spoilt(body: object, place: ValuePath, how: InvalidValue) -> object:
    before = get_at(body, place)
    try:
        after = how.make(before)
    except (TypeError, AttributeError, ValueError):  # what is there is of another type, as null where that is allowed
        return MISSING
    if type(after) is type(before) and after == before:
        return MISSING
    return with_value_at(body, place, after)


@dataclass
class _Header(Prepared):
    """A header of an answer is missing, or its text is one that its schema forbids."""

    name: str
    text: str | None

    @classmethod
    def maker(cls, operation: Operation, key: str, name: str, text: str | None) -> Callable[[Setup], Mutation]:
        return lambda preparation: cls(operation, key, preparation, name, text)

    def spoil(self, exchange: MutatedExchange) -> None:
        if self.name not in exchange.headers:
            return
        self.applied += 1
        if self.text is None:
            del exchange.headers[self.name]
        else:
            exchange.headers[self.name] = self.text


@dataclass
class _Whole(Prepared):
    """An answer as a whole is changed."""

    change: Callable[[MutatedExchange], None]

    @classmethod
    def maker(
        cls, operation: Operation, key: str, change: Callable[[MutatedExchange], None]
    ) -> Callable[[Setup], Mutation]:
        return lambda preparation: cls(operation, key, preparation, change)

    def spoil(self, exchange: MutatedExchange) -> None:
        before = (exchange.status, dict(exchange.headers), exchange.content)
        self.change(exchange)
        if (exchange.status, exchange.headers, exchange.content) == before or self._is_documented(exchange, *before):
            self.without_effect += 1
        else:
            self.applied += 1

    def _is_documented(self, exchange: MutatedExchange, status: int, headers: dict[str, str], _: bytes) -> bool:
        """Whether only the body is another one, and that is as documented too, as half of a number may be."""
        found = self.operation.find_response(status)
        media, body = None if found is None else found.media, exchange.json
        same = (exchange.status, exchange.headers) == (status, headers)
        return same and media is not None and body is not MISSING and (media.schema is None or is_valid(media.schema, body))

"""The faults of answers: one for each keyword and place of each documented answer, and for each answer as a whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from caretasks.conformance.analysis import failures
from caretasks.core.http import HTTPS_OWN
from caretasks.core.missing import MISSING
from caretasks.mock.handler import negotiation
from caretasks.mutation.injection import Exchange
from caretasks.mutation.mutant import Fault, Injection, Kind, Preparation, Side, matters
from caretasks.openapi.document import Operation, Place, Response
from caretasks.openapi.json_pointer import join
from caretasks.openapi.schema.examples import brought_about
from caretasks.openapi.schema.invalid import Spoil, spoils
from caretasks.openapi.schema.keywords import types
from caretasks.openapi.schema.locations import Path, Spot, at, constrained, occurrences, replaced, words
from caretasks.openapi.schema.sampling import simplest
from caretasks.openapi.schema.validation import fits

_UNDOCUMENTED = {"2": (203, 206, 226), "3": (304,), "4": (418, 410, 451), "5": (501, 507, 599)}
_ANOTHER_CLASS = (302, 226, 418, 599)


def derive(operation: Operation) -> Iterator[Fault]:
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
            if status not in HTTPS_OWN and (found := operation.response(status)) is not None and found.status == key
        ),
        None,
    )


def _of_the_body(operation: Operation, key: str, response: Response) -> Iterator[Fault]:
    media = response.media
    if media is None or media.schema is None:
        return
    ids: set[str] = set()
    for spot in constrained(media.schema):
        if spot.schema.node.get("writeOnly"):
            continue  # which no answer has
        for spoil in spoils(spot.schema, spot.path, spot.whole):
            place = (*spot.path, spoil.word) if spoil.keyword == "required" else spot.path
            name = f"{operation.id} {key} {words(place)}: {spoil.keyword}{spoil.word and ' ' + spoil.word}"
            if name in ids:
                name += f" of {spot.pointer}"
            ids.add(name)
            yield Fault(
                id=name,
                operation=operation,
                side=Side.ANSWERS,
                kind=Kind(spoil.kind),
                pointer=spoil.pointer,
                what=f"{key} with {spoil.what} at {words(spot.path)}",
                matters=matters(Side.ANSWERS, Kind(spoil.kind)),
                alter=_Body.maker(operation, key, media.schema, spot, spoil),
                answer=key,
                path=place,
                choices=tuple((path, alternative.pointer) for path, alternative in spot.choices),
            )


def _of_the_headers(operation: Operation, key: str, response: Response) -> Iterator[Fault]:
    for name in response.node.get("headers", {}):
        header = response.at("headers", name)
        if "schema" not in header.node or name.lower() == "content-type":
            continue
        wrong: list[tuple[str, str, str | None]] = []
        if header.node.get("required"):
            wrong.append((join(header.pointer, "required"), "missing", None))
        for spoil in spoils(header.at("schema"), ()):
            text = _header_text(header.at("schema"), spoil)
            if text is not None:
                wrong.append((spoil.pointer, spoil.keyword, text))
                if spoil.keyword == "type":
                    break
        for pointer, word, text in wrong:
            yield Fault(
                id=f"{operation.id} {key} header {name}: {word}",
                operation=operation,
                side=Side.ANSWERS,
                kind=Kind.HEADER,
                pointer=pointer,
                what=f"{key} {'without' if text is None else 'with a malformed'} {name}",
                matters=matters(Side.ANSWERS, Kind.HEADER),
                alter=_Header.maker(operation, key, name.lower(), text),
                answer=key,
                header=name.lower(),
            )


def _header_text(schema: Place, spoil: Spoil) -> str | None:
    """A header's text that its schema forbids however it is read; None where every text is read as an allowed one."""
    kinds = set(types(schema)) or {"string"}
    value = "many" if spoil.keyword == "type" else spoil.spoilt(simplest(schema))
    items = types(schema.at("items")) if isinstance(schema.node.get("items"), Mapping) else ("string",)
    if spoil.keyword == "type" and ("string" in kinds or ("array" in kinds and "string" in items)):
        return None
    text = value if isinstance(value, str) else json.dumps(value)
    return text if not text.isspace() and text.isprintable() and text else None


def _of_the_whole(operation: Operation, key: str, response: Response) -> Iterator[Fault]:
    wholes: list[tuple[Kind, str, str, Callable[[Exchange], None]]] = []
    content = response.node.get("content", {})
    about = status_for(operation, key)
    free = about is not None and key[0] in "45" and failures.is_free(operation, about)
    if response.media is not None and not free:  # what no fact describes cannot be other than described
        pointer = response.media.pointer
        wholes = [
            (Kind.MEDIA_TYPE, pointer, "a page of HTML", _html),
            (Kind.MEDIA_TYPE, pointer, "no media type", _untyped),
            (Kind.EMPTY, pointer, "an empty body", _empty),
            (Kind.TRUNCATED, pointer, "a body that breaks off", _truncated),
        ]
        if any("*" in name or name == "text/html" for name in content):
            wholes = wholes[2:]
    status = _undocumented(operation, key)
    if status is not None:
        responses = join(operation.pointer, "responses")
        wholes.append((Kind.STATUS, responses, f"status {status}", lambda exchange: _with_status(exchange, status)))
    for kind, pointer, what, change in wholes:
        yield Fault(
            id=f"{operation.id} {key}: {what}",
            operation=operation,
            side=Side.ANSWERS,
            kind=kind,
            pointer=pointer,
            what=f"{key} with {what}" if kind is not Kind.STATUS else f"{what} for {key}",
            matters=matters(Side.ANSWERS, kind),
            alter=_Whole.maker(operation, key, change),
            answer=key,
        )


def _undocumented(operation: Operation, key: str) -> int | None:
    """A status near the documented one that is not documented."""
    candidates = (*_UNDOCUMENTED.get(key[0], ()), *_ANOTHER_CLASS)
    return next((status for status in candidates if operation.response(status) is None), None)


def _html(exchange: Exchange) -> None:
    exchange.headers["content-type"] = "text/html; charset=utf-8"
    exchange.content = b"<!doctype html><title>Hello</title><p>Hello"


def _untyped(exchange: Exchange) -> None:
    exchange.headers.pop("content-type", None)


def _empty(exchange: Exchange) -> None:
    exchange.content = b""


def _truncated(exchange: Exchange) -> None:
    exchange.content = exchange.content[: -1 - len(exchange.content) // 4]


def _with_status(exchange: Exchange, status: int) -> None:
    exchange.status = status


def _same_body(one: Response, other: Response) -> bool:
    return one.media is not None and other.media is not None and one.media.schema == other.media.schema


@dataclass
class Prepared(Injection):
    """What is done to a stand-in before its answers with a key are made faulty; by itself it makes none faulty.

    Attributes:
        operation: whose answers.
        key: the key of the documented answer.
        preparation: what is done.
    """

    operation: Operation
    key: str
    preparation: Preparation

    def __post_init__(self) -> None:
        super().__init__()

    def after(self, exchange: Exchange) -> None:
        """Prepares an answer, and has it made faulty if it is one of those meant."""
        if exchange.sent.operation is None or exchange.sent.operation.pointer != self.operation.pointer:
            return
        if self.preparation.status is not None and exchange.succeeded:
            self._answer_with(exchange, self.preparation.status)
        found = self.operation.response(exchange.status)
        if found is None or found.status != self.key:
            return
        media = found.media
        body = exchange.json
        path, choices = self.preparation.grown, self.preparation.choices
        if (path is not None or choices) and media is not None and media.schema is not None and body is not MISSING:
            shown = tuple(media.examples().values())
            taken = [(place, Place(media.api, pointer)) for place, pointer in choices]
            exchange.json = brought_about(media.schema, body, path or (), taken, shown)
        if self.preparation.header is not None:
            header = found.at("headers", self._named(found, self.preparation.header))
            value = header.node.get("example", simplest(header.at("schema")))
            exchange.headers.setdefault(self.preparation.header, value if isinstance(value, str) else json.dumps(value))
        self.spoil(exchange)

    def spoil(self, exchange: Exchange) -> None:
        """Makes an answer faulty."""

    def _answer_with(self, exchange: Exchange, status: int) -> None:
        """Puts the documented answer with a status in place of a success; another success keeps the body if it may."""
        meant, was = self.operation.response(status), self.operation.response(exchange.status)
        exchange.status = status
        if meant is not None and meant.success and was is not None and _same_body(meant, was):
            return
        answer = negotiation.documented_response(self.operation, status)
        content = answer.content()
        exchange.content = content or b""
        exchange.headers = {name.lower(): value for name, value in answer.headers.items()}
        if content is not None and answer.media_type is not None:
            exchange.headers["content-type"] = answer.media_type

    @staticmethod
    def _named(response: Response, name: str) -> str:
        return next(str(each) for each in response.node["headers"] if each.lower() == name)


@dataclass
class _Body(Prepared):
    """A value in the body is one that its schema forbids: of several in a list the last one."""

    schema: Place
    spot: Spot
    how: Spoil

    @classmethod
    def maker(
        cls, operation: Operation, key: str, schema: Place, spot: Spot, how: Spoil
    ) -> Callable[[Preparation], Injection]:
        return lambda preparation: cls(operation, key, preparation, schema, spot, how)

    def spoil(self, exchange: Exchange) -> None:
        body = exchange.json
        if body is MISSING:
            return
        places = occurrences(body, self.spot.path)
        if not places:
            return
        spoilt = _spoilt(body, places[-1], self.how)
        if spoilt is MISSING:
            return
        exchange.json = spoilt
        if fits(self.schema, spoilt):
            self.without_effect += 1
        else:
            self.applied += 1


def _spoilt(body: object, place: Path, how: Spoil) -> object:
    before = at(body, place)
    try:
        after = how.spoilt(before)
    except (TypeError, AttributeError, ValueError):  # what is there is of another type, as null where that is allowed
        return MISSING
    if type(after) is type(before) and after == before:
        return MISSING
    return replaced(body, place, after)


@dataclass
class _Header(Prepared):
    """A header of an answer is missing, or its text is one that its schema forbids."""

    name: str
    text: str | None

    @classmethod
    def maker(cls, operation: Operation, key: str, name: str, text: str | None) -> Callable[[Preparation], Injection]:
        return lambda preparation: cls(operation, key, preparation, name, text)

    def spoil(self, exchange: Exchange) -> None:
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

    change: Callable[[Exchange], None]

    @classmethod
    def maker(
        cls, operation: Operation, key: str, change: Callable[[Exchange], None]
    ) -> Callable[[Preparation], Injection]:
        return lambda preparation: cls(operation, key, preparation, change)

    def spoil(self, exchange: Exchange) -> None:
        before = (exchange.status, dict(exchange.headers), exchange.content)
        self.change(exchange)
        if (exchange.status, exchange.headers, exchange.content) == before or self._is_documented(exchange, *before):
            self.without_effect += 1
        else:
            self.applied += 1

    def _is_documented(self, exchange: Exchange, status: int, headers: dict[str, str], _: bytes) -> bool:
        """Whether only the body is another one, and that is as documented too, as half of a number may be."""
        found = self.operation.response(status)
        media, body = None if found is None else found.media, exchange.json
        same = (exchange.status, exchange.headers) == (status, headers)
        return same and media is not None and body is not MISSING and (media.schema is None or fits(media.schema, body))

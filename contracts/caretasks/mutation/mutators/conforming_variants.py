"""What a server may do as well: variations of a stand-in that break no promise, so that nothing may be said of them.

Each varies only where the document allows it. What is harmless at one API alone stands in `behaviours/<api>.py`.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from random import Random
from typing import Any

from caretasks.conformance.analysis import failures
from caretasks.core.missing import MISSING
from caretasks.mock.handler.error_bodies import MESSAGES
from caretasks.mutation.injection import Alteration, Exchange
from caretasks.mutation.mutators.rules import Harmless, harmless, harmless_of
from caretasks.openapi.document import Api, Place
from caretasks.openapi.schema.keywords import parts, properties, required, types
from caretasks.openapi.schema.locations import VALUES, at, occurrences, replaced, walk
from caretasks.openapi.schema.validation import fits

_EXACT = 2**53  # up to here a number is the same as a float
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)[Zz]$", re.ASCII)

COMBINATIONS = 8
"""How many random combinations of an API's variations are tried beside each alone."""


@dataclass(frozen=True)
class Variation:
    """One or more harmless things that a server does at once, in words; `name` is the same in every run."""

    name: str
    what: str
    parts: tuple[Harmless, ...]


class Varying(Alteration):
    """A server that does them.

    Attributes:
        applied: how many answers were other ones for it.
    """

    def __init__(self, variation: Variation) -> None:
        self._variation = variation
        self.applied = 0

    def after(self, exchange: Exchange) -> None:
        """Varies an answer as far as its document allows: what breaks a schema that was kept is not harmless."""
        before = (exchange.status, dict(exchange.headers), exchange.content, exchange.pieces)
        for each in self._variation.parts:
            was, fit = (exchange.status, dict(exchange.headers), exchange.content, exchange.pieces), _fits(exchange)
            each.change(exchange)
            if fit and not _fits(exchange):
                exchange.status, exchange.headers, exchange.content, exchange.pieces = was
        self.applied += (exchange.status, exchange.headers, exchange.content, exchange.pieces) != before


def variations(api: Api, seed: int) -> tuple[Variation, ...]:
    """Each variation alone, then random combinations of them."""
    every = [*harmless_of(api), *(each for each in globals().values() if isinstance(each, Harmless))]
    alone = [Variation(each.name, each.what, (each,)) for each in every]
    random = Random(f"{seed}/{api.name}")  # noqa: S311 - a choice, not a secret
    return (*alone, *(_combined(every, random) for _ in range(COMBINATIONS)))


def _combined(every: list[Harmless], random: Random) -> Variation:
    chosen = sorted(random.sample(range(len(every)), random.randint(2, 5)))
    picked = tuple(every[index] for index in chosen)
    return Variation("+".join(each.name for each in picked), "; ".join(each.what for each in picked), picked)


def _fits(exchange: Exchange) -> bool:
    schema, body = _schema(exchange), exchange.json
    return schema is None or body is MISSING or fits(schema, body)


def _schema(exchange: Exchange) -> Place | None:
    operation = exchange.sent.operation
    response = None if operation is None else operation.response(exchange.status)
    return None if response is None or response.media is None else response.media.schema


@harmless
def answers_with_the_other_success(exchange: Exchange) -> None:
    """A create is answered with 200 in place of 201, or the other way round."""
    operation = exchange.sent.operation
    if operation is not None and operation.method == "post" and {"200", "201"} <= operation.responses.keys():
        exchange.status = {200: 201, 201: 200}.get(exchange.status, exchange.status)


@harmless
def further_fields(exchange: Exchange) -> None:
    """Every object of an answer has a further field."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or body is MISSING:
        return
    for spot in sorted(walk(schema), key=lambda spot: -len(spot.path)):
        if "object" not in types(spot.schema) or _closed(spot.schema):
            continue
        for where in occurrences(body, spot.path):
            if isinstance(there := at(body, where), dict):
                body = replaced(body, where, {**there, "caretasks_new": [1, None]})
    exchange.json = body


def _closed(schema: Place) -> bool:
    words = ("additionalProperties", "unevaluatedProperties")
    return any(part.node.get(word, True) is not True for part in parts(schema) for word in words)


@harmless
def optional_fields_left_out(exchange: Exchange) -> None:
    """What an answer may leave out at its top is left out, unless it was sent."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or not isinstance(body, dict) or _closed(schema):
        return
    sent = exchange.sent.json if isinstance(exchange.sent.json, dict) else {}
    gone = set(properties(schema)) - required(schema) - set(sent)
    exchange.json = {name: value for name, value in body.items() if name not in gone}


@harmless
def null_wherever_allowed(exchange: Exchange) -> None:
    """What may be null in what is read is null."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or body is MISSING or exchange.sent.method != "GET":
        return
    for spot in walk(schema):
        if "null" in types(spot.schema) and VALUES not in spot.path:
            for where in occurrences(body, spot.path):
                body = replaced(body, where, None)
    exchange.json = body


@harmless
def other_error_texts(exchange: Exchange) -> None:
    """Errors are told in other words."""
    if exchange.status >= 400 and (body := exchange.json) is not MISSING:
        exchange.json = _reworded(body)


def _reworded(body: Any) -> Any:
    if isinstance(body, dict):
        return {
            name: "x" * 50 if name in MESSAGES and isinstance(value, str) else _reworded(value)
            for name, value in body.items()
        }
    return body


@harmless
def errors_without_a_body(exchange: Exchange) -> None:
    """Errors that the document says nothing of have no body."""
    operation = exchange.sent.operation
    if operation is not None and exchange.status >= 400 and failures.is_free(operation, exchange.status):
        exchange.content = b""
        exchange.headers = {name: value for name, value in exchange.headers.items() if name.lower() != "content-type"}


@harmless
def integers_with_a_point(exchange: Exchange) -> None:
    """Integers are written with a point and a nought, as JSON Schema has them too."""
    if (body := exchange.json) is not MISSING:
        exchange.json = _pointed(body)


def _pointed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _pointed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_pointed(inner) for inner in value]
    return float(value) if type(value) is int and abs(value) <= _EXACT else value


@harmless
def times_written_otherwise(exchange: Exchange) -> None:
    """Times are written with small letters and further digits, as RFC 3339 has them too."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or body is MISSING:
        return
    for spot in walk(schema):
        if any(part.node.get("format") == "date-time" for part in parts(spot.schema)):
            for where in occurrences(body, spot.path):
                if isinstance(time := at(body, where), str):
                    body = replaced(body, where, _TIME.sub(r"\1t\2.000000000z", time))
    exchange.json = body


@harmless
def forbidden_for_unauthorized(exchange: Exchange) -> None:
    """A request without a valid key is answered with 403 where no fact says 401."""
    operation = exchange.sent.operation
    if operation is not None and exchange.status == 401 and "401" not in operation.responses:
        exchange.status = 403


@harmless
def another_documented_refusal(exchange: Exchange) -> None:
    """What is invalid is answered with 400 in place of 422, where both are documented alike."""
    operation = exchange.sent.operation
    if operation is not None and exchange.status == 422 and {"400", "422"} <= operation.responses.keys():
        exchange.status = 400


@harmless
def further_headers(exchange: Exchange) -> None:
    """Answers have headers of the machines between."""
    exchange.headers.update({"via": "1.1 proxy", "x-request-id": "1", "cache-control": "no-store", "vary": "Origin"})


@harmless
def charset_named(exchange: Exchange) -> None:
    """The media type is written in another way, and names its charset."""
    for name, value in exchange.headers.items():
        if name.lower() == "content-type" and value == "application/json":
            exchange.headers[name] = "Application/JSON; charset=utf-8"


@harmless
def json_written_otherwise(exchange: Exchange) -> None:
    """The fields of a body come in another order, and its text is set otherwise."""
    if (body := exchange.json) is not MISSING:
        exchange.content = json.dumps(_reversed(body), indent=3, ensure_ascii=True).encode()


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


@harmless
def no_allow(exchange: Exchange) -> None:
    """A 405 names no methods."""
    if exchange.status == 405:
        exchange.headers = {name: value for name, value in exchange.headers.items() if name.lower() != "allow"}


@harmless
def plain_405(exchange: Exchange) -> None:
    """A 405 comes as plain text."""
    if exchange.status == 405:
        exchange.content, exchange.headers = b"no", {**exchange.headers, "content-type": "text/plain"}


@harmless
def answers_any_method(exchange: Exchange) -> None:
    """An undeclared method is answered with a success."""
    if exchange.status == 405:
        exchange.status, exchange.json = 200, {"anything": 1}


@harmless
def fails_on_undeclared_methods(exchange: Exchange) -> None:
    """An undeclared method is answered with 500."""
    if exchange.status == 405:
        exchange.status, exchange.content = 500, b"?"
        exchange.headers = {**exchange.headers, "content-type": "text/plain"}


# How an answer is sent; these come last, whatever they are combined with.


@harmless
def other_header_case(exchange: Exchange) -> None:
    """The names of headers are written in capitals."""
    exchange.headers = {name.upper(): value for name, value in exchange.headers.items()}


@harmless
def compressed(exchange: Exchange) -> None:
    """Bodies come compressed, where that is asked for."""
    names = {name.lower() for name in exchange.headers}
    if (
        exchange.content
        and "gzip" in exchange.sent.headers.get("accept-encoding", "")
        and "content-encoding" not in names
    ):
        exchange.content = gzip.compress(exchange.content, mtime=0)
        exchange.headers["content-encoding"] = "gzip"


@harmless
def in_pieces(exchange: Exchange) -> None:
    """Bodies come in pieces."""
    exchange.pieces = 3

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
from caretasks.mock.handler.error_bodies import MESSAGE_FIELDS
from caretasks.mutation.injection import ExchangeHook, MutatedExchange
from caretasks.mutation.mutators.rules import VendorVariant, conforming_variants_for, harmless
from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.keywords import json_types, properties, required_properties, subschemas
from caretasks.openapi.schema.locations import ANY_PROPERTY, find_occurrences, get_at, iter_locations, with_value_at
from caretasks.openapi.schema.validation import is_valid

_EXACT = 2**53  # up to here a number is the same as a float
_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)[Zz]$", re.ASCII)

COMBINATIONS = 8
"""How many random combinations of an API's variations are tried beside each alone."""


@dataclass(frozen=True)
class ConformingVariant:
    """One or more harmless things that a server does at once, in words; `name` is the same in every run."""

    name: str
    what: str
    parts: tuple[VendorVariant, ...]


class VariantHook(ExchangeHook):
    """A server that does them.

    Attributes:
        applied: how many answers were other ones for it.
    """

    def __init__(self, variation: ConformingVariant) -> None:
        self._variation = variation
        self.applied = 0

    def on_response(self, exchange: MutatedExchange) -> None:
        """Varies an answer as far as its document allows: what breaks a schema that was kept is not harmless."""
        before = (exchange.status, dict(exchange.headers), exchange.content, exchange.chunk_count)
        for each in self._variation.parts:
            was, fit = (exchange.status, dict(exchange.headers), exchange.content, exchange.chunk_count), _fits(exchange)
            each.change(exchange)
            if fit and not _fits(exchange):
                exchange.status, exchange.headers, exchange.content, exchange.chunk_count = was
        self.applied += (exchange.status, exchange.headers, exchange.content, exchange.chunk_count) != before


def conforming_variants(api: Api, seed: int) -> tuple[ConformingVariant, ...]:
    """Each variation alone, then random combinations of them."""
    every = [*conforming_variants_for(api), *(each for each in globals().values() if isinstance(each, VendorVariant))]
    alone = [ConformingVariant(each.name, each.what, (each,)) for each in every]
    random = Random(f"{seed}/{api.name}")  # noqa: S311 - a choice, not a secret
    return (*alone, *(_combined(every, random) for _ in range(COMBINATIONS)))


def _combined(every: list[VendorVariant], random: Random) -> ConformingVariant:
    chosen = sorted(random.sample(range(len(every)), random.randint(2, 5)))
    picked = tuple(every[index] for index in chosen)
    return ConformingVariant("+".join(each.name for each in picked), "; ".join(each.what for each in picked), picked)


def _fits(exchange: MutatedExchange) -> bool:
    schema, body = _schema(exchange), exchange.json
    return schema is None or body is MISSING or is_valid(schema, body)


def _schema(exchange: MutatedExchange) -> Node | None:
    operation = exchange.request.operation
    response = None if operation is None else operation.find_response(exchange.status)
    return None if response is None or response.media is None else response.media.schema


@harmless
def answers_with_the_other_success(exchange: MutatedExchange) -> None:
    """A create is answered with 200 in place of 201, or the other way round."""
    operation = exchange.request.operation
    if operation is not None and operation.method == "post" and {"200", "201"} <= operation.responses.keys():
        exchange.status = {200: 201, 201: 200}.get(exchange.status, exchange.status)


@harmless
def further_fields(exchange: MutatedExchange) -> None:
    """Every object of an answer has a further field."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or body is MISSING:
        return
    for spot in sorted(iter_locations(schema), key=lambda spot: -len(spot.path)):
        if "object" not in json_types(spot.schema) or _closed(spot.schema):
            continue
        for where in find_occurrences(body, spot.path):
            if isinstance(there := get_at(body, where), dict):
                body = with_value_at(body, where, {**there, "caretasks_new": [1, None]})
    exchange.json = body


def _closed(schema: Node) -> bool:
    words = ("additionalProperties", "unevaluatedProperties")
    return any(part.data.get(word, True) is not True for part in subschemas(schema) for word in words)


@harmless
def optional_fields_left_out(exchange: MutatedExchange) -> None:
    """What an answer may leave out at its top is left out, unless it was sent."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or not isinstance(body, dict) or _closed(schema):
        return
    sent = exchange.request.json if isinstance(exchange.request.json, dict) else {}
    gone = set(properties(schema)) - required_properties(schema) - set(sent)
    exchange.json = {name: value for name, value in body.items() if name not in gone}


@harmless
def null_wherever_allowed(exchange: MutatedExchange) -> None:
    """What may be null in what is read is null."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or body is MISSING or exchange.request.method != "GET":
        return
    for spot in iter_locations(schema):
        if "null" in json_types(spot.schema) and ANY_PROPERTY not in spot.path:
            for where in find_occurrences(body, spot.path):
                body = with_value_at(body, where, None)
    exchange.json = body


@harmless
def other_error_texts(exchange: MutatedExchange) -> None:
    """Errors are told in other words."""
    if exchange.status >= 400 and (body := exchange.json) is not MISSING:
        exchange.json = _reworded(body)


def _reworded(body: Any) -> Any:
    if isinstance(body, dict):
        return {
            name: "x" * 50 if name in MESSAGE_FIELDS and isinstance(value, str) else _reworded(value)
            for name, value in body.items()
        }
    return body


@harmless
def errors_without_a_body(exchange: MutatedExchange) -> None:
    """Errors that the document says nothing of have no body."""
    operation = exchange.request.operation
    if operation is not None and exchange.status >= 400 and failures.is_unspecified(operation, exchange.status):
        exchange.content = b""
        exchange.headers = {name: value for name, value in exchange.headers.items() if name.lower() != "content-type"}


@harmless
def integers_with_a_point(exchange: MutatedExchange) -> None:
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
def times_written_otherwise(exchange: MutatedExchange) -> None:
    """Times are written with small letters and further digits, as RFC 3339 has them too."""
    schema, body = _schema(exchange), exchange.json
    if schema is None or body is MISSING:
        return
    for spot in iter_locations(schema):
        if any(part.data.get("format") == "date-time" for part in subschemas(spot.schema)):
            for where in find_occurrences(body, spot.path):
                if isinstance(time := get_at(body, where), str):
                    body = with_value_at(body, where, _TIME.sub(r"\1t\2.000000000z", time))
    exchange.json = body


@harmless
def forbidden_for_unauthorized(exchange: MutatedExchange) -> None:
    """A request without a valid key is answered with 403 where no fact says 401."""
    operation = exchange.request.operation
    if operation is not None and exchange.status == 401 and "401" not in operation.responses:
        exchange.status = 403


@harmless
def another_documented_refusal(exchange: MutatedExchange) -> None:
    """What is invalid is answered with 400 in place of 422, where both are documented alike."""
    operation = exchange.request.operation
    if operation is not None and exchange.status == 422 and {"400", "422"} <= operation.responses.keys():
        exchange.status = 400


@harmless
def further_headers(exchange: MutatedExchange) -> None:
    """Answers have headers of the machines between."""
    exchange.headers.update({"via": "1.1 proxy", "x-request-id": "1", "cache-control": "no-store", "vary": "Origin"})


@harmless
def charset_named(exchange: MutatedExchange) -> None:
    """The media type is written in another way, and names its charset."""
    for name, value in exchange.headers.items():
        if name.lower() == "content-type" and value == "application/json":
            exchange.headers[name] = "Application/JSON; charset=utf-8"


@harmless
def json_written_otherwise(exchange: MutatedExchange) -> None:
    """The fields of a body come in another order, and its text is set otherwise."""
    if (body := exchange.json) is not MISSING:
        exchange.content = json.dumps(_reversed(body), indent=3, ensure_ascii=True).encode()


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(each) for each in value] if isinstance(value, list) else value


@harmless
def no_allow(exchange: MutatedExchange) -> None:
    """A 405 names no methods."""
    if exchange.status == 405:
        exchange.headers = {name: value for name, value in exchange.headers.items() if name.lower() != "allow"}


@harmless
def plain_405(exchange: MutatedExchange) -> None:
    """A 405 comes as plain text."""
    if exchange.status == 405:
        exchange.content, exchange.headers = b"no", {**exchange.headers, "content-type": "text/plain"}


@harmless
def answers_any_method(exchange: MutatedExchange) -> None:
    """An undeclared method is answered with a success."""
    if exchange.status == 405:
        exchange.status, exchange.json = 200, {"anything": 1}


@harmless
def fails_on_undeclared_methods(exchange: MutatedExchange) -> None:
    """An undeclared method is answered with 500."""
    if exchange.status == 405:
        exchange.status, exchange.content = 500, b"?"
        exchange.headers = {**exchange.headers, "content-type": "text/plain"}


# How an answer is sent; these come last, whatever they are combined with.


@harmless
def other_header_case(exchange: MutatedExchange) -> None:
    """The names of headers are written in capitals."""
    exchange.headers = {name.upper(): value for name, value in exchange.headers.items()}


@harmless
def compressed(exchange: MutatedExchange) -> None:
    """Bodies come compressed, where that is asked for."""
    names = {name.lower() for name in exchange.headers}
    if (
        exchange.content
        and "gzip" in exchange.request.headers.get("accept-encoding", "")
        and "content-encoding" not in names
    ):
        exchange.content = gzip.compress(exchange.content, mtime=0)
        exchange.headers["content-encoding"] = "gzip"


@harmless
def in_pieces(exchange: MutatedExchange) -> None:
    """Bodies come in pieces."""
    exchange.chunk_count = 3

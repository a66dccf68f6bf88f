"""Conforming variants: mock servers that behave differently as the spec allows. No check may fail because of one.

A variant changes a response only if the spec allows the change. Variants that only one API allows are in
`caretasks.vendors.<api>.mutants`.
"""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from caretasks.conformance.analysis import failures
from caretasks.core.missing import MISSING
from caretasks.mock.handler.error_responses import MESSAGE_FIELDS
from caretasks.mutation.injection import ExchangeHook, MutatedExchange
from caretasks.mutation.mutators.rules import ConformingVariant, conforming_variant, conforming_variants_for
from caretasks.openapi.document import Api, Node
from caretasks.openapi.operation.pagination import find_filters
from caretasks.openapi.operation.requests import documented_path_values
from caretasks.openapi.schema.keywords import json_types, properties, required_properties, subschemas
from caretasks.openapi.schema.locations import (
    ANY_PROPERTY,
    SchemaLocation,
    find_occurrences,
    get_at,
    iter_locations,
    with_value_at,
)
from caretasks.openapi.schema.validation import is_valid

_MAX_EXACT_INTEGER = 2**53  # larger integers are not exact as floating-point numbers
_UTC_TIME = re.compile(r"^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)[Zz]$", re.ASCII)

GROUP_SIZE = 7
"""The largest number of variants that a mock server combines."""


@dataclass(frozen=True)
class VariantGroup:
    """Variants that a mock server combines.

    Attributes:
        name: The names of the variants; the same in every run with the same seed.
        description: What the server does, for reports.
        variants: The variants, in the order in which they change a response.
    """

    name: str
    description: str
    variants: tuple[ConformingVariant, ...]


class VariantHook(ExchangeHook):
    """Makes a mock server behave as conforming variants do, in their order.

    Attributes:
        variants: The variants.
        applied: Number of responses that they changed.
        effective: Names of the variants that changed a response.
    """

    def __init__(self, variants: Sequence[ConformingVariant]) -> None:
        self.variants = variants
        self.applied = 0
        self.effective: set[str] = set()

    def on_response(self, exchange: MutatedExchange) -> None:
        """Change a response. A change that would make a valid body invalid is undone."""
        original = _copy_response(exchange)
        for variant in self.variants:
            before, was_valid = _copy_response(exchange), _has_valid_body(exchange)
            variant.change(exchange)
            if was_valid and not _has_valid_body(exchange):
                exchange.status, exchange.headers, exchange.content, exchange.chunk_count = before
            elif _copy_response(exchange) != before:
                self.effective.add(variant.name)
        self.applied += _copy_response(exchange) != original


def _copy_response(exchange: MutatedExchange) -> tuple[int, dict[str, str], bytes, int]:
    return exchange.status, dict(exchange.headers), exchange.content, exchange.chunk_count


def conforming_variants(api: Api) -> tuple[ConformingVariant, ...]:
    """Return the variants of an API; those that have to change a response last are the last."""
    general_variants = [value for value in globals().values() if isinstance(value, ConformingVariant)]
    return (*conforming_variants_for(api), *general_variants)


def variant_groups(api: Api, seed: int) -> tuple[VariantGroup, ...]:
    """Return the groups in which the variants of an API are run: each variant is in two groups, with different others.

    Neighboring variants change the same responses, and one would hide another. The first groups keep them apart.
    """
    variants = conforming_variants(api)
    count = math.ceil(len(variants) / GROUP_SIZE)
    random = Random(f"{seed}/{api.name}")  # noqa: S311 - not for security
    shuffled = random.sample(variants, len(variants))
    groups = [order[number::count] for order in (variants, shuffled) for number in range(count)]
    return tuple(_make_group(sorted(group, key=variants.index)) for group in groups)


def _make_group(variants: Sequence[ConformingVariant]) -> VariantGroup:
    name, description = "+".join(each.name for each in variants), "; ".join(each.description for each in variants)
    return VariantGroup(name, description, tuple(variants))


def _has_valid_body(exchange: MutatedExchange) -> bool:
    schema, body = _response_schema(exchange), exchange.json
    return schema is None or body is MISSING or is_valid(schema, body)


def _response_schema(exchange: MutatedExchange) -> Node | None:
    operation = exchange.operation
    response = None if operation is None else operation.find_response(exchange.status)
    return None if response is None or response.media is None else response.media.schema


@conforming_variant
def other_success_status(exchange: MutatedExchange) -> None:
    """A create returns 200 instead of 201, or 201 instead of 200."""
    operation = exchange.operation
    if operation is not None and operation.method == "post" and {"200", "201"} <= operation.responses.keys():
        exchange.status = {200: 201, 201: 200}.get(exchange.status, exchange.status)


def _change_values(
    exchange: MutatedExchange, is_selected: Callable[[SchemaLocation], bool], change: Callable[[Any], Any]
) -> None:
    """Change the values at the selected locations of a documented body, the innermost first."""
    schema, body = _response_schema(exchange), exchange.json
    if schema is None or body is MISSING:
        return
    for location in sorted(iter_locations(schema), key=lambda location: -len(location.path)):
        for path in find_occurrences(body, location.path) if is_selected(location) else ():
            body = with_value_at(body, path, change(get_at(body, path)))
    exchange.json = body


@conforming_variant
def extra_properties(exchange: MutatedExchange) -> None:
    """Every object in a response has an extra property."""
    _change_values(
        exchange,
        lambda location: "object" in json_types(location.schema) and not _restricts_extra_properties(location.schema),
        lambda value: {**value, "caretasks_new": [1, None]} if isinstance(value, dict) else value,
    )


def _restricts_extra_properties(schema: Node) -> bool:
    keywords = ("additionalProperties", "unevaluatedProperties")
    return any(part.data.get(keyword, True) is not True for part in subschemas(schema) for keyword in keywords)


@conforming_variant
def omitted_optional_properties(exchange: MutatedExchange) -> None:
    """Responses omit the optional properties at the top level that the request did not have."""
    schema, body = _response_schema(exchange), exchange.json
    if schema is None or not isinstance(body, dict) or _restricts_extra_properties(schema):
        return
    sent = exchange.request.json if isinstance(exchange.request.json, dict) else {}
    omitted = set(properties(schema)) - required_properties(schema) - set(sent)
    exchange.json = {name: value for name, value in body.items() if name not in omitted}


@conforming_variant
def null_where_allowed(exchange: MutatedExchange) -> None:
    """Every nullable value in the response to a GET request is null, unless the client sent it."""
    if exchange.request.method == "GET" and not _has_sent_values(exchange):
        kept = _updatable_properties(exchange) | {ANY_PROPERTY}
        _change_values(
            exchange,
            lambda location: "null" in json_types(location.schema) and kept.isdisjoint(location.path),
            lambda value: None,
        )


def _updatable_properties(exchange: MutatedExchange) -> set[str | int]:
    """Return the names of the properties that an update of the same path may have set."""
    operation = exchange.operation
    updates = [] if operation is None else [each for each in operation.api.operations if each.path == operation.path]
    bodies = [each.body for each in updates if each.method in ("put", "patch")]
    return {name for body in bodies if body is not None and body.schema for name in properties(body.schema)}


def _has_sent_values(exchange: MutatedExchange) -> bool:
    """Return whether a response may have values that the client sent: in a filter, or to create the resource."""
    operation = exchange.operation
    if operation is None:
        return False
    documented = documented_path_values(operation)
    is_created = any(
        values[0] not in documented.get(name, ()) for name, values in exchange.parameters["path"].items() if values
    )
    return is_created or not find_filters(operation).keys().isdisjoint(exchange.parameters["query"])


@conforming_variant
def other_error_messages(exchange: MutatedExchange) -> None:
    """Errors have other messages."""
    if exchange.status >= 400 and (body := exchange.json) is not MISSING:
        exchange.json = _with_other_messages(body)


def _with_other_messages(body: Any) -> Any:
    if isinstance(body, dict):
        return {
            name: "x" * 50 if name in MESSAGE_FIELDS and isinstance(value, str) else _with_other_messages(value)
            for name, value in body.items()
        }
    return body


@conforming_variant
def errors_without_body(exchange: MutatedExchange) -> None:
    """Errors without a documented body have no body."""
    operation = exchange.operation
    if operation is not None and exchange.status >= 400 and failures.is_unspecified(operation, exchange.status):
        exchange.content = b""
        exchange.headers = {name: value for name, value in exchange.headers.items() if name.lower() != "content-type"}


@conforming_variant
def integers_as_decimals(exchange: MutatedExchange) -> None:
    """Integers are written as 1.0, which JSON Schema also counts as an integer."""
    if (body := exchange.json) is not MISSING:
        exchange.json = _with_decimal_integers(body)


def _with_decimal_integers(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_decimal_integers(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_decimal_integers(item) for item in value]
    return float(value) if type(value) is int and abs(value) <= _MAX_EXACT_INTEGER else value


@conforming_variant
def other_time_notation(exchange: MutatedExchange) -> None:
    """Times have lower-case letters and fractional digits, as RFC 3339 allows."""
    _change_values(
        exchange,
        lambda location: any(part.data.get("format") == "date-time" for part in subschemas(location.schema)),
        lambda value: _UTC_TIME.sub(r"\1t\2.000000000z", value) if isinstance(value, str) else value,
    )


@conforming_variant
def status_403_for_401(exchange: MutatedExchange) -> None:
    """A request without a valid key gets 403 if the spec does not document 401."""
    operation = exchange.operation
    if operation is not None and exchange.status == 401 and "401" not in operation.responses:
        exchange.status = 403


@conforming_variant
def status_400_for_422(exchange: MutatedExchange) -> None:
    """An invalid request gets 400 instead of 422 if both are documented."""
    operation = exchange.operation
    if operation is not None and exchange.status == 422 and {"400", "422"} <= operation.responses.keys():
        exchange.status = 400


@conforming_variant
def extra_headers(exchange: MutatedExchange) -> None:
    """Responses have the headers of a proxy."""
    exchange.headers.update({"via": "1.1 proxy", "x-request-id": "1", "cache-control": "no-store", "vary": "Origin"})


@conforming_variant
def content_type_with_charset(exchange: MutatedExchange) -> None:
    """The media type is in mixed case and has a charset."""
    for name, value in exchange.headers.items():
        if name.lower() == "content-type" and value == "application/json":
            exchange.headers[name] = "Application/JSON; charset=utf-8"


@conforming_variant
def other_json_formatting(exchange: MutatedExchange) -> None:
    """JSON bodies have another order of properties, and other whitespace and escapes."""
    if (body := exchange.json) is not MISSING:
        exchange.content = json.dumps(_with_reversed_keys(body), indent=3, ensure_ascii=True).encode()


def _with_reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_reversed_keys(value[name]) for name in reversed(value)}
    return [_with_reversed_keys(item) for item in value] if isinstance(value, list) else value


@conforming_variant
def no_allow_header(exchange: MutatedExchange) -> None:
    """A 405 response has no Allow header."""
    if exchange.status == 405:
        exchange.headers = {name: value for name, value in exchange.headers.items() if name.lower() != "allow"}


@conforming_variant
def plain_text_405(exchange: MutatedExchange) -> None:
    """A 405 response is plain text."""
    if exchange.status == 405:
        exchange.content, exchange.headers = b"no", {**exchange.headers, "content-type": "text/plain"}


@conforming_variant
def success_for_undocumented_method(exchange: MutatedExchange) -> None:
    """A request with an undocumented method succeeds."""
    if exchange.status == 405:
        exchange.status, exchange.json = 200, {"anything": 1}


@conforming_variant
def server_error_for_undocumented_method(exchange: MutatedExchange) -> None:
    """A request with an undocumented method gets 500."""
    if exchange.status == 405:
        exchange.status, exchange.content = 500, b"?"
        exchange.headers = {**exchange.headers, "content-type": "text/plain"}


# The transfer of a response. These come last, because the others could not change an encoded body.


@conforming_variant
def uppercase_header_names(exchange: MutatedExchange) -> None:
    """Header names are in upper case."""
    exchange.headers = {name.upper(): value for name, value in exchange.headers.items()}


@conforming_variant
def gzip_body(exchange: MutatedExchange) -> None:
    """Bodies are compressed if the client accepts gzip."""
    names = {name.lower() for name in exchange.headers}
    if (
        exchange.content
        and "gzip" in (exchange.request.header("accept-encoding") or "")
        and "content-encoding" not in names
    ):
        exchange.content = gzip.compress(exchange.content, mtime=0)
        exchange.headers["content-encoding"] = "gzip"


@conforming_variant
def chunked_body(exchange: MutatedExchange) -> None:
    """Bodies are sent in three chunks."""
    exchange.chunk_count = 3

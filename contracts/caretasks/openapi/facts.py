"""Documented facts about an API, read from its facts file (`facts.yaml`), and what enforces each of them."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from caretasks.core.http import Response, media_type_essence
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.keywords import keep_result
from caretasks.openapi.schema.validation import is_valid
from caretasks.openapi.webhooks import find_webhook_parts


@dataclass(frozen=True)
class Fact:
    """A documented fact.

    Attributes:
        id: Its ID in the facts file.
        claim: The fact as a sentence, on one line.
        source: The URL of the vendor page that states it.
    """

    id: str
    claim: str
    source: str


@dataclass(frozen=True)
class KnownDifference:
    """A response of the vendor's server that is known to contradict a fact.

    Attributes:
        fact: The fact.
        what: What the server does, as one sentence.
        since: The date since when this is known, in ISO 8601.
        evidence: What shows that the server does it.
        status: The status of the response.
        operation: The ID of the operation; empty for any operation.
        body_schema: The JSON Schema of the body as JSON text; empty for any body.
        request_schema: The JSON Schema of the body of the request as JSON text; empty for any body.
        query_schema: The JSON Schema of the query of the request, an object of strings, as JSON text; empty for any
            query.
        media_type: The media type without parameters; empty for any.
    """

    fact: Fact
    what: str
    since: str
    evidence: str
    status: int
    operation: str = ""
    body_schema: str = ""
    request_schema: str = ""
    query_schema: str = ""
    media_type: str = ""

    def describes(
        self, operation: str, response: Response, request_body: Any = MISSING, query: Mapping[str, str] | None = None
    ) -> bool:
        """Return whether a response of an operation is this difference; a request body is JSON data, or `MISSING`."""
        if response.status != self.status or self.operation not in ("", operation):
            return False
        if self.media_type not in ("", media_type_essence(response.media_type)):
            return False
        schemas = (
            (self.body_schema, response.json),
            (self.request_schema, request_body),
            (self.query_schema, dict(query or {})),
        )
        return all(
            not schema or (value is not MISSING and is_valid(_parse_schema(schema), value)) for schema, value in schemas
        )


@dataclass(frozen=True)
class FactEntry:
    """An entry of the facts file: a fact and what enforces it.

    Attributes:
        fact: The fact.
        pointers: JSON pointers into the spec; checks of requests and responses against these nodes enforce it. Those
            into webhooks are left out: no request to the vendor's server and no response shows what it sends.
        rules: The names of the rules that enforce it.
        other_enforcement: Enforcement without a check of the server, as `kind: text`, where kind is `client`, `live`
            or `unobservable`.
        known_differences: How the vendor's server is known to contradict it.
    """

    fact: Fact
    pointers: tuple[str, ...]
    rules: tuple[str, ...]
    other_enforcement: tuple[str, ...]
    known_differences: tuple[KnownDifference, ...] = ()


@keep_result
def fact_entries(api: Api) -> tuple[FactEntry, ...]:
    """Return the entries of an API's facts file in order; none for an API without such a file."""
    webhook_parts = find_webhook_parts(api)
    entries = (api.facts or {}).get("facts", {}).items()
    return tuple(_read_entry(id_, entry, webhook_parts) for id_, entry in entries)


def _read_entry(id_: str, entry: Mapping[str, Any], webhook_parts: Container[str]) -> FactEntry:
    fact, enforced_by = Fact(id_, _join_lines(entry["claim"]), str(entry["source"])), entry["enforced_by"]
    others = [(kind, text) for item in enforced_by if not isinstance(item, str) for kind, text in item.items()]
    return FactEntry(
        fact,
        tuple(item for item in enforced_by if isinstance(item, str) and not _is_inside(item, webhook_parts)),
        tuple(str(text) for kind, text in others if kind == "rule"),
        tuple(f"{kind}: {_join_lines(text)}" for kind, text in others if kind != "rule"),
        tuple(_read_difference(fact, difference) for difference in entry.get("known_differences", ())),
    )


def _read_difference(fact: Fact, data: dict[str, Any]) -> KnownDifference:
    request, response = data.get("request", {}), data["response"]
    return KnownDifference(
        fact,
        _join_lines(data["what"]),
        str(data["since"]),
        _join_lines(data["evidence"]),
        response["status"],
        str(data.get("operation", "")),
        json.dumps(response["body"]) if "body" in response else "",
        json.dumps(request["body"]) if "body" in request else "",
        json.dumps(request["query"]) if "query" in request else "",
        str(response.get("media_type", "")),
    )


@lru_cache
def _parse_schema(text: str) -> Node:
    """Return a schema as the only one of a spec."""
    document = {"openapi": "3.1.0", "components": {"schemas": {"body": json.loads(text)}}}
    return Api("", document, None, "").node("/components/schemas/body")


def _is_inside(pointer: str, parts: Container[str]) -> bool:
    """Return whether a JSON pointer is that of one of the parts, or below it."""
    while pointer not in parts and pointer:
        pointer = pointer.rpartition("/")[0]
    return bool(pointer)


def _join_lines(text: object) -> str:
    return " ".join(str(text).split())

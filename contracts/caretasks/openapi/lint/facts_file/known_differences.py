"""Lint the `known_differences` of a fact: each says what the vendor's server does, since when, and by what evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import jsonschema_rs

from caretasks.openapi.json_pointer import join
from caretasks.openapi.problems import Finding, Findings

_REQUIRED_KEYS = ("what", "since", "evidence", "response")
_KEYS = (*_REQUIRED_KEYS, "operation", "request")
_RESPONSE_KEYS = ("status", "body", "media_type")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]+/[a-z0-9.+-]+").fullmatch


def find_difference_problems(pointer: str, fact: dict[str, Any]) -> Findings:
    """Yield the problems in the known differences of a fact at a JSON pointer, except unknown operations."""
    pointer, differences = join(pointer, "known_differences"), fact.get("known_differences", [])
    if not isinstance(differences, list):
        yield Finding(pointer, "must be a list")
        return
    for index, difference in enumerate(differences):
        yield from _find_problems(join(pointer, index), difference)


def _find_problems(pointer: str, difference: Any) -> Findings:
    if not isinstance(difference, dict):
        yield Finding(pointer, f"must be a mapping with the keys {', '.join(_REQUIRED_KEYS)}")
        return
    for key in difference:
        if key not in _KEYS:
            yield Finding(join(pointer, key), f"unknown key {key!r} in a known difference: use {', '.join(_KEYS)}")
    for key in _REQUIRED_KEYS:
        if key not in difference:
            yield Finding(pointer, f"missing key `{key}`")
    for key in ("what", "evidence", "operation"):
        value = difference.get(key, "-")
        if not (isinstance(value, str) and value.strip()):
            yield Finding(join(pointer, key), "must be a non-empty string")
    if "since" in difference and not _is_date(difference["since"]):
        yield Finding(join(pointer, "since"), "must be a date in quotes, for example '2026-02-16'")
    if "request" in difference:
        yield from _find_request_problems(join(pointer, "request"), difference["request"])
    if "response" in difference:
        yield from _find_response_problems(join(pointer, "response"), difference["response"])


def _find_request_problems(pointer: str, request: Any) -> Findings:
    if not isinstance(request, dict) or not request or not request.keys() <= {"body", "query"}:
        yield Finding(pointer, "must be a mapping with the keys `body` and `query`, or one of them")
        return
    for key, schema in request.items():
        if not _is_schema(schema):
            yield Finding(join(pointer, key), "must be a JSON Schema without references")


def _find_response_problems(pointer: str, response: Any) -> Findings:
    if not isinstance(response, dict) or "status" not in response:
        yield Finding(pointer, "must be a mapping with the key `status`, and optionally `body` and `media_type`")
        return
    for key in response:
        if key not in _RESPONSE_KEYS:
            yield Finding(join(pointer, key), f"unknown key {key!r} in a response: use {', '.join(_RESPONSE_KEYS)}")
    status = response["status"]
    if not (type(status) is int and 100 <= status <= 599):
        yield Finding(join(pointer, "status"), "must be a status code, for example 200")
    if "body" in response and not _is_schema(response["body"]):
        yield Finding(join(pointer, "body"), "must be a JSON Schema without references")
    if not _MEDIA_TYPE(str(response.get("media_type", "text/html"))):
        yield Finding(
            join(pointer, "media_type"), "must be a media type in lower case without parameters, such as text/html"
        )


def _is_schema(value: Any) -> bool:
    """Return whether a value is a schema object that needs no other document."""
    if not isinstance(value, dict) or not jsonschema_rs.meta.is_valid(value):
        return False
    return not any(key in ("$ref", "$dynamicRef") for key in _iter_keys(value))


def _iter_keys(value: Any) -> Iterator[str]:
    """Yield the keys of all objects in a value."""
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _iter_keys(inner)


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False

"""Why a request is rejected, in detail: the location, the keyword, what is expected and what was received."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from caretasks.core.missing import MISSING
from caretasks.mock.model import ViolationDetails
from caretasks.openapi.document import Api, Operation, SecurityScheme
from caretasks.openapi.json_pointer import PointerNotFoundError, join, resolve_pointer
from caretasks.openapi.operation.parameters import ParameterError, RawParameters
from caretasks.openapi.schema.locations import get_at
from caretasks.openapi.schema.validation import Violation

MAX_VIOLATIONS = 100
"""The most violations of a request that are described. The message of the response names more."""

_MAX_LENGTH = 200  # characters of a value
_PLAIN_KEYWORDS = ("pattern", "format")  # their values are shown without quotes
_TEXTS = {
    "multipleOf": "a multiple of {}",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} properties",
    "maxProperties": "at most {} properties",
    "enum": "one of {}",
    "const": "{}",
    "format": "the format {}",
    "pattern": "the pattern {}",
}


def body_violations(api: Api, violations: Iterable[Violation], body: Any) -> list[ViolationDetails]:
    """Return the violations of the schema of a body."""
    return list(islice(_describe(api, violations, body, "body", ""), MAX_VIOLATIONS))


def parameter_violations(api: Api, error: ParameterError) -> list[ViolationDetails]:
    """Return what is wrong with the parameters of a request."""
    found: list[ViolationDetails] = []
    for each in error.errors:
        if each.is_missing:
            found.append(ViolationDetails(each.location, each.name, "required", "a value"))
        elif each.violations:
            found += islice(_describe(api, each.violations, each.value, each.location, each.name), MAX_VIOLATIONS)
        else:
            found.append(ViolationDetails(each.location, each.name, "style", str(each), shorten_value(each.value)))
    return found[:MAX_VIOLATIONS]


def security_violations(operation: Operation, raw: RawParameters) -> list[ViolationDetails]:
    """Return the keys that an operation requires, and what was sent in their place."""
    found = {}
    for scheme in (scheme for schemes in operation.security for scheme in schemes if scheme.sends_key):
        location, name = scheme.key_location
        sent = raw.get(location, {}).get(name.lower() if location == "header" else name)
        expected = f"a valid key, as {scheme.key_prefix}KEY" if scheme.key_prefix else "a valid key"
        found[location, name] = ViolationDetails(
            location, name, "security", expected, MISSING if not sent else str(sent[0])
        )
    return list(found.values())


def describe_keys(operation: Operation) -> str:
    """Return the message of a rejected key: where the operation requires which keys."""
    alternatives = (
        " and ".join(map(_describe_key, filter(lambda scheme: scheme.sends_key, schemes)))
        for schemes in operation.security
    )
    places = " or in ".join(filter(None, dict.fromkeys(alternatives)))
    return f"a valid key is required in {places}" if places else "a valid key is required"


def _describe_key(scheme: SecurityScheme) -> str:
    location, name = scheme.key_location
    place = f"the {'query parameter' if location == 'query' else location} {name}"
    return f"{place} as {scheme.key_prefix}KEY" if scheme.key_prefix else place


def _describe(
    api: Api, violations: Iterable[Violation], value: Any, location: str, name: str
) -> Iterator[ViolationDetails]:
    for violation in violations:
        received: Any = MISSING
        with suppress(LookupError):
            received = get_at(value, violation.path)
        expected, pointer = _expected(api, violation), name + violation.pointer
        if violation.keyword == "required" and violation.names:
            yield ViolationDetails(location, pointer + join("", *violation.names), "required", "a value")
        elif violation.names and isinstance(received, dict):
            for extra in violation.names:
                sent = shorten_value(received.get(extra, MISSING))
                yield ViolationDetails(location, pointer + join("", extra), violation.keyword, "no such property", sent)
        else:
            yield ViolationDetails(location, pointer, violation.keyword, expected, shorten_value(received))


def _expected(api: Api, violation: Violation) -> str:
    """Return what a keyword requires, from its value in the spec."""
    try:
        value = resolve_pointer(api.document, violation.schema_pointer)
    except PointerNotFoundError:
        return violation.message
    if violation.keyword == "type":
        return " or ".join([value] if isinstance(value, str) else map(str, value))
    if violation.keyword not in _TEXTS:
        return violation.message
    if violation.keyword == "enum" and isinstance(value, list):
        return _cut("one of " + ", ".join(json.dumps(each, ensure_ascii=False) for each in value), 1000)
    is_plain = violation.keyword in _PLAIN_KEYWORDS
    return _TEXTS[violation.keyword].format(value if is_plain else json.dumps(value, ensure_ascii=False))


def shorten_value(value: Any) -> Any:
    """Return a value of limited length for the log: a long string or a long list or object is cut text."""
    if isinstance(value, str):
        return _cut(value, _MAX_LENGTH)
    if not isinstance(value, dict | list):
        return value
    text = ""
    for chunk in json.JSONEncoder(ensure_ascii=False).iterencode(value):
        text += chunk[: _MAX_LENGTH + 1]
        if len(text) > _MAX_LENGTH:
            return _cut(text, _MAX_LENGTH)
    return value


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "…"


def sent_header(values: Sequence[str]) -> Any:
    """Return the values of a header as they were sent; `MISSING` without the header."""
    return shorten_value(", ".join(values)) if values else MISSING

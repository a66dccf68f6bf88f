"""Validation of response bodies of every media type against the spec.

Bodies whose format is known are validated against their schema: JSON, XML, forms, text, lines of JSON, and the data of
server-sent events. Other bodies are bytes, which must be there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from caretasks.core.http import BODYLESS_STATUSES, media_type_essence, parse_json
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import encode_json
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from caretasks.openapi.bodies.kinds import EVENT_STREAM, is_file, is_xml
from caretasks.openapi.document import Api, Media, Node, Response, match_media_type
from caretasks.openapi.schema.keywords import json_types, properties
from caretasks.openapi.schema.validation import Violation, find_annotated, iter_violations

_EVENT_LINE = re.compile(r"(?::.*|(?:event|data|id|retry)(?::.*)?|)")
_LAST_EVENT = "[DONE]"  # by convention the last data of a stream of JSON


@dataclass(frozen=True)
class BodyProblem:
    """Why a body is not what the spec documents for its response.

    Attributes:
        expected: What the body must be, such as `JSON` or `non-empty`; empty for a violation of the schema.
        violation: The violation of the schema; None if the body cannot be read.
        value: The value that was validated: that of the body, or of one event.
    """

    expected: str = ""
    violation: Violation | None = None
    value: Any = MISSING


def iter_body_problems(
    response: Response, status: int, content_type: str | None, content: bytes
) -> Iterator[BodyProblem]:
    """Yield the problems of the body of a response; none for a media type that is not documented.

    Without a Content-Type it is read as the first documented media type.
    """
    documented = response.media_types
    if not documented or status in BODYLESS_STATUSES:
        return
    media = documented[0] if content_type is None else match_media_type(documented, content_type)
    if media is None:
        return
    essence = media_type_essence(content_type or media.name)
    if media.is_json:
        yield from _iter_json_problems(media.schema, content)
    elif not content and _must_have_content(media):
        yield BodyProblem("non-empty")
    elif essence == EVENT_STREAM:
        yield from _iter_event_problems(media, content)
    else:
        yield from _iter_decoded_problems(media, content, content_type or media.name)


def find_write_only_properties(response: Response, content_type: str | None, content: bytes) -> list[str]:
    """Return the JSON pointers of the `writeOnly` properties in a JSON body, which a server should not return."""
    media = match_media_type(response.media_types, content_type or "application/json")
    if media is None or not media.is_json or media.schema is None or not _uses_write_only(response.api):
        return []
    value = parse_json(content)
    try:
        return [] if value is MISSING else sorted(find_annotated(media.schema, value, "writeOnly"))
    except ValueError:  # a string with a lone surrogate
        return []


def _uses_write_only(api: Api) -> bool:
    if _uses_write_only not in api.derived:
        api.derived[_uses_write_only] = b'"writeOnly":' in encode_json(api.document)
    return bool(api.derived[_uses_write_only])


def _must_have_content(media: Media) -> bool:
    """Return whether an empty body is wrong: a file has content, and so has a text if all documented ones have."""
    examples = media.examples()
    return is_file(media) or (bool(examples) and all(examples.values()))


def _iter_json_problems(schema: Node | None, content: bytes) -> Iterator[BodyProblem]:
    value = parse_json(content)
    if value is MISSING:
        yield BodyProblem("JSON")
    elif schema is not None:
        yield from _iter_schema_problems(schema, value)


def _iter_schema_problems(schema: Node, value: Any) -> Iterator[BodyProblem]:
    try:
        violations = list(iter_violations(schema, value))
    except ValueError:  # a string with a lone surrogate
        yield BodyProblem("JSON")
        return
    for violation in violations:
        yield BodyProblem(violation=violation, value=value)


def _iter_decoded_problems(media: Media, content: bytes, content_type: str) -> Iterator[BodyProblem]:
    try:
        decoded = decode_body(media, content, content_type, in_request=False)
    except InvalidBodyError:
        essence = media_type_essence(content_type)
        is_text = essence.startswith("text/") and not is_xml(essence)
        yield BodyProblem("XML" if is_xml(essence) else "text in its charset" if is_text else "JSON in each line")
        return
    for violation in decoded.violations:
        yield BodyProblem(violation=violation, value=decoded.value)


def _iter_event_problems(media: Media, content: bytes) -> Iterator[BodyProblem]:
    """Yield the problems of server-sent events: the schema is that of an event, of its data, or of the whole text."""
    text = content.decode("utf-8", "surrogateescape")
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if not all(_EVENT_LINE.fullmatch(line) for line in lines):
        yield BodyProblem("server-sent events")
        return
    is_event_schema = "itemSchema" in media.data  # OpenAPI 3.2
    schema = media.child("itemSchema") if is_event_schema else media.schema
    if schema is None:
        return
    if _is_text(schema) and not is_event_schema:
        yield from _iter_schema_problems(schema, text)
        return
    events = list(_iter_events(lines))
    if {"data", "event"} <= properties(schema).keys():
        values: list[Any] = [dict(event) for event in events]
    else:
        data = [event["data"] for event in events if event.get("data", _LAST_EVENT) != _LAST_EVENT]
        values = data if _is_text(schema) else [parse_json(each.encode("utf-8", "surrogateescape")) for each in data]
    if MISSING in values:
        yield BodyProblem("events with JSON as their data")
    elif set(json_types(schema)) == {"array"}:
        yield from _iter_schema_problems(schema, values)
    else:
        for value in values:
            yield from _iter_schema_problems(schema, value)


def _iter_events(lines: list[str]) -> Iterator[dict[str, str]]:
    event: dict[str, str] = {}
    for line in [*lines, ""]:
        name, _, value = line.partition(":")
        if not line:
            if event:
                yield event
            event = {}
        elif name:
            value = value.removeprefix(" ")
            event[name] = f"{event[name]}\n{value}" if name == "data" and "data" in event else value


def _is_text(schema: Node) -> bool:
    return not json_types(schema) or "string" in json_types(schema)

"""The responses of an operation as the templates need them: how each media type is decoded, and its type in Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.responses import Response as ParsedResponse

from caretasks.codegen.operations.document import statuses
from caretasks.codegen.operations.media_kinds import ResponseKind, response_kind
from caretasks.codegen.property_readers import decoder
from caretasks.openapi.document import Media, Node, Operation, Response
from caretasks.openapi.schema.keywords import json_types, merged_keywords

_PLAIN_TYPES = {"text": "str", "bytes": "bytes", "none": "None"}


@dataclass(frozen=True)
class MediaView:
    """A media type of a response: the kind of its body, its decoder, its type, and where its error codes are."""

    name: str
    kind: ResponseKind
    decoder: str
    type: str
    error_code: str = ""
    error_fields: tuple[str, ...] = ()

    def code(self, others: Iterable[MediaView] = ()) -> str:
        """Return the expression for its `Body`, with the other media types of the response."""
        arguments = [repr(self.kind), *([self.decoder] if self.kind in ("json", "events", "lines") else [])]
        if self.error_code:
            arguments.append(f"error_code={self.error_code!r}")
        if self.error_fields:
            arguments.append(f"error_fields={self.error_fields!r}")
        if self.name != "application/json":
            arguments.append(f"media_type={json.dumps(self.name)}")
        alternatives = [each.code() for each in others]
        if alternatives:
            arguments.append(f"others=({', '.join(alternatives)},)")
        return f"_operation.Body({', '.join(arguments)})"

    def twin_type(self, twin: str) -> str:
        """Return its type for the sync or the async client."""
        if self.kind in ("events", "lines"):
            name = "EventStream" if self.kind == "events" else "JsonLines"
            return f"{'Async' if twin == 'async' else ''}{name}[{self.type}]"
        return self.type


@dataclass(frozen=True)
class ResponseView:
    """A documented response: its status, its media types with the main one first, and its headers."""

    status: str
    media: tuple[MediaView, ...]
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.media[0].code(self.media[1:]) if self.media else "_operation.NO_BODY"

    @property
    def type(self) -> str:
        """The type of its main media type."""
        return self.media[0].type if self.media else "None"

    def twin_type(self, twin: str) -> str:
        return self.media[0].twin_type(twin) if self.media else "None"


def find_responses(operation: Operation, endpoint: Endpoint) -> list[ResponseView]:
    """Return the documented responses, codes before ranges before the default."""
    parsed = {each.status_code.pattern: each for each in endpoint.responses}
    order = sorted(operation.responses, key=lambda status: (status == "default", not status.isdecimal(), status))
    return [_response(operation.responses[status], parsed) for status in order]


def _response(response: Response, parsed: Mapping[str, ParsedResponse]) -> ResponseView:
    generated = {media.name: parsed[status] for status, media in statuses(response).items() if status in parsed}
    media = tuple(_media(each, generated.get(each.name)) for each in response.media_types)
    return ResponseView(response.status, media, dict(_header_types(response)))


def _media(media: Media, parsed: ParsedResponse | None) -> MediaView:
    kind = response_kind(media)
    if kind in _PLAIN_TYPES:
        return MediaView(media.name, kind, "", _PLAIN_TYPES[kind])
    schema = {} if media.schema is None else media.schema.data
    return MediaView(
        media.name,
        kind,
        "_decoding.any_value" if parsed is None else decoder(parsed.prop),
        "Any" if parsed is None else parsed.prop.get_type_string().as_unembedded_code(),
        str(schema.get("x-error-code", "")),
        tuple(map(str, schema.get("x-error-fields", ()))),
    )


def header_types(responses: Iterable[ResponseView]) -> dict[str, str]:
    """Return the types of the headers of some responses; a header of two types is a string."""
    found: dict[str, str] = {}
    for response in responses:
        for name, type_ in response.headers.items():
            found[name] = type_ if found.get(name, type_) == type_ else "str"
    return found


_HEADER_TYPES = {"integer": "int", "number": "float", "boolean": "bool", "string": "str"}
_HEADER_FORMATS = {"date-time": "datetime.datetime", "date": "datetime.date", "uuid": "UUID"}


def _header_types(response: Response) -> Iterator[tuple[str, str]]:
    for name in response.data.get("headers", {}):
        if name.lower() != "content-type":  # as OpenAPI has it
            yield name, _header_type(response.child("headers", name))


def _header_type(header: Node) -> str:
    """Return the type of a header: that of its schema if it is one type of a scalar or of an array, else a string."""
    if header.schema is None:
        return "str"
    types = set(json_types(header.schema)) - {"null"}
    if types == {"array"}:
        items = header.schema.child("items") if "items" in header.schema.data else None
        return f"list[{'str' if items is None else _scalar_type(items)}]"
    return _scalar_type(header.schema)


def _scalar_type(schema: Node) -> str:
    types = set(json_types(schema)) - {"null"}
    if types != {"string"}:
        return _HEADER_TYPES[next(iter(types))] if len(types) == 1 and types <= _HEADER_TYPES.keys() else "str"
    return _HEADER_FORMATS.get(str(merged_keywords(schema).get("format")), "str")

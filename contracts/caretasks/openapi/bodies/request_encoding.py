"""Request bodies as a client sends them: the bytes of a value in a media type, with their Content-Type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from caretasks.core.http import Request
from caretasks.core.missing import MISSING
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body
from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.kinds import concrete_media_type, is_file, is_structured
from caretasks.openapi.document import Media, Node, Operation
from caretasks.openapi.operation.form_bodies import MULTIPART, URLENCODED
from caretasks.openapi.operation.parameter_styles import encode_pairs, iter_pairs, write_field
from caretasks.openapi.schema.keywords import json_types, keep_result, merged_keywords, properties
from caretasks.openapi.schema.validation import Violation, is_valid

BOUNDARY = "caretasks-boundary"
"""The boundary between the parts of all multipart forms."""


class EncodedBody(NamedTuple):
    """The bytes of a body, and its Content-Type."""

    content: bytes
    content_type: str


@keep_result
def varied_media(operation: Operation) -> tuple[Media, ...]:
    """Return the media types of a request body whose values have a schema that a server can check, JSON first."""
    return tuple(media for media in operation.body_media if media.is_json or _has_values(media))


def _has_values(media: Media) -> bool:
    if media.schema is None or is_file(media):
        return False
    return is_structured(media) or "string" in json_types(media.schema)


def encode_request(media: Media, value: Any) -> EncodedBody:
    """Return a value as a request body. A string or bytes that are not JSON are the body itself."""
    content_type = concrete_media_type(media)
    if not media.is_json and isinstance(value, str | bytes):
        content = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
        boundary = content.partition(b"\r\n")[0].removeprefix(b"--").decode("latin-1")
        is_multipart = media.essence == MULTIPART and boundary
        return EncodedBody(content, f"{content_type}; boundary={boundary}" if is_multipart else content_type)
    if media.essence == URLENCODED and isinstance(value, dict):
        pairs = ((name, text) for name, text, _ in _iter_fields(media, value))
        return EncodedBody(encode_pairs(pairs).encode(), content_type)
    if media.essence == MULTIPART and isinstance(value, dict):
        return EncodedBody(_encode_multipart(media, value), f"{content_type}; boundary={BOUNDARY}")
    return EncodedBody(encode_body(media, value), content_type)


def sent_value(media: Media | None, request: Request) -> Any:
    """Return the value of a body in a media type, as a server reads it; `MISSING` for no body, or a malformed one."""
    if media is None or not request.body:
        return MISSING
    return request.json if media.is_json else _read_value(media, EncodedBody(request.body, request.media_type))


def value_as_sent(media: Media, value: Any) -> Any:
    """Return the value of a request body as a server reads it: a form, for example, has no null."""
    return value if media.is_json else _read_value(media, encode_request(media, value))


def _read_value(media: Media, body: EncodedBody) -> Any:
    try:
        return decode_body(media, body.content, body.content_type).value
    except InvalidBodyError:
        return MISSING


def is_valid_value(media: Media, value: Any) -> bool:
    """Return whether a request body with a value is valid, as a server reads it."""
    if not media.is_json:
        return not encoded_violations(media, value)
    return media.schema is None or is_valid(media.schema, value, in_request=True)


def encoded_violations(media: Media, value: Any) -> Sequence[Violation]:
    """Return the violations by a body that is not JSON, as a server reads it. A form has strings only."""
    body = encode_request(media, value)
    try:
        return decode_body(media, body.content, body.content_type).violations
    except InvalidBodyError:
        return [Violation("", "it is not in the format of its media type", keyword="type")]


def _iter_fields(media: Media, value: Mapping[str, Any]) -> Iterator[tuple[str, str, Node | None]]:
    """Yield the name, the text and the schema of each field of a form; null is a field that is not sent."""
    described = {} if media.schema is None else properties(media.schema)
    for name, inner in value.items():
        encoding, schema = media.data.get("encoding", {}).get(name, {}), described.get(name)
        if inner is None:
            continue
        strings = write_field(name, inner, encoding)
        if isinstance(strings.get(name), list):
            schema = None if schema is None or "items" not in schema.data else schema.child("items")
        yield from ((key, text, schema if key == name else None) for key, text in iter_pairs(strings))


def _encode_multipart(media: Media, value: Mapping[str, Any]) -> bytes:
    content = b""
    for name, text, schema in _iter_fields(media, value):
        keywords = {} if schema is None else merged_keywords(schema)
        disposition = 'form-data; name="{}"'.format(name.replace('"', "%22"))
        documented = str(media.data.get("encoding", {}).get(name, {}).get("contentType", "")).partition(",")[0].strip()
        content_type = documented if "*" not in documented else ""
        if keywords.get("format") == "binary" or "contentMediaType" in keywords:
            disposition += '; filename="file"'
            content_type = content_type or str(keywords.get("contentMediaType", "application/octet-stream"))
        header = f"\r\nContent-Type: {content_type}" if content_type else ""
        content += f"--{BOUNDARY}\r\nContent-Disposition: {disposition}{header}\r\n\r\n".encode("utf-8", "replace")
        content += text.encode("utf-8", "surrogatepass") + b"\r\n"
    return content + f"--{BOUNDARY}--\r\n".encode()


def malformed_body(media: Media, value: Any) -> bytes | None:
    """Return half of a body, if it is not in the format of its media type; None if half of a body is one, too."""
    body = encode_request(media, value)
    half = body.content[: len(body.content) // 2]
    try:
        decode_body(media, half, body.content_type)
    except InvalidBodyError:
        return half
    return None

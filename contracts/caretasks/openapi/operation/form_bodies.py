"""Request bodies that are not JSON: forms, read as the objects that their schemas describe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from caretasks.core.http import media_type_essence
from caretasks.openapi.document import Media, Node, Operation
from caretasks.openapi.operation.parameter_styles import split_items
from caretasks.openapi.operation.parameters import parse_encoded_query, parse_scalar
from caretasks.openapi.schema.keywords import json_types, keep_result, properties
from caretasks.openapi.schema.locations import ANY_ITEM, ANY_PROPERTY, subschema_at

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

Fields = Mapping[str, Sequence[str]]
"""The values of a form by the name of the field. The bytes of a file are characters of Latin-1."""


def is_form(content_type: str) -> bool:
    """Return whether a media type, with or without parameters, is that of a form."""
    return media_type_essence(content_type) in (URLENCODED, MULTIPART)


def request_media(operation: Operation) -> Media | None:
    """Return the media type in which requests are sent: the first JSON one, otherwise the first one."""
    return next(iter(operation.body_media), None)


@keep_result
def body_schemas(operation: Operation) -> tuple[Node, ...]:
    """Return the schemas of all media types of a request body, JSON first."""
    return tuple(media.schema for media in operation.body_media if media.schema is not None)


def find_form(operation: Operation, content_type: str) -> Media | None:
    """Return the documented form of a Content-Type, or None."""
    essence = media_type_essence(content_type)
    return next((media for media in operation.body_media if media.essence == essence and is_form(essence)), None)


def read_fields(content: bytes, content_type: str) -> Fields:
    """Return the fields of a form; without those that cannot be read."""
    if not content_type.strip().lower().startswith("multipart/"):
        return parse_encoded_query(content)
    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + content
    )
    found: dict[str, list[str]] = {}
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            is_file = part.get_filename() is not None
            found.setdefault(name, []).append(payload.decode("latin-1") if is_file else _decode(payload))
    return found


def _decode(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def decode_form(media: Media, content: bytes, content_type: str) -> dict[str, Any] | None:
    """Return the object that a form describes.

    None if the schema has a field for which OpenAPI leaves the encoding open: an object, or a list of objects.
    """
    schema = media.schema
    if schema is None or not all(map(_is_flat, properties(schema).values())):
        return None
    value: dict[str, Any] = {}
    for name, strings in read_fields(content, content_type).items():
        described = properties(schema).get(name) or subschema_at(schema, ANY_PROPERTY)
        value[name] = _decode_field(described, strings, media.data.get("encoding", {}).get(name, {}))
    return value


def _is_flat(schema: Node) -> bool:
    types = set(json_types(schema))
    items = subschema_at(schema, ANY_ITEM) if "array" in types else None
    return "object" not in types and (items is None or not {"object", "array"} & set(json_types(items)))


def _decode_field(schema: Node | None, strings: Sequence[str], encoding: Mapping[str, Any]) -> Any:
    if schema is not None and "array" in json_types(schema):
        items = subschema_at(schema, ANY_ITEM)
        texts = strings
        if not encoding.get("explode", encoding.get("style", "form") == "form"):
            texts = [item for text in strings for item in split_items(text, str(encoding.get("style", "form")))]
        return [parse_scalar(items, text) for text in texts]
    return parse_scalar(schema, strings[0]) if len(strings) == 1 else [*map(str, strings)]

"""Request bodies that are not JSON: forms, read as the objects that their schemas describe."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from caretasks.core.http import is_json, media_type_essence
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.document import Media, Node, Operation
from caretasks.openapi.operation.parameter_styles import ParameterStyle, split_items
from caretasks.openapi.operation.parameters import parse_encoded_query, parse_nested, parse_scalar
from caretasks.openapi.schema.keywords import json_types, keep_result, properties
from caretasks.openapi.schema.locations import ANY_ITEM, ANY_PROPERTY, subschema_at
from caretasks.openapi.schema.validation import is_valid

if TYPE_CHECKING:
    from email.message import MIMEPart

URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"

_PATH_TOKENS = re.compile(r"\[([^\[\]]*)\]")

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


def read_fields(content: bytes, content_type: str) -> Fields:
    """Return the fields of a form; without those that cannot be read."""
    if not content_type.strip().lower().startswith("multipart/"):
        return parse_encoded_query(content, errors="replace")  # as most servers do
    found: dict[str, list[str]] = {}
    for name, part in _iter_parts(content, content_type):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            is_file = part.get_filename() is not None
            found.setdefault(name, []).append(payload.decode("latin-1") if is_file else _decode(payload))
    return found


def read_part_types(content: bytes, content_type: str) -> list[tuple[str, str]]:
    """Return the name and the Content-Type of each part of a multipart form that has one."""
    return [
        (name, str(part["content-type"])) for name, part in _iter_parts(content, content_type) if part["content-type"]
    ]


def _iter_parts(content: bytes, content_type: str) -> Iterator[tuple[str, MIMEPart]]:
    from email.parser import BytesParser  # here, since importing them takes long
    from email.policy import HTTP

    message = BytesParser(policy=HTTP).parsebytes(
        b"Content-Type: " + content_type.encode("latin-1") + b"\r\n\r\n" + content
    )
    for part in message.iter_parts() if message.is_multipart() else ():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            yield name, part


def _decode(payload: bytes) -> str:
    try:
        return payload.decode()
    except UnicodeDecodeError:
        return payload.decode("latin-1")


def decode_form(media: Media, content: bytes, content_type: str) -> dict[str, Any] | None:
    """Return the object that a form describes; None without a schema.

    An object is a field with JSON, as OpenAPI encodes it by default, or several fields, as in `name[property]` or, with
    the style `form`, under the names of its properties.
    """
    schema = media.schema
    if schema is None:
        return None
    described, value = properties(schema), dict[str, Any]()
    encodings: Mapping[str, Any] = media.data.get("encoding", {})
    exploded = _exploded_properties(described, encodings)
    nested: dict[str, list[tuple[list[str], Sequence[str]]]] = {}
    for name, strings in read_fields(content, content_type).items():
        base, path = name.partition("[")[0], _PATH_TOKENS.findall(name)
        if name not in described and base in exploded:
            nested.setdefault(exploded[base], []).append(([base, *path], strings))
        elif path and name not in described and base in described:
            nested.setdefault(base, []).append((path, strings))
        else:
            field_schema = described.get(name) or subschema_at(schema, ANY_PROPERTY)
            value[name] = _decode_field(name, field_schema, strings, encodings.get(name, {}))
    return value | {name: parse_nested(described[name], sent) for name, sent in nested.items()}


def _exploded_properties(described: Mapping[str, Node], encodings: Mapping[str, Any]) -> dict[str, str]:
    """Return the fields that are properties of an exploded object in the style `form`, with the name of the object."""
    found: dict[str, str] = {}
    for name, encoding in encodings.items():
        is_exploded = encoding.get("style", "form") == "form" and encoding.get("explode", True)
        if name in described and is_exploded and _is_styled(encoding) and _is_object(described[name]):
            found |= {each: name for each in properties(described[name]) if each not in described}
    return found


def _is_styled(encoding: Mapping[str, Any]) -> bool:
    """Return whether a field is in the style of a query parameter: then its `contentType` does not apply."""
    return not {"style", "explode", "allowReserved"}.isdisjoint(encoding)


def _decode_field(name: str, schema: Node | None, strings: Sequence[str], encoding: Mapping[str, Any]) -> Any:
    if schema is None:
        return str(strings[0]) if len(strings) == 1 else [*map(str, strings)]
    is_json_field = is_json(str(encoding.get("contentType", ""))) and not _is_styled(encoding)
    if _is_object(schema) and _is_styled(encoding) and len(strings) == 1:
        described = properties(schema)
        for members in ParameterStyle(name, "query", encoding).read_properties(strings[0]):
            return {key: parse_scalar(described.get(key), text) for key, text in members.items()}
    if "array" in json_types(schema):
        items = subschema_at(schema, ANY_ITEM)
        texts: Sequence[str] = strings
        if len(strings) == 1 and (is_json_field or _is_object(items)):
            value = _decode_json(strings[0])
            if isinstance(value, list):
                return value
        if not encoding.get("explode", encoding.get("style", "form") == "form"):
            texts = [item for text in strings for item in split_items(text, str(encoding.get("style", "form")))]
        return [_decode_value(items, text, is_json_field=False) for text in texts]
    if len(strings) == 1:
        return _decode_value(schema, strings[0], is_json_field=is_json_field)
    return [*map(str, strings)]


def _decode_value(schema: Node | None, text: str, *, is_json_field: bool) -> Any:
    """Return the value of one string: the scalar that it stands for, or JSON if it has to be an object."""
    value = parse_scalar(schema, text)
    if is_json_field or (_is_object(schema) and (schema is None or not is_valid(schema, value, in_request=True))):
        decoded = _decode_json(text)
        return value if decoded is MISSING else decoded
    return value


def _is_object(schema: Node | None) -> bool:
    return schema is not None and ("object" in json_types(schema) or bool(properties(schema)))


def _decode_json(text: str) -> Any:
    try:
        return decode_json(text.encode("utf-8", "surrogateescape"))
    except InvalidJsonError:
        return MISSING

"""The bytes of a value as a body of some media type."""

from __future__ import annotations

import base64
import binascii
import csv
import io
from collections.abc import Iterator
from typing import Any

from caretasks.core.strict_json import InvalidJsonError, decode_json, encode_json
from caretasks.openapi.bodies.kinds import EVENT_STREAM, JSON_SEQUENCE, is_base64, is_json_lines, is_xml
from caretasks.openapi.document import Media
from caretasks.openapi.operation.form_bodies import URLENCODED
from caretasks.openapi.operation.parameter_styles import encode_pairs, iter_pairs, serialize_value, write_field

_EVENT_FIELDS = ("data:", "event:", "id:", "retry:", ":")


def encode_body(media: Media, value: Any) -> bytes:
    """Return a value as a body of a media type. It is never empty, unless the value is an empty string.

    A string is the body itself, unless the media type is JSON. An object or array is written in the format of the media
    type, or as JSON if its format is not known.
    """
    if isinstance(value, bytes):
        return value
    if media.is_json:
        return encode_json(value)
    if isinstance(value, str):
        return _encode_text(media, value)
    if is_xml(media.essence):
        from caretasks.openapi.bodies.xml import encode_xml  # here, since importing it takes long

        return encode_xml(media.schema, value)
    if is_json_lines(media.essence):
        return b"".join(_iter_lines(media.essence, value))
    if media.essence == EVENT_STREAM:
        events = value if isinstance(value, list) else [value]
        return b"".join(_encode_event(serialize_value(event)) for event in events)
    if media.essence == URLENCODED and isinstance(value, dict):
        encodings = media.data.get("encoding", {})
        fields = (write_field(name, each, encodings.get(name, {})) for name, each in value.items())
        return encode_pairs(pair for strings in fields for pair in iter_pairs(strings)).encode()
    if media.essence == "text/csv" and isinstance(value, dict | list):
        return _encode_table(value)
    return encode_json(value)


def _encode_text(media: Media, text: str) -> bytes:
    if is_base64(media):
        try:
            return base64.b64decode(text.replace("-", "+").replace("_", "/") + "==", validate=False)
        except (binascii.Error, ValueError):
            return text.encode()
    if media.essence == EVENT_STREAM and not text.startswith(_EVENT_FIELDS):
        return _encode_event(text)
    if is_json_lines(media.essence) and not all(map(_is_json, text.strip("\x1e\n").splitlines())):
        return b"".join(_iter_lines(media.essence, text))
    content = text.encode("utf-8", "surrogatepass")
    if is_xml(media.essence):
        from caretasks.openapi.bodies.xml import encode_xml, is_well_formed

        return content if is_well_formed(text) else encode_xml(media.schema, text)
    return content


def _is_json(line: str) -> bool:
    try:
        decode_json(line.strip("\x1e").encode("utf-8", "surrogatepass"))
    except InvalidJsonError:
        return False
    return True


def _iter_lines(essence: str, value: Any) -> Iterator[bytes]:
    for item in value if isinstance(value, list) else [value]:
        yield (b"\x1e" if essence == JSON_SEQUENCE else b"") + encode_json(item) + b"\n"


def _encode_event(text: str) -> bytes:
    return "".join(f"data: {line}\n" for line in text.splitlines() or [""]).encode() + b"\n"


def _encode_table(value: Any) -> bytes:
    """Return an object, a list of objects or a list of lists as CSV; the names of properties are the first row."""
    rows = value if isinstance(value, list) else [value]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))
    if names:
        writer.writerow(names)
    for row in rows:
        cells = [row.get(name) for name in names] if isinstance(row, dict) else row if isinstance(row, list) else [row]
        writer.writerow(["" if cell is None else serialize_value(cell) for cell in cells])
    return text.getvalue().encode()

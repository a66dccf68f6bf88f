"""The value of a body in its media type, and what is invalid in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from caretasks.core.http import media_type_essence
from caretasks.core.missing import MISSING
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.openapi.bodies.kinds import JSON_SEQUENCE, is_file, is_json_lines, is_structured, is_xml
from caretasks.openapi.document import Media
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.form_bodies import MULTIPART, decode_form, is_form, read_part_types
from caretasks.openapi.schema.keywords import json_types
from caretasks.openapi.schema.validation import Violation, iter_violations


class InvalidBodyError(ValueError):
    """A body is not in the format of its media type. The message quotes none of it."""


@dataclass(frozen=True)
class DecodedBody:
    """A body of a request or response.

    Attributes:
        value: Its value, or `MISSING` if only its bytes are known, as of a file.
        violations: What its schema does not allow.
    """

    value: Any
    violations: Sequence[Violation] = ()


def decode_body(media: Media, content: bytes, content_type: str, *, in_request: bool = True) -> DecodedBody:
    """Return the value of a body of a documented media type, and the violations of its schema.

    Args:
        media: The documented media type.
        content: The bytes of the body.
        content_type: The value of the Content-Type header: it has the boundary of a form, and the charset of a text.
        in_request: Whether a client sends the body.

    Raises:
        InvalidBodyError: The body is not in the format of the media type.
    """
    value = _decode(media, content, content_type)
    if value is MISSING or media.schema is None:
        return DecodedBody(value)
    schema = media.schema
    if media.essence == MULTIPART and media.data.get("encoding"):
        found = [*iter_violations(schema, value, in_request=True), *_iter_part_violations(media, content, content_type)]
        return DecodedBody(value, found)
    if is_json_lines(media.essence) and isinstance(value, list) and "array" not in json_types(schema):
        found = [
            replace(each, pointer=f"/{index}{each.pointer}", path=(index, *each.path))
            for index, item in enumerate(value)
            for each in iter_violations(schema, item, in_request=in_request)
        ]
        return DecodedBody(value, found)
    return DecodedBody(value, list(iter_violations(schema, value, in_request=in_request)))


def _iter_part_violations(media: Media, content: bytes, content_type: str) -> Iterator[Violation]:
    """Yield the parts of a multipart form whose Content-Type is not a documented one."""
    for name, sent in read_part_types(content, content_type):
        documented = str(media.data["encoding"].get(name, {}).get("contentType", ""))
        ranges = {media_type_essence(each) for each in documented.split(",") if each.strip()}
        essence = media_type_essence(sent)
        is_unknown = essence in ("application/octet-stream", "text/plain")  # what clients send by default
        if ranges and not is_unknown and ranges.isdisjoint((essence, f"{essence.partition('/')[0]}/*", "*/*")):
            yield Violation(join("", name), f"the Content-Type of the part is not {documented}", (name,), "contentType")


def _decode(media: Media, content: bytes, content_type: str) -> Any:
    essence = media_type_essence(content_type) or media.essence
    if media.is_json:
        return _decode_json(content)
    if is_form(essence):
        value = decode_form(media, content, content_type)
        return MISSING if value is None else value
    if is_file(media):
        return MISSING
    if is_json_lines(essence) and (lines := _decode_lines(media, content, essence)) is not None:
        return lines
    if is_xml(essence):
        from caretasks.openapi.bodies.xml import InvalidXmlError, decode_xml  # here, since importing it takes long

        try:
            value = decode_xml(media.schema if is_structured(media) else None, content)
        except InvalidXmlError as error:
            raise InvalidBodyError(f"not valid XML: {error}") from None
        return value if media.schema is None or is_structured(media) else _decode_text(content, content_type)
    if media.schema is None or "string" in json_types(media.schema) or essence.startswith("text/"):
        text = _decode_text(content, content_type)
        is_text = media.schema is None or "string" in json_types(media.schema) or not json_types(media.schema)
        return text if is_text else MISSING
    return MISSING


def _decode_lines(media: Media, content: bytes, essence: str) -> list[Any] | None:
    """Return the values of the lines; None if the schema is that of a string, and they are not strings.

    Such a schema describes the text of all lines.
    """
    lines = [line for line in content.split(b"\x1e" if essence == JSON_SEQUENCE else b"\n") if line.strip()]
    describes_text = media.schema is not None and set(json_types(media.schema)) == {"string"}
    try:
        values = [_decode_json(line) for line in lines]
    except InvalidBodyError:
        if describes_text:
            return None
        raise
    return None if describes_text and not all(isinstance(value, str) for value in values) else values


def _decode_json(content: bytes) -> Any:
    try:
        return decode_json(content)
    except InvalidJsonError as error:
        raise InvalidBodyError(f"not valid JSON: {error}") from None


def _decode_text(content: bytes, content_type: str) -> str:
    charset = find_charset(content_type)
    try:
        return content.decode(charset)
    except UnicodeDecodeError:
        raise InvalidBodyError("not text in its charset") from None
    except (LookupError, ValueError):
        raise InvalidBodyError("in an unknown charset") from None


def find_charset(content_type: str) -> str:
    """Return the charset of a Content-Type header; UTF-8 if it has none."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"') or "utf-8"
    return "utf-8"

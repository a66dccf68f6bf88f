"""The kinds of media types: which of them have the same format."""

from __future__ import annotations

from caretasks.core.http import JSON_MEDIA_TYPE, media_type_essence
from caretasks.openapi.document import Media
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.schema.keywords import json_types, merged_keywords

EVENT_STREAM = "text/event-stream"
JSON_SEQUENCE = "application/json-seq"

_JSON_LINES = frozenset(
    f"application/{prefix}{name}" for prefix in ("", "x-") for name in ("ndjson", "jsonl", "jsonlines", "json-lines")
) | {JSON_SEQUENCE}
_FILE_RANGES = ("image", "audio", "video", "font", "model")
_FILE_TYPES = frozenset({"application/pdf", "application/zip", "application/gzip", "application/octet-stream"})
_CONCRETE_TYPES = {"text": "text/plain", "image": "image/png", "audio": "audio/mpeg", "video": "video/mp4"}


def is_xml(media_type: str) -> bool:
    """Return whether a media type is XML: `application/xml`, `text/xml` or a `+xml` type."""
    essence = media_type_essence(media_type)
    return essence in ("application/xml", "text/xml") or essence.endswith("+xml")


def is_json_lines(media_type: str) -> bool:
    """Return whether a media type is a sequence of JSON values, such as `application/x-ndjson`."""
    return media_type_essence(media_type) in _JSON_LINES


def is_structured(media: Media) -> bool:
    """Return whether bodies of a media type are objects or arrays, in JSON, XML or as a form."""
    if media.is_json:
        return True
    if media.schema is None or not (is_xml(media.essence) or is_form(media.essence)):
        return False
    return bool({"object", "array"} & set(json_types(media.schema)) or "properties" in merged_keywords(media.schema))


def is_file(media: Media) -> bool:
    """Return whether a body is the bytes of a file: its schema says so, or does not describe a body of this type."""
    if media.is_json or media.essence.startswith("text/"):
        return False
    keywords = {} if media.schema is None else merged_keywords(media.schema)
    if keywords.get("format") == "binary" or is_base64(media):
        return True
    is_file_type = media.essence.partition("/")[0] in _FILE_RANGES or media.essence in _FILE_TYPES
    if media.schema is None or not json_types(media.schema):
        return is_file_type or not (is_xml(media.essence) or is_structured(media))
    return is_file_type and not {"pattern", "enum", "const"} & keywords.keys()


def is_base64(media: Media) -> bool:
    """Return whether the strings of a body that is not text are base64 of its bytes."""
    keywords = {} if media.schema is None else merged_keywords(media.schema)
    encoded = str(keywords.get("contentEncoding", "")).startswith("base64") or keywords.get("format") in (
        "byte",
        "base64",
    )
    return encoded and not media.is_json and not media.essence.startswith("text/")


def concrete_media_type(media: Media) -> str:
    """Return the Content-Type of a body: the documented one, or one in a documented range such as `text/*`."""
    kind, _, subtype = media.essence.partition("/")
    if "*" not in media.essence:
        return media.name
    if media.is_json:
        return JSON_MEDIA_TYPE
    return _CONCRETE_TYPES.get(kind, "application/octet-stream") if subtype == "*" else "application/octet-stream"

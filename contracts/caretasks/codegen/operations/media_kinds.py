"""The kinds of media types: how the client encodes the bodies of requests and decodes those of responses."""

from __future__ import annotations

from typing import Literal

from caretasks.openapi.document import Media
from caretasks.openapi.schema.keywords import json_types

RequestKind = Literal["json", "form", "multipart", "binary", "text", "lines"]
ResponseKind = Literal["json", "text", "bytes", "events", "lines"]

_LINES = frozenset(
    f"application/{prefix}{name}" for prefix in ("", "x-") for name in ("ndjson", "jsonl", "jsonlines", "json-lines")
) | {"application/json-seq"}
_TEXTS = frozenset(
    f"application/{name}"
    for name in (
        *("xml", "yaml", "x-yaml", "openmetrics-text", "javascript", "graphql", "sql", "toml", "jwt", "jose"),
        *("x-www-form-urlencoded", "rtf", "x-sh", "x-pem-file", "pem-certificate-chain"),
    )
)


def request_kind(media: Media) -> RequestKind:
    """Return how the body of a request of a media type is encoded."""
    if media.essence == "application/x-www-form-urlencoded":
        return "form"
    if media.essence == "multipart/form-data":
        return "multipart"
    kind = response_kind(media)
    return "binary" if kind == "bytes" else "text" if kind == "events" else kind


def response_kind(media: Media) -> ResponseKind:
    """Return how the body of a response of a media type is decoded."""
    essence = media.essence
    if essence == "text/event-stream":
        return "events"
    if essence in _LINES:
        return "lines"
    if is_plain_string(media):
        return "text"
    if media.is_json:
        return "json"
    is_text = essence.startswith("text/") or essence.endswith(("+xml", "+yaml")) or essence in _TEXTS
    return "text" if is_text and not is_file(media) else "bytes"


def is_file(media: Media) -> bool:
    """Return whether the schema of a media type says that its bodies are bytes."""
    return media.schema is not None and media.schema.data.get("format") == "binary"


def is_plain_string(media: Media) -> bool:
    """Return whether a body of any media type is a string, which servers send as it is, without quotes."""
    return media.essence == "*/*" and media.schema is not None and set(json_types(media.schema)) == {"string"}

"""Answers that are documented without a body, or with one that is not JSON, such as plain text."""

from __future__ import annotations

from typing import Any

from caretasks.mock.handler.responses import Answer, encode
from caretasks.openapi.document import Media, Place, Response
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits

_CONCRETE = {"text/*": "text/plain", "application/*": "application/octet-stream"}  # what a range is sent as


def answer(response: Response, status: int, headers: dict[str, str], message: str | None = None) -> Answer:
    """The answer as it is documented: its example, else a text.

    Args:
        response: what is documented.
        status: the status.
        headers: the headers.
        message: the text, where it fits; without it, it is sampled.
    """
    for kind in response.node.get("content", {}):
        media = Media(response.api, response.at("content", kind).pointer)
        examples = media.examples()
        value = next(iter(examples.values())) if examples else _plain(media.schema, message)
        return Answer(status, _text(value), _CONCRETE.get(kind, kind), headers)
    return Answer(status, media_type=None, headers=headers)


def _plain(schema: Place | None, message: str | None) -> Any:
    """A text, if a schema asks for one: how data is written in another media type, nobody says."""
    if message is not None and (schema is None or fits(schema, message)):
        return message
    return "" if schema is None or schema.node.get("format") == "binary" else sample(schema, "")


def _text(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return encode(value) if isinstance(value, bool | int | float) else b""

"""A media type of an API, for tests of single bodies."""

from __future__ import annotations

from typing import Any

from caretasks.openapi.document import Api, Media


def make_media(name: str, schema: Any = None, *, components: Any = None, **media: Any) -> Media:
    """Return the media type of the only response of an API."""
    content = {name: media if schema is None else {"schema": schema, **media}}
    operation = {"responses": {"200": {"description": "", "content": content}}}
    document = {"paths": {"/": {"get": operation}}, "components": {"schemas": components or {}}}
    (found,) = Api("some", document, None, "some").operations[0].responses["200"].media_types
    return found

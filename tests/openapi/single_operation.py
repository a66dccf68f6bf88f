"""A spec with a single operation, for tests of its body and parameters."""

from __future__ import annotations

from typing import Any

from caretasks.openapi.document import Api, Operation


def make_operation(body_schema: Any, *parameters: dict[str, Any], **media: Any) -> Operation:
    """Return a `POST` operation.

    Args:
        body_schema: The JSON Schema of its required body.
        *parameters: Its parameter objects.
        **media: Additional members of the media type of the body, such as `examples`.
    """
    body = {"required": True, "content": {"application/json": {"schema": body_schema, **media}}}
    operation = {"requestBody": body, "parameters": list(parameters), "responses": {"204": {"description": ""}}}
    document = {"openapi": "3.1.0", "info": {"title": "Single"}, "paths": {"/": {"post": operation}}}
    return Api("single", document, None, "single").operations[0]

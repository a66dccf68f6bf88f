"""The response of a mock server: its body and headers, and how they are sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.types import Send

from caretasks.core.http import JSON_MEDIA_TYPE
from caretasks.core.strict_json import encode_json
from caretasks.mock.model import MockExchange
from caretasks.openapi.document import Media, Node, Response
from caretasks.openapi.operation.responses import BODYLESS_STATUSES
from caretasks.openapi.schema.sampling import sample_value
from caretasks.openapi.schema.validation import is_valid

# The Content-Type of a response whose documented media type is a range.
_CONCRETE_MEDIA_TYPES = {"text/*": "text/plain", "application/*": "application/octet-stream"}


@dataclass
class MockResponse:
    """An HTTP response.

    Attributes:
        status: The status code.
        body: A JSON value, or the encoded body as bytes.
        media_type: The Content-Type; None for a response without a body.
        headers: The other headers, by name.
    """

    status: int
    body: Any = None
    media_type: str | None = JSON_MEDIA_TYPE
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes | None:
        """Return the encoded body, or None for a response without a body."""
        if self.media_type is None or self.status in BODYLESS_STATUSES:
            return None
        return self.body if isinstance(self.body, bytes) else encode_json(self.body)

    async def send_to(self, send: Send) -> None:
        """Send the response through an ASGI `send`."""
        content = self.content()
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        if content is not None and self.media_type is not None:
            headers.append((b"content-type", self.media_type.encode("latin-1")))
        if self.status not in (204, 304):  # RFC 9110, section 8.6: these have no Content-Length
            headers.append((b"content-length", b"%d" % len(content or b"")))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content or b""})


def location_header(exchange: MockExchange, response: Response | None) -> dict[str, str]:
    """Return the documented `Location` header of the created resource.

    Returns:
        The header with the absolute URL, or with the path if the header's schema accepts only that. Empty if the
        response documents no such header, nothing was created, or the schema accepts neither.
    """
    documented = {} if response is None else response.data.get("headers", {})
    name = next((name for name in documented if name.lower() == "location"), None)
    if response is None or name is None or not exchange.created:
        return {}
    resource = exchange.created[0]
    path = resource.operation.path
    for parameter, value in resource.path_values.items():
        path = path.replace("{" + parameter + "}", quote(str(value), safe=""))
    header = response.child("headers", name)
    base_url = exchange.request.base_url
    base_path = "/" + base_url.partition("://")[2].partition("/")[2]
    urls = [base_url + path, base_path + path]
    if "schema" in header.data:
        urls = [url for url in urls if is_valid(header.child("schema"), url)]
    return {name: urls[0]} if urls else {}


def non_json_response(
    response: Response, status: int, headers: dict[str, str], message: str | None = None
) -> MockResponse:
    """Return a response whose documented media type is not JSON, or that has no body.

    The body is the first documented example. Without an example it is a string, or empty if the schema does not
    accept one: how other values are encoded depends on the media type.

    Args:
        response: The documented response.
        status: The status code.
        headers: The headers.
        message: The string to use, if the schema accepts it. By default it is sampled from the schema.
    """
    for name in response.data.get("content", {}):
        media = response.child("content", name).as_kind(Media)
        examples = media.examples()
        value = next(iter(examples.values())) if examples else _non_json_value(media.schema, message)
        return MockResponse(status, _encode_scalar(value), _CONCRETE_MEDIA_TYPES.get(name, name), headers)
    return MockResponse(status, media_type=None, headers=headers)


def _non_json_value(schema: Node | None, message: str | None) -> Any:
    if message is not None and (schema is None or is_valid(schema, message)):
        return message
    return "" if schema is None or schema.data.get("format") == "binary" else sample_value(schema, "")


def _encode_scalar(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return encode_json(value) if isinstance(value, bool | int | float) else b""

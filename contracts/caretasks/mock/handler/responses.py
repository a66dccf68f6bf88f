"""The response of a mock server: its body and headers, and how they are sent."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from starlette.types import Send

from caretasks.core.http import BODYLESS_STATUSES, JSON_MEDIA_TYPE
from caretasks.core.strict_json import encode_json
from caretasks.mock.handler.media_types import accepts_gzip
from caretasks.mock.model import MockExchange
from caretasks.mock.operations.operation import MockOperation
from caretasks.openapi.bodies.encoding import encode_body
from caretasks.openapi.bodies.kinds import concrete_media_type, is_structured
from caretasks.openapi.bodies.samples import body_value
from caretasks.openapi.document import Media, Node
from caretasks.openapi.operation.path_templates import fill_path
from caretasks.openapi.schema.examples import valid_examples
from caretasks.openapi.schema.locations import without_write_only
from caretasks.openapi.schema.validation import is_valid


@dataclass
class MockResponse:
    """An HTTP response. Its body is a JSON value or bytes; without a `media_type`, its Content-Type, it has none."""

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
        headers: list[tuple[bytes, bytes]] = []
        for name, value in self.headers.items():
            headers.append((_encode_header(name.lower()), _encode_header(value)))
        if content is not None and self.media_type is not None:
            headers.append((b"content-type", _encode_header(self.media_type)))
        if self.status not in (204, 304):  # RFC 9110, section 8.6: these have no Content-Length
            headers.append((b"content-length", b"%d" % len(content or b"")))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": content or b""})


@lru_cache(maxsize=256)  # most are the same in every response
def _encode_header(text: str) -> bytes:
    """Return a header as Latin-1, or as UTF-8 if a spec has other characters in a media type or an example."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode()


def success_response(operation: MockOperation, exchange: MockExchange, media: Media | None) -> MockResponse:
    """Return the success response that an operation documents, with the body of the exchange.

    In another media type than that of the exchange, the body is the same value if its schema allows it, otherwise the
    documented example.
    """
    headers = dict(operation.headers)
    if operation.location is not None and exchange.created:
        headers |= _location_header(*operation.location, exchange)
    if operation.response is not None and media is None:
        return MockResponse(operation.status, None, None, headers)
    body = exchange.body
    if operation.schema is not None and operation.api.has_write_only:
        body = without_write_only(operation.schema, body)
    if media is None or media is operation.media:
        content_type = operation.content_type
        body = body if media is None or media.is_json else encode_body(media, body)
        return MockResponse(operation.status, body, content_type, headers)
    return MockResponse(operation.status, _body_in(media, operation, body), concrete_media_type(media), headers)


def _body_in(media: Media, operation: MockOperation, body: Any) -> bytes:
    if operation.media is not None and is_structured(media) and media.schema is not None:
        is_other = media.schema is not operation.schema and valid_examples(media)
        if not is_other and is_valid(media.schema, body):
            return encode_body(media, body)
    return encode_body(media, body_value(media))


def media_response(status: int, media: Media, body: Any, headers: dict[str, str]) -> MockResponse:
    """Return a response with a value as the body in a documented media type."""
    return MockResponse(
        status, body if media.is_json else encode_body(media, body), concrete_media_type(media), headers
    )


def compress(response: MockResponse, accept_encoding: Sequence[str]) -> None:
    """Compress a response with gzip, if the client accepts it."""
    content = response.content()
    if content and accepts_gzip(accept_encoding):
        response.body = gzip.compress(content, mtime=0)
        response.headers = {**response.headers, "Content-Encoding": "gzip"}


def _location_header(name: str, schema: Node | None, exchange: MockExchange) -> dict[str, str]:
    """Return the documented `Location` header of the created resource.

    Its value is the absolute URL, or the path if the header's schema accepts only that.
    """
    resource = exchange.created[0]
    path = fill_path(resource.operation.path, resource.path_values)
    base_path = "/" + exchange.base_url.partition("://")[2].partition("/")[2]
    urls = (exchange.base_url + path, base_path + path)
    return next(({name: url} for url in urls if schema is None or is_valid(schema, url)), {})

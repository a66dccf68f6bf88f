"""An answer before it is sent, and which of an operation's documented answers is its success."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.types import Send

from caretasks.core.http import encode
from caretasks.mock.model import Exchange
from caretasks.openapi.document import JSON, Media, Place, Response
from caretasks.openapi.operation.responses import BODYLESS
from caretasks.openapi.schema.sampling import sample
from caretasks.openapi.schema.validation import fits

_CONCRETE = {"text/*": "text/plain", "application/*": "application/octet-stream"}  # what a range is sent as


@dataclass
class MockResponse:
    """An answer: `body` is JSON data, or bytes, sent as `media_type`; without a media type there is no body."""

    status: int
    body: Any = None
    media_type: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes | None:
        """The body as it is sent; None where the answer has none."""
        if self.media_type is None or self.status in BODYLESS:
            return None
        return self.body if isinstance(self.body, bytes) else encode(self.body)

    async def send_to(self, send: Send, *, head: bool = False) -> None:
        """Sends the answer; to HEAD with the headers of the answer to GET, and no body."""
        content = self.content()
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        if content is not None and self.media_type is not None:
            headers.append((b"content-type", self.media_type.encode("latin-1")))
        if self.status not in (204, 304):  # which have none (RFC 9110, 8.6)
            headers.append((b"content-length", b"%d" % len(content or b"")))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if head or content is None else content})


def location_header(exchange: Exchange, response: Response | None) -> dict[str, str]:
    """The header with the URL of the thing, or its path alone where only that fits the schema; none of neither."""
    names = (
        [] if response is None else [name for name in response.node.get("headers", {}) if name.lower() == "location"]
    )
    if response is None or not names or not exchange.created:
        return {}
    thing = exchange.created[0]
    path = thing.operation.path
    for name, value in thing.path.items():
        path = path.replace("{" + name + "}", quote(str(value), safe=""))
    header = response.at("headers", names[0])
    base = exchange.request.base_url
    places = [base + path, "/" + base.partition("://")[2].partition("/")[2] + path]
    if "schema" in header.node:
        places = [place for place in places if fits(header.at("schema"), place)]
    return {names[0]: places[0]} if places else {}


def non_json_response(
    response: Response, status: int, headers: dict[str, str], message: str | None = None
) -> MockResponse:
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
        return MockResponse(status, _encode_text(value), _CONCRETE.get(kind, kind), headers)
    return MockResponse(status, media_type=None, headers=headers)


def _plain(schema: Place | None, message: str | None) -> Any:
    """A text, if a schema asks for one: how data is written in another media type, nobody says."""
    if message is not None and (schema is None or fits(schema, message)):
        return message
    return "" if schema is None or schema.node.get("format") == "binary" else sample(schema, "")


def _encode_text(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    return encode(value) if isinstance(value, bool | int | float) else b""

"""An answer before it is sent, and which of an operation's documented answers is its success."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.types import Send

from caretasks.openapi.document import JSON, Media, Operation, Response
from caretasks.openapi.json_pointer import split
from caretasks.openapi.schema.sampling import simplest

_BODYLESS = (204, 205, 304)
_CARRIED = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))


@dataclass
class Answer:
    """An answer: `body` is JSON data, or bytes, sent as `media_type`; without a media type there is no body."""

    status: int
    body: Any = None
    media_type: str | None = JSON
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> bytes | None:
        """The body as it is sent; None where the answer has none."""
        if self.media_type is None or self.status in _BODYLESS:
            return None
        return self.body if isinstance(self.body, bytes) else encode(self.body)

    async def send(self, send: Send, *, head: bool = False) -> None:
        """Sends the answer; to HEAD with the headers of the answer to GET, and no body."""
        content = self.content()
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]
        if content is not None and self.media_type is not None:
            headers.append((b"content-type", self.media_type.encode("latin-1")))
        if self.status not in (204, 304):  # which have none (RFC 9110, 8.6)
            headers.append((b"content-length", b"%d" % len(content or b"")))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if head or content is None else content})


def encode(data: Any) -> bytes:
    """The JSON text of data, with all digits of its integers."""
    try:
        return msgspec.json.encode(data)
    except (OverflowError, ValueError):  # an integer beyond 64 bits, which msgspec reads and does not write
        return json.dumps(data, separators=(",", ":")).encode()


@lru_cache(maxsize=1024)
def success(operation: Operation) -> tuple[int, Response | None]:
    """The status and the documented answer with which the operation succeeds: of a POST 201, else the first."""
    if operation.method == "post" and "201" in operation.responses:
        return 201, operation.responses["201"]
    found = sorted(
        (response for response in operation.responses.values() if response.status[0] == "2"),
        key=lambda response: not response.success,
    )
    if not found:
        return 200, operation.responses.get("default")
    return (200 if found[0].status == "2XX" else int(found[0].status)), found[0]


@lru_cache(maxsize=1024)
def media_type(media: Media) -> str:
    """The media type under which a documented body stands."""
    name = split(media.pointer)[-1]
    return JSON if "*" in name else name


def required_headers(response: Response | None) -> dict[str, str]:
    """The headers that a documented answer always has, with the simplest values."""
    headers: dict[str, str] = {}
    if response is None:
        return headers
    for name in response.node.get("headers", {}):
        header = response.at("headers", name)
        if header.node.get("required") and "schema" in header.node:
            value = header.node.get("example", simplest(header.at("schema")))
            headers[name] = _carried(value if isinstance(value, str) else json.dumps(value))
    return headers


def _carried(value: str) -> str:
    """A value as a header can carry it; what it cannot is percent-encoded."""
    return quote(value, safe=_CARRIED)

"""The request body: receive it up to a maximum size, decode it by its media type, validate it against its schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from caretasks.core import http
from caretasks.core.http import JSON_MEDIA_TYPE, is_json
from caretasks.core.missing import MISSING
from caretasks.mock.model import HttpError, ViolationDetails
from caretasks.mock.operations.violations import body_violations, sent_header, shorten_value
from caretasks.openapi.bodies.decoding import InvalidBodyError, decode_body, find_charset
from caretasks.openapi.document import MERGE_PATCH_MEDIA_TYPE, Media, Operation, match_media_type
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.schema.validation import Violation

MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_REPORTED_VIOLATIONS = 1000
_RANGES = ("*/*", "application/*")
_PATCH_TYPES = (MERGE_PATCH_MEDIA_TYPE, "application/json-patch+json")  # these describe a change, not a resource

Headers = Mapping[str, Sequence[str]]
"""The values of a request's headers, names in lower case."""


class BodyReader:
    """Reads the bodies of the requests to one operation, which documents a request body."""

    def __init__(self, operation: Operation) -> None:
        self._api = operation.api
        self._documented = operation.body_media
        self._is_required = operation.body_required
        self._invalid_status = 422 if "422" in operation.responses else 400
        self._unsupported_status = 415 if "415" in operation.responses else self._invalid_status
        self._too_large_status = 413 if is_documented(operation, 413) else self._invalid_status

    async def read(self, headers: Headers, receive: Receive) -> Any:
        """Return the validated value of a body; None without a body, or if only its bytes are known, as of a file.

        Raises:
            HttpError: The body is missing, too large, not in the format of its media type, violates its schema, or has
                an undocumented media type.
            starlette.requests.ClientDisconnect: The client disconnected before the end of the body.
        """
        content = await self._receive(headers, receive)
        sent = headers.get("content-type", ())
        essence = media_type_essence(*sent)
        if not content and not (self._is_required and is_form(essence)):  # a form without fields is empty
            if self._is_required:
                missing = ViolationDetails("body", "", "required", "a body")
                raise self._invalid_error("the request body is missing, but required", violations=[missing])
            return None
        media = self._find_media(essence, sent)
        try:
            decoded = decode_body(media, content, sent[0])
        except InvalidBodyError as malformed:
            received = shorten_value(content[:1000].decode("utf-8", "replace"))
            violation = ViolationDetails("body", "", "content", f"a body in the format {media.name}", received)
            raise self._invalid_error(f"the request body is {malformed}", violations=[violation]) from None
        if decoded.violations:
            message = f"invalid request body: {list_violations(decoded.violations)}"
            described = body_violations(self._api, decoded.violations, decoded.value)
            error = self._invalid_error(message, decoded.violations[0].pointer or None, described)
            error.request_body = decoded.value
            raise error
        return None if decoded.value is MISSING else decoded.value

    async def find_violations(self, headers: Headers, receive: Receive) -> HttpError | None:
        """Return the error of an invalid body, for a message that is also about invalid parameters."""
        try:
            await self.read(headers, receive)
        except HttpError as error:
            return error if error.status == self._invalid_status else None
        return None

    def _find_media(self, essence: str, sent: Sequence[str]) -> Media:
        """Return the documented media type of a body. `+json` types other than patches match `application/json`.

        Raises:
            HttpError: The Content-Type is missing, not documented, or of JSON in another charset than UTF-8.
        """
        found = match_media_type(self._documented, sent[0]) if essence else None
        if found is not None and "*" in found.name and essence in _PATCH_TYPES:
            found = None
        if found is None and is_json(essence) and essence not in _PATCH_TYPES:
            found = next((media for media in self._documented if media.essence in (JSON_MEDIA_TYPE, *_RANGES)), None)
        if found is None:
            names = " or ".join(each.name for each in self._documented)
            message = f"missing or unsupported Content-Type; use {names}"
            unsupported = ViolationDetails("header", "content-type", "content", names, sent_header(sent))
            raise HttpError(self._unsupported_status, message, specific=True, violations=[unsupported])
        charset = find_charset(sent[0])
        if found.is_json and charset.lower() not in ("utf-8", "utf8"):
            message = "unsupported charset; encode the request body as UTF-8"
            unsupported = ViolationDetails("header", "content-type", "content", "the charset UTF-8", sent_header(sent))
            raise HttpError(self._unsupported_status, message, specific=True, violations=[unsupported])
        return found

    async def _receive(self, headers: Headers, receive: Receive) -> bytes:
        length = next(iter(headers.get("content-length", ())), "")
        if length.isascii() and length.isdecimal() and (len(length) > 15 or int(length) > MAX_BODY_BYTES):
            raise self._too_large_error(length)  # before a client that sent `Expect: 100-continue` sends the body
        content = await receive_body(receive, MAX_BODY_BYTES)
        if content is None:
            raise self._too_large_error("more")
        return content

    def _invalid_error(
        self, message: str, param: str | None = None, violations: Sequence[ViolationDetails] = ()
    ) -> HttpError:
        return HttpError(self._invalid_status, message, param=param, specific=True, violations=violations)

    def _too_large_error(self, length: str) -> HttpError:
        message = f"the request body is larger than {MAX_BODY_BYTES} bytes"
        received = ViolationDetails("body", "", "length", f"at most {MAX_BODY_BYTES} bytes", f"{length} bytes")
        return HttpError(self._too_large_status, message, specific=True, violations=[received])


async def receive_body(receive: Receive, max_bytes: int) -> bytes | None:
    """Return the body of a request; None if it is larger.

    Raises:
        starlette.requests.ClientDisconnect: The client disconnected before the end of the body.
    """
    content = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientDisconnect
        content += message.get("body", b"")
        more = message.get("more_body", False)
        if len(content) > max_bytes:
            return None
    return bytes(content)


def list_violations(violations: Iterable[object]) -> str:
    """Return all violations as one line of text, up to a length that fits into a log."""
    parts = [f"/: {each}" if isinstance(each, Violation) and not each.pointer else str(each) for each in violations]
    shown = parts[:_MAX_REPORTED_VIOLATIONS]
    more = f"; and {len(parts) - len(shown)} more" if len(parts) > len(shown) else ""
    return "; ".join(shown) + more


def media_type_essence(*values: str) -> str:
    """Return the media type of a Content-Type header without its parameters; empty unless there is exactly one."""
    return http.media_type_essence(values[0]) if len(values) == 1 else ""

"""The request body: receive it up to a maximum size, decode it as strict JSON, validate it against its schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from starlette.requests import ClientDisconnect
from starlette.types import Receive

from caretasks.core.http import JSON_MEDIA_TYPE, is_json
from caretasks.core.strict_json import InvalidJsonError, decode_json
from caretasks.mock.model import HttpError
from caretasks.openapi.document import MERGE_PATCH_MEDIA_TYPE, Node, Operation
from caretasks.openapi.operation.form_bodies import decode_form, find_form
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.schema.validation import iter_violations

MAX_BODY_BYTES = 10 * 1024 * 1024
_MAX_REPORTED_VIOLATIONS = 3
_MEDIA_RANGES = ("*/*", "application/*")
_PATCH_TYPES = (MERGE_PATCH_MEDIA_TYPE, "application/json-patch+json")  # these describe a change, not a resource

Headers = Mapping[str, Sequence[str]]
"""The values of a request's headers, names in lower case."""


class BodyReader:
    """Reads the bodies of the requests to one operation, which documents a request body."""

    def __init__(self, operation: Operation) -> None:
        self._operation = operation
        content = operation.child("requestBody", "content")
        self._is_required = operation.body_required
        self._schemas: dict[str, Node | None] = {}  # by JSON media type
        self._other_types: set[str] = set()  # such as a form
        for name in content.data:
            if is_json(name) or name in _MEDIA_RANGES:
                media = content.child(name)
                self._schemas[media_type_essence(name)] = media.child("schema") if "schema" in media.data else None
            else:
                self._other_types.add(media_type_essence(name))
        self._documents_json = operation.body is not None
        self._invalid_status = 422 if "422" in operation.responses else 400
        self._unsupported_status = 415 if "415" in operation.responses else self._invalid_status
        self._too_large_status = 413 if is_documented(operation, 413) else self._invalid_status

    async def read(self, headers: Headers, receive: Receive) -> Any:
        """Return the validated value of a JSON body or a form; None without a body, or for another media type.

        Raises:
            HttpError: The body is missing, too large, not JSON, violates its schema, or has an undocumented media type.
            starlette.requests.ClientDisconnect: The client disconnected before the end of the body.
        """
        content = await self._receive(headers, receive)
        essence = media_type_essence(*headers.get("content-type", ()))
        # A body of another media type than JSON is read first because it may be empty, as a form may be.
        form = find_form(self._operation, essence)
        if form is not None and (content or self._is_required):
            data = decode_form(form, content, headers["content-type"][0])
            if data is not None:
                self._validate(form.schema, data)
            return data
        if self._documents_json and essence in self._other_types:
            return None
        if not content and self._is_required:
            raise self._invalid_error("the request body is missing, but required")
        if not content:
            return None
        if not self._documents_json:
            self._require_media_type(essence)
            return None
        schema = self._select_schema(essence, headers)
        try:
            data = decode_json(content)
        except InvalidJsonError as error:
            raise self._invalid_error(f"the request body is not valid JSON: {error}") from None
        self._validate(schema, data)
        return data

    def _validate(self, schema: Node | None, data: Any) -> None:
        if schema is None:
            return
        violations = list(islice(iter_violations(schema, data, in_request=True), _MAX_REPORTED_VIOLATIONS + 1))
        if violations:
            reported = violations[:_MAX_REPORTED_VIOLATIONS]
            details = "; ".join(f"{violation.pointer or '/'}: {violation.message}" for violation in reported)
            details += "; and more" if len(violations) > len(reported) else ""
            raise self._invalid_error(f"invalid request body: {details}", violations[0].pointer or None)

    def _require_media_type(self, essence: str) -> None:
        """Raise an error if the body has none of the documented media types, which may be ranges such as `text/*`."""
        ranges = (essence, f"{essence.partition('/')[0]}/*", "*/*")
        if not essence or not self._other_types.intersection(ranges):
            message = f"missing or unsupported Content-Type; use {' or '.join(sorted(self._other_types))}"
            raise HttpError(self._unsupported_status, message, specific=True)

    async def _receive(self, headers: Headers, receive: Receive) -> bytes:
        length = next(iter(headers.get("content-length", ())), "")
        if length.isascii() and length.isdecimal() and (len(length) > 15 or int(length) > MAX_BODY_BYTES):
            raise self._too_large_error()  # before a client that sent `Expect: 100-continue` sends the body
        content = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                raise ClientDisconnect
            content += message.get("body", b"")
            more = message.get("more_body", False)
            if len(content) > MAX_BODY_BYTES:
                raise self._too_large_error()
        return bytes(content)

    def _select_schema(self, essence: str, headers: Headers) -> Node | None:
        """Return the schema of a media type. `+json` types other than patches match `application/json`."""
        name = essence if essence in self._schemas else None
        if name is None and is_json(essence) and essence not in _PATCH_TYPES:
            name = next((each for each in (JSON_MEDIA_TYPE, *_MEDIA_RANGES) if each in self._schemas), None)
        if name is None:
            message = f"missing or unsupported Content-Type; use {' or '.join(self._schemas)}"
            raise HttpError(self._unsupported_status, message, specific=True)
        for parameter in headers["content-type"][0].split(";")[1:]:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "charset" and value.strip().strip('"').lower() not in ("utf-8", "utf8"):
                message = "unsupported charset; encode the request body as UTF-8"
                raise HttpError(self._unsupported_status, message, specific=True)
        return self._schemas[name]

    def _invalid_error(self, message: str, param: str | None = None) -> HttpError:
        return HttpError(self._invalid_status, message, param=param, specific=True)

    def _too_large_error(self) -> HttpError:
        message = f"the request body is larger than {MAX_BODY_BYTES} bytes"
        return HttpError(self._too_large_status, message, specific=True)


def media_type_essence(*values: str) -> str:
    """Return the media type of a Content-Type header without its parameters; empty unless there is exactly one."""
    return values[0].split(";")[0].strip().lower() if len(values) == 1 else ""

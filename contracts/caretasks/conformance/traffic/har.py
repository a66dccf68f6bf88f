"""HAR files (HTTP Archive 1.2): read the recordings of proxies, browsers and earlier checks; write those of a check.

An entry that cannot be read is skipped with a reason, because programs write odd entries among many others.

In a file that a check writes, the comment of each entry has notes on how the request was generated, for example that it
is invalid on purpose. HAR has no other field that every tool preserves.
"""

from __future__ import annotations

import base64
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import harfile
from harfile import HarFile, Record

from caretasks.conformance.model import NOTES_KEY
from caretasks.core.errors import UsageError
from caretasks.core.files import read_json
from caretasks.core.http import Exchange, Request, Response
from caretasks.core.missing import MISSING

MAX_FILE_BYTES = 128 * 2**20
_HINT = "record fewer requests, export those to one host only, or divide /log/entries between several files"
"""Maximum size of a HAR file. The check of a recording takes up to seven times its size in memory."""

_HTTP_VERSION = "HTTP/1.1"
_BOUNDARY = re.compile(r"""boundary=["']?([\w'()+,./:=? -]{1,70})""", re.ASCII)
_UNQUOTED = re.compile('["\\\\\\r\\n]')

NO_REQUEST_BODY = "the body of the request was not recorded"
"""Why an entry is not checked whose request had another body than the entry has."""

NO_RESPONSE = "no response"
"""Why an entry without a response is not checked."""


class _EntryError(Exception):
    """An entry of a HAR file cannot be read. The message names the location in the entry and quotes no value."""


class HarContent(NamedTuple):
    """The entries of a HAR file in their order, and the number of those that cannot be read, by reason."""

    exchanges: list[Exchange]
    skipped: Counter[str]


def read_har(path: Path) -> HarContent:
    """Return the content of a HAR file.

    Raises:
        UsageError: The file cannot be read, is too large, or is not a valid HAR file.
    """
    document = read_json(path, MAX_FILE_BYTES, _HINT)
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise UsageError(f"{path} is not a HAR file: it has no list /log/entries")
    found = HarContent([], Counter())
    for entry in entries:
        try:
            found.exchanges.append(_parse_entry(entry))
        except _EntryError as error:
            found.skipped[str(error)] += 1
    return found


def _parse_entry(entry: Any) -> Exchange:
    if isinstance(entry, dict) and entry.get("response", MISSING) is None:
        raise _EntryError(NO_RESPONSE)
    request, response = (_get_object(entry, name) for name in ("request", "response"))
    method, url, elapsed = request.get("method"), request.get("url"), entry.get("time")
    if not (isinstance(method, str) and isinstance(url, str)):
        raise _EntryError("invalid entry: /request must have a method and a url")
    status = _parse_status(response.get("status"))
    return Exchange(
        request=Request(
            method=method.upper(),
            url=_replace_surrogates(url),
            headers=tuple(_iter_headers(request)),
            body=_parse_request_body(request),
        ),
        response=_parse_response(response, status) if status else None,
        notes=_parse_notes(entry.get("comment")),
        started_at=str(entry.get("startedDateTime", "")),
        elapsed_seconds=elapsed / 1000 if isinstance(elapsed, int | float) and 0 < elapsed < math.inf else 0.0,
    )


def _get_object(parent: Any, name: str) -> dict[str, Any]:
    value = parent.get(name) if isinstance(parent, dict) else None
    if not isinstance(value, dict):
        raise _EntryError(f"invalid entry: it must have an object {name}")
    return value


def _parse_status(status: Any) -> int:
    """Return a status, which some programs write as `200.0` or as `"200"`."""
    if isinstance(status, str) and re.fullmatch("[0-9]{1,3}", status, re.ASCII):
        return int(status)
    if isinstance(status, float) and status.is_integer():
        return int(status)
    if type(status) is not int:
        raise _EntryError("invalid entry: /response/status must be an integer")
    return status


def _parse_response(response: dict[str, Any], status: int) -> Response:
    reason, content = response.get("statusText"), response.get("content")
    content = content if isinstance(content, dict) else {}
    headers = tuple(_iter_headers(response))
    if len(headers) < len(list(_iter_pairs(response))):  # no header may seem to be missing in the response
        raise _EntryError("invalid entry: each of /response/headers must have a name and a value")
    media_type = content.get("mimeType")
    if not headers and media_type and isinstance(media_type, str):  # a recording without headers
        headers = (("content-type", _replace_surrogates(media_type)),)
    body = _parse_text("/response/content", content)
    return Response(
        status=status,
        headers=headers,
        body=b"" if body is None and content.get("size") == 0 else body,
        reason=_replace_surrogates(reason) if isinstance(reason, str) else "",
    )


def _iter_headers(message: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the headers that have a name and a value."""
    for name, value in _iter_pairs(message):
        if isinstance(name, str) and isinstance(value, str):
            yield _replace_surrogates(name), _replace_surrogates(value)


def _iter_pairs(message: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the headers without the pseudo-headers of HTTP/2, which repeat the method or URL."""
    headers = message.get("headers")
    for pair in headers if isinstance(headers, list) else []:
        name, value = (pair.get("name"), pair.get("value")) if isinstance(pair, dict) else (None, None)
        if not str(name).startswith(":"):
            yield name, value


def _parse_request_body(request: dict[str, Any]) -> bytes:
    """Return the body of a request. Browsers may write the fields of a form in place of its text.

    A body that was sent and not recorded is not an empty one, so that entry is skipped.
    """
    posted = request.get("postData")
    if text := _parse_text("/request/postData", posted):
        return text
    fields = posted.get("params") if isinstance(posted, dict) else None
    if isinstance(fields, list) and fields:
        return _build_form(fields, str(posted.get("mimeType"))) if isinstance(posted, dict) else b""
    sizes = [request.get("bodySize"), *(value for name, value in _iter_headers(request) if _is_length(name))]
    if any(str(size).isdecimal() and int(str(size)) > 0 for size in sizes):
        raise _EntryError(NO_REQUEST_BODY)
    return b""


def _is_length(name: str) -> bool:
    return name.lower() == "content-length"


def _build_form(fields: list[Any], content_type: str) -> bytes:
    pairs = [(each.get("name"), each.get("value")) for each in fields if isinstance(each, dict)]
    if len(pairs) < len(fields) or not all(isinstance(text, str) for pair in pairs for text in pair):
        raise _EntryError(NO_REQUEST_BODY)  # a file without its content, for example
    if not content_type.startswith("multipart/"):
        return urlencode(
            [(_replace_surrogates(str(name)), _replace_surrogates(str(value))) for name, value in pairs]
        ).encode()
    boundary = _BOUNDARY.search(content_type)
    attributes = [
        (name, each.get("fileName"), each.get("contentType")) for each, (name, _) in zip(fields, pairs, strict=True)
    ]
    if boundary is None or any(_UNQUOTED.search(str(text)) for texts in attributes for text in texts):
        raise _EntryError(NO_REQUEST_BODY)
    parts = []
    for (name, file_name, media_type), (_, value) in zip(attributes, pairs, strict=True):
        disposition = f'form-data; name="{name}"' + (f'; filename="{file_name}"' if file_name else "")
        media = f"\r\nContent-Type: {media_type}" if media_type else ""
        parts.append(f"--{boundary[1]}\r\nContent-Disposition: {disposition}{media}\r\n\r\n{value}\r\n")
    return f"{''.join(parts)}--{boundary[1]}--\r\n".encode("utf-8", "surrogatepass")


def _parse_text(pointer: str, content: Any) -> bytes | None:
    """Return the decoded text of a body; None without one."""
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str):
        return None
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "surrogatepass")
    encoded = "".join(text.split())
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)  # some programs omit the padding
    except ValueError:
        raise _EntryError(f"invalid entry: {pointer}/text is not valid base64") from None


def _parse_notes(comment: Any) -> dict[str, Any]:
    try:
        data = json.loads(comment) if isinstance(comment, str) else None
    except (ValueError, RecursionError):
        return {}
    notes = data.get(NOTES_KEY) if isinstance(data, dict) else None
    return notes if isinstance(notes, dict) else {}


def _replace_surrogates(text: str) -> str:
    """Return the text with each lone surrogate replaced, because it cannot be encoded in a URL or a header."""
    return text.encode("utf-8", "replace").decode()


def write_har(file: IO[str], exchanges: Iterable[Exchange], version: str) -> None:
    """Write exchanges to a HAR file. They must be redacted already."""
    with HarFile(file, creator=harfile.Creator("caretasks", version)) as har:
        for exchange in exchanges:
            add_entry(har, exchange)


def add_entry(har: HarFile, exchange: Exchange) -> None:
    """Write an exchange as the next entry of a HAR file. It must be redacted already."""
    milliseconds = round(exchange.elapsed_seconds * 1000, 3)
    har.add_entry(
        startedDateTime=exchange.started_at,
        time=milliseconds,
        request=_build_request(exchange.request),
        response=_build_response(exchange.response or Response(0)),
        timings=harfile.Timings(send=0, wait=milliseconds, receive=0),
        comment=json.dumps({NOTES_KEY: dict(exchange.notes)}) if exchange.notes else None,
    )


def _build_request(request: Request) -> harfile.Request:
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    return harfile.Request(
        method=request.method,
        url=request.url,
        httpVersion=_HTTP_VERSION,
        headers=[Record(*pair) for pair in request.headers],
        queryString=[Record(*pair) for pair in query],
        postData=harfile.PostData(mimeType=request.media_type, text=request.body.decode("utf-8", "surrogateescape"))
        if request.body
        else None,
        bodySize=len(request.body),
    )


def _build_response(response: Response) -> harfile.Response:
    content = response.body or b""
    try:
        text, encoding = content.decode("utf-8"), None
    except UnicodeDecodeError:
        text, encoding = base64.b64encode(content).decode(), "base64"
    return harfile.Response(
        status=response.status,
        statusText=response.reason,
        httpVersion=_HTTP_VERSION,
        headers=[Record(*pair) for pair in response.headers],
        content=harfile.Content(size=len(content), mimeType=response.media_type, text=text, encoding=encoding),
        bodySize=len(content),
    )

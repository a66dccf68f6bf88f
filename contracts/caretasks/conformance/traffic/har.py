"""HAR files (HTTP Archive 1.2): read the recordings of proxies, browsers and earlier checks; write those of a check.

In a file that a check writes, the comment of each entry has notes on how the request was generated, for example that it
is invalid on purpose. HAR has no other field that every tool preserves.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

import harfile
from harfile import HarFile, Record

from caretasks.conformance.model import NOTES_KEY
from caretasks.core.errors import UsageError
from caretasks.core.http import Exchange, Request, Response

_HTTP_VERSION = "HTTP/1.1"


class HarError(UsageError):
    """A file is not a HAR file, or has an invalid entry. The message names the location and quotes no value."""


def read_har(path: Path) -> list[Exchange]:
    """Return the entries of a HAR file, in the order of the file.

    Raises:
        HarError: The file cannot be read, or is not a valid HAR file.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise HarError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise HarError(f"{path} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise HarError(f"{path}:{error.lineno}: invalid JSON") from None
    except (ValueError, RecursionError):
        raise HarError(f"{path} has a number that is too long, or is nested too deeply") from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise HarError(f"{path} is not a HAR file: it has no list /log/entries")
    return [_parse_entry(path, index, entry) for index, entry in enumerate(entries)]


def _parse_entry(path: Path, index: int, entry: Any) -> Exchange:
    pointer = f"{path}: /log/entries/{index}"
    request, response = (_get_object(pointer, entry, name) for name in ("request", "response"))
    method, url, status, elapsed = request.get("method"), request.get("url"), response.get("status"), entry.get("time")
    if not (isinstance(method, str) and isinstance(url, str)):
        raise HarError(f"{pointer}/request must have a method and a url")
    if type(status) is not int:
        raise HarError(f"{pointer}/response/status is not an integer")
    return Exchange(
        request=Request(
            method=method.upper(),
            url=_replace_surrogates(url),
            headers=tuple(_iter_pairs(f"{pointer}/request/headers", request.get("headers"))),
            body=_parse_text(f"{pointer}/request/postData", request.get("postData")) or b"",
        ),
        response=_parse_response(f"{pointer}/response", response, status) if status else None,
        notes=_parse_notes(entry.get("comment")),
        started_at=str(entry.get("startedDateTime", "")),
        elapsed_seconds=elapsed / 1000 if isinstance(elapsed, int | float) and elapsed > 0 else 0.0,
    )


def _get_object(pointer: str, parent: Any, name: str) -> dict[str, Any]:
    value = parent.get(name) if isinstance(parent, dict) else None
    if not isinstance(value, dict):
        raise HarError(f"{pointer} must have an object {name}")
    return value


def _parse_response(pointer: str, response: dict[str, Any], status: int) -> Response:
    reason, content = response.get("statusText"), response.get("content")
    content = content if isinstance(content, dict) else {}
    headers = tuple(_iter_pairs(f"{pointer}/headers", response.get("headers")))
    media_type = content.get("mimeType")
    if not headers and media_type and isinstance(media_type, str):  # a recording without headers
        headers = (("content-type", _replace_surrogates(media_type)),)
    body = _parse_text(f"{pointer}/content", content)
    return Response(
        status=status,
        headers=headers,
        body=b"" if body is None and content.get("size") == 0 else body,
        reason=_replace_surrogates(reason) if isinstance(reason, str) else "",
    )


def _iter_pairs(pointer: str, pairs: Any) -> Iterator[tuple[str, str]]:
    for index, pair in enumerate([] if pairs is None else pairs if isinstance(pairs, list) else [pairs]):
        name = pair.get("name") if isinstance(pair, dict) else None
        value = pair.get("value") if isinstance(pair, dict) else None
        if not (isinstance(name, str) and isinstance(value, str)):
            raise HarError(f"{pointer}/{index} must have a name and a value")
        if not name.startswith(":"):  # a pseudo-header of HTTP/2 repeats the method or URL
            yield _replace_surrogates(name), _replace_surrogates(value)


def _parse_text(pointer: str, content: Any) -> bytes | None:
    """Return the decoded text of a body; None without one."""
    text = content.get("text") if isinstance(content, dict) else None
    if not isinstance(text, str):
        return None
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise HarError(f"{pointer}/text is not valid base64") from None


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

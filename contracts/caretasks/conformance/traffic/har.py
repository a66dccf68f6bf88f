"""Reads recorded traffic: the entries of a HAR file (HTTP Archive 1.2), of a proxy, a browser, or a check of ours.

A file of our own says in each entry's comment how its request came about. Entries of others say nothing of it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, urlsplit

from harfile import Content, Creator, HarFile, PostData, Record, Request, Response, Timings

from caretasks.conformance.model import NOTES, Recorded

_HTTP = "HTTP/1.1"


class TrafficError(Exception):
    """A file is no HAR, or an entry of it cannot be read. The message says where, and quotes no value."""


def read_har(path: Path) -> list[Recorded]:
    """The entries of a HAR file, in the order that they stand there.

    Raises:
        TrafficError: it cannot be read.
    """
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise TrafficError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TrafficError(f"{path} is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise TrafficError(f"{path}:{error.lineno}: this is no JSON") from None
    except (ValueError, RecursionError):
        raise TrafficError(f"{path} has a number that is too long, or is nested too deep") from None
    log = document.get("log") if isinstance(document, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise TrafficError(f"{path} is no HAR: it has no list /log/entries")
    return [_entry(path, index, entry) for index, entry in enumerate(entries)]


def _entry(path: Path, index: int, entry: Any) -> Recorded:
    place = f"{path}: /log/entries/{index}"
    request, response = (_object(place, entry, name) for name in ("request", "response"))
    method, url, status = request.get("method"), request.get("url"), response.get("status")
    if not (isinstance(method, str) and isinstance(url, str)):
        raise TrafficError(f"{place}/request has no method or no url")
    if type(status) is not int:
        raise TrafficError(f"{place}/response/status is no integer")
    reason = response.get("statusText")
    return Recorded(
        method=method.upper(),
        url=_sound(url),
        headers=tuple(_pairs(f"{place}/request/headers", request.get("headers"))),
        body=_sent(place, request.get("postData")),
        status=status,
        reason=_sound(reason) if isinstance(reason, str) else "",
        answered=tuple(_pairs(f"{place}/response/headers", response.get("headers")))
        or _recorded_content_type(response),
        content=_content(place, response.get("content")),
        notes=_notes(entry.get("comment")),
        started=str(entry.get("startedDateTime", "")),
        elapsed=elapsed / 1000 if isinstance(elapsed := entry.get("time"), int | float) and elapsed > 0 else 0.0,
    )


def _notes(comment: Any) -> dict[str, Any]:
    try:
        said = json.loads(comment) if isinstance(comment, str) else None
    except (ValueError, RecursionError):
        return {}
    notes = said.get(NOTES) if isinstance(said, dict) else None
    return notes if isinstance(notes, dict) else {}


def _object(place: str, owner: Any, name: str) -> dict[str, Any]:
    found = owner.get(name) if isinstance(owner, dict) else None
    if not isinstance(found, dict):
        raise TrafficError(f"{place} has no object {name}")
    return found


def _pairs(place: str, listed: Any) -> Iterator[tuple[str, str]]:
    for index, pair in enumerate([] if listed is None else listed if isinstance(listed, list) else [listed]):
        name = pair.get("name") if isinstance(pair, dict) else None
        value = pair.get("value") if isinstance(pair, dict) else None
        if not (isinstance(name, str) and isinstance(value, str)):
            raise TrafficError(f"{place}/{index} has no name or no value")
        if not name.startswith(":"):  # of HTTP/2, said in method and URL
            yield _sound(name), _sound(value)


def _recorded_content_type(response: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """The one header that stands in another place too, where no headers were recorded."""
    content = response.get("content")
    found = content.get("mimeType") if isinstance(content, dict) else None
    return (("content-type", _sound(found)),) if isinstance(found, str) and found else ()


def _sound(text: str) -> str:
    """A text without halves of characters, which cannot be in a URL or a header."""
    return text.encode("utf-8", "replace").decode()


def _sent(place: str, posted: Any) -> bytes | None:
    text = posted.get("text") if isinstance(posted, dict) else None
    if not isinstance(text, str):
        return None
    return _decoded(f"{place}/request/postData", text, posted.get("encoding"))


def _content(place: str, content: Any) -> bytes | None:
    text = content.get("text") if isinstance(content, dict) else None
    if isinstance(text, str):
        return _decoded(f"{place}/response/content", text, content.get("encoding"))
    return b"" if isinstance(content, dict) and content.get("size") == 0 else None


def _decoded(place: str, text: str, encoding: Any) -> bytes:
    if encoding != "base64":
        return text.encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise TrafficError(f"{place}/text is no base64") from None


def write_har(file: IO[str], exchanges: Iterable[Recorded], version: str) -> None:
    """Writes exchanges, masked before, in the order that they were made."""
    with HarFile(file, creator=Creator("caretasks", version)) as har:
        for exchange in exchanges:
            milliseconds = round(exchange.elapsed * 1000, 3)
            har.add_entry(
                startedDateTime=exchange.started,
                time=milliseconds,
                request=_request(exchange),
                response=_response(exchange),
                timings=Timings(send=0, wait=milliseconds, receive=0),
                comment=json.dumps({NOTES: dict(exchange.notes)}) if exchange.notes else None,
            )


def _request(exchange: Recorded) -> Request:
    body = exchange.body
    query = parse_qsl(urlsplit(exchange.url).query, keep_blank_values=True)
    return Request(
        method=exchange.method,
        url=exchange.url,
        httpVersion=_HTTP,
        headers=_records(exchange.headers),
        queryString=_records(query),
        postData=None
        if not body
        else PostData(mimeType=_content_type(exchange.headers), text=body.decode("utf-8", "surrogateescape")),
        bodySize=len(body or b""),
    )


def _response(exchange: Recorded) -> Response:
    content = exchange.content or b""
    media_type = _content_type(exchange.answered)
    try:
        text, encoding = content.decode("utf-8"), None
    except UnicodeDecodeError:
        text, encoding = base64.b64encode(content).decode(), "base64"
    return Response(
        status=exchange.status,
        statusText=exchange.reason,
        httpVersion=_HTTP,
        headers=_records(exchange.answered),
        content=Content(size=len(content), mimeType=media_type, text=text, encoding=encoding),
        bodySize=len(content),
    )


def _records(pairs: Sequence[tuple[str, str]]) -> list[Record]:
    return [Record(name, value) for name, value in pairs]


def _content_type(headers: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")

"""What was exchanged as a HAR file (HTTP Archive 1.2), for a browser's tools, and for `caretasks check --har`.

An entry's comment says in JSON how its request came about (`traffic.NOTES`): a check of the file needs to know which
requests were invalid on purpose.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from typing import IO
from urllib.parse import parse_qsl, urlsplit

from harfile import Content, Creator, HarFile, PostData, Record, Request, Response, Timings

from caretasks.conformance.traffic.har import NOTES, Recorded

_HTTP = "HTTP/1.1"


def write(file: IO[str], exchanges: Iterable[Recorded], version: str) -> None:
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
        else PostData(mimeType=_media_type(exchange.headers), text=body.decode("utf-8", "surrogateescape")),
        bodySize=len(body or b""),
    )


def _response(exchange: Recorded) -> Response:
    content = exchange.content or b""
    media_type = _media_type(exchange.answered)
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


def _media_type(headers: Sequence[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")

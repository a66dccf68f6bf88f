"""Reads recorded traffic: the entries of a HAR file (HTTP Archive 1.2), of a proxy, a browser, or a check of ours.

A file of our own says in each entry's comment how its request came about. Entries of others say nothing of it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOTES = "caretasks"
"""What an entry's comment, in JSON, has notes below on how its request came about."""


class TrafficError(Exception):
    """A file is no HAR, or an entry of it cannot be read. The message says where, and quotes no value."""


@dataclass(frozen=True)
class Recorded:
    """A request and its answer, as recorded.

    Attributes:
        method: in capitals.
        url: the whole URL.
        headers: of the request, in the order that they were sent.
        body: of the request; None without any.
        status: of the answer; 0 where there was none.
        reason: the words beside the status.
        answered: the headers of the answer.
        content: the body of the answer, decoded; None where it was not recorded.
        notes: how the request came about; empty in a file that is not our own.
        started: when it was sent, in ISO 8601.
        elapsed: the seconds until its answer.
    """

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    status: int
    reason: str
    answered: tuple[tuple[str, str], ...]
    content: bytes | None
    notes: Mapping[str, Any] = field(default_factory=dict)
    started: str = ""
    elapsed: float = 0.0


def read(path: Path) -> list[Recorded]:
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
        answered=tuple(_pairs(f"{place}/response/headers", response.get("headers"))) or _media_type(response),
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


def _media_type(response: dict[str, Any]) -> tuple[tuple[str, str], ...]:
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

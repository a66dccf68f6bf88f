"""HAR files: a recording is read as it was written, and an entry that cannot be read does not affect the others."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caretasks.conformance.traffic import har
from caretasks.conformance.traffic.har import HarContent, read_har, write_har
from caretasks.core.errors import UsageError
from caretasks.core.http import Exchange, Request, Response

TEXT = st.text(st.characters(codec="utf-8"))
HEADERS = st.lists(st.tuples(st.sampled_from(["X-One", "Content-Type"]), TEXT), max_size=3).map(tuple)
REQUESTS = st.builds(
    Request,
    method=st.sampled_from(["GET", "POST"]),
    url=st.sampled_from(["http://127.0.0.1:4010/a?b=c&b=", "https://api.example/x%2Fy"]),
    headers=HEADERS,
    body=TEXT.map(str.encode),
)
RESPONSES = st.builds(Response, status=st.integers(100, 599), headers=HEADERS, body=st.binary(), reason=TEXT)
EXCHANGES = st.builds(
    Exchange,
    request=REQUESTS,
    response=st.none() | RESPONSES,
    notes=st.just({}) | st.fixed_dictionaries({"known": st.booleans(), "probe": TEXT}),
    started_at=st.just("2026-01-01T00:00:00.000+00:00"),
    elapsed_seconds=st.integers(0, 10**6).map(lambda milliseconds: milliseconds / 1000),
)


@given(st.lists(EXCHANGES, max_size=3))
def test_read_har_returns_the_written_exchanges(
    tmp_path_factory: pytest.TempPathFactory, exchanges: list[Exchange]
) -> None:
    path = tmp_path_factory.getbasetemp() / "traffic.har"
    with path.open("w") as file:
        write_har(file, exchanges, "0")
    assert read_har(path) == (exchanges, {})


ENTRY = Exchange(
    Request("POST", "https://api.example/x", (("Content-Type", "application/json"),), b"{}"),
    Response(200, (("Content-Type", "application/json"),), b"\xff"),
    started_at="2026-01-01T00:00:00.000+00:00",
    elapsed_seconds=0.5,
    notes={"known": True},
)


def write_entries() -> list[dict[str, Any]]:
    """Return the entries of a HAR file with `ENTRY` twice."""
    file = io.StringIO()
    write_har(file, [ENTRY, ENTRY], "0")
    entries: list[dict[str, Any]] = json.loads(file.getvalue())["log"]["entries"]
    return entries


def iter_locations(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths to all values in JSON data."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(inner for key, value in items for inner in iter_locations(value, (*path, key)))]


HAR_ENTRIES = write_entries()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@settings(max_examples=40)
@given(st.sampled_from(iter_locations(HAR_ENTRIES[0])), JSON)
def test_odd_entry_does_not_affect_the_others(
    tmp_path_factory: pytest.TempPathFactory, location: tuple[Any, ...], value: Any
) -> None:
    entries = [with_value(HAR_ENTRIES[0], location, value), HAR_ENTRIES[1]]
    path = tmp_path_factory.getbasetemp() / "odd.har"
    path.write_text(json.dumps({"log": {"entries": entries}}))
    content = read_har(path)
    assert content.exchanges[-1] == ENTRY
    assert len(content.exchanges) + content.skipped.total() == 2


@pytest.mark.parametrize(
    ("location", "value", "reason"),
    [
        ("", 5, "invalid entry: it must have an object request"),
        ("response", None, "no response"),
        ("response", [], "invalid entry: it must have an object response"),
        ("request/method", 5, "invalid entry: /request must have a method and a url"),
        ("response/status", "ok", "invalid entry: /response/status must be an integer"),
        ("response/headers/0/value", None, "invalid entry: each of /response/headers must have a name and a value"),
        ("response/content/text", "=/*", "invalid entry: /response/content/text is not valid base64"),
    ],
)
def test_entry_that_cannot_be_read_is_skipped_with_a_reason(
    location: str, value: Any, reason: str, tmp_path: Path
) -> None:
    assert read_changed(location, value, tmp_path).skipped == {reason: 1}


FORM, UPLOAD = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
FILE = {"name": "file", "fileName": "a.png", "contentType": "image/png"}


@pytest.mark.parametrize(
    ("media_type", "fields", "body"),
    [
        (FORM, [{"name": "user", "value": "a b"}, {"name": "user", "value": "é"}], b"user=a+b&user=%C3%A9"),
        (
            UPLOAD,
            [{**FILE, "value": "PNG"}, {"name": "note", "value": ""}],
            (
                b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
                b"Content-Type: image/png\r\n\r\n"
                b'PNG\r\n--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n\r\n--x--\r\n'
            ),
        ),
        (FORM, [], b""),
    ],
)
@pytest.mark.parametrize("text", [{}, {"text": ""}])
def test_fields_in_place_of_a_text_are_the_body(
    media_type: str, fields: list[Any], body: bytes, text: dict[str, str], tmp_path: Path
) -> None:
    data = {"mimeType": media_type, "params": fields, **text}
    request = {**HAR_ENTRIES[0]["request"], "bodySize": -1, "postData": data}
    (exchange,) = read_changed("request", request, tmp_path).exchanges
    assert exchange.request.body == body


@pytest.mark.parametrize(
    "data",
    [None, {"mimeType": "text/plain"}, {"mimeType": UPLOAD, "params": [FILE]}, {"mimeType": FORM, "params": [1]}],
)
def test_entry_without_the_body_that_was_sent_is_skipped(data: Any, tmp_path: Path) -> None:
    request = {**HAR_ENTRIES[0]["request"], "bodySize": 100, "postData": data}
    assert read_changed("request", request, tmp_path).skipped == {"the body of the request was not recorded": 1}


@pytest.mark.parametrize(
    ("location", "value"),
    [
        ("response/status", 200.0),
        ("response/status", "200"),
        ("response/content/text", "/w"),
        ("request/headers/0/value", None),
        ("time", float("inf")),
    ],
)
def test_entry_that_another_program_writes_differently_is_read(location: str, value: Any, tmp_path: Path) -> None:
    (exchange,) = read_changed(location, value, tmp_path).exchanges
    assert exchange.response == ENTRY.response


@pytest.mark.parametrize("size", [2**20, 2**20 + 1])
def test_file_above_the_maximum_size_is_refused(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(har, "MAX_FILE_BYTES", 2**20)
    path = tmp_path / "traffic.har"
    path.write_text(json.dumps({"log": {"entries": []}}).ljust(size))
    if size == 2**20:
        assert read_har(path).exchanges == []
    else:
        with pytest.raises(UsageError, match=r"traffic\.har is larger than 1 MiB; record fewer requests"):
            read_har(path)


def read_changed(location: str, value: Any, directory: Path) -> HarContent:
    """Return the content of a HAR file whose only entry has another value at a location."""
    keys = tuple(int(key) if key.isdigit() else key for key in filter(None, location.split("/")))
    path = directory / "traffic.har"
    path.write_text(json.dumps({"log": {"entries": [with_value(HAR_ENTRIES[0], keys, value)]}}))
    return read_har(path)


def with_value(data: Any, location: tuple[Any, ...], value: Any) -> Any:
    """Return JSON data with another value at a location."""
    if not location:
        return value
    changed = deepcopy(data)
    changed[location[0]] = with_value(data[location[0]], location[1:], value)
    return changed

"""HAR files: a recording is read as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.conformance.traffic.har import read_har, write_har
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
    assert read_har(path) == exchanges

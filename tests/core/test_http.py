"""Requests and responses: their headers and their JSON data."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from caretasks.core.http import Exchange, Request, Response, is_json, is_loopback
from caretasks.core.missing import MISSING

URL = "http://127.0.0.1:4010/x"


def test_header_ignores_case_and_returns_the_first_value() -> None:
    response = Response(200, (("Set-Cookie", "a=1"), ("set-cookie", "b=2")))
    assert response.header("SET-COOKIE") == "a=1"
    assert response.header_values == {"set-cookie": ["a=1", "b=2"]}
    assert response.header("Cookie") is None


@pytest.mark.parametrize(
    ("body", "expected"), [(b'{"a": 1}', {"a": 1}), (b"null", None), (b"", MISSING), (b"{", MISSING)]
)
def test_json_is_missing_if_the_body_is_not_json(body: bytes, expected: Any) -> None:
    assert Request("POST", URL, (), body).json == expected
    assert Response(200, (("Content-Type", "application/json"),), body).json == expected


@pytest.mark.parametrize(
    ("media_type", "expected"), [("application/problem+json", 1), ("text/plain", MISSING), ("", MISSING)]
)
def test_json_of_a_response_requires_a_json_media_type(media_type: str, expected: Any) -> None:
    assert Response(200, (("content-type", media_type),), b"1").json == expected


def test_json_is_missing_without_a_recorded_body() -> None:
    assert Response(200, (("content-type", "application/json"),), None).json is MISSING


def test_json_is_missing_if_it_is_nested_too_deeply() -> None:
    assert Request("POST", URL, (), b"[" * 200_000 + b"]" * 200_000).json is MISSING


def test_missing_json_is_missing_in_another_process() -> None:
    request = Request("GET", URL)
    assert request.json is MISSING
    assert pickle.loads(pickle.dumps(request)).json is MISSING  # noqa: S301 - our own


def test_status_of_an_exchange_without_a_response_is_zero() -> None:
    assert Exchange(Request("GET", URL), None).status == 0
    assert Exchange(Request("GET", URL), Response(204)).status == 204


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("text/plain", False),
        ("application/jsonl", False),
    ],
)
def test_is_json_ignores_case_and_parameters(media_type: str, expected: bool) -> None:
    assert is_json(media_type) is expected


@pytest.mark.parametrize("host", ["localhost", "api.localhost", "127.0.0.2", "::1", "::ffff:127.0.0.1", "::1%lo"])
def test_name_or_address_of_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.example", "notlocalhost", "192.0.2.1", "::ffff:192.0.2.1", "fe80::1"])
def test_other_host_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)

"""Servers that stop responding, and gateways that respond in place of the API."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from caretasks.conformance.target import availability
from caretasks.conformance.target.availability import (
    FirstResponse,
    ServerLostError,
    ServerMonitor,
    describe_absence,
    describe_gateway,
)
from caretasks.conformance.target.model import Target
from caretasks.core.http import Response
from caretasks.openapi.document import Api, Operation
from tests.bundled_apis import load_api

API = load_api("unpod")
READ = API.operations[0]
URL = "https://api.example.com/v1/organizations"
PAGE = b"\n<!DOCTYPE html><html><body>Welcome</body></html>"
LOGIN_PAGE = b'<html><form><input name=p type="password"></form></html>'


def response(status: int, body: bytes = b"", **headers: str) -> Response:
    return Response(status, tuple(headers.items()), body)


@pytest.mark.parametrize(
    ("received", "message"),
    [
        (
            response(302, location="https://sso.example.com/start?token=MARKER"),
            "redirects to a login page on sso.example.com (status 302); pass the header that its gateway requires",
        ),
        (response(303, location="/login?next=MARKER"), "redirects to a login page on api.example.com (status 303)"),
        (
            response(301, location="https://www.example.com/MARKER"),
            "redirects to https://www.example.com (status 301), and redirects are not followed; use that in --url",
        ),
        (
            response(200, PAGE),
            "returned an HTML page (status 200) to list_organizations, where the spec documents JSON",
        ),
        (response(404, PAGE), "returned an HTML page (status 404)"),
        (response(401, PAGE), "; check the API key, or pass the header that its gateway requires with --header"),
        (response(200, LOGIN_PAGE), "returned a login page (status 200)"),
        (response(407), "the proxy requires a user and a password (status 407)"),
    ],
)
def test_response_of_a_gateway_is_named(received: Response, message: str) -> None:
    description = describe_gateway(URL, READ, received)
    assert description is not None
    assert description.startswith("api.example.com:443")
    assert message in description
    assert "MARKER" not in description


@pytest.mark.parametrize(
    "received",
    [
        response(200, b"{}"),
        response(404, b'{"message": "<html>"}'),
        response(500, PAGE),  # of the API's own server
        response(301, location="/v1/organizations/"),
        response(301, location="https://[broken"),
        response(401, b""),
    ],
)
def test_response_of_the_api_is_not_one_of_a_gateway(received: Response) -> None:
    assert describe_gateway(URL, READ, received) is None


@pytest.mark.parametrize("status", ["302", "3XX"])
def test_documented_redirect_is_a_response_of_the_api(status: str) -> None:
    document = copy.deepcopy(API.document)
    document["paths"][READ.path]["get"]["responses"][status] = {"description": "Moved"}
    read = Api("unpod", document, API.facts, API.origin).operations[0]
    assert describe_gateway(URL, read, response(302, location="https://sso.example.com/login")) is None


def test_error_of_the_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(availability, "find_proxy", lambda url: "http://robin:MARKER@proxy.example.com:3128")
    message = describe_gateway("http://api.example.com", READ, response(503, b"no route"))
    assert message == (
        "the proxy proxy.example.com:3128, or api.example.com:80 behind it, refused the request with status 503; "
        "allow the host there, or add it to NO_PROXY"
    )


@contextmanager
def reachable(monkeypatch: pytest.MonkeyPatch, *messages: str | None) -> Iterator[None]:
    """Replace the attempts to connect: they return these messages."""
    attempts = iter(messages)
    monkeypatch.setattr(availability, "find_connection_error", lambda *_: next(attempts))
    yield
    assert next(attempts, "used up") == "used up"


def monitor() -> ServerMonitor:
    return ServerMonitor(Target(API, "http://api.example.com", "", "key"), None, sleep=lambda seconds: None)


def fail(watched: ServerMonitor, error: Exception) -> None:
    with watched.watching():
        raise error


def test_server_that_is_gone_is_lost_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = monitor()
    message = "api.example.com:80 cannot be reached: connection refused"
    with (
        reachable(monkeypatch, *[f"{message}; start it"] * 3),
        pytest.raises(ServerLostError, match=f"because {message};"),
    ):
        fail(watched, requests.ConnectionError())
    with pytest.raises(ServerLostError), watched.watching():
        pytest.fail("nothing is sent to a lost server")


def test_server_that_restarts_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = monitor()
    with reachable(monkeypatch, "not yet", None), pytest.raises(requests.ConnectionError):
        fail(watched, requests.ConnectionError())
    with watched.watching():
        pass
    assert watched.lost is None


def test_third_timeout_in_a_row_ends_the_run() -> None:
    watched = monitor()
    request = requests.Request("GET", "http://api.example.com/").prepare()
    for _ in range(2):
        with pytest.raises(requests.Timeout):
            fail(watched, requests.ReadTimeout(request=request))
    with pytest.raises(ServerLostError, match="did not respond in time 3 times in a row; the results so far"):
        fail(watched, requests.ReadTimeout(request=request))


def first_response(status: int, body: bytes, url: str = URL, operation: Operation = READ) -> FirstResponse:
    return FirstResponse(operation, url, response(status, body, **{"content-type": "application/json"}))


LISTS = [each for each in API.operations if not each.path_parameters]
READS_BY_ID = [each for each in API.operations if each.path_parameters]


@pytest.mark.parametrize(
    ("status", "template", "hint"),
    [
        (404, '{{"detail": "Not Found"}}', "; check the path of --url (the server URL in the spec is https://"),
        (404, '{{"message": "Cannot GET {path}", "timestamp": "2026-11-29T10:00:{number}Z"}}', "; check the path"),
        (403, '{{"message": "Missing Authentication Token"}}', "; check the API key, or check the path of --url"),
    ],
)
def test_same_response_to_all_paths_is_one_message(status: int, template: str, hint: str) -> None:
    def fill(number: int) -> FirstResponse:
        path = f"/v{number}/some/path"
        text = template.format(path=path, number=number)
        return first_response(status, text.encode(), f"https://api.example.com{path}", LISTS[0])

    message = describe_absence(API, [fill(11), fill(12)], fill(13), has_writes=True)
    assert message is not None
    start = f"api.example.com:443 returned status {status} to every request, also to a path that the API does not have"
    assert message.startswith(start)
    assert hint in message


@pytest.mark.parametrize(
    ("received", "unknown"),
    [
        (first_response(404, b'{"detail": "no such task"}'), first_response(404, b'{"detail": "Not Found"}')),
        (first_response(404, b"{}"), first_response(401, b"{}")),
        (first_response(404, b"{}"), None),
    ],
)
def test_other_response_to_an_unknown_path_is_not_an_absent_api(
    received: FirstResponse, unknown: FirstResponse | None
) -> None:
    assert describe_absence(API, [received], unknown, has_writes=False) is None


def test_resources_that_do_not_exist_are_not_missing_operations() -> None:
    received = [first_response(404, b"{}", operation=READS_BY_ID[0])]
    assert describe_absence(API, received, first_response(404, b"{}"), has_writes=True) is None
    message = describe_absence(API, received, first_response(404, b"{}"), has_writes=False)
    assert message is not None
    assert message.endswith("or list existing IDs in a --fixtures file")


@pytest.mark.parametrize(
    ("status", "is_client_error"), [(404, True), (403, True), (429, False), (200, False), (503, False)]
)
def test_client_error_that_lasts_may_be_that_of_an_unknown_path(status: int, *, is_client_error: bool) -> None:
    assert first_response(status, b"").is_client_error is is_client_error

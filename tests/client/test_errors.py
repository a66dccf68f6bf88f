"""The error classes of all clients, and data that an error never contains."""

from __future__ import annotations

import copy
import importlib.metadata
import logging
import pickle
import traceback
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

import caretasks.client.errors
from tests.client.calls import CALLS, CLINIC_TASK, FRONT_DESK, GET_TASK, Call
from tests.client.driving import ACCOUNTS, CLASSES, IMPATIENT, KEY, Connect, package
from tests.client.error_cases import (
    DOCUMENTED_ERRORS,
    TREE,
    VENDOR_TEXT,
)
from tests.client.hostile_server import (
    HALF_A_BODY,
    NO_HTTP,
    Behaviour,
    HostileServer,
    disconnect,
    reset,
    respond,
    stall,
)


@pytest.mark.parametrize("api", CLASSES)
def test_status_errors_are_errors_of_httpx(api: str) -> None:
    errors = package(api)
    assert issubclass(errors.ApiStatusError, httpx.HTTPStatusError)
    assert issubclass(errors.ResponseDecodeError, httpx.DecodingError)
    assert issubclass(errors.ResponseTooLargeError, errors.ResponseDecodeError)
    assert issubclass(errors.DriftError, errors.ResponseDecodeError)
    assert issubclass(errors.ConfigurationError, ValueError)
    assert all(issubclass(getattr(errors, name), errors.ApiStatusError) for name in TREE)


def test_module_docstring_draws_the_whole_error_tree() -> None:
    drawn = str(caretasks.client.errors.__doc__)
    names = [
        *TREE,
        "ApiStatusError",
        "ResponseDecodeError",
        "ResponseTooLargeError",
        "DriftError",
        "OutcomeUnknownError",
    ]
    assert [name for name in names if name not in drawn] == []


# One tree for all clients, with subclasses in each package.

ROOTS = {api: f"{name}Error" for api, name in CLASSES.items()}


def raised(call: Call, response: httpx.Response | httpx.RequestError) -> Any:
    """Return the error that a call raises for a response, or for an error of the transport."""

    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(response, httpx.RequestError):
            raise response
        return response

    options = {"http_client": httpx.MockTransport(handle), "max_retries": 0, **ACCOUNTS.get(call.api, {})}
    with getattr(package(call.api), CLASSES[call.api])(KEY, **options) as client:
        return call.failing(client)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_shared_class_catches_the_error_of_every_client(call: Call) -> None:
    assert isinstance(raised(call, httpx.Response(429)), caretasks.client.RateLimitError)
    assert isinstance(raised(call, httpx.Response(500)), caretasks.client.ServerError)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_class_of_a_package_catches_the_errors_of_its_clients_only(call: Call) -> None:
    error = raised(call, httpx.Response(429))
    assert [api for api in CLASSES if isinstance(error, package(api).RateLimitError)] == [call.api]
    assert [api for api, root in ROOTS.items() if isinstance(error, getattr(package(api), root))] == [call.api]


@pytest.mark.parametrize("api", CLASSES)
@pytest.mark.parametrize(
    "name", [name for name in caretasks.client.__all__ if name.endswith("Error") and name != "ApiError"]
)
def test_each_class_of_a_package_is_the_shared_one_and_of_the_package(api: str, name: str) -> None:
    own, shared = getattr(package(api), name), getattr(caretasks.client, name)
    assert issubclass(own, shared)
    assert own is not shared
    assert issubclass(own, getattr(package(api), ROOTS[api]))
    assert issubclass(own, caretasks.client.ApiError)
    parents = [base for base in shared.__mro__[1:] if base.__name__ in package(api).__all__]
    assert [base.__name__ for base in parents if not issubclass(own, getattr(package(api), base.__name__))] == []


@pytest.mark.parametrize("kind", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError, httpx.ProxyError])
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_a_connection_error_is_of_httpx_and_of_the_package(call: Call, kind: type[httpx.RequestError]) -> None:
    error = raised(call, kind("down"))
    assert isinstance(error, kind)
    assert isinstance(error, getattr(package(call.api), ROOTS[call.api]))
    assert str(error).startswith(f"{call.operation}: {call.method} /")
    is_unknown = call.method == "POST" and kind not in (httpx.ConnectError, httpx.ProxyError)
    assert isinstance(error, package(call.api).OutcomeUnknownError) is is_unknown


def test_an_error_of_a_custom_transport_is_of_the_class_of_httpx() -> None:
    class CustomError(httpx.ReadError):
        def __init__(self) -> None:
            super().__init__("down")

    error = raised(GET_TASK, CustomError())
    assert isinstance(error, httpx.ReadError)
    assert isinstance(error.__cause__, CustomError)


def test_a_configuration_error_is_of_the_package() -> None:
    for api, root in ROOTS.items():
        with pytest.raises(getattr(package(api), root)) as caught:
            getattr(package(api), CLASSES[api])()
        assert isinstance(caught.value, package(api).ConfigurationError)


@pytest.mark.parametrize(
    "response", [httpx.Response(500), httpx.ReadTimeout("slow"), httpx.ConnectError("down")], ids=repr
)
@pytest.mark.parametrize("call", [GET_TASK, FRONT_DESK], ids=str)
def test_combined_classes_are_created_once_and_survive_pickling_and_copying(call: Call, response: Any) -> None:
    error = raised(call, response)
    assert type(raised(call, response)) is type(error)
    for copied in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own
        assert type(copied) is type(error)
        assert (str(copied), copied.args) == (str(error), error.args)


def test_all_packages_share_one_unset_and_their_other_types() -> None:
    for name in ("UNSET", "Unset", "File", "Response", "InsecureTransportWarning"):
        assert [api for api in CLASSES if getattr(package(api), name) is not getattr(caretasks.client, name)] == []


def test_the_runtime_has_the_version_of_the_package() -> None:
    assert caretasks.client.__version__ == importlib.metadata.version("caretasks")
    with pytest.raises(AttributeError, match="no attribute 'version'"):
        getattr(caretasks.client, "version")  # noqa: B009 - type checkers know that it is missing


# Data that an error never contains.

FAILURES: dict[str, Behaviour] = {
    "404": respond(404, {"message": VENDOR_TEXT, "detail": {"message": VENDOR_TEXT}}, {"X-Request-Id": "r-1"}),
    "404 as text": respond(404, VENDOR_TEXT.encode(), {"Content-Type": "text/plain", "X-Request-Id": "r-1"}),
    "500": respond(500, {"message": VENDOR_TEXT, "detail": {"message": VENDOR_TEXT}}, {"X-Request-Id": "r-1"}),
    "302": respond(302, VENDOR_TEXT.encode(), {"Location": f"/{VENDOR_TEXT}", "X-Request-Id": "r-1"}),
    "no JSON": respond(200, VENDOR_TEXT.encode(), {"X-Request-Id": "r-1"}),
    "drift": respond(200, {"id": 1, "code": {"a": VENDOR_TEXT}, "data": VENDOR_TEXT}),
    "too large": respond(200, VENDOR_TEXT.encode().ljust(5000)),
    "silence": stall(),
    "a reset": reset(HALF_A_BODY),
    "a hang-up": disconnect(),
    "no HTTP": disconnect(NO_HTTP),
}


@pytest.fixture(params=FAILURES)
def failure(request: pytest.FixtureRequest, connect: Connect, server: HostileServer) -> dict[Call, Any]:
    """Return the errors that one failure causes in a read and a write, which send the API key in different headers."""
    server.script(FAILURES[request.param])
    options: dict[str, Any] = {"max_retries": 0, "max_response_bytes": 4000, "strict": True}
    if request.param == "silence":
        options["timeout"] = IMPATIENT
    return {call: call.failing(connect(call.api, **options)) for call in (CLINIC_TASK, FRONT_DESK)}


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_error_shows_no_vendor_text_and_no_request_data(failure: dict[Call, Any]) -> None:
    for error in failure.values():
        shown = f"{error!s} {error!r} {''.join(traceback.format_exception(error))}"
        assert [text for text in ("Robin", "+1202555", "some-task", "Offer a later date") if text in shown] == []


def test_log_shows_no_vendor_text(failure: dict[Call, Any], caplog: pytest.LogCaptureFixture) -> None:
    assert failure
    records = [record for record in caplog.get_records("setup") if record.name.startswith("caretasks")]
    assert not [record for record in records if "Robin" in f"{record.getMessage()} {vars(record)!r}"]


def test_status_error_names_method_path_template_and_status(connect: Connect, server: HostileServer) -> None:
    server.script(respond(404, {}, {"X-Request-Id": "r-1"}))
    error = GET_TASK.failing(connect())
    summary = "GET /v1/task/{task_id} returned 404; see .message and .body"
    assert str(error) == f"NotFoundError: {summary}"
    assert repr(error) == f"NotFoundError({summary!r})"


def test_key_is_not_in_an_error(failure: dict[Call, Any]) -> None:
    for error in failure.values():
        assert KEY.encode() not in pickle.dumps(error)
        for one in chain(error):
            assert KEY not in f"{one!s} {one!r} {vars(one)!r}"
            if isinstance(one, httpx.RequestError | httpx.HTTPStatusError):
                assert KEY not in str(one.request.headers.raw)


@pytest.mark.slow
def test_key_is_not_in_a_log(connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in (respond(500, {}), respond(200, {"id": 7, "data": {}}), reset()):
        for call in CALLS:
            server.script(behaviour)
            try:
                call(connect(call.api, max_retries=1))
            except httpx.HTTPError:
                logging.getLogger("a test").exception("it failed")
    assert caplog.records
    assert KEY not in caplog.text
    assert not [record for record in caplog.records if KEY in repr(vars(record))]


def test_error_survives_pickling(failure: dict[Call, Any]) -> None:
    for error in failure.values():
        copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert type(copied) is type(error)
        assert (str(copied), repr(copied)) == (str(error), repr(error))
        for name in (
            "status_code",
            "operation",
            "body",
            "message",
            "request_id",
            "retry_after",
            "media_type",
            "length",
        ):
            assert getattr(copied, name, None) == getattr(error, name, None)
        assert copied.request.url == error.request.url
        if hasattr(error, "response"):
            assert copied.response.status_code == error.response.status_code


@pytest.mark.parametrize(("call", "status", "body"), DOCUMENTED_ERRORS, ids=str)
def test_error_with_a_model_survives_pickling(
    connect: Connect, server: HostileServer, call: Call, status: int, body: dict[str, Any]
) -> None:
    server.script(respond(status, body))
    error = call.failing(connect(call.api))
    copied = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(copied), copied.body, copied.message) == (type(error), error.body, "What was wrong")

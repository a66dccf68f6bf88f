"""The string of a status error, which contains no vendor text, request data or API key."""

from __future__ import annotations

import traceback
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caretasks.client.operation import Body, Operation
from caretasks.client.responses.error_summary import summarize
from caretasks.maxcare import MaxCare
from caretasks.solum import Solum
from tests.client.calls import CLINIC_TASK, FRONT_DESK
from tests.client.driving import KEY

OPERATION: Operation[Any] = Operation(
    "create_task",
    "POST",
    "/v1/task/{kind}",
    successes={},
    errors={},
    request_names=("phone_number", "task_data", "a.b", "kind"),
    request_id_headers=("X-Request-Id",),
)
DOCUMENTED = Body("json", error_code="/error/code", error_fields=("/error/fields/*/loc", "/error/param"))
PREFIX = "POST /v1/task/{kind} returned 400"


def summary(body: object, headers: dict[str, str] | None = None, documented: Body | None = DOCUMENTED) -> str:
    """Return what the summary adds to method, path template and status, for the body of a 400."""
    text = summarize(OPERATION, httpx.Response(400, headers=headers), body, documented, {KEY})
    assert text.startswith(PREFIX)
    assert text.endswith("; see .message and .body")
    return text.removeprefix(PREFIX).removesuffix("; see .message and .body")


def error(**members: Any) -> dict[str, Any]:
    return {"error": members}


def test_names_code_and_field() -> None:
    assert summary(error(code="invalid", param="phone_number")) == " (invalid: phone_number)"


def test_names_code_without_fields() -> None:
    assert summary(error(code="not_found")) == " (not_found)"


def test_names_fields_without_code() -> None:
    assert summary(error(fields=[{"loc": "phone_number"}, {"loc": ["task_data", "phone_number"]}])) == (
        " (phone_number, task_data/phone_number)"
    )


def test_accepts_an_integer_as_code() -> None:
    assert summary(error(code=4001)) == " (4001)"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "Robin Sample",
        "x" * 65,
        "na\u00efve",
        "line\nbreak",
        "invalid\n",
        "12025550143",
        12025550143,
        "1-202-555.0143",
        f"bad-{KEY}",
        KEY.upper(),
        True,
        None,
        1.5,
        ["invalid"],
        {"invalid": 1},
    ],
)
def test_omits_a_code_in_another_form(code: Any) -> None:
    assert summary(error(code=code)) == ""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("phone_number", "phone_number"),
        ("/task_data/0/phone_number", "task_data/*/phone_number"),
        ("task_data[0].phone_number", "task_data/*/phone_number"),
        ("$.task_data", "task_data"),
        ("#/task_data", "task_data"),
        ("a.b", "a.b"),
        ("Robin Sample", "*"),
        ("/task_data/Robin", "task_data/*"),
        ("...", "*"),
        (["body", "task_data", 3, "phone_number"], "*/task_data/*/phone_number"),
        (["Robin", None, {"a": 1}, ["phone_number"]], "*/*/*/*"),
    ],
)
def test_shows_declared_segments_and_an_asterisk_for_others(path: Any, expected: str) -> None:
    assert summary(error(param=path)) == f" ({expected})"


@pytest.mark.parametrize("path", ["", [], None, 7, {"phone_number": 1}])
def test_omits_fields_that_are_not_paths(path: Any) -> None:
    assert summary(error(param=path)) == ""


def test_names_each_field_once_and_at_most_five() -> None:
    fields = [{"loc": ["task_data", *["x"] * length]} for length in (0, 0, 1, 2, 3, 4, 5, 6)]
    names = ["/".join(["task_data", *["*"] * length]) for length in range(5)]
    assert summary(error(fields=fields)) == f" ({', '.join(names)}, ...)"


def test_shortens_a_path_without_end() -> None:
    assert summary(error(param=["task_data"] * 1000)) == f" ({'/'.join(['task_data'] * 8)})"


def test_names_the_request_id_of_a_documented_header() -> None:
    assert summary(error(code="invalid"), {"x-request-id": "req_1.A-b"}) == ", request ID req_1.A-b (invalid)"


@pytest.mark.parametrize(
    "value", ["", "Robin Sample", "+12025550143", "12025550143", "1-202-555-0143", "x" * 65, "a/b", f"r-{KEY}"]
)
def test_omits_a_request_id_in_another_form(value: str) -> None:
    assert summary({}, {"X-Request-Id": value}) == ""


@pytest.mark.parametrize("name", ["X-Correlation-Id", "Request-Id", "X-Trace-Id", "CF-Ray"])
def test_omits_the_request_id_of_an_undocumented_header(name: str) -> None:
    assert summary({}, {name: "r-1"}) == ""


@pytest.mark.parametrize(
    "body", [None, [], "invalid", 7, {}, {"error": "invalid"}, {"error": {"fields": {"loc": "x"}}}]
)
def test_needs_no_documented_form_of_the_body(body: Any) -> None:
    assert summary(body) == ""


def test_shows_nothing_of_an_undocumented_body() -> None:
    assert summary({"error": {"code": "invalid", "param": "phone_number"}}, documented=None) == ""


# The summary in an error.


def failing(client: Any, call: Any) -> Any:
    with client, pytest.raises(httpx.HTTPStatusError) as caught:
        call(client)
    return caught.value


def solum(response: httpx.Response) -> Any:
    transport = httpx.MockTransport(lambda request: response)
    return failing(Solum(KEY, http_client=transport, max_retries=0), FRONT_DESK)


def maxcare(response: httpx.Response) -> Any:
    transport = httpx.MockTransport(lambda request: response)
    return failing(MaxCare(KEY, http_client=transport, max_retries=0, organization_id="org"), CLINIC_TASK)


def test_str_begins_with_the_class_and_names_method_path_status_code_and_field() -> None:
    body = {"detail": {"message": "Robin Sample is unknown", "code": "invalid", "param": "assigned_user_ids"}}
    assert str(solum(httpx.Response(400, json=body))) == (
        "BadRequestError: POST /v1/tasks returned 400 (invalid: assigned_user_ids); see .message and .body"
    )


def test_str_names_the_path_template_and_not_the_path() -> None:
    body = {"code": "not_found", "message": "x", "trace_id": "t-1"}
    assert str(maxcare(httpx.Response(404, json=body))) == (
        "NotFoundError: GET /v2/tasks/{id} returned 404 (not_found); see .message and .body"
    )


def test_str_of_a_write_with_unknown_outcome_advises_to_check() -> None:
    assert str(solum(httpx.Response(500, json={}))) == (
        "OutcomeUnknownServerError: POST /v1/tasks returned 500; see .message and .body; "
        "the server may have processed it: check before retrying"
    )


PLANTED = [
    "Robin Sample",
    "+12025550143",
    "12025550143",
    "+1 202 555 0143",
    KEY,
    "patient Robin",
    "R\u00f6bin",
    "MRN 4711",
]
HEADERS = ["X-Request-Id", "Request-Id", "X-Correlation-Id", "X-Trace-Id", "Retry-After", "X-Error", "Location"]
strings = st.sampled_from([*PLANTED, "code", "detail", "param", "message", "invalid"])
leaves = st.one_of(strings, st.none(), st.booleans(), st.just(12025550143), st.lists(strings, max_size=3))
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=4), max_leaves=8
)
documented_bodies = st.fixed_dictionaries(
    {},
    optional={
        "code": leaves,
        "message": leaves,
        "trace_id": leaves,
        "detail": json_values | st.fixed_dictionaries({}, optional=dict.fromkeys(["code", "param", "message"], leaves)),
    },
)
planted_headers = st.dictionaries(st.sampled_from(HEADERS), st.sampled_from([x for x in PLANTED if x.isascii()]))


@given(
    status=st.sampled_from([400, 401, 404, 409, 418, 422, 500]),
    body=json_values | documented_bodies,
    headers=planted_headers,
    raise_error=st.sampled_from([solum, maxcare]),
)
def test_nothing_planted_in_a_response_is_shown(
    status: int, body: Any, headers: dict[str, str], raise_error: Any
) -> None:
    error = raise_error(httpx.Response(status, json=body, headers=headers))
    shown = f"{error} {error!r} {''.join(traceback.format_exception(error))}"
    assert [text for text in PLANTED if text in shown] == []


@given(body=json_values | documented_bodies, headers=planted_headers)
def test_nothing_planted_is_in_a_summary_with_every_extension(body: Any, headers: dict[str, str]) -> None:
    text = summary({"error": body, **(body if isinstance(body, dict) else {})}, headers)
    documented = Body("json", error_code="/detail/code", error_fields=("/detail", "/detail/param", "/detail/*", "/*"))
    text += summary(body, headers, documented)
    assert [each for each in PLANTED if each in text] == []

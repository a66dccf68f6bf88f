"""Decoding of responses: any JSON is kept, and differences from the spec are drift."""

from __future__ import annotations

import copy
import datetime
import json
import logging
import math
import pickle
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caretasks.openapi.document import Api, Node
from caretasks.openapi.schema.validation import is_valid
from tests.bundled_apis import load_bundled_apis
from tests.client.calls import CALLS, CLINIC_TASK, CREATE_TASK, FRONT_DESK, GET_TASK, RUN_TASKS, TASK_ID, Call
from tests.client.driving import CLASSES, Connect, package
from tests.client.hostile_server import HostileServer, respond
from tests.codegen.test_pydantic_models import json_values, valid

VENDOR_TEXT = "Robin Sample"
"""Text of a vendor that no log and no error may contain."""


def read(connect: Connect, server: HostileServer, call: Call, body: object, **options: Any) -> Any:
    """Return what the client decodes from a response with that body."""
    server.script(respond(call.status, body))
    return call(connect(call.api, **options))


def drift(caplog: pytest.LogCaptureFixture, api: str) -> list[str]:
    """Return the logged drift."""
    return [record.getMessage() for record in caplog.records if record.name == f"caretasks.{api}"]


# Documented responses.


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_documented_response_logs_no_drift(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture, call: Call
) -> None:
    assert read(connect, server, call, call.response_body, strict=True).to_dict() == call.response_body
    assert drift(caplog, call.api) == []


def test_values_have_their_documented_types(connect: Connect, server: HostileServer) -> None:
    task = read(connect, server, GET_TASK, GET_TASK.response_body)
    miramace = package("miramace")
    assert task.id == TASK_ID
    assert task.status is miramace.TaskStatus.IN_PROGRESS
    assert task.created_at == datetime.datetime(2024, 3, 15, 10, 30, tzinfo=datetime.UTC)
    assert task.calls[0].transcripts[0].content == "Good morning"
    assert task.project_id is miramace.UNSET


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_missing_field_is_unset(connect: Connect, server: HostileServer, call: Call) -> None:
    """Required or not, at the top level and below."""
    body: dict[str, Any] = {key: {} for key, value in call.response_body.items() if isinstance(value, dict)}
    parsed = read(connect, server, call, body)
    unset = package(call.api).UNSET
    assert [name for name in call.response_body if name not in body and getattr(parsed, name) is not unset] == []
    assert parsed.to_dict() == body


def test_missing_nested_field_is_unset(connect: Connect, server: HostileServer) -> None:
    unset = package("maxcare").UNSET
    task = read(connect, server, CLINIC_TASK, {"data": {"assignedProviders": [{}]}}).data
    assert (task.id, task.sync_status, task.assigned_providers[0].first_name) == (unset, unset, unset)


def test_documented_null_gives_none(connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture) -> None:
    run = read(connect, server, RUN_TASKS, RUN_TASKS.response_body)
    assert run.data[0].thread_id is None
    assert drift(caplog, "unpod") == []


# Unknown fields.


UNKNOWN: list[dict[str, Any]] = [
    {"brand_new": {"a": [1, None, {"b": 1.5}]}},
    {"": 0, " ": 1, "\u00e9": 2},
    {"additional_properties": {"x": 1}, "to_dict": 1, "from_dict": 2, "__class__": "x", "__dict__": {}},
    {"self": 1, "cls": 2, "REST": 3, "SOURCE": 4, "CLS": 5, "FIELDS": 6, "d": 7, "src_dict": 8},
]


@pytest.mark.parametrize("more", UNKNOWN, ids=ascii)
@pytest.mark.parametrize("call", [GET_TASK, RUN_TASKS], ids=str)
def test_unknown_fields_are_kept_and_are_not_drift(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture, call: Call, more: dict[str, Any]
) -> None:
    parsed = read(connect, server, call, {**call.response_body, **more}, strict=True)
    assert parsed.additional_properties == more
    assert parsed.to_dict() == {**call.response_body, **more}
    assert drift(caplog, call.api) == []


def test_unknown_nested_fields_are_kept(connect: Connect, server: HostileServer) -> None:
    body = {"calls": [{"mood": "good", "transcripts": [{"at": 1.5}]}]}
    task = read(connect, server, GET_TASK, body)
    assert task.calls[0].additional_properties == {"mood": "good"}
    assert task.calls[0].transcripts[0].additional_properties == {"at": 1.5}
    assert task.to_dict() == body


# Unknown enum values.


@pytest.fixture
def status(connect: Connect, server: HostileServer) -> Any:
    """An undocumented status, decoded."""
    return read(connect, server, GET_TASK, {"status": "ON_HOLD"}).status


def test_unknown_enum_value_is_a_member(status: Any) -> None:
    assert isinstance(status, package("miramace").TaskStatus)
    assert status.value == "ON_HOLD"


def test_unknown_enum_value_equals_and_prints_as_its_string(status: Any) -> None:
    assert status == "ON_HOLD"
    assert f"{status}" == str(status) == "ON_HOLD"
    assert hash(status) == hash("ON_HOLD")
    assert {"ON_HOLD": 1}[status] == 1
    assert status != package("miramace").TaskStatus.PENDING
    assert json.dumps(status) == '"ON_HOLD"'


def test_unknown_enum_value_survives_copying_and_pickling(status: Any) -> None:
    pickled = pickle.loads(pickle.dumps(status))  # noqa: S301 - our own
    for copied in (copy.copy(status), copy.deepcopy(status), pickled):
        assert isinstance(copied, package("miramace").TaskStatus)
        assert (copied, str(copied), hash(copied)) == (status, "ON_HOLD", hash("ON_HOLD"))


def test_unknown_enum_value_is_not_listed_as_documented(status: Any) -> None:
    documented = {"PENDING", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED"}
    assert {str(one) for one in package("miramace").TaskStatus} == documented


@pytest.mark.parametrize("text", ["", "pending", "name", "value", "__class__", "\ud800", "x" * 1000], ids=ascii)
def test_any_string_can_be_an_unknown_enum_value(connect: Connect, server: HostileServer, text: str) -> None:
    task = read(connect, server, GET_TASK, {"status": text, "task_type": text})
    assert isinstance(task.status, package("miramace").TaskStatus)
    assert (task.status, task.task_type) == (text, text)
    assert task.to_dict() == {"status": text, "task_type": text}


def test_models_with_unknown_enum_values_survive_pickling(connect: Connect, server: HostileServer) -> None:
    task = read(connect, server, GET_TASK, {**GET_TASK.response_body, "status": "ON_HOLD", "more": 1})
    assert pickle.loads(pickle.dumps(task)) == task == copy.deepcopy(task)  # noqa: S301 - our own


def test_unset_survives_copying_and_pickling() -> None:
    for api in CLASSES:
        unset = package(api).UNSET
        assert pickle.loads(pickle.dumps(unset)) is copy.deepcopy(unset) is unset  # noqa: S301 - our own
        assert not unset


# Values of another type.

ILL_TYPED: list[tuple[Call, dict[str, Any]]] = [
    (GET_TASK, {"id": 7}),
    (GET_TASK, {"id": "no UUID"}),
    (GET_TASK, {"id": "{123e4567-e89b-12d3-a456-426614174002}"}),
    (GET_TASK, {"id": "123e4567e89b12d3a456426614174002"}),
    (GET_TASK, {"status": 7, "task_type": None}),
    (GET_TASK, {"status": ["PENDING"], "task_type": {"a": 1}}),
    (GET_TASK, {"task": {"text": "x"}, "has_more_calls": "no"}),
    (GET_TASK, {"has_more_calls": 0}),
    (GET_TASK, {"has_more_calls": None, "task": None, "calls": None}),
    (GET_TASK, {"calls": {"id": "x"}}),
    (GET_TASK, {"calls": "none"}),
    (GET_TASK, {"calls": [None, 7, "x", [], {"id": []}]}),
    (GET_TASK, {"calls": [{"transcripts": [{"role": 1}, None, "x"]}]}),
    (GET_TASK, {"created_at": 1710498600}),
    (FRONT_DESK, {"version": "1"}),
    (FRONT_DESK, {"version": True}),
    (FRONT_DESK, {"version": 1.5}),
    (FRONT_DESK, {"tags": [1, None, {"a": 1}]}),
    (FRONT_DESK, {"external_message_ids": ["x"]}),
    (FRONT_DESK, {"external_message_ids": None}),
    (RUN_TASKS, {"data": [[]], "count": "1", "message": None}),
    (RUN_TASKS, {"data": [{"output": {"duration": "47.5", "post_call_data": "x"}, "input": 7}]}),
    (RUN_TASKS, {"data": [{"output": {"duration": True}}]}),
    (CLINIC_TASK, {"data": None}),
    (CLINIC_TASK, {"data": [{"id": "x"}]}),
    (CLINIC_TASK, {"data": {"assignedProviders": [{"canFinalize": "true", "roles": "Physician"}]}}),
]


@pytest.mark.parametrize(("call", "body"), ILL_TYPED, ids=str)
def test_value_of_another_type_is_kept(
    connect: Connect, server: HostileServer, call: Call, body: dict[str, Any]
) -> None:
    assert exactly(read(connect, server, call, body).to_dict(), body)


def test_every_value_of_another_type_is_drift(connect: Connect, server: HostileServer) -> None:
    clients = {api: connect(api, strict=True) for api in CLASSES}
    places = []
    for call, body in ILL_TYPED:
        server.script(respond(200, body))
        places.append(call.failing(clients[call.api]).places)
    assert all(places)


def test_values_of_another_type_are_attributes(connect: Connect, server: HostileServer) -> None:
    body = {"id": 7, "calls": "none", "status": None, "created_at": "yesterday", "has_more_calls": 1}
    task = read(connect, server, GET_TASK, body)
    assert (task.id, task.calls, task.status, task.created_at) == (7, "none", None, "yesterday")
    assert type(task.has_more_calls) is int


MALFORMED_DATE_TIMES = [
    "",
    "yesterday",
    "2024-03-15",
    "2024-03-15T10:30:00",
    "2024-03-15 10:30:00Z",
    "2024-03-15T10:30Z",
    "2024-03-15T10:30:00+01",
    "2024-03-15T10:30:00+0100",
    "2024-02-30T10:30:00Z",
    "2024-03-15T25:30:00Z",
    "20240315T103000Z",
    "2024-W11-5T10:30:00Z",
    "1710498600",
    "2024-03-15T10:30:00Z\n",
    "\u0662024-03-15T10:30:00Z",
]


def test_malformed_date_time_is_kept(connect: Connect, server: HostileServer) -> None:
    task = read(connect, server, GET_TASK, {"calls": [{"created_at": text} for text in MALFORMED_DATE_TIMES]})
    assert [call.created_at for call in task.calls] == MALFORMED_DATE_TIMES
    assert {type(call.created_at) for call in task.calls} == {str}
    assert [call.to_dict()["created_at"] for call in task.calls] == MALFORMED_DATE_TIMES


@pytest.mark.parametrize("text", ["", "today", "2024-02-30", "20240315", "2024-W11-5", "2024-03-15T00:00:00Z", 7, None])
def test_malformed_date_is_kept(text: Any) -> None:
    visit = package("miramace").PreviousVisit.from_dict({"date": text})
    assert visit.date == text
    assert visit.to_dict() == {"date": text}


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-15T10:30:00.123456789Z",
        "2024-03-15T10:30:00.1234567-08:00",
        "2024-03-15T10:30:00.000000001+05:30",
        "2024-03-15T10:30:00.999999999999Z",
    ],
)
def test_fractional_digits_after_the_sixth_are_kept(connect: Connect, server: HostileServer, text: str) -> None:
    assert same(text, read(connect, server, GET_TASK, {"created_at": text}).to_dict()["created_at"])


def test_date_time_with_an_offset_is_decoded(connect: Connect, server: HostileServer) -> None:
    task = read(connect, server, GET_TASK, {"created_at": "2024-03-15t10:30:00.5-08:00"})
    assert task.created_at == datetime.datetime(2024, 3, 15, 18, 30, 0, 500_000, tzinfo=datetime.UTC)
    assert same("2024-03-15t10:30:00.5-08:00", task.to_dict()["created_at"])


def test_leap_second_is_kept(connect: Connect, server: HostileServer) -> None:
    assert read(connect, server, GET_TASK, {"created_at": "2016-12-31T23:59:60Z"}).to_dict() == {
        "created_at": "2016-12-31T23:59:60Z"
    }


def test_uuid_is_encoded_in_lower_case(connect: Connect, server: HostileServer) -> None:
    task = read(connect, server, GET_TASK, {"id": str(TASK_ID).upper()})
    assert task.id == TASK_ID
    assert task.to_dict() == {"id": str(TASK_ID)}


# Edge cases of JSON.


@pytest.mark.parametrize(
    ("digits", "number"),
    [
        ("9007199254740993", 2**53 + 1),
        ("18446744073709551617", 2**64 + 1),
        pytest.param("-1" + "0" * 400, -(10**400), id="400 digits"),
        pytest.param("1" + "0" * 4999, 10**4999, id="5000 digits"),
    ],
)
def test_integers_keep_all_digits(connect: Connect, server: HostileServer, digits: str, number: int) -> None:
    body = f'{{"version": {digits}, "unknown": [{digits}]}}'.encode()
    task = read(connect, server, FRONT_DESK, body)
    # Not compared in the assert, since pytest cannot print 5,000 digits.
    kept = task.version == number and task.additional_properties["unknown"] == [number]
    given_back = task.to_dict()["version"] == number
    assert kept
    assert given_back


INTEGERS: dict[str, Any] = {
    "1.0": 1,
    "-3.0": -3,
    "4.5E1": 45,
    "9007199254740991.0": 2**53 - 1,
    "9007199254740992.0": 9007199254740992.0,
    "1e23": 1e23,
    "-1e300": -1e300,
}


@pytest.mark.parametrize(("number", "value"), INTEGERS.items())
def test_integral_float_is_an_integer_if_it_is_exact(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture, number: str, value: Any
) -> None:
    body = json.dumps(FRONT_DESK.response_body | {"version": "?"}).replace('"?"', number)
    task = read(connect, server, FRONT_DESK, body.encode())
    assert exactly(task.version, value)
    assert exactly(task.to_dict(), FRONT_DESK.response_body | {"version": value})
    assert drift(caplog, "solum") == []


@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1.5E+99999999999999999999", "1e-99999999999999999999"])
def test_exponent_of_twenty_digits_does_not_raise(connect: Connect, server: HostileServer, number: str) -> None:
    body = f'{{"data": [{{"output": {{"duration": {number}}}}}], "count": {number}, "more": {number}}}'.encode()
    run = read(connect, server, RUN_TASKS, body)
    kept = [run.data[0].output.duration, run.count, run.additional_properties["more"]]
    assert all(float(value) == 0 if "e-" in number else str(value) == number for value in kept)


def test_exponent_of_twenty_digits_in_an_error_raises_its_status(connect: Connect, server: HostileServer) -> None:
    server.script(respond(404, b'{"code": 1e99999999999999999999, "message": "What was wrong"}'))
    error = CLINIC_TASK.failing(connect("maxcare"))
    assert (error.status_code, error.message) == (404, "What was wrong")


def test_last_of_duplicate_keys_wins(connect: Connect, server: HostileServer) -> None:
    body = b'{"task": "a", "task": "b", "x": 1, "x": 2, "calls": [], "calls": [{"call_outcome": "c"}]}'
    task = read(connect, server, GET_TASK, body)
    assert (task.task, task.additional_properties, task.calls[0].call_outcome) == ("b", {"x": 2}, "c")


def test_lone_surrogates_are_kept(connect: Connect, server: HostileServer) -> None:
    body = b'{"task": "a\\ud800", "calls": [{"call_outcome": "\\udfff\\ud800"}], "\\udc00": "x"}'
    assert read(connect, server, GET_TASK, body).to_dict() == json.loads(body)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
def test_nan_does_not_raise(connect: Connect, server: HostileServer, text: str) -> None:
    body = f'{{"data": [{{"output": {{"duration": {text}}}}}], "count": {text}, "more": {text}}}'.encode()
    run = read(connect, server, RUN_TASKS, body)
    numbers = [run.data[0].output.duration, run.count, run.additional_properties["more"]]
    assert not any(math.isfinite(number) for number in numbers)


@pytest.mark.parametrize("number", ["0.1", "1E5", "-0.0", "1e-400", "123456789.123456789", "1.7976931348623157e308"])
def test_floats_have_their_json_value(connect: Connect, server: HostileServer, number: str) -> None:
    body = f'{{"data": [{{"output": {{"duration": {number}}}}}]}}'.encode()
    parsed = read(connect, server, RUN_TASKS, body).to_dict()
    assert repr(parsed) == repr(json.loads(body))


def test_byte_order_mark_is_accepted(connect: Connect, server: HostileServer) -> None:
    assert read(connect, server, GET_TASK, b'\xef\xbb\xbf{"task": "x"}').task == "x"


def test_200_levels_of_nesting_are_kept(connect: Connect, server: HostileServer) -> None:
    body = b'{"more": ' + b"[" * 200 + b"]" * 200 + b', "task": ' + b'{"a":' * 200 + b"1" + b"}" * 201
    assert read(connect, server, GET_TASK, body).to_dict() == json.loads(body)


def test_strings_are_decoded_as_utf_8(connect: Connect, server: HostileServer) -> None:
    body = json.dumps({"task": "R\u00fcckruf \U0001f4de \0"}, ensure_ascii=False).encode()
    assert read(connect, server, GET_TASK, body).task == "R\u00fcckruf \U0001f4de \0"


# Drift.


DRIFTS: dict[str, tuple[Call, dict[str, Any], str]] = {
    "missing": (CREATE_TASK, {}, "/id"),
    "missing below": (CLINIC_TASK, {"code": "x", "data": {"assignedProviders": [{}]}}, "/data/assignedProviders/*/id"),
    "ill-typed": (GET_TASK, {"task": {"a": VENDOR_TEXT}}, "/task"),
    "null": (GET_TASK, {"task": None}, "/task"),
    "ill-typed in an array": (GET_TASK, {"calls": [{"created_at": VENDOR_TEXT}]}, "/calls/*/created_at"),
    "an item": (GET_TASK, {"calls": [{}, VENDOR_TEXT]}, "/calls/*"),
    "an item of an item": (GET_TASK, {"calls": [{"transcripts": [VENDOR_TEXT]}]}, "/calls/*/transcripts/*"),
    "an unknown value": (GET_TASK, {"status": VENDOR_TEXT}, "/status"),
}
drifts = pytest.mark.parametrize(("call", "body", "pointer"), DRIFTS.values(), ids=DRIFTS)


@drifts
def test_drift_is_logged_with_its_pointer_and_without_the_value(
    connect: Connect,
    server: HostileServer,
    caplog: pytest.LogCaptureFixture,
    call: Call,
    body: dict[str, Any],
    pointer: str,
) -> None:
    read(connect, server, call, body)
    records = [record for record in caplog.records if record.name == f"caretasks.{call.api}"]
    assert {record.levelno for record in records} == {logging.WARNING}
    assert any(re.search(rf"{re.escape(pointer)}(?![\w/*])", record.getMessage()) for record in records)
    assert VENDOR_TEXT not in " ".join(f"{record.getMessage()} {vars(record)!r}" for record in records)


@drifts
def test_drift_raises_in_a_strict_client(
    connect: Connect, server: HostileServer, call: Call, body: dict[str, Any], pointer: str
) -> None:
    server.script(respond(200, body))
    error = call.failing(connect(call.api, strict=True))
    assert isinstance(error, package(call.api).DriftError)
    assert any(re.search(rf"{re.escape(pointer)}(?![\w/*])", str(place)) for place in error.places)
    assert error.response.json() == body
    assert (error.status_code, error.operation) == (200, call.operation)
    assert VENDOR_TEXT not in f"{error!s} {error!r}"


def test_drift_names_both_types(connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture) -> None:
    read(connect, server, FRONT_DESK, FRONT_DESK.response_body | {"version": "7"})
    (message,) = drift(caplog, "solum")
    assert re.search(r"\bint(eger)?\b", message)
    assert re.search(r"\bstr(ing)?\b", message)


def test_drift_is_logged_once(connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture) -> None:
    client = connect()
    server.script(
        respond(200, {"calls": [{"created_at": VENDOR_TEXT}, {"created_at": 7}, *({"created_at": None},) * 50]})
    )
    for _ in range(3):
        GET_TASK(client)
    assert len(drift(caplog, "miramace")) == 1


def test_drift_at_each_pointer_is_logged(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect()
    server.script(respond(200, {"task": 7}), respond(200, {"task": 7, "calls": [{"status": 7}]}))
    GET_TASK(client)
    GET_TASK(client)
    assert len(drift(caplog, "miramace")) == 2


def test_drift_of_each_operation_is_logged(
    connect: Connect, server: HostileServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = connect()
    server.script(respond(200, {"id": 7}), respond(201, {"id": 7}))
    GET_TASK(client)
    CREATE_TASK(client)
    messages = drift(caplog, "miramace")
    assert [operation in message for operation, message in zip(["get_task", "create_task"], messages, strict=True)] == [
        True,
        True,
    ]


# Models.


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_repr_shows_neither_sensitive_nor_unknown_values(connect: Connect, server: HostileServer, call: Call) -> None:
    """`task`, `call_outcome`, `title`, `objective` and `notes` are marked as sensitive; `more` is undocumented."""
    sensitive = {
        "task": VENDOR_TEXT,
        "title": VENDOR_TEXT,
        "calls": [{"call_outcome": VENDOR_TEXT}],
        "more": VENDOR_TEXT,
    }
    below = {"data": [{"task": {"objective": VENDOR_TEXT}, "input": {"name": VENDOR_TEXT}, "more": VENDOR_TEXT}]}
    body = call.response_body | sensitive | (below if call is RUN_TASKS else {})
    if call is CLINIC_TASK:
        body["data"] = body["data"] | {"notes": VENDOR_TEXT, "more": VENDOR_TEXT}
    shown = f"{(parsed := read(connect, server, call, body))!r} {parsed!s}"
    assert VENDOR_TEXT not in shown
    assert "..." in shown


def test_additional_properties_are_a_constructor_argument_and_survive_evolve() -> None:
    task = package("miramace").Task(task="x", additional_properties={"ward": 3})
    changed = attrs.evolve(task, task="y")
    assert changed.to_dict() == {"task": "y", "ward": 3}
    assert attrs.evolve(task, additional_properties={}).to_dict() == {"task": "x"}
    assert task.to_dict() == {"task": "x", "ward": 3}


def test_evolve_keeps_unknown_fields(connect: Connect, server: HostileServer) -> None:
    task = read(connect, server, GET_TASK, {**GET_TASK.response_body, "ward": 3})
    assert attrs.evolve(task, task="y").to_dict() == {**GET_TASK.response_body, "ward": 3, "task": "y"}


# Any JSON.

APIS = load_bundled_apis()


def documented_responses() -> Iterator[tuple[Api, str]]:
    """Return the schemas of objects that an API documents as responses."""
    for api in APIS:
        for operation in api.operations:
            for response in operation.responses.values():
                schema = response.media.schema if response.media else None
                if schema is not None and schema.data.get("type") == "object":
                    yield api, schema.pointer


def response_name(response: tuple[Api, str]) -> str:
    return f"{response[0].name}-{response[1].rpartition('/')[2]}"


DOCUMENTED_RESPONSES = [
    pytest.param(*each, id=response_name(each)) for each in sorted(set(documented_responses()), key=response_name)
]
exploring = settings(max_examples=10, suppress_health_check=list(HealthCheck))


def model(api: Api, pointer: str) -> Any:
    return getattr(package(api.name), pointer.rpartition("/")[2])


@cache
def mixed(schema: Node) -> st.SearchStrategy[Any]:
    """Any JSON, and more often objects with the names and shape of the schema and any values."""
    node = schema.data
    types = node.get("type", [])
    shapes: list[st.SearchStrategy[Any]] = [json_values]
    if "object" in types:
        shapes.append(mixed_object(schema))
    if "array" in types and "items" in node:
        shapes.append(st.lists(mixed(schema.child("items")), max_size=3))
    if "enum" in node:
        shapes.append(st.sampled_from(node["enum"]))
    return st.one_of(shapes)


@cache
def mixed_object(schema: Node) -> st.SearchStrategy[dict[str, Any]]:
    fields = {name: mixed(schema.child("properties", name)) for name in schema.data.get("properties", {})}
    names = st.text(max_size=5) | st.sampled_from(["additional_properties", "self", "to_dict", "id_", "__class__"])
    unknown = st.dictionaries(names, json_values, max_size=2)
    return st.builds(lambda more, known: {**more, **known}, unknown, st.fixed_dictionaries({}, optional=fields))


@pytest.mark.slow
@pytest.mark.parametrize(("api", "pointer"), DOCUMENTED_RESPONSES)
@exploring
@given(data=st.data())
def test_valid_response_is_encoded_as_it_was_received(api: Api, pointer: str, data: st.DataObject) -> None:
    schema = Node(api, pointer)
    body = data.draw(valid(schema).filter(lambda value: is_valid(schema, value)))
    kept = copy.deepcopy(body)
    assert same(kept, model(api, pointer).from_dict(body).to_dict())
    assert exactly(body, kept)


@pytest.mark.slow
@pytest.mark.parametrize(("api", "pointer"), DOCUMENTED_RESPONSES)
@exploring
@given(data=st.data())
def test_from_dict_loses_nothing_of_any_object(api: Api, pointer: str, data: st.DataObject) -> None:
    body = data.draw(mixed_object(Node(api, pointer)))
    kept = copy.deepcopy(body)
    parsed = model(api, pointer).from_dict(body)
    assert same(kept, parsed.to_dict())
    assert exactly(body, kept)
    assert repr(parsed)


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS, ids=str)
@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_response_loses_nothing_of_any_object(
    connect: Connect, server: HostileServer, call: Call, data: st.DataObject
) -> None:
    if not connect.made:
        connect(call.api)
    schema = (
        next(api for api in APIS if api.name == call.api)
        .get_operation(call.operation)
        .responses[str(call.status)]
        .media
    )
    assert schema is not None
    assert schema.schema is not None
    body = data.draw(mixed_object(schema.schema))
    server.script(respond(call.status, body))
    assert same(body, call(connect.made[0]).to_dict())


UUID_FORM = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))", re.ASCII)


def exactly(one: Any, other: Any) -> bool:
    """Return whether two values are the same JSON; 1, 1.0 and true are different."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(exactly(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(exactly, one, other))
    return type(one) is type(other) and bool(one == other)


def same(sent: Any, given_back: Any) -> bool:
    """Return whether two values are the same JSON, except for the form of date-times, the case of UUIDs, and 1.0."""
    if isinstance(sent, dict) and isinstance(given_back, dict):
        return sent.keys() == given_back.keys() and all(same(value, given_back[key]) for key, value in sent.items())
    if isinstance(sent, list) and isinstance(given_back, list):
        return len(sent) == len(given_back) and all(map(same, sent, given_back))
    if isinstance(sent, str) and isinstance(given_back, str) and sent != given_back:
        if UUID_FORM.fullmatch(sent):
            return sent.lower() == given_back
        return instant(sent) is not None and instant(sent) == instant(given_back)
    return exactly(sent, given_back) or (isinstance(sent, float) and type(given_back) is int and sent == given_back)


def instant(text: str) -> tuple[int, str] | None:
    """Return the seconds since the year 1 and their fractional digits; None if it is not a date-time."""
    if (match := DATE_TIME.fullmatch(text)) is None:
        return None
    day, hour, minute, second, fraction, sign, hours, minutes = match.groups()
    try:
        days = datetime.date.fromisoformat(day).toordinal()
    except ValueError:
        return None
    offset = int(f"{sign}1") * (int(hours) * 60 + int(minutes)) if sign else 0
    return ((days * 24 + int(hour)) * 60 + int(minute) - offset) * 60 + int(second), (fraction or "").rstrip("0")

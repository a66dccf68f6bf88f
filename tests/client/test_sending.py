"""What a client sends and to whom: bodies, paths, headers, the key, the account, the server's URL."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import importlib
import importlib.metadata
import json
import ssl
import traceback
import types
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import httpx
import pytest

from tests.client import driving
from tests.client.calls import CALLS, CLINIC_TASK, CREATE_TASK, FRONT_DESK, GET_TASK, READS, RUN_TASKS, TASK_ID, Call
from tests.client.driving import CLASSES, IMPATIENT, KEY, Connect, package
from tests.client.hostile_server import Exchange, HostileServer, answer, hang_up, stall

OF_API = {call.api: call for call in CALLS}
apis = pytest.mark.parametrize("api", CLASSES)
calls = pytest.mark.parametrize("call", CALLS, ids=str)

EARLY = datetime.timezone(datetime.timedelta(hours=-5))
DEADLINE = datetime.datetime(2026, 12, 1, 9, 30, tzinfo=EARLY)


def answering(server: HostileServer, call: Call) -> Call:
    server.script(answer(200, call.answer))
    return call


# Bodies.


def test_a_mapping_is_sent_as_it_stands(connect: Connect, server: HostileServer) -> None:
    body = CREATE_TASK.arguments[0] | {
        "task_data": {"reschedule_reason": None, "unknown": [1, {"a": 1.5}]},
        "more": "x",
    }
    answering(server, CREATE_TASK)
    connect().create_task(body)
    assert server.requests[0].json == body


def test_a_mapping_may_hold_uuids_dates_and_enums(connect: Connect, server: HostileServer) -> None:
    miramace = package("miramace")
    body = CREATE_TASK.arguments[0] | {
        "task_type": miramace.TaskType.VERIFY_INSURANCE,
        "project_id": UUID(int=1),
        "patient_id": UUID(int=2),
        "task_data": {"previous_visits": [{"date": datetime.date(2024, 3, 15)}], "seen": (UUID(int=3),)},
    }
    answering(server, CREATE_TASK)
    connect().create_task(types.MappingProxyType(body))
    sent = server.requests[0].json
    assert (sent["task_type"], sent["project_id"], sent["patient_id"]) == (
        "VERIFY_INSURANCE",
        str(UUID(int=1)),
        str(UUID(int=2)),
    )
    assert sent["task_data"] == {"previous_visits": [{"date": "2024-03-15"}], "seen": [str(UUID(int=3))]}


def test_a_mapping_may_hold_datetimes(connect: Connect, server: HostileServer) -> None:
    answering(server, FRONT_DESK)
    connect("solum").create_task(FRONT_DESK.arguments[0] | {"deadline": DEADLINE, "assigned_user_ids": [UUID(int=5)]})
    sent = server.requests[0].json
    assert sent["assigned_user_ids"] == [str(UUID(int=5))]
    assert datetime.datetime.fromisoformat(sent["deadline"]) == DEADLINE
    assert sent["deadline"][10] == "T"


def test_a_mapping_may_hold_models(connect: Connect, server: HostileServer) -> None:
    data = package("miramace").ScheduleAppointmentData(timeframe_availability="Weekdays")
    answering(server, CREATE_TASK)
    connect().create_task(CREATE_TASK.arguments[0] | {"task_data": data})
    assert server.requests[0].json["task_data"] == {"timeframe_availability": "Weekdays"}


def test_a_mapping_is_left_as_it_was(connect: Connect, server: HostileServer) -> None:
    body = CREATE_TASK.arguments[0] | {"project_id": UUID(int=1)}
    kept = dict(body)
    answering(server, CREATE_TASK)
    connect().create_task(body)
    assert body == kept


def test_a_model_is_sent_with_the_names_of_the_wire(connect: Connect, server: HostileServer) -> None:
    miramace = package("miramace")
    body = miramace.CreateTaskRequest(
        task_type=miramace.TaskType.CUSTOM_TASK,
        task="Ask for the opening hours",
        phone_number="+12025550143",
        project_id=UUID(int=1),
        patient_id=UUID(int=2),
        task_data=miramace.ScheduleAppointmentData(
            previous_visits=[miramace.PreviousVisit(date=datetime.date(2024, 3, 15))], reschedule_reason=None
        ),
    )
    answering(server, CREATE_TASK)
    connect().create_task(body)
    assert server.requests[0].json == CREATE_TASK.arguments[0] | {
        "task_data": {"previous_visits": [{"date": "2024-03-15"}], "reschedule_reason": None}
    }


def test_a_model_sends_its_additional_properties(connect: Connect, server: HostileServer) -> None:
    solum = package("solum")
    body = solum.CreateTaskRequest("Call back", "Offer a later date", ["u1"], "u2", DEADLINE)
    body.additional_properties["ward"] = {"floor": 3}
    answering(server, FRONT_DESK)
    connect("solum").create_task(body)
    sent = server.requests[0].json
    assert sent["ward"] == {"floor": 3}
    assert datetime.datetime.fromisoformat(sent["deadline"]) == DEADLINE
    assert [sent[name] for name in ("title", "assigned_user_ids", "created_by_id")] == ["Call back", ["u1"], "u2"]


def test_text_is_sent_in_utf_8(connect: Connect, server: HostileServer) -> None:
    answering(server, FRONT_DESK)
    connect("solum").create_task(FRONT_DESK.arguments[0] | {"title": "R\u00fcckruf \U0001f4de"})
    assert json.loads(server.requests[0].body.decode("utf-8"))["title"] == "R\u00fcckruf \U0001f4de"


def test_large_integers_keep_their_digits(connect: Connect, server: HostileServer) -> None:
    answering(server, FRONT_DESK)
    connect("solum").create_task(FRONT_DESK.arguments[0] | {"ticket": 2**200 + 1})
    assert server.requests[0].json["ticket"] == 2**200 + 1


@pytest.mark.parametrize("body", [{"title": "Robin \ud800"}, {"Robin \udfff": "Sample"}, {"a": [{"b": "Robin\udc00"}]}])
def test_a_body_with_a_lone_surrogate_is_refused_without_being_shown(
    connect: Connect, server: HostileServer, body: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="not valid Unicode text") as caught:
        connect("solum").create_task(FRONT_DESK.arguments[0] | body)
    shown = f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert type(caught.value) is ValueError
    assert [text for text in ("Robin", "Offer a later date") if text in shown] == []
    assert server.connections == 0


# Paths and queries.


@calls
def test_each_operation_asks_for_its_documented_path(connect: Connect, server: HostileServer, call: Call) -> None:
    answering(server, call)(connect(call.api))
    assert [(one.method, one.path) for one in server.requests] == [(call.method, call.path)]


@pytest.mark.parametrize("task_id", [TASK_ID, str(TASK_ID)], ids=["UUID", "str"])
def test_an_id_is_a_uuid_or_a_str(connect: Connect, server: HostileServer, task_id: UUID | str) -> None:
    answering(server, GET_TASK)
    connect().get_task(task_id)
    assert server.requests[0].path == f"/v1/task/{TASK_ID}"


def test_an_id_that_the_page_calls_a_string_may_be_a_uuid(connect: Connect, server: HostileServer) -> None:
    answering(server, CLINIC_TASK)
    connect("maxcare").get_task(TASK_ID)
    assert server.requests[0].target == f"/tasks/{TASK_ID}"


QUOTED = {
    "a/../b": "a%2F..%2Fb",
    "../admin": "..%2Fadmin",
    "a?b=c": "a%3Fb%3Dc",
    "a#b": "a%23b",
    "%2F": "%252F",
    "%2e%2e/x": "%252e%252e%2Fx",
    "...": "...",
    "a b": "a%20b",
    "a\\b": "a%5Cb",
    "a;b": "a%3Bb",
    "a\r\nb": "a%0D%0Ab",
    "\u00e9\u6f22": "%C3%A9%E6%BC%A2",
}


@pytest.mark.parametrize(("given", "quoted"), QUOTED.items())
def test_a_part_of_the_path_is_quoted_whole(connect: Connect, server: HostileServer, given: str, quoted: str) -> None:
    server.script(answer(404, {}))
    for call, arguments in ((GET_TASK, (given,)), (CLINIC_TASK, (given,)), (RUN_TASKS, (given, given))):
        with pytest.raises(httpx.HTTPStatusError):
            getattr(connect(call.api), call.operation)(*arguments)
    assert [one.path for one in server.requests] == [
        f"/v1/task/{quoted}",
        f"/tasks/{quoted}",
        f"/api/v2/platform/spaces/{quoted}/runs/{quoted}/tasks/",
    ]


@pytest.mark.parametrize("part", ["", ".", "..", "%2e", "%2E", "%2E%2e", ".%2e", "%2E."])
def test_a_part_that_would_leave_its_place_is_refused(connect: Connect, server: HostileServer, part: str) -> None:
    for call, arguments in (
        (GET_TASK, (part,)),
        (CLINIC_TASK, (part,)),
        (RUN_TASKS, (part, "r")),
        (RUN_TASKS, ("s", part)),
    ):
        client = connect(call.api)
        with pytest.raises(ValueError, match="would change the path of the request") as caught:
            getattr(client, call.operation)(*arguments)
        assert not isinstance(caught.value, httpx.HTTPError)
    assert server.connections == 0


@pytest.mark.parametrize("absent", ["UNSET", None])
def test_an_id_that_is_absent_is_refused_by_its_name(
    connect: Connect, server: HostileServer, absent: str | None
) -> None:
    for call, name in ((GET_TASK, "task_id"), (CLINIC_TASK, "id"), (RUN_TASKS, "space_token")):
        part = absent and getattr(package(call.api), absent)
        with pytest.raises(ValueError, match=f"^{name}: an absent value cannot be sent"):
            getattr(connect(call.api), call.operation)(part, *call.arguments[1:])
    assert server.connections == 0


def test_an_id_that_is_too_long_is_refused_without_being_shown(connect: Connect, server: HostileServer) -> None:
    for call in READS:
        with pytest.raises(ValueError, match="URL of the request is too long") as caught:
            getattr(connect(call.api), call.operation)("x" * 70_000, *call.arguments[1:])
        assert not isinstance(caught.value, httpx.HTTPError)
        assert "xxx" not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert server.connections == 0


@pytest.mark.parametrize(
    "query", [{}, {"include_transcript": True}, {"include_transcript": False, "include_all_calls": True}]
)
def test_a_query_has_what_was_given_and_else_the_defaults(
    connect: Connect, server: HostileServer, query: dict[str, bool]
) -> None:
    answering(server, GET_TASK)(connect(), **query)
    defaults = {"include_transcript": "false", "include_all_calls": "false"}
    sent = dict(parse_qsl(server.requests[0].target.partition("?")[2], strict_parsing=bool(query)))
    assert defaults | sent == defaults | {name: str(value).lower() for name, value in query.items()}


# Headers.


@pytest.mark.parametrize(
    ("api", "name", "value"),
    [
        ("miramace", "Authorization", f"Bearer {KEY}"),
        ("solum", "X-API-Key", KEY),
        ("unpod", "Authorization", f"Token {KEY}"),
        ("maxcare", "Authorization", f"Bearer {KEY}"),
    ],
)
def test_the_key_is_sent_once_in_the_documented_form(
    connect: Connect, server: HostileServer, api: str, name: str, value: str
) -> None:
    answering(server, OF_API[api])(connect(api))
    assert [(field, one) for field, one in server.requests[0].headers.multi_items() if KEY in one] == [
        (name.lower(), value)
    ]
    assert KEY not in server.requests[0].target


@calls
def test_the_user_agent_is_caretasks_and_its_version(connect: Connect, server: HostileServer, call: Call) -> None:
    answering(server, call)(connect(call.api))
    assert server.requests[0].headers["User-Agent"] == f"caretasks/{importlib.metadata.version('caretasks')}"


@pytest.mark.parametrize(
    ("call", "content_type"),
    [
        (GET_TASK, "application/json"),
        (CREATE_TASK, "application/json"),
        (FRONT_DESK, "application/json"),
        (RUN_TASKS, "application/json"),
        (CLINIC_TASK, None),
    ],
    ids=str,
)
def test_the_content_type_is_that_of_the_page(
    connect: Connect, server: HostileServer, call: Call, content_type: str | None
) -> None:
    answering(server, call)(connect(call.api))
    assert server.requests[0].headers.get("Content-Type") == content_type
    assert bool(server.requests[0].body) == (call.method == "POST")


ACCOUNT_HEADERS = {"unpod": ("Org-Handle", "org_handle"), "maxcare": ("X-Organization-Id", "organization_id")}
accounts = pytest.mark.parametrize("api", ACCOUNT_HEADERS)


@accounts
def test_the_account_is_given_once(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    client = connect(api, **{argument: "clinic-1"})
    answering(server, OF_API[api])
    OF_API[api](client)
    OF_API[api](client)
    assert [one.headers.get_list(name) for one in server.requests] == [["clinic-1"], ["clinic-1"]]


@accounts
def test_the_account_of_a_call_goes_before_that_of_the_client(
    connect: Connect, server: HostileServer, api: str
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    client = connect(api, **{argument: "clinic-1"})
    answering(server, OF_API[api])
    OF_API[api](client, **{argument: "clinic-2"})
    OF_API[api](client)
    assert [one.headers.get_list(name) for one in server.requests] == [["clinic-2"], ["clinic-1"]]


@accounts
def test_the_account_may_come_from_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    monkeypatch.setenv(f"{api}_{argument}".upper(), "clinic-3")
    answering(server, OF_API[api])(connect.bare(api, api_key=KEY, base_url=server.url))
    assert server.requests[0].headers[name] == "clinic-3"


@accounts
def test_an_account_that_is_given_goes_before_that_of_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    monkeypatch.setenv(f"{api}_{argument}".upper(), "clinic-3")
    answering(server, OF_API[api])(connect(api, **{argument: "clinic-1"}))
    assert server.requests[0].headers[name] == "clinic-1"


@accounts
@pytest.mark.parametrize("value", [None, "", " ", " \t\n"])
def test_without_an_account_nothing_is_sent_and_the_variable_is_named(
    connect: Connect, server: HostileServer, api: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, argument = ACCOUNT_HEADERS[api]
    variable = f"{api}_{argument}".upper()
    if value is not None:
        monkeypatch.setenv(variable, value)
    client = connect.bare(api, api_key=KEY, base_url=server.url)
    with pytest.raises(package(api).ConfigurationError, match=variable):
        OF_API[api](client)
    assert server.connections == 0


@accounts
@pytest.mark.parametrize("value", ["", "  "])
def test_an_account_of_the_client_that_is_blank_counts_for_nothing(
    connect: Connect, server: HostileServer, api: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    with pytest.raises(package(api).ConfigurationError, match=f"{api}_{argument}".upper()):
        OF_API[api](connect(api, **{argument: value}))
    monkeypatch.setenv(f"{api}_{argument}".upper(), "clinic-3")
    answering(server, OF_API[api])(connect(api, **{argument: value}))
    assert [one.headers[name] for one in server.requests] == ["clinic-3"]


@accounts
def test_an_empty_account_of_a_call_is_none(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    empty: list[dict[str, Any]] = [{argument: ""}, {"headers": {name: ""}}, {"headers": {name.lower(): ""}}]
    for given in empty:
        with pytest.raises(package(api).ConfigurationError, match=name):
            OF_API[api](connect(api), **given)
    assert server.connections == 0


@accounts
def test_a_client_without_an_account_takes_that_of_the_call(connect: Connect, server: HostileServer, api: str) -> None:
    name, argument = ACCOUNT_HEADERS[api]
    answering(server, OF_API[api])
    OF_API[api](connect.bare(api, api_key=KEY, base_url=server.url), **{argument: "clinic-2"})
    assert server.requests[0].headers[name] == "clinic-2"


@calls
def test_headers_are_sent_with_every_call_and_with_one(connect: Connect, server: HostileServer, call: Call) -> None:
    client = connect(call.api, headers={"X-Team": "a", "X-Tier": "b"})
    answering(server, call)
    call(client, headers={"x-tier": "c", "X-Trace": "d"})
    call(client)
    sent = [[one.headers.get_list(name) for name in ("X-Team", "X-Tier", "X-Trace")] for one in server.requests]
    assert sent == [[["a"], ["c"], ["d"]], [["a"], ["b"], []]]


NO_VALUES = [
    *(f"s3cret{end}" for end in ("a\0b", "a\rb", "a\r\nX-Forged: 1", "\n", "caf\u00e9", " ", "\t", "\x7f", "\ud800")),
    *(" s3cret", "\ts3cret", "  s3cret s3cret  ", "\u00a0s3cret"),
]
OF_HTTPX = ["Content-Length", "content-length", "Transfer-Encoding", "TRANSFER-ENCODING"]

FORGED: dict[str, tuple[str, bool]] = {
    "the key": ("api_key", False),
    "a header": ("headers", False),
    "a header of the call": ("headers", True),
    "the account": ("org_handle", False),
    "the account of the call": ("org_handle", True),
}


@pytest.mark.parametrize(("argument", "of_the_call"), FORGED.values(), ids=FORGED)
def test_a_header_value_that_would_forge_another_is_refused(
    connect: Connect, server: HostileServer, argument: str, of_the_call: bool
) -> None:
    of_the_client = argument in ("api_key", "org_handle") and not of_the_call
    kind = package("unpod").ConfigurationError if of_the_client else ValueError
    named = {"api_key": "UNPOD_API_KEY", "headers": "X-Team", "org_handle": "(?i)org[-_]handle"}[argument]
    for text in NO_VALUES:
        value = {"X-Team": text} if argument == "headers" else text
        with pytest.raises(kind, match=f"{named} has a character that a header cannot carry") as caught:
            if of_the_call:
                RUN_TASKS(connect("unpod"), **{argument: value})
            else:
                RUN_TASKS(connect("unpod", **{argument: value}))
        assert not isinstance(caught.value, httpx.HTTPError)
        assert "s3cret" not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"
    assert server.connections == 0


@pytest.mark.parametrize("variable", ["UNPOD_API_KEY", "UNPOD_ORG_HANDLE"])
def test_a_variable_that_no_header_can_carry_is_refused_by_its_name(
    connect: Connect, server: HostileServer, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNPOD_API_KEY", KEY)
    for text in ("s3cret\n", " s3cret", "s3cret\r\nX-Forged: 1", "s3cret\u00e9"):
        monkeypatch.setenv(variable, text)
        with pytest.raises(package("unpod").ConfigurationError, match=variable) as caught:
            connect.bare("unpod", base_url=server.url)
        assert "s3cret" not in f"{caught.value!r} {''.join(traceback.format_exception(caught.value))}"


@pytest.mark.parametrize("of_the_call", [False, True], ids=["of the client", "of the call"])
def test_a_header_name_that_is_none_or_httpx_own_is_refused(
    connect: Connect, server: HostileServer, of_the_call: bool
) -> None:
    for name in ("", " ", "X Team", "X-Team ", "X-Team:", "X-T\u00e9am", "X\r\nX-Forged", "(x)", *OF_HTTPX):
        headers: dict[str, Any] = {"headers": {name: "s3cret"}}
        with pytest.raises(ValueError, match="is not a valid header name, or a header that httpx sets") as caught:
            CREATE_TASK(connect(**({} if of_the_call else headers)), **(headers if of_the_call else {}))
        assert not isinstance(caught.value, httpx.HTTPError)
        assert "s3cret" not in f"{caught.value!s} {caught.value!r}"
    assert server.connections == 0


# The key.


@apis
def test_the_key_may_come_from_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_API_KEY".upper(), "of-the-environment")
    answering(server, OF_API[api])(connect(api, api_key=None))
    assert "of-the-environment" in str(server.requests[0].headers.raw)


@apis
def test_a_key_that_is_given_goes_before_that_of_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_API_KEY".upper(), "of-the-environment")
    answering(server, OF_API[api])(connect(api))
    assert "of-the-environment" not in str(server.requests[0].headers.raw)
    assert KEY in str(server.requests[0].headers.raw)


@apis
@pytest.mark.parametrize("value", [None, "", " ", " \t\n"])
def test_without_a_key_there_is_no_client_and_the_variable_is_named(
    connect: Connect, server: HostileServer, api: str, value: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = f"{api}_API_KEY".upper()
    if value is not None:
        monkeypatch.setenv(variable, value)
    for given in (None, "", "  "):
        with pytest.raises(package(api).ConfigurationError, match=f"{variable} is not set. Set it, or pass api_key="):
            connect.bare(api, api_key=given, base_url=server.url)


@apis
@pytest.mark.parametrize("given", ["", "  "])
def test_a_key_that_is_blank_leaves_that_of_the_environment(
    connect: Connect, server: HostileServer, api: str, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_API_KEY".upper(), "of-the-environment")
    answering(server, OF_API[api])(connect(api, api_key=given))
    assert "of-the-environment" in str(server.requests[0].headers.raw)


@apis
def test_a_client_does_not_show_its_key(connect: Connect, server: HostileServer, api: str) -> None:
    client = connect(api)
    answering(server, OF_API[api])(client)
    assert KEY not in f"{client.client!r} {client.client!s}"
    assert CLASSES[api] in repr(client.client)


# The server.


@apis
def test_the_server_is_the_first_of_the_spec(connect: Connect, api: str) -> None:
    asked = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.url.scheme}://{request.url.host}{request.url.path}")
        return httpx.Response(200, json=OF_API[api].answer)

    OF_API[api](connect(api, base_url=None, http_client=httpx.MockTransport(handle)))
    first = {
        "miramace": "https://api.miramace.com",
        "solum": "https://api.getsolum.com",
        "unpod": "https://unpod.ai",
        "maxcare": "https://api.maxcare.ai/v2",
    }
    assert asked == [first[api] + OF_API[api].path]


@pytest.mark.parametrize("path", ["", "/", "/v2", "/v2/", "/a%2Fb/c"])
@pytest.mark.parametrize("call", [RUN_TASKS], ids=str)
def test_the_base_url_may_have_a_path_and_end_in_a_slash(
    connect: Connect, server: HostileServer, call: Call, path: str
) -> None:
    answering(server, call)(connect(call.api, base_url=server.url + path))
    assert server.requests[0].path == path.rstrip("/") + call.path


@apis
def test_the_base_url_may_come_from_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_BASE_URL".upper(), f"{server.url}/staging")
    answering(server, OF_API[api])(connect(api, base_url=None))
    assert server.requests[0].path == f"/staging{OF_API[api].path}"


@apis
def test_a_base_url_that_is_given_goes_before_that_of_the_environment(
    connect: Connect, server: HostileServer, api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"{api}_BASE_URL".upper(), "http://127.0.0.1:9")
    answering(server, OF_API[api])(connect(api))
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "ftp://127.0.0.1",
        "file:///etc",
        "127.0.0.1:4010",
        "localhost:4010",
        "//127.0.0.1",
        "/v1",
        "http://",
        "http://robin:s3cret@127.0.0.1",
        "https://s3cret@127.0.0.1",
        "https://127.0.0.1?",
        "https://127.0.0.1/v2?",
        "https://127.0.0.1/v2?key=s3cret",
        "https://127.0.0.1#",
        "https://127.0.0.1/v2/#",
        "https://127.0.0.1/#s3cret",
    ],
)
def test_a_base_url_that_is_none_is_refused(connect: Connect, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRAMACE_BASE_URL", url)
    given: list[Any] = [url, None]
    with contextlib.suppress(httpx.InvalidURL):
        given.append(httpx.URL(url))
    for one in given:
        with pytest.raises(package("miramace").ConfigurationError, match="MIRAMACE_BASE_URL") as caught:
            connect(base_url=one)
        assert "s3cret" not in f"{caught.value!s} {caught.value!r}"


@calls
def test_the_base_url_may_be_a_url_of_httpx(connect: Connect, server: HostileServer, call: Call) -> None:
    answering(server, call)(connect(call.api, base_url=httpx.URL(server.url + "/staging/")))
    assert server.requests[0].path == f"/staging{call.path}"


COUNTS: list[dict[str, Any]] = [
    *({"max_retries": count} for count in ("2", -1, 1.5, None)),
    *({"max_response_bytes": count} for count in (None, "1000", -1, 1e6)),
]


@pytest.mark.parametrize("option", COUNTS, ids=str)
def test_a_count_that_is_none_is_refused_when_the_client_is_made(connect: Connect, option: dict[str, Any]) -> None:
    (name,) = option
    with pytest.raises(package("miramace").ConfigurationError, match=f"{name} must be a non-negative integer"):
        connect(**option)


@pytest.mark.parametrize("url", ["http://clinic.example", "http://10.0.0.7:8080", "HTTP://127.0.0.1.clinic.example"])
def test_http_to_another_host_warns_once(connect: Connect, url: str) -> None:
    with pytest.warns(UserWarning) as warned:
        connect(base_url=url)
    assert [warning.category for warning in warned] == [package("miramace").InsecureTransportWarning]
    assert KEY not in str(warned[0].message)
    assert warned[0].filename == driving.__file__, "it is to tell where the client was made"


def test_http_warns_of_each_client_and_of_no_call(connect: Connect) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=GET_TASK.answer))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        for number in (1, 2):
            client = connect(base_url="http://clinic.example", http_client=transport)
            for _ in range(3):
                GET_TASK(client)
            assert [one.category.__name__ for one in warned] == ["InsecureTransportWarning"] * number


@pytest.mark.parametrize(
    "url",
    [
        "https://clinic.example",
        "http://localhost:1",
        "http://LOCALHOST",
        "http://127.0.0.1",
        "http://127.1.2.3",
        "http://[::1]:1",
    ],
)
def test_https_and_loopback_do_not_warn(connect: Connect, url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        connect(base_url=url)


def test_tls_is_verified(connect: Connect, server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[tuple[ssl.VerifyMode, bool]] = []
    for name in ("wrap_socket", "wrap_bio"):
        monkeypatch.setattr(ssl.SSLContext, name, _noting(getattr(ssl.SSLContext, name), used))
    with pytest.raises(httpx.ConnectError):
        GET_TASK(connect(base_url=server.url.replace("http", "https"), max_retries=0))
    assert used == [(ssl.CERT_REQUIRED, True)]


def _noting(wrap: Callable[..., Any], used: list[tuple[ssl.VerifyMode, bool]]) -> Callable[..., Any]:
    def noting(self: ssl.SSLContext, *arguments: Any, **named: Any) -> Any:
        used.append((self.verify_mode, self.check_hostname))
        return wrap(self, *arguments, **named)

    return noting


# Timeouts.


def test_a_client_gives_up_on_a_silent_server_by_itself(connect: Connect) -> None:
    timeouts: list[dict[str, float | None]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return httpx.Response(200, json=GET_TASK.answer)

    GET_TASK(connect(http_client=httpx.MockTransport(handle)))
    assert all(seconds is not None and 0 < seconds < 120 for seconds in timeouts[0].values())


@pytest.mark.parametrize("timeout", [0.03, httpx.Timeout(10, read=0.03)], ids=["seconds", "Timeout"])
def test_the_timeout_is_that_of_the_client(
    connect: Connect, server: HostileServer, timeout: float | httpx.Timeout
) -> None:
    server.script(stall())
    assert isinstance(GET_TASK.failing(connect(timeout=timeout, max_retries=0)), httpx.TimeoutException)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_timeout_of_a_call_goes_before_that_of_the_client(
    connect: Connect, server: HostileServer, call: Call
) -> None:
    server.script(stall())
    error = call.failing(connect(call.api, timeout=None, max_retries=0), timeout=IMPATIENT)
    assert isinstance(error, httpx.ReadTimeout)


def test_no_timeout_at_all_may_be_asked_for(connect: Connect) -> None:
    timeouts: list[dict[str, float | None]] = []

    def handle(request: httpx.Request) -> httpx.Response:
        timeouts.append(request.extensions["timeout"])
        return httpx.Response(200, json=GET_TASK.answer)

    client = connect(http_client=httpx.MockTransport(handle))
    GET_TASK(client, timeout=None)
    assert set(timeouts[0].values()) == {None}


# A client or a transport of one's own.

Given = Callable[..., Any]


@pytest.fixture
def given(connect: Connect) -> Iterator[Given]:
    """Makes a client of httpx of the kind that fits, and closes it in the end."""
    made: list[Any] = []

    def make(**options: Any) -> Any:
        made.append((httpx.AsyncClient if connect.asynchronous else httpx.Client)(**options))
        return made[-1]

    yield make
    waiting = connect()
    for client in made:
        waiting.wait_for(client.aclose() if connect.asynchronous else client.close())


@calls
def test_a_client_of_httpx_that_is_given_is_used_and_stays_open(
    connect: Connect, server: HostileServer, given: Given, call: Call
) -> None:
    http_client = given(headers={"X-Mine": "yes"})
    client = connect(call.api, http_client=http_client)
    answering(server, call)
    assert call(client).to_dict() == call.answer
    client.close()
    assert not http_client.is_closed
    assert server.requests[0].headers["X-Mine"] == "yes"


def test_a_client_of_httpx_that_is_given_does_not_learn_the_key(
    connect: Connect, server: HostileServer, given: Given
) -> None:
    http_client = given()
    answering(server, FRONT_DESK)
    FRONT_DESK(connect("solum", http_client=http_client))
    answering(server, RUN_TASKS)
    RUN_TASKS(connect("unpod", http_client=http_client, api_key="an0ther-key"))
    assert KEY not in str(http_client.headers.raw)
    assert KEY not in str(server.requests[1].headers.raw)


@calls
def test_the_auth_of_a_client_of_httpx_is_not_used(
    connect: Connect, server: HostileServer, given: Given, call: Call
) -> None:
    answering(server, call)
    call(connect(call.api))
    call(connect(call.api, http_client=given(auth=("robin", "s3cret"))))
    own, with_auth = (one.headers.get_list("Authorization") for one in server.requests)
    assert own == with_auth


def test_the_query_of_a_client_of_httpx_keeps_that_of_the_call(
    connect: Connect, server: HostileServer, given: Given
) -> None:
    answering(server, GET_TASK)
    GET_TASK(connect(http_client=given(params={"tenant": "a b"})), include_transcript=True)
    answering(server, CLINIC_TASK)
    CLINIC_TASK(connect("maxcare", http_client=given(params={"tenant": "a b"})))
    queries = [parse_qsl(one.target.partition("?")[2]) for one in server.requests]
    defaults = {"include_transcript": "true", "include_all_calls": "false"}
    assert [sorted(one) for one in queries] == [sorted({"tenant": "a b", **defaults}.items()), [("tenant", "a b")]]


@pytest.fixture
def raising(connect: Connect, given: Given) -> Any:
    """A client of httpx that raises every status that is no success, as many set theirs up to."""

    def check(response: httpx.Response) -> None:
        response.raise_for_status()

    async def check_async(response: httpx.Response) -> None:
        response.raise_for_status()

    return given(event_hooks={"response": [check_async if connect.asynchronous else check]})


def test_a_write_has_an_unknown_outcome_where_a_hook_raises_it(
    connect: Connect, server: HostileServer, raising: Any
) -> None:
    server.script(answer(500, {"message": "What was wrong"}))
    error = CREATE_TASK.failing(connect(http_client=raising))
    miramace = package("miramace")
    assert isinstance(error, miramace.ServerError)
    assert isinstance(error, miramace.OutcomeUnknownError)
    assert "the task may exist" in str(error)
    assert len(server.requests) == 1


def test_a_read_is_repeated_and_typed_where_a_hook_raises_it(
    connect: Connect, server: HostileServer, raising: Any
) -> None:
    client = connect(http_client=raising)
    server.script(answer(503, {}), answer(200, GET_TASK.answer), answer(404, {}))
    assert GET_TASK(client).to_dict() == GET_TASK.answer
    assert isinstance(GET_TASK.failing(client), package("miramace").NotFoundError)
    assert len(server.requests) == 3


def test_a_client_of_httpx_with_a_server_of_its_own_is_used_for_ours(
    connect: Connect, server: HostileServer, given: Given
) -> None:
    answering(server, GET_TASK)
    GET_TASK(connect(http_client=given(base_url="http://127.0.0.1:9/elsewhere")))
    assert server.requests[0].path == GET_TASK.path


def test_the_timeout_of_a_call_goes_before_that_of_a_client_of_httpx(
    connect: Connect, server: HostileServer, given: Given
) -> None:
    server.script(stall())
    client = connect(http_client=given(timeout=None), max_retries=0)
    assert isinstance(GET_TASK.failing(client, timeout=IMPATIENT), httpx.ReadTimeout)


@calls
def test_a_transport_that_is_given_is_used(connect: Connect, server: HostileServer, call: Call) -> None:
    transport: Any = (httpx.AsyncHTTPTransport if connect.asynchronous else httpx.HTTPTransport)(
        local_address="127.0.0.1"
    )
    answering(server, call)
    assert call(connect(call.api, http_client=transport)).to_dict() == call.answer


def test_many_calls_share_a_connection(connect: Connect, server: HostileServer) -> None:
    client = connect()
    answering(server, GET_TASK)
    for _ in range(5):
        GET_TASK(client)
    assert (len(server.requests), server.connections) == (5, 1)


def test_many_may_call_at_once_and_each_gets_its_own_answer(connect: Connect, server: HostileServer) -> None:
    client = connect()
    ids = [UUID(int=number) for number in range(16)]

    def give_back(exchange: Exchange) -> None:
        answer(200, {"id": exchange.request.path.rpartition("/")[2]})(exchange)

    async def gather() -> list[Any]:
        return await asyncio.gather(*map(client.client.get_task, ids))

    server.script(give_back)
    if connect.asynchronous:
        tasks = client.wait_for(gather())
    else:
        with ThreadPoolExecutor(len(ids)) as pool:
            tasks = list(pool.map(client.client.get_task, ids))
    assert [task.id for task in tasks] == ids


def test_a_failed_call_leaves_no_connection_behind(connect: Connect, server: HostileServer) -> None:
    """With the pool of a single connection, one that is not given back would let the next call wait for ever."""
    limits = httpx.Limits(max_connections=1)
    transport: Any = (httpx.AsyncHTTPTransport if connect.asynchronous else httpx.HTTPTransport)(limits=limits)
    client = connect(http_client=transport, max_retries=0, max_response_bytes=4000, timeout=httpx.Timeout(10, pool=1))
    for behaviour in (answer(404, {}), answer(200, b"x" * 5000), answer(200, b"[]"), answer(302), hang_up()):
        server.script(behaviour)
        GET_TASK.failing(client)
    answering(server, GET_TASK)
    assert GET_TASK(client).id == TASK_ID


@calls
def test_a_client_is_a_context_manager(connect: Connect, server: HostileServer, call: Call) -> None:
    answering(server, call)
    client = connect(call.api)

    async def call_in_context() -> Any:
        async with client.client as entered:
            return await call(entered)

    if connect.asynchronous:
        result = client.wait_for(call_in_context())
    else:
        with client.client as entered:
            result = call(entered)
    assert result.to_dict() == call.answer


@pytest.mark.parametrize("name", ["close", "aclose"])
def test_closing_a_client_closes_its_connections(connect: Connect, server: HostileServer, name: str) -> None:
    client = connect()
    answering(server, GET_TASK)(client)
    getattr(client, name if connect.asynchronous else "close")()
    server.wait_until_all_are_closed()


# The functions of the modules.


@pytest.mark.parametrize("call", READS, ids=str)
def test_a_function_of_a_module_sends_what_the_method_does(connect: Connect, server: HostileServer, call: Call) -> None:
    tag = {"miramace": "tasks", "unpod": "execution", "maxcare": "tasks"}[call.api]
    module = importlib.import_module(f"caretasks.{call.api}.api.{tag}.{call.operation}")
    client = connect(call.api)
    answering(server, call)
    assert connect.function(module)(*call.arguments, client=client) == call(client)
    first, second = server.requests
    assert (first.method, first.target, first.headers.raw) == (second.method, second.target, second.headers.raw)


def test_a_detailed_function_gives_status_headers_and_body(connect: Connect, server: HostileServer) -> None:
    from caretasks.miramace.api.tasks import create_task

    server.script(answer(201, CREATE_TASK.answer, {"X-Request-Id": "r-1"}))
    client = connect()
    response = connect.function(create_task, detailed=True)(body=CREATE_TASK.arguments[0], client=client)
    assert (response.status_code, type(response.status_code)) == (201, int)
    assert response.headers["x-request-id"] == "r-1"
    assert json.loads(response.content) == CREATE_TASK.answer
    assert response.parsed == package("miramace").CreatedTask(id=TASK_ID)


def test_a_function_of_a_module_raises_what_the_method_raises(connect: Connect, server: HostileServer) -> None:
    from caretasks.miramace.api.tasks import get_task

    server.script(answer(404, {}))
    for detailed in (False, True):
        with pytest.raises(package("miramace").NotFoundError):
            connect.function(get_task, detailed=detailed)(TASK_ID, client=connect())

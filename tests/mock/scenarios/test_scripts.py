"""Scripts in tests: the responses that they select, their order, and what the spec does not allow."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caretasks.maxcare import ServerError
from caretasks.mock.testing import MockServers, ScenarioError, Session, Status
from caretasks.openapi.problems import SourceError

CREATE = {
    "task_type": "CUSTOM_TASK",
    "task": "Confirm the opening hours",
    "phone_number": "+12025550123",
    "project_id": "00000000-0000-4000-8000-000000000001",
    "patient_id": "00000000-0000-4000-8000-000000000002",
}
KEYS = st.sampled_from(["status", "body", "headers", "content_type", "checked", "fault", "latency", "times", "X-A"])
LEAVES = (
    st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from([1, 200, 204, 500, "real", "reset", "a/b"])
)
TASK = "123e4567-e89b-12d3-a456-426614174002"
CREATED = {"id": "0b5f0f0e-5a52-4c1c-9d3c-6a3c8f0e7b11"}
SPEC = """\
openapi: 3.1.0
info: {title: Clinic, version: "1"}
servers: [{url: "https://clinic.example.com"}]
paths:
  /rooms:
    get:
      operationId: rooms.list
      responses:
        "200":
          description: Rooms
          headers: {X-Total: {schema: {type: integer, maximum: 9}}, X-Zone: {schema: {type: string, enum: [a, b]}}}
          content:
            application/json: {schema: {type: array, items: {type: string}}}
            text/csv: {schema: {type: string, pattern: "^room"}}
        "404": {description: Missing}
    delete: {operationId: rooms.clear, responses: {"204": {description: Removed}}}
"""


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    path = tmp_path_factory.mktemp("specs") / "clinic.yaml"
    path.write_text(SPEC, "utf-8")
    with Session({"clinic": path}) as session:
        yield session


@pytest.fixture
def mock(session: Session) -> MockServers:
    return session.create_mock_servers()


def connect(mock: MockServers, api: str = "miramace") -> httpx.Client:
    headers = {"Authorization": "Bearer k"}
    return httpx.Client(transport=mock.transport, base_url=mock.url(api), headers=headers)


def create(client: httpx.Client) -> int:
    return client.post("/v1/task", json=CREATE).status_code


def test_real_response_returns_after_the_script(mock: MockServers) -> None:
    mock.script("miramace.create_task", [Status(500), Status(500)])
    client = connect(mock)
    assert [create(client) for _ in range(4)] == [500, 500, 201, 201]


def test_scripted_response_is_documented_and_performs_nothing(mock: MockServers) -> None:
    mock.script("miramace.create_task", [Status(401), "real"])
    client = connect(mock)
    refused = client.post("/v1/task", json=CREATE)
    assert (refused.status_code, refused.headers["X-Caretasks-Fault"]) == (401, "scripted, 401")
    assert "WWW-Authenticate" in refused.headers
    first = client.post("/v1/task", json=CREATE).json()["id"]
    again = MockServers(mock._apis, mock._routes, mock._portal)
    assert connect(again).post("/v1/task", json=CREATE).json()["id"] == first


def test_script_of_one_operation_leaves_the_others_alone(mock: MockServers) -> None:
    mock.script("miramace.create_task", [500])
    client = connect(mock)
    assert client.get(f"/v1/task/{TASK}").status_code == 200
    assert create(client) == 500


def test_script_of_an_api_applies_to_any_of_its_operations_after_their_own(mock: MockServers) -> None:
    mock.script("miramace", [503])
    mock.script("miramace.*", [503])
    mock.script("miramace.create_task", [400])
    client = connect(mock)
    statuses = [create(client), create(client), client.get(f"/v1/task/{TASK}").status_code, create(client)]
    assert statuses == [400, 503, 503, 201]
    assert connect(mock, "clinic").get("/rooms").status_code == 200


def test_steps_are_taken_in_order_of_scripts_and_counts(mock: MockServers) -> None:
    mock.script("miramace.create_task", [Status(500, times=2), "real"])
    mock.script("miramace.create_task", [{"status": 429, "times": 2}, 503])
    client = connect(mock)
    assert [create(client) for _ in range(7)] == [500, 500, 201, 429, 429, 503, 201]


def test_faults_are_steps(mock: MockServers) -> None:
    mock.script("miramace.create_task", ["reset", "latency=2, truncated", "malformed", "500"])
    client = connect(mock)
    with pytest.raises(httpx.ReadError):
        create(client)
    with pytest.raises(httpx.RemoteProtocolError):
        create(client)
    assert client.post("/v1/task", json=CREATE).text.endswith(",")
    assert create(client) == 500
    assert mock.unused_steps() == []


def test_step_has_precedence_over_faults_and_a_header_over_both(mock: MockServers) -> None:
    mock.set_faults("500")
    mock.script("miramace.create_task", [400, "real"])
    client = connect(mock)
    assert client.post("/v1/task", json=CREATE, headers={"X-Caretasks-Fault": "429"}).status_code == 429
    assert [create(client) for _ in range(3)] == [400, 201, 500]


def test_own_body_and_headers_are_returned(mock: MockServers) -> None:
    body: dict[str, Any] = {**CREATED, "status": "PENDING"}
    mock.script("miramace.create_task", [Status(201, body, headers={"X-Trace": "t-1"})])
    body["status"] = 5  # a change after the script was checked has no effect
    response = connect(mock).post("/v1/task", json=CREATE)
    assert response.json() == {**CREATED, "status": "PENDING"}
    assert response.headers["X-Trace"] == "t-1"


def test_client_decodes_a_model_as_the_own_body(mock: MockServers) -> None:
    client = mock.client("maxcare")
    task = client.get_task("a1b2c3d4-5678-4abc-9def-0123456789ab")
    task.data.status = "cancelled"
    mock.script("maxcare.get_task", [Status(200, task), 500])
    assert client.get_task("any").data.status == "cancelled"
    with pytest.raises(ServerError):
        client.get_task("any")


def test_other_media_types_are_sent_as_documented(mock: MockServers) -> None:
    mock.script("clinic.rooms.list", [Status(200, "room 1", content_type="text/csv"), Status(200, ["lab"]), 404])
    client = connect(mock, "clinic")
    responses = [client.get("/rooms") for _ in range(3)]
    found = [(each.headers.get("Content-Type"), each.text) for each in responses[:2]]
    assert found == [("text/csv", "room 1"), ("application/json", '["lab"]')]
    assert responses[2].status_code == 404


def test_unchecked_response_may_be_anything_that_http_allows(mock: MockServers) -> None:
    page = Status(502, "<html>", content_type="text/html", checked=False)
    mock.script("miramace.create_task", [page, Status(201, b"{", checked=False), Status(299, [1], checked=False)])
    responses = [connect(mock).post("/v1/task", json=CREATE) for _ in range(3)]
    assert [(each.status_code, each.text) for each in responses] == [(502, "<html>"), (201, "{"), (299, "[1]")]
    assert responses[0].headers["Content-Type"] == "text/html"


@pytest.mark.parametrize(
    ("target", "steps", "message"),
    [
        ("miramace.create_taks", [500], "miramace has no operation 'create_taks'. Did you mean 'create_task'?"),
        ("miramce.create_task", [500], "miramce.create_task: unknown API 'miramce'; choose one of: "),
        ("miramace.create_task", [], "must be a list of 1 to 10,000 steps; a step may have `times`"),
        ("miramace.create_task", "reset", "the steps of miramace.create_task must be a list"),
        ("miramace.create_task", [500, True], "step 2: must be a status, a fault, 'real', or a mapping"),
        ("miramace.create_task", [{"statsu": 500}], "step 1, /statsu: unknown key of a step"),
        ("miramace.create_task", [{"statsu": 500}], "Did you mean 'status'?"),
        ("miramace.create_task", [{"body": {}}], "step 1: add the status of the response, such as status: 200"),
        ("miramace.create_task", [{"fault": "reset", "body": 1}], "/body: only a step with a status has it"),
        ("miramace.create_task", [Status(99)], "/status: must be a status code from 200 to 599"),
        ("miramace.create_task", [Status(500, times=0)], "/times: must be a whole number from 1 to 1,000,000"),
        ("miramace.create_task", [Status(500, times=-1)], "/times: must be a whole number from 1 to 1,000,000"),
        ("miramace.create_task", [Status(500, latency="x")], "/latency: invalid latency: use SECONDS, uniform("),
        ("miramace.create_task", ["reste"], "/fault: unknown fault 'reste': use one of latency, 429, 500, reset"),
        ("miramace.create_task", ["reset:10%"], "/fault: a fault of one request has no rate"),
        ("miramace.create_task", [Status(201, {"id": 5})], '/body/id: the value is not of type "string" (rule /comp'),
        ("miramace.*", [Status(201, {"a": 5})], "(operation create_task)"),
        (
            "clinic.rooms.list",
            [Status(418)],
            "418 is not documented for rooms.list; the documented statuses are 200, 404",
        ),
        ("clinic.rooms.list", [Status(404, {})], "/body: no body is documented for 404"),
        ("clinic.rooms.list", [Status(200, [1])], '/body/0: the value is not of type "string"'),
        ("clinic.rooms.list", [Status(200, b"[")], "/body: is not application/json"),
        ("clinic.rooms.list", [Status(200, "x", content_type="text/csv")], "/body: "),
        ("clinic.rooms.list", [Status(200, "x", content_type="text/html")], "use one of: application/json, text/csv"),
        ("clinic.rooms.list", [Status(200, headers={"x-total": "10"})], "/headers/x-total: "),
        ("clinic.rooms.list", [Status(200, headers={"X-Zone": "c"})], "/headers/X-Zone: "),
        ("clinic.rooms.clear", [Status(204, "x", checked=False)], "/body: a 204 has no body"),
        ("clinic.rooms.list", [Status(200, object())], "/body: is neither bytes, JSON data nor a model of a client"),
        ("clinic.rooms.list", [Status(200, headers={"a": "b\r\nc: d"}, checked=False)], "is not allowed in a header"),
        ("clinic.rooms.list", [Status(200, headers={"a b": "c"}, checked=False)], "is not the name of a header"),
        ("clinic.rooms.list", [Status(200, headers={"Content-Length": "1"})], "the server itself sends this header"),
        ("clinic.rooms.list", [Status(200, headers={"Content-Type": "a/b"})], "use content_type instead"),
    ],
)
def test_invalid_script_raises_an_error_that_says_where(
    mock: MockServers, target: str, steps: Any, message: str
) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        mock.script(target, steps)
    assert mock.unused_steps() == []


def test_error_quotes_no_value_of_a_body(mock: MockServers) -> None:
    with pytest.raises(ScenarioError) as raised:
        mock.script("miramace.create_task", [Status(201, {"id": "Jane Roe", "status": 5})])
    assert "Jane Roe" not in str(raised.value)
    assert "Jane Roe" not in repr(Status(201, {"id": "Jane Roe"}))


@settings(max_examples=40)
@given(st.recursive(LEAVES, lambda each: st.lists(each, max_size=3) | st.dictionaries(KEYS, each, max_size=4)))
def test_any_json_value_is_a_step_or_an_error(session: Session, value: Any) -> None:
    mock = session.create_mock_servers()
    try:
        mock.script("clinic.rooms.list", [value])
    except ScenarioError:
        return
    with contextlib.suppress(httpx.TransportError):
        assert connect(mock, "clinic").get("/rooms").status_code >= 200


def test_unused_steps_are_counted_by_operation(mock: MockServers) -> None:
    mock.script("miramace.create_task", [Status(500, times=3), "reset", "real"])
    mock.script("clinic.*", [404])
    create(connect(mock))
    assert mock.unused_steps() == [
        "miramace.create_task: 4 of 5 steps: 500 (2 times), reset, real",
        "clinic.*: 1 of 1 steps: 404",
    ]
    mock.clear_scripts()
    assert mock.unused_steps() == []
    assert create(connect(mock)) == 201


def test_steps_may_be_left_where_it_is_allowed(mock: MockServers) -> None:
    mock.script("miramace.create_task", [500, 503], allow_unused=True)
    mock.script("miramace.create_task", [400])
    assert mock.unused_steps() == ["miramace.create_task: 1 of 3 steps: 400"]
    assert [create(connect(mock)) for _ in range(2)] == [500, 503]


def test_parallel_requests_take_each_step_once(mock: MockServers) -> None:
    mock.script("miramace.create_task", [Status(500, times=30), Status(503, times=30)])
    client = connect(mock)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: create(client), range(80)))
    assert {status: statuses.count(status) for status in (500, 503, 201)} == {500: 30, 503: 30, 201: 20}


def test_latencies_are_the_same_in_every_run(session: Session) -> None:
    def run() -> list[float]:
        mock = session.create_mock_servers()
        mock.script("clinic.rooms.list", [{"latency": {"uniform": [1, 100]}, "times": 3}])
        client = httpx.Client(transport=mock.transport, base_url=mock.url("clinic"), timeout=0.5)
        delays = []
        for _ in range(3):
            with pytest.raises(httpx.ReadTimeout) as raised:
                client.get("/rooms")
            delays.append(float(re.findall(r"by ([\d.]+)", str(raised.value))[0]))
        return delays

    assert run() == run()
    assert len(set(run())) == 3


def test_scenario_file_is_loaded_in_a_test(mock: MockServers, tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("clinic: {rooms.list: [404, {status: 200, body: [lab], headers: {X-Total: 5}}]}")
    mock.load_scenario(path)
    responses = [connect(mock, "clinic").get("/rooms") for _ in range(2)]
    assert [each.status_code for each in responses] == [404, 200]
    assert responses[1].headers["X-Total"] == "5"
    mock.load_scenario(path, allow_unused=True)
    assert mock.unused_steps() == []
    path.write_text("clinic:\n  rooms.lst: [404]\n")
    with pytest.raises(SourceError, match=r"scenario.yaml:2: /clinic/rooms.lst: .* Did you mean 'rooms.list'\?"):
        mock.load_scenario(path)


def test_documented_scenario_file_is_valid(mock: MockServers, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "how-to" / "script-responses.md").read_text("utf-8")
    [block] = re.findall(r"^```yaml\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    path = tmp_path / "scenario.yaml"
    path.write_text(block, "utf-8")
    mock.load_scenario(path)
    client = connect(mock)
    statuses = [create(client) for _ in range(4)]
    with pytest.raises(httpx.ReadError):
        create(client)
    assert [*statuses, create(client)] == [500, 500, 500, 201, 201]
    assert mock.unused_steps() == ["miramace.*: 100 of 100 steps: latency (100 times)"]

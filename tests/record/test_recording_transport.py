"""`RecordingTransport`: a redacted HAR file of what a client sends and receives."""

from __future__ import annotations

import asyncio
import copy
import gzip
import json
import stat
import threading
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest

from caretasks.cli import main
from caretasks.conformance.config import Settings
from caretasks.conformance.runner import check_target
from caretasks.conformance.target.model import Target, in_process_target
from caretasks.core.errors import UsageError
from caretasks.miramace import AsyncMiraMace, MiraMace
from caretasks.openapi.document import Api
from caretasks.record import RecordingTransport
from tests.bundled_apis import load_api
from tests.client.calls import GET_TASK, TASK_ID
from tests.client.driving import KEY

URL = "http://127.0.0.1:4010/miramace"
PLANTED = "Robin-Sample-1961"


def respond(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={**GET_TASK.response_body, PLANTED: PLANTED})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.har"


def read_entries(path: Path) -> list[Any]:
    entries: list[Any] = json.loads(path.read_text("utf-8"))["log"]["entries"]
    return entries


def test_sync_client_is_recorded(path: Path) -> None:
    transport = RecordingTransport(path, api="miramace", transport=httpx.MockTransport(respond))
    with MiraMace(KEY, base_url=URL, http_client=transport) as client:
        client.get_task(TASK_ID)
        (entry,) = read_entries(path)  # complete before the client is closed
    assert entry["request"]["url"].startswith(f"{URL}/v1/task/")
    assert entry["response"]["status"] == 200
    assert set(json.loads(entry["response"]["content"]["text"])) >= {"id", "status", "calls"}


def test_async_client_is_recorded(path: Path) -> None:
    async def call() -> None:
        transport = RecordingTransport(path, api="miramace", transport=httpx.MockTransport(respond))
        async with AsyncMiraMace(KEY, base_url=URL, http_client=transport) as client:
            await client.get_task(TASK_ID)

    asyncio.run(call())
    assert len(read_entries(path)) == 1


@pytest.mark.parametrize("is_async", [False, True])
def test_clients_of_httpx2_are_recorded(path: Path, is_async: bool) -> None:
    def send(request: httpx2.Request) -> httpx2.Response:
        content = gzip.compress(json.dumps(GET_TASK.response_body).encode())
        headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        stream = httpx2.ByteStream(content)
        return httpx2.Response(200, headers=headers, stream=stream)

    transport: Any = RecordingTransport(path, api="miramace", transport=httpx2.MockTransport(send))
    headers = {"Authorization": f"Bearer {KEY}"}

    async def call() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=transport, headers=headers) as client:
            return await client.get(f"{URL}/v1/task/{TASK_ID}")

    if is_async:
        response = asyncio.run(call())
    else:
        with httpx2.Client(transport=transport, headers=headers) as client:
            response = client.get(f"{URL}/v1/task/{TASK_ID}")
    (entry,) = read_entries(path)
    assert json.loads(entry["response"]["content"]["text"]).keys() == response.json().keys()
    assert KEY not in path.read_text("utf-8")


def test_file_has_no_private_data_and_can_be_read_by_its_owner_only(path: Path) -> None:
    transport = RecordingTransport(path, api="miramace", transport=httpx.MockTransport(respond))
    with MiraMace(KEY, base_url=URL, http_client=transport, headers={"X-Patient": PLANTED}) as client:
        client.get_task(TASK_ID)
    text = path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PLANTED not in text
    assert KEY not in text


def test_existing_file_is_not_replaced(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(UsageError, match="exists, and a recording never replaces a file"):
        RecordingTransport(path)
    assert path.read_text() == "mine"


def test_only_documented_operations_are_recorded(path: Path) -> None:
    transport = RecordingTransport(path, transport=httpx.MockTransport(respond))
    with httpx.Client(transport=transport) as client:
        client.get("https://example.com/v1/task/1")
        client.get(f"{URL}/v1/other")
    assert (transport.recorder.count, transport.recorder.skipped) == (0, 2)
    assert not path.exists()


def test_compressed_body_is_recorded_as_text(path: Path) -> None:
    def compress(request: httpx.Request) -> httpx.Response:
        content = gzip.compress(json.dumps(GET_TASK.response_body).encode())
        return httpx.Response(
            200, headers={"Content-Encoding": "gzip", "Content-Type": "application/json"}, content=content
        )

    transport = RecordingTransport(path, api="miramace", transport=httpx.MockTransport(compress))
    with MiraMace(KEY, base_url="https://staging.example.com", http_client=transport) as client:
        assert client.get_task(TASK_ID).id is not None
    (entry,) = read_entries(path)
    assert "status" in json.loads(entry["response"]["content"]["text"])


def test_failed_request_is_recorded_without_a_response(path: Path) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("", request=request)

    transport = RecordingTransport(path, api="miramace", transport=httpx.MockTransport(fail))
    with MiraMace(KEY, base_url=URL, http_client=transport, max_retries=0) as client, pytest.raises(httpx.ReadTimeout):
        client.get_task(TASK_ID)
    (entry,) = read_entries(path)
    assert entry["response"]["status"] == 0


def test_threads_share_a_recording(path: Path) -> None:
    transport = RecordingTransport(path, api="miramace", transport=httpx.MockTransport(respond))
    with MiraMace(KEY, base_url=URL, http_client=transport) as client:
        threads = [threading.Thread(target=client.get_task, args=(TASK_ID,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(read_entries(path)) == 8


# The verdict.


def mutate(api: Api, kind: str) -> Api:
    document = copy.deepcopy(api.document)
    task = document["components"]["schemas"]["Task"]
    if kind == "type":
        task["properties"]["created_at"] = {"type": "integer", "examples": [7]}
    elif kind == "value":
        document["components"]["schemas"]["TaskStatus"] = {"type": "string", "const": "NO_ANSWER"}
    for media in document["paths"]["/v1/task/{task_id}"]["get"]["responses"]["200"]["content"].values():
        if kind != "none":
            media.pop("examples", None)
            media.pop("example", None)
    return Api(api.name, document, api.facts, api.origin)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "verdict"),
    [("none", "passed"), ("type", "failed"), pytest.param("value", "failed", marks=pytest.mark.long)],
)
def test_recording_has_the_verdict_of_a_live_check(
    path: Path, capsys: pytest.CaptureFixture[str], kind: str, verdict: str
) -> None:
    api = load_api("miramace")
    served = in_process_target(mutate(api, kind), key=KEY, seed="1")
    target = Target(api, served.server, served.path, KEY)
    live = check_target(target, Settings(operations=("get_task",), max_examples=2))
    assert [each.verdict for each in live.operations if each.id == "get_task"] == [verdict]

    async def call() -> None:
        transport = RecordingTransport(path, api="miramace", transport=httpx.ASGITransport(served.app))
        async with AsyncMiraMace(KEY, base_url=URL, http_client=transport) as client:
            await client.get_task(TASK_ID)

    asyncio.run(call())
    main(["check", "miramace", "--har", str(path), "--url", URL, "--operation", "get_task", "--json"])
    (result,) = json.loads(capsys.readouterr().out)["apis"]
    assert [each["verdict"] for each in result["operations"] if each["id"] == "get_task"] == [verdict]

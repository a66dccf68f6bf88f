"""The generated clients against mock servers: requests and decoded responses."""

from __future__ import annotations

import asyncio
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from caretasks.maxcare import MaxCare
from caretasks.miramace import AsyncMiraMace, CreateTaskRequest, MiraMace, TaskType
from caretasks.mock.app import build_app
from caretasks.openapi.document import Api
from caretasks.solum import Solum
from caretasks.unpod import BusinessError, BusinessErrorBody, Unpod
from scripts.client_calls import call_operations
from scripts.mock_process import run_mock
from tests.bundled_apis import load_bundled_apis

APIS = load_bundled_apis()
KEY = "s3cret"
ROOT = Path(__file__).parents[2]
TASK_ID = UUID("123e4567-e89b-12d3-a456-426614174002")


class Recorder:
    """A transport that records requests and returns one response."""

    def __init__(self, status: int, body: object) -> None:
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self._respond)
        self._status, self._body = status, body

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self._status, json=self._body)


def test_fact_enforced_by_a_client_names_an_existing_test() -> None:
    kept = [
        entry["client"]
        for api in APIS
        for fact in (api.facts or {"facts": {}})["facts"].values()
        for entry in fact["enforced_by"]
        if isinstance(entry, dict) and "client" in entry
    ]
    assert kept
    for test in kept:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_import_of_a_client_imports_what_httpx_and_attrs_do(api: Api) -> None:
    """Everything else (asyncio, msgspec, tenacity, the hooks) is imported when it is first used."""
    code = (
        "import sys, httpx, attrs, json, urllib.parse\n"
        "before = set(sys.modules)\n"
        f"import caretasks.{api.name}\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = done.stdout.split()
    assert [name for name in imported if not name.startswith("caretasks")] == []
    assert "caretasks.client.hooks" not in imported


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_generated_client_imports_only_itself_and_the_runtime(api: Api) -> None:
    for file in (ROOT / "generated" / "caretasks" / api.name).rglob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) caretasks\.(\w+)", file.read_text("utf-8"), re.MULTILINE)
        assert set(imported) <= {api.name, "client"}, file


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with run_mock() as (_, found):
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_operation_returns_its_documented_examples(api: Api, urls: dict[str, str]) -> None:
    results = call_operations(api, urls[api.name], KEY)
    assert [result.problems for result in results] == [[] for _ in api.operations]
    assert all(result.calls >= 2 for result in results)  # sync and async


def test_a_get_sends_the_documented_content_type() -> None:
    sent = Recorder(200, {"id": str(TASK_ID)})
    with MiraMace(KEY, http_client=sent.transport) as miramace:
        miramace.get_task(TASK_ID)
    unpod_sent = Recorder(200, {"status_code": 200, "message": "", "data": []})
    with Unpod(KEY, http_client=unpod_sent.transport, org_handle="unpod") as unpod:
        unpod.get_run_tasks("s", "r")
    assert [r.headers["Content-Type"] for r in sent.requests + unpod_sent.requests] == ["application/json"] * 2


def test_a_206_is_an_error() -> None:
    recorder = Recorder(206, {"status_code": 206, "message": "Business logic error occurred"})
    with (
        Unpod(KEY, http_client=recorder.transport, org_handle="unpod") as unpod,
        pytest.raises(BusinessError) as raised,
    ):
        unpod.get_run_tasks("s", "r")
    assert isinstance(raised.value.body, BusinessErrorBody)


def test_key_is_sent_in_the_documented_form() -> None:
    forms: dict[str, str | None] = {}

    def respond(request: httpx.Request) -> httpx.Response:
        forms[request.url.host] = request.headers.get("Authorization") or request.headers.get("X-API-Key")
        return httpx.Response(404)

    transport = httpx.MockTransport(respond)
    with pytest.raises(httpx.HTTPStatusError):
        MiraMace(KEY, http_client=transport).get_task(TASK_ID)
    with pytest.raises(httpx.HTTPStatusError):
        Unpod(KEY, http_client=transport, org_handle="unpod").get_run_tasks("s", "r")
    with pytest.raises(httpx.HTTPStatusError):
        Solum(KEY, http_client=transport).create_task({})
    with pytest.raises(httpx.HTTPStatusError):
        MaxCare(KEY, http_client=transport, organization_id="o").get_task("t")
    assert forms == {
        "api.miramace.com": "Bearer s3cret",
        "unpod.ai": "Token s3cret",
        "api.getsolum.com": "s3cret",
        "api.maxcare.ai": "Bearer s3cret",
    }


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_repr_shows_the_first_server_and_not_the_key(api: Api) -> None:
    package = importlib.import_module(f"caretasks.{api.name}")
    for name in (api.client_class, f"Async{api.client_class}"):
        assert repr(getattr(package, name)(KEY)) == f"{name}(base_url={api.servers[0]!r})"


def test_async_client_creates_and_reads_a_task() -> None:
    app = build_app([api for api in APIS if api.name == "miramace"])
    request = CreateTaskRequest(
        task_type=TaskType.CUSTOM_TASK,
        task="Ask for the opening hours",
        phone_number="+12025550123",
        project_id=UUID(int=1),
        patient_id=UUID(int=2),
    )

    async def create_and_read() -> None:
        transport = httpx.ASGITransport(app)
        async with AsyncMiraMace(KEY, base_url="https://mock-server/miramace", http_client=transport) as miramace:
            created = await miramace.create_task(request)
            task = await miramace.get_task(created.id)
        assert (task.id, task.task, task.task_type) == (created.id, request.task, TaskType.CUSTOM_TASK)

    asyncio.run(create_and_read())

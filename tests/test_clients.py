"""The generated clients: what they send, and how they read what comes back."""

from __future__ import annotations

import asyncio
import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from uuid import UUID

import httpx
import pytest

from caretasks.miramace import AuthenticatedClient as MiraMaceClient
from caretasks.miramace.api.tasks import create_task, get_task
from caretasks.miramace.models import CreatedTask, CreateTaskRequest, Task, TaskType
from caretasks.mock.app import build_app
from caretasks.openapi.api import Api
from caretasks.openapi.catalogue import Catalogue
from caretasks.solum import AuthenticatedClient as SolumClient
from caretasks.unpod import AuthenticatedClient as UnpodClient
from caretasks.unpod.api.execution import get_run_tasks
from caretasks.unpod.models import BusinessErrorBody
from scripts.client_calls import call_operations
from scripts.conformance import stand_ins

APIS = Catalogue().load_all()
KEY = "s3cret"
ROOT = Path(__file__).parents[1]
TASK_ID = UUID("123e4567-e89b-12d3-a456-426614174002")


class Recorder:
    """A transport that keeps the request and gives one answer."""

    def __init__(self, status: int, body: object) -> None:
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self._answer)
        self._status, self._body = status, body

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(self._status, json=self._body)


def test_a_fact_that_a_client_keeps_names_its_test() -> None:
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


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_a_client_imports_nothing_of_ours_but_itself(api: Api) -> None:
    for file in (ROOT / "generated" / "caretasks" / api.name).rglob("*.py"):
        imported = re.findall(r"^\s*(?:from|import) caretasks\.(\w+)", file.read_text("utf-8"), re.MULTILINE)
        assert set(imported) <= {api.name}, file


def client_module(api: Api) -> ModuleType:
    return importlib.import_module(f"caretasks.{api.name}.client")


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with stand_ins() as found:
        yield found


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_operation_answers_its_client_as_documented(api: Api, urls: dict[str, str]) -> None:
    results = call_operations(api, urls[api.name], KEY)
    assert [result.problems for result in results] == [[] for _ in api.operations]
    assert any(result.calls for result in results)


@pytest.mark.parametrize("api", ["maxcare", "miramace", "solum", "unpod"])
def test_no_operation_of_the_four_is_left_out(api: str, urls: dict[str, str]) -> None:
    results = call_operations(Catalogue().load(api), urls[api], KEY)
    assert all(result.calls >= 2 for result in results)


def test_a_get_sends_the_documented_content_type() -> None:
    sent = Recorder(200, {})
    with MiraMaceClient(token=KEY, httpx_args={"transport": sent.transport}) as client:
        get_task.sync(TASK_ID, client=client)
    unpod = Recorder(200, {"status_code": 200, "message": "", "data": []})
    with UnpodClient(token=KEY, httpx_args={"transport": unpod.transport}) as client_of_unpod:
        get_run_tasks.sync("s", "r", client=client_of_unpod, org_handle="unpod")
    assert [r.headers["Content-Type"] for r in sent.requests + unpod.requests] == ["application/json"] * 2


def test_a_206_is_an_error() -> None:
    recorder = Recorder(206, {"status_code": 206, "message": "Business logic error occurred"})
    with UnpodClient(token=KEY, httpx_args={"transport": recorder.transport}) as client:
        answer = get_run_tasks.sync("s", "r", client=client, org_handle="unpod")
    assert isinstance(answer, BusinessErrorBody)


def test_the_key_is_sent_in_the_documented_form() -> None:
    forms = {}
    for client_class, api in ((MiraMaceClient, "miramace"), (UnpodClient, "unpod"), (SolumClient, "solum")):
        recorder = Recorder(200, {})
        client = client_class(token=KEY, httpx_args={"transport": recorder.transport})
        client.get_httpx_client().get("/")
        headers = recorder.requests[0].headers
        forms[api] = headers.get("Authorization") or headers.get("X-API-Key")
    assert forms == {"miramace": "Bearer s3cret", "unpod": "Token s3cret", "solum": "s3cret"}


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_the_server_is_the_first_of_the_spec(api: Api) -> None:
    client = client_module(api).AuthenticatedClient(token=KEY)
    assert str(client.get_httpx_client().base_url).rstrip("/") == api.servers[0]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_a_client_does_not_show_its_key(api: Api) -> None:
    client = client_module(api).AuthenticatedClient(token=KEY)
    client.get_httpx_client()
    assert KEY not in repr(client)
    assert KEY not in str(client)


def test_the_async_functions_create_and_read_a_task() -> None:
    app = build_app([api for api in APIS if api.name == "miramace"])
    request = CreateTaskRequest(
        task_type=TaskType.CUSTOM_TASK,
        task="Ask for the opening hours",
        phone_number="+12025550123",
        project_id=UUID(int=1),
        patient_id=UUID(int=2),
    )

    async def create_and_read() -> tuple[object, object]:
        transport = httpx.ASGITransport(app)
        async with MiraMaceClient("http://stand-in/miramace", token=KEY, httpx_args={"transport": transport}) as client:
            created = await create_task.asyncio(client=client, body=request)
            assert isinstance(created, CreatedTask)
            return created, await get_task.asyncio(created.id, client=client)

    created, task = asyncio.run(create_and_read())
    assert isinstance(created, CreatedTask)
    assert isinstance(task, Task)
    assert (task.id, task.task, task.task_type) == (created.id, "Ask for the opening hours", TaskType.CUSTOM_TASK)

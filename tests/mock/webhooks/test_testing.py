"""Webhooks in the testing API: a test advances the time, and its receiver gets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from caretasks.miramace import AsyncMiraMace, MiraMace, parse_webhook
from caretasks.mock.testing import MockServers
from tests.docs.pages import ROOT, code_blocks

URL = "http://receiver.test/webhooks/miramace"


def create_task(client: MiraMace) -> str:
    created = client.create_task(
        task_type="CUSTOM_TASK",
        task="Ask for the opening hours",
        phone_number="+12025550143",
        project_id=UUID(int=1),
        patient_id=UUID(int=2),
    )
    return str(created.id)


class Receiver:
    """A receiver in the test process, which responds with these statuses, and then with 204."""

    def __init__(self, *statuses: int) -> None:
        self.bodies: list[bytes] = []
        self._statuses = list(statuses)
        self.transport = httpx.ASGITransport(Starlette(routes=[Route("/{path:path}", self.receive, methods=["POST"])]))

    async def receive(self, request: Request) -> Response:
        self.bodies.append(await request.body())
        return Response(status_code=self._statuses.pop(0) if self._statuses else 204)


def test_advance_sends_the_webhooks_of_a_task(caretasks_mock: MockServers, miramace_client: MiraMace) -> None:
    receiver = Receiver()
    caretasks_mock.send_webhooks(URL, transport=receiver.transport)
    created = create_task(miramace_client)
    caretasks_mock.advance(5)
    assert receiver.bodies == []
    caretasks_mock.advance(60)
    payloads = [parse_webhook(body) for body in receiver.bodies]
    assert {payload.task_id for payload in payloads} == {created}
    assert payloads[-1].event == "task.completed"
    assert [webhook.payload for webhook in caretasks_mock.webhooks("miramace")] == [each.to_dict() for each in payloads]
    assert {webhook.status for webhook in caretasks_mock.webhooks()} == {204}
    caretasks_mock.advance(60)
    assert len(receiver.bodies) == len(payloads)


def test_receiver_that_fails_gets_the_webhook_again(caretasks_mock: MockServers, miramace_client: MiraMace) -> None:
    receiver = Receiver(500, 500)
    caretasks_mock.send_webhooks(URL, transport=receiver.transport)
    create_task(miramace_client)
    caretasks_mock.advance(60)
    assert len(set(receiver.bodies[:3])) == 1
    assert len(receiver.bodies) == len(caretasks_mock.webhooks()) + 2


def test_receiver_that_always_fails_has_its_last_status(caretasks_mock: MockServers, miramace_client: MiraMace) -> None:
    receiver = Receiver(*[503] * 1000)
    caretasks_mock.send_webhooks(URL, transport=receiver.transport)
    create_task(miramace_client)
    caretasks_mock.advance(60)
    assert {webhook.status for webhook in caretasks_mock.webhooks()} == {503}
    assert len(receiver.bodies) == 5 * len(caretasks_mock.webhooks())


@pytest.mark.parametrize("url", ["http://203.0.113.5/", "receiver"])
def test_url_of_another_machine_raises_value_error(caretasks_mock: MockServers, url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        caretasks_mock.send_webhooks(url)


def test_unknown_api_raises_value_error(caretasks_mock: MockServers) -> None:
    with pytest.raises(ValueError, match="unknown API 'none'"):
        caretasks_mock.webhooks("none")


def test_documented_receiver_reads_the_task(
    caretasks_mock: MockServers,
    miramace_client: MiraMace,
    async_miramace_client: AsyncMiraMace,
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = ROOT / "docs" / "how-to" / "receive-webhooks.md"
    block = next(block.text for block in code_blocks(page) if "def make_receiver" in block.text)
    names: dict[str, Any] = {}
    exec(block, names)  # noqa: S102 - the code of the documentation
    make_receiver: Callable[[AsyncMiraMace], Starlette] = names["make_receiver"]
    transport = httpx.ASGITransport(make_receiver(async_miramace_client))
    caretasks_mock.send_webhooks("http://127.0.0.1/webhooks/miramace", transport=transport)
    create_task(miramace_client)
    caretasks_mock.advance(60)
    assert {webhook.status for webhook in caretasks_mock.webhooks()} == {204}
    last = capsys.readouterr().out.splitlines()[-1]
    assert last in ("task.completed: the task is COMPLETED", "task.completed: the task is FAILED")

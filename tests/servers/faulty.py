"""Stand-ins that break something: an ASGI wrapper that changes what is asked or what is answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, replace
from typing import Any

from caretasks.conformance.config import Settings
from caretasks.conformance.results import ApiResult, collect
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import AsgiApp, Message, Target, stand_in
from caretasks.mutation.injection import altered
from caretasks.mutation.mutant import Preparation
from caretasks.mutation.mutators.derive import Breaking
from caretasks.mutation.mutators.rules import Breach
from caretasks.openapi.catalog import Catalogue

QUICK = Settings(max_examples=4)


@dataclass
class Answer:
    """An answer on its way out, with what was asked for it. All headers have names in small letters."""

    method: str
    path: str
    query: str
    sent_headers: dict[str, str]
    sent: bytes
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()


def changed(app: AsgiApp, change: Callable[[Answer], None]) -> AsgiApp:
    """The application with each answer changed in place by `change`."""

    async def wrapped(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return await app(scope, receive, send)
        query, sent_headers = scope["query_string"].decode(), _texts(scope["headers"])
        answer = Answer(scope["method"], scope["path"], query, sent_headers, b"", 0, {}, b"")

        async def hear() -> Message:
            message: Message = await receive()
            answer.sent += message.get("body", b"")
            return message

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = _texts(message["headers"])
            else:
                answer.body += message.get("body", b"")

        await app(scope, hear, keep)
        change(answer)
        headers = {**answer.headers, "content-length": str(len(answer.body))}
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": answer.status, "headers": raw})
        await send({"type": "http.response.body", "body": b"" if answer.method == "HEAD" else answer.body})
        return None

    return wrapped


def breaking(breach: Breach) -> Callable[[Target], AsgiApp]:
    """What makes an application that breaks a rule of a stand-in."""
    return lambda target: altered(target.app, target.api, Breaking(breach.change, Preparation()))


def _texts(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def checked(api: str, app: Callable[[Target], AsgiApp], settings: Settings = QUICK) -> ApiResult:
    """What a check finds of the stand-in of an API once `app` has made another application of it."""
    target = stand_in(Catalogue().load(api))
    return collect(target.api, run(replace(target, server=app(target)), settings))


def checked_with(api: str, change: Callable[[Answer], None], settings: Settings = QUICK) -> ApiResult:
    """What a check finds of the stand-in of an API whose answers `change` has changed."""
    return checked(api, lambda target: changed(target.app, change), settings)

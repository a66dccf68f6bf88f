"""Clients of both kinds, driven in one way, so that a test says once what the sync and the async one have to do."""

from __future__ import annotations

import asyncio
import importlib
import inspect
from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any

import httpx

KEY = "k3y-0f-n0b0dy"
CLASSES = {"miramace": "MiraMace", "solum": "Solum", "unpod": "Unpod", "maxcare": "MaxCare"}
ACCOUNTS = {"unpod": {"org_handle": "some-clinic"}, "maxcare": {"organization_id": "some-clinic"}}

IMPATIENT = httpx.Timeout(10, read=0.03, write=0.2)
"""For a server that never answers. One that does may take longer on a busy machine, as may making a connection."""


def package(api: str) -> Any:
    """What `import caretasks.<api>` gives."""
    return importlib.import_module(f"caretasks.{api}")


class Driven:
    """A client of either kind, called in one way: what an async method gives is waited for."""

    def __init__(self, client: Any, runner: asyncio.Runner | None) -> None:
        self.client = client
        self._runner = runner

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *arguments, **named: self.wait_for(getattr(self.client, name)(*arguments, **named))

    def wait_for(self, result: Any) -> Any:
        if self._runner is None or not inspect.isawaitable(result):
            return result
        return self._runner.run(_await(result))


async def _await(result: Awaitable[Any]) -> Any:
    return await result


class Connect:
    """Makes clients of one kind for a server.

    Args:
        url: the server.
        runner: where the async client runs; None for the sync one.
    """

    def __init__(self, url: str, runner: asyncio.Runner | None) -> None:
        self.made: list[Driven] = []
        self.asynchronous = runner is not None
        self._url = url
        self._runner = runner

    def __call__(self, api: str = "miramace", **options: Any) -> Driven:
        """A client with a key and an account, and whatever options are given instead."""
        return self.bare(api, **{"api_key": KEY, "base_url": self._url, **ACCOUNTS.get(api, {}), **options})

    def bare(self, api: str = "miramace", **options: Any) -> Driven:
        """A client with these options and no others."""
        client_class = getattr(package(api), ("Async" if self.asynchronous else "") + CLASSES[api])
        driven = Driven(client_class(**options), self._runner)
        self.made.append(driven)
        return driven

    def function(self, module: ModuleType, *, detailed: bool = False) -> Callable[..., Any]:
        """The function of an operation's module that fits this kind; its `client` is one made here."""
        found = getattr(module, ("asyncio" if self.asynchronous else "sync") + ("_detailed" if detailed else ""))
        return lambda *arguments, client, **named: client.wait_for(found(*arguments, client=client.client, **named))


class Waits(list[float]):
    """The seconds for which a client wanted to wait, which nobody really does; `then` is called after each."""

    def __init__(self) -> None:
        super().__init__()
        self.then: Callable[[], object] = lambda: None

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self.append(seconds)
        self.then()

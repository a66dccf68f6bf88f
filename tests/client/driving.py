"""Sync and async clients called in the same way, so that each test covers both."""

from __future__ import annotations

import asyncio
import contextvars
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
"""A timeout for servers that never respond. Others may take longer on a busy machine, and so may connecting."""


def package(api: str) -> Any:
    """Return the package of an API."""
    return importlib.import_module(f"caretasks.{api}")


class Driven:
    """A sync or async client; the results of async methods are awaited."""

    def __init__(self, client: Any, runner: asyncio.Runner | None) -> None:
        self.client = client
        self._runner = runner

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *arguments, **named: self.wait_for(getattr(self.client, name)(*arguments, **named))

    def with_options(self, **options: Any) -> Driven:
        return Driven(self.client.with_options(**options), self._runner)

    @property
    def raw(self) -> Driven:
        """The methods that return the whole response."""
        return Driven(self.client.with_raw_response, self._runner)

    def wait_for(self, result: Any) -> Any:
        if self._runner is None or not inspect.isawaitable(result):
            return result
        return self._runner.run(_await(result), context=contextvars.copy_context())


async def _await(result: Awaitable[Any]) -> Any:
    return await result


class Connect:
    """Create sync or async clients for a server.

    Args:
        url: the server.
        runner: runs the async client; None for sync clients.
    """

    def __init__(self, url: str, runner: asyncio.Runner | None) -> None:
        self.made: list[Driven] = []
        self.asynchronous = runner is not None
        self._url = url
        self._runner = runner

    def __call__(self, api: str = "miramace", **options: Any) -> Driven:
        """Return a client with an API key, an account and these options."""
        return self.bare(api, **{"api_key": KEY, "base_url": self._url, **ACCOUNTS.get(api, {}), **options})

    def bare(self, api: str = "miramace", **options: Any) -> Driven:
        """Return a client with these options only."""
        client_class = getattr(package(api), ("Async" if self.asynchronous else "") + CLASSES[api])
        driven = Driven(client_class(**options), self._runner)
        self.made.append(driven)
        return driven

    def function(self, module: ModuleType, *, detailed: bool = False) -> Callable[..., Any]:
        """Return the sync or async function of an operation's module; its `client` is one created here."""
        found = getattr(module, ("asyncio" if self.asynchronous else "sync") + ("_detailed" if detailed else ""))
        return lambda *arguments, client, **named: client.wait_for(found(*arguments, client=client.client, **named))


class Waits(list[float]):
    """The waits that a client requested, in seconds, none of which takes place; `then` is called after each."""

    def __init__(self) -> None:
        super().__init__()
        self.then: Callable[[], object] = lambda: None

    def wait(self, seconds: float) -> None:
        if seconds > 0:
            self.append(seconds)
        self.then()

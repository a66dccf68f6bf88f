"""The answers and requests that are measured: the specs' own examples, made as large as the promises say."""

from __future__ import annotations

import copy
import json
from typing import Any

from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Media


def request(api: str, operation: str) -> Any:
    """The first example of a request's body."""
    return _first(Catalogue().load(api).operation(operation).body)


def answer(api: str, operation: str) -> Any:
    """The first example of the answer of an operation that reads."""
    return _first(Catalogue().load(api).operation(operation).responses["200"].media)


def long_task() -> bytes:
    """Mira Mace: a task of two calls, with forty messages in all."""
    task = answer("miramace", "get_task")
    (call,) = task["calls"]
    call["transcripts"] *= 20 // len(call["transcripts"])
    assert len(call["transcripts"]) == 20
    return json_text(task | {"calls": [call, call]})


def long_run() -> bytes:
    """Unpod: a run of 1,000 tasks, each of them called."""
    run = answer("unpod", "get_run_tasks")
    called = run["data"][0]
    assert called["output"]
    return json_text(run | {"count": 1000, "data": [called | {"task_id": f"T{number:032x}"} for number in range(1000)]})


def json_text(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _first(media: Media | None) -> Any:
    assert media is not None
    return copy.deepcopy(next(iter(media.examples().values())))

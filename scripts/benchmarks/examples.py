"""The responses and requests that are measured: examples of the specs, enlarged to a documented size."""

from __future__ import annotations

import copy
import json
from typing import Any

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Media


def request_body(api: str, operation: str) -> Any:
    """Return the first example of an operation's request body."""
    return _first_example(Catalog().load(api).get_operation(operation).body)


def response_body(api: str, operation: str) -> Any:
    """Return the first example of an operation's 200 response."""
    return _first_example(Catalog().load(api).get_operation(operation).responses["200"].media)


def large_task() -> bytes:
    """Return a Mira Mace task with two calls and forty messages in total."""
    task = response_body("miramace", "get_task")
    (call,) = task["calls"]
    call["transcripts"] *= 20 // len(call["transcripts"])
    assert len(call["transcripts"]) == 20
    return encode_json(task | {"calls": [call, call]})


def large_run() -> bytes:
    """Return an Unpod run with 1,000 tasks, each of them called."""
    run = response_body("unpod", "get_run_tasks")
    called = run["data"][0]
    assert called["output"]
    return encode_json(
        run | {"count": 1000, "data": [called | {"task_id": f"T{number:032x}"} for number in range(1000)]}
    )


def encode_json(value: Any) -> bytes:
    """Return a value as compact JSON."""
    return json.dumps(value, separators=(",", ":")).encode()


def _first_example(media: Media | None) -> Any:
    assert media is not None
    return copy.deepcopy(next(iter(media.examples().values())))

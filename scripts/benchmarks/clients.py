"""Speed and memory of the clients, beside those of stock output from the same specs and of bare httpx."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import httpx

from caretasks import miramace, solum, unpod
from caretasks.client.decoding import parse_json
from caretasks.client.encoding import encode_json
from scripts.benchmarks import examples
from scripts.benchmarks.loopback import serving
from scripts.benchmarks.measuring import Ratio, memory, seconds
from scripts.benchmarks.stock import stock_models

IMPORTS = 20


def measure() -> Iterator[Ratio]:
    """All that is promised, measured one after the other."""
    with stock_models(["miramace", "unpod", "solum"]) as (stock_miramace, stock_unpod, stock_solum):
        yield from _decoding(
            "a task of 2 calls and 40 messages",
            examples.long_task(),
            lambda content: miramace.Task.from_dict(parse_json(content)),
            lambda content: stock_miramace.Task.from_dict(json.loads(content)),
        )
        yield from _decoding(
            "a run of 1,000 tasks",
            examples.long_run(),
            lambda content: unpod.RunTasks.from_dict(parse_json(content)),
            lambda content: stock_unpod.RunTasks.from_dict(json.loads(content)),
        )
        yield _encoding("miramace", miramace, stock_miramace)
        yield _encoding("solum", solum, stock_solum)
    yield _calling()
    yield _importing()


def _decoding(
    what: str, content: bytes, ours: Callable[[bytes], Any], stock: Callable[[bytes], Any]
) -> Iterator[Ratio]:
    assert ours(content).to_dict() == stock(content).to_dict()
    taken, by_stock = seconds(lambda: ours(content), lambda: stock(content))
    yield Ratio(f"decoding {what}", taken * 1e6, "stock", by_stock * 1e6, "µs", limit=1.15, goal=1.5, speed=True)
    for part, by_ours, by_stock in zip(
        ("at most while decoding it", "kept after decoding it"),
        memory(lambda: ours(content)),
        memory(lambda: stock(content)),
        strict=True,
    ):
        yield Ratio(f"  memory {part}", by_ours / 1024, "stock", by_stock / 1024, "KiB", limit=1)


def _encoding(api: str, ours: ModuleType, stock: ModuleType) -> Ratio:
    wire = examples.request(api, "create_task")
    model, of_stock = (package.CreateTaskRequest.from_dict(wire) for package in (ours, stock))

    def encode_stock() -> bytes:  # as httpx does with `json=`
        return json.dumps(of_stock.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    assert json.loads(encode_json(model)) == json.loads(encode_stock())
    taken, by_stock = seconds(lambda: encode_json(model), encode_stock)
    return Ratio(f"encoding a create request of {api}", taken * 1e6, "stock", by_stock * 1e6, "µs", limit=1, speed=True)


def _calling() -> Ratio:
    """A call by our client and the same request by httpx, to a server that costs next to nothing."""
    task = examples.answer("miramace", "get_task")
    with (
        serving(examples.json_text(task)) as url,
        miramace.MiraMace("key", base_url=url) as ours,
        httpx.Client(base_url=url, headers={"Authorization": "Bearer key"}) as bare,
    ):
        path, params = f"/v1/task/{task['id']}", {"include_transcript": "true"}
        headers = {"Content-Type": "application/json"}
        assert ours.get_task(task["id"], include_transcript=True).to_dict().keys() == task.keys()
        taken, by_httpx = seconds(
            lambda: ours.get_task(task["id"], include_transcript=True),
            lambda: bare.get(path, params=params, headers=headers),
        )
    return Ratio("a call over loopback", taken * 1e6, "bare httpx", by_httpx * 1e6, "µs", limit=1.25)


def _importing() -> Ratio:
    best = {"import caretasks.miramace": float("inf"), "import httpx, attrs": float("inf")}
    for _ in range(IMPORTS):
        for statement in best:
            best[statement] = min(best[statement], _import_seconds(statement))
    ours, other = best.values()
    return Ratio("import caretasks.miramace", ours * 1e3, "httpx, attrs", other * 1e3, "ms", limit=1.3)


def _import_seconds(statement: str) -> float:
    """How long an import takes in a new interpreter, its own start left out."""
    code = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout)

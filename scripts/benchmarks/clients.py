"""Speed and memory of the clients, compared with stock openapi-python-client output and with plain httpx."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx

from caretasks import miramace, solum, unpod
from caretasks.client.decoding import parse_json
from caretasks.client.encoding.json_values import encode_json
from scripts.benchmarks import examples
from scripts.benchmarks.fixed_response_server import serve_response
from scripts.benchmarks.timing import Ratio, memory_per_call, seconds_per_call

SPECS = Path(__file__).parents[2] / "specs"
IMPORT_ROUNDS = 20


def measure() -> Iterator[Ratio]:
    """Yield all measurements of the clients."""
    with _generate_stock_models(["miramace", "unpod", "solum"]) as (stock_miramace, stock_unpod, stock_solum):
        yield from _compare_decoding(
            "a task of 2 calls and 40 messages",
            examples.large_task(),
            lambda content: miramace.Task.from_dict(parse_json(content)),
            lambda content: stock_miramace.Task.from_dict(json.loads(content)),
        )
        yield from _compare_decoding(
            "a run of 1,000 tasks",
            examples.large_run(),
            lambda content: unpod.RunTasks.from_dict(parse_json(content)),
            lambda content: stock_unpod.RunTasks.from_dict(json.loads(content)),
        )
        for api, ours, stock in (("miramace", miramace, stock_miramace), ("solum", solum, stock_solum)):
            yield _compare_encoding(api, ours, stock)
    yield _compare_calls()
    yield _compare_imports()


@contextmanager
def _generate_stock_models(apis: Sequence[str]) -> Iterator[list[ModuleType]]:
    """Generate clients without our templates in a temporary directory, and yield their `models` modules."""
    with tempfile.TemporaryDirectory() as directory:
        config = Path(directory, "config.yaml")
        config.write_text("post_hooks: []\n", "utf-8")
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
                    *("--path", str(SPECS / api / "openapi.yaml"), "--config", str(config)),
                    *("--output-path", f"{directory}/stock_{api}"),
                ],
                stdout=subprocess.DEVNULL,
            )
            for api in apis
        ]
        statuses = [run.wait() for run in processes]
        if any(statuses):
            raise RuntimeError("openapi-python-client cannot generate a client from one of the specs")
        sys.path.insert(0, directory)
        try:
            yield [importlib.import_module(f"stock_{api}.models") for api in apis]
        finally:
            sys.path.remove(directory)


def _compare_decoding(
    description: str, content: bytes, ours: Callable[[bytes], Any], stock: Callable[[bytes], Any]
) -> Iterator[Ratio]:
    assert ours(content).to_dict() == stock(content).to_dict()
    by_ours, by_stock = seconds_per_call(lambda: ours(content), lambda: stock(content))
    yield Ratio(
        f"decoding {description}", by_ours * 1e6, "stock", by_stock * 1e6, "µs", limit=1.15, goal=1.5, is_speed=True
    )
    for part, by_ours, by_stock in zip(
        ("peak while decoding", "retained after decoding"),
        memory_per_call(lambda: ours(content)),
        memory_per_call(lambda: stock(content)),
        strict=True,
    ):
        yield Ratio(f"  memory {part}", by_ours / 1024, "stock", by_stock / 1024, "KiB", limit=1)


def _compare_encoding(api: str, ours: ModuleType, stock: ModuleType) -> Ratio:
    wire = examples.request_body(api, "create_task")
    model, stock_model = (package.CreateTaskRequest.from_dict(wire) for package in (ours, stock))

    def encode_stock() -> bytes:  # as httpx does with `json=`
        return json.dumps(stock_model.to_dict(), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()

    assert json.loads(encode_json(model)) == json.loads(encode_stock())
    by_ours, by_stock = seconds_per_call(lambda: encode_json(model), encode_stock)
    return Ratio(
        f"encoding a create request of {api}", by_ours * 1e6, "stock", by_stock * 1e6, "µs", limit=1, is_speed=True
    )


def _compare_calls() -> Ratio:
    """Return the ratio for a call with our client and the same request with httpx, to a minimal server."""
    task = examples.response_body("miramace", "get_task")
    with (
        serve_response(examples.encode_json(task)) as url,
        miramace.MiraMace("key", base_url=url) as ours,
        httpx.Client(base_url=url, headers={"Authorization": "Bearer key"}) as bare,
    ):
        path, params = f"/v1/task/{task['id']}", {"include_transcript": "true"}
        headers = {"Content-Type": "application/json"}
        assert ours.get_task(task["id"], include_transcript=True).to_dict().keys() == task.keys()
        by_ours, by_httpx = seconds_per_call(
            lambda: ours.get_task(task["id"], include_transcript=True),
            lambda: bare.get(path, params=params, headers=headers),
        )
    return Ratio("a call over loopback", by_ours * 1e6, "plain httpx", by_httpx * 1e6, "µs", limit=1.25)


def _compare_imports() -> Ratio:
    best = {"import caretasks.miramace": float("inf"), "import httpx, attrs": float("inf")}
    for _ in range(IMPORT_ROUNDS):
        for statement in best:
            best[statement] = min(best[statement], _import_seconds(statement))
    ours, other = best.values()
    return Ratio("import caretasks.miramace", ours * 1e3, "httpx, attrs", other * 1e3, "ms", limit=1.3)


def _import_seconds(statement: str) -> float:
    """Return the seconds that an import takes in a new interpreter, without its start."""
    code = f"import time; start = time.perf_counter(); {statement}; print(time.perf_counter() - start)"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    return float(done.stdout)

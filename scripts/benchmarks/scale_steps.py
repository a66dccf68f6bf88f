"""Steps that `scale` measures, each as a program in a process of its own, which prints its seconds of CPU time.

Usage: python -m scripts.benchmarks.scale_steps STEP SPECS NAME [GENERATED]
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.mock_process import run_mock


def load(specs: Path, name: str) -> float:
    """Read, import and normalize the spec."""
    from caretasks.openapi.catalog import Catalog

    start = time.process_time()
    Catalog(specs).load(name)
    return time.process_time() - start


def import_client(generated: Path, name: str) -> float:
    """Import the generated client."""
    import caretasks

    caretasks.__path__ = [str(generated / "caretasks"), *caretasks.__path__]
    start = time.process_time()
    __import__(f"caretasks.{name}")
    return time.process_time() - start


def start_mock(specs: Path, name: str) -> float:
    """Start the mock server, get its first response and stop it."""
    import httpx

    with run_mock(name, specs=specs) as (_, urls):
        httpx.get(f"{urls[name]}/caretasks/unknown")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def route(specs: Path, name: str) -> float:
    """Find the operations of the last hundred paths, per path."""
    from caretasks.openapi.catalog import Catalog
    from caretasks.openapi.operation.path_templates import Routes

    api = Catalog(specs).load(name)
    routes = Routes([api])
    paths = [operation.path.replace("{", "").replace("}", "") for operation in api.operations[-100:]]
    sent = [f"/{api.name}{api.base_path}{path}".encode() for path in paths]
    start = time.process_time()
    for _ in range(100):
        for path in sent:
            routes.find(path)
    return (time.process_time() - start) / (100 * max(1, len(sent)))


STEPS: Mapping[str, Callable[[Path, str], float]] = {
    "load": load,
    "import": import_client,
    "mock": start_mock,
    "route": route,
}

if __name__ == "__main__":
    print(STEPS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3]))

"""Large specs: the linter, a check, and the start of the mock server with more and more operations.

Each path has a GET and a PUT, whose schemas refer to one another.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import yaml

from scripts.benchmarks.subprocess_timing import run_measured
from scripts.benchmarks.timing import Ratio
from scripts.mock_process import run_mock

ROOT = Path(__file__).parents[2]
LINTED_OPERATIONS = 300
CHECKED_OPERATIONS = 20
STARTED_OPERATIONS = (100, 1000, 3000)


def measure() -> Iterator[Ratio]:
    """Yield all measurements with large specs."""
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder)
        write_spec(specs, LINTED_OPERATIONS)
        lint = [sys.executable, str(ROOT / "scripts" / "lint_specs.py"), "--specs", folder]
        result = run_measured(lint, {}, folder)
        yield Ratio(f"lint {LINTED_OPERATIONS} operations", result.seconds, "limit", 3, "s", limit=1)
        yield Ratio("  memory", result.memory_bytes / 2**20, "limit", 300, "MiB", limit=1)
        write_spec(specs, CHECKED_OPERATIONS)
        check = [sys.executable, "-m", "caretasks", "check", "large", "--specs", folder, "--max-examples", "1"]
        result = run_measured(check, {}, folder)
        yield Ratio(f"check {CHECKED_OPERATIONS} operations", result.seconds, "limit", 60, "s", limit=1)
        yield Ratio("  memory", result.memory_bytes / 2**20, "limit", 300, "MiB", limit=1)
        few, some, many = (_start_seconds(specs, number) for number in STARTED_OPERATIONS)
    yield Ratio(f"start of the mock with {STARTED_OPERATIONS[0]} operations", few, "limit", 1.5, "s", limit=1)
    growth = (many - few) / (STARTED_OPERATIONS[2] - STARTED_OPERATIONS[0])
    reference = (some - few) / (STARTED_OPERATIONS[1] - STARTED_OPERATIONS[0])
    description = f"  each further operation up to {STARTED_OPERATIONS[2]}"
    yield Ratio(description, growth * 1000, f"to {STARTED_OPERATIONS[1]}", reference * 1000, "ms", limit=1.3)


def write_spec(specs: Path, operations: int) -> None:
    """Write the spec `large` with a number of operations into a directory of specs."""
    schemas = operations // 4

    def reference(number: int) -> dict[str, str]:
        return {"$ref": f"#/components/schemas/S{number % schemas}"}

    def near(number: int, offset: int) -> dict[str, str]:
        """Refer to a schema of the same hundred: real specs are wide, but their references are not long chains."""
        first = number // 100 * 100
        return reference(first + (number - first + offset) % min(100, schemas - first))

    def schema(number: int) -> dict[str, Any]:
        properties: dict[str, Any] = {f"p{index}": {"type": ["integer", "null"]} for index in range(12)}
        properties["next"] = near(number, 1)
        properties["others"] = {"type": "array", "items": near(number, number * 6 + 3)}
        properties["any"] = {"anyOf": [near(number, 5), near(number, 11), {"type": "null"}]}
        return {"type": "object", "required": ["p0", "p1"], "properties": properties}

    def path_item(number: int) -> dict[str, Any]:
        content = {"application/json": {"schema": reference(number)}}
        responses = {"200": {"description": "", "content": content}, "404": {"description": ""}}
        return {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"operationId": f"get_r{number}", "responses": responses},
            "put": {"operationId": f"put_r{number}", "requestBody": {"content": content}, "responses": responses},
        }

    document = {
        "openapi": "3.1.0",
        "info": {"title": "Large", "version": "1"},
        "paths": {f"/r{number}/{{id}}": path_item(number) for number in range(operations // 2)},
        "components": {"schemas": {f"S{number}": schema(number) for number in range(schemas)}},
    }
    (specs / "large").mkdir(exist_ok=True)
    (specs / "large" / "openapi.yaml").write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False))


def _start_seconds(specs: Path, operations: int) -> float:
    """Return the seconds from the start of a mock server to its first response."""
    write_spec(specs, operations)
    start = time.perf_counter()
    with run_mock("large", specs=specs) as (_, urls):
        assert httpx.get(f"{urls['large']}/unknown").status_code == 404
        return time.perf_counter() - start

"""Time and memory of each step from a spec to a checked mock server, for specs of different sizes.

As a program, this module runs a step and prints its seconds of CPU time: python -m scripts.benchmarks.scale STEP FOLDER
NAME.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caretasks.openapi.catalog import Catalog
from scripts.benchmarks.large_specs import write_spec
from scripts.benchmarks.subprocess_timing import ProcessResult, run_measured
from scripts.mock_process import run_mock

ROOT = Path(__file__).parents[2]
SIZES = (10, 100, 1000, 3000)
"""The numbers of operations of the synthetic specs."""
STEPS = ("lint", "load", "regenerate", "import", "mock", "route", "check")
CHECKED_OPERATIONS = 5
"""The number of operations that a check covers; the time per operation is the same for the others."""
LIMITS: Mapping[str, tuple[float, float]] = {
    "lint": (60, 1024),
    "regenerate": (60, 1024),
    "import": (0.5, 1024),
    "mock": (2, 1024),
}
"""The limits of seconds and MiB for 1,000 operations."""
_LIMITED_SIZE = 1000
_IMPORT = """
import sys, time
sys.path.insert(0, sys.argv[1])
start = time.process_time()
__import__(sys.argv[2])
print(time.process_time() - start)
"""
"""A program that imports a module from a folder, and prints its seconds of CPU time."""


@dataclass(frozen=True)
class StepResult:
    """The result of a step.

    Attributes:
        spec: The name of the spec.
        operations: The number of its operations.
        step: The step.
        seconds: Its CPU time: for `route` per request, for `check` per operation; None if it failed.
        memory_mib: The peak memory of its processes.
        error: The first line of the error if it failed.
    """

    spec: str
    operations: int
    step: str
    seconds: float | None
    memory_mib: float
    error: str = ""

    @property
    def passed(self) -> bool:
        """True if it ended, and within its limits if it has some."""
        if self.seconds is None:
            return False
        seconds, memory = LIMITS.get(self.step, (float("inf"), float("inf")))
        return self.operations > _LIMITED_SIZE or (self.seconds <= seconds and self.memory_mib <= memory)


def measure(paths: Sequence[Path], sizes: Sequence[int] = SIZES, steps: Sequence[str] = STEPS) -> Iterator[StepResult]:
    """Yield the results of steps for synthetic specs of some sizes, or for some specs if there are paths."""
    with tempfile.TemporaryDirectory() as folder:
        if paths:
            for path in paths:
                yield from _measure_spec(_link_spec(path, Path(folder)), Path(folder), steps)
        else:
            for size in sizes:
                specs = Path(folder, f"specs{size}")
                specs.mkdir()
                write_spec(specs, size)
                yield from _measure_spec(specs / "large", Path(folder), steps)


def _link_spec(path: Path, folder: Path) -> Path:
    """Return a folder with a link to a spec, named so that it can be a package."""
    stem = path.stem if path.is_file() else path.name
    name = "".join(each if each.isalnum() else "_" for each in f"api_{stem}".lower())
    spec = folder / f"{name}_specs" / name
    spec.mkdir(parents=True)
    (spec / "openapi.yaml").symlink_to(path.resolve() if path.is_file() else (path / "openapi.yaml").resolve())
    return spec


def _measure_spec(spec: Path, folder: Path, steps: Sequence[str]) -> Iterator[StepResult]:
    specs, name, python = spec.parent, spec.name, sys.executable
    generated = folder / f"generated_{specs.name}"
    identifiers = [operation.id for operation in Catalog(specs).load(name).operations]
    checked = identifiers[:: max(1, len(identifiers) // CHECKED_OPERATIONS)][:CHECKED_OPERATIONS]
    step = [python, "-m", "scripts.benchmarks.scale"]
    commands: Mapping[str, list[str]] = {
        "lint": [python, str(ROOT / "scripts" / "lint_specs.py"), "--specs", str(specs)],
        "load": [*step, "load", str(specs), name],
        "regenerate": [
            *(python, str(ROOT / "scripts" / "regenerate.py")),
            *("--specs", str(specs), "--output", str(generated)),
        ],
        "import": [python, "-c", _IMPORT, str(generated), f"caretasks.{name}.client"],
        "mock": [*step, "mock", str(specs), name],
        "route": [*step, "route", str(specs), name],
        "check": [
            *(python, "-m", "caretasks", "check", name, "--specs", str(specs), "--max-examples", "1"),
            *(argument for identifier in checked for argument in ("--operation", identifier)),
        ],
    }
    for each in steps:
        title = name.removeprefix("api_") if name != "large" else "synthetic"
        try:
            result = run_measured(commands[each], {"PYTHONPATH": str(ROOT)}, str(folder))
        except RuntimeError as error:
            first = str(error).partition(" failed: ")[2].strip().splitlines()
            yield StepResult(title, len(identifiers), each, None, 0, first[0] if first else "")
            continue
        seconds = _seconds(each, result, len(checked))
        yield StepResult(title, len(identifiers), each, seconds, result.memory_bytes / 2**20)


def _seconds(step: str, result: ProcessResult, checked: int) -> float:
    if step == "check":
        return result.cpu_seconds / max(1, checked)
    return float(result.stdout) if step in ("load", "import", "mock", "route") else result.cpu_seconds


def _load(specs: Path, name: str) -> float:
    """Read, import and normalize the spec."""
    start = time.process_time()
    Catalog(specs).load(name)
    return time.process_time() - start


def _start_mock(specs: Path, name: str) -> float:
    """Start the mock server, get its first response and stop it."""
    import httpx

    with run_mock(name, specs=specs) as (_, urls):
        httpx.get(f"{urls[name]}/caretasks/unknown")
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _route(specs: Path, name: str) -> float:
    """Find the operations of the last hundred paths, per path."""
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


_PROGRAMS: Mapping[str, Callable[[Path, str], float]] = {
    "load": _load,
    "mock": _start_mock,
    "route": _route,
}

if __name__ == "__main__":
    print(_PROGRAMS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3]))

"""`make bench-scale`: measure each step from a spec to a checked mock server, for specs of different sizes.

Without a path, the specs are synthetic ones of 10 to 3,000 operations.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from rich.table import Table

from caretasks.core.console import stdout_console
from scripts.benchmarks.scale import LIMITS, SIZES, STEPS, StepResult, measure

_LIBRARIES = ("openapi-python-client", "datamodel-code-generator", "jsonschema-rs", "schemathesis", "starlette")


def main(argv: Sequence[str] | None = None) -> int:
    """Print a row for each spec, and return 1 if a step fails or exceeds its limit for 1,000 operations."""
    parser = argparse.ArgumentParser(prog="bench_scale.py", description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="documents to measure")
    parser.add_argument(
        "--sizes", type=_sizes, default=SIZES, metavar="N,...", help="numbers of operations (default: 10,100,1000,3000)"
    )
    parser.add_argument(
        "--steps", nargs="+", choices=STEPS, default=STEPS, metavar="STEP", help="steps to measure (default: all)"
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table to a file")
    options = parser.parse_args(argv)
    results = list[StepResult]()
    for each in measure(options.paths, options.sizes, options.steps):
        results.append(each)
        print(f"{each.spec}, {each.operations:,} operations: {each.step}: {each.error or _cell(each)}", file=sys.stderr)
    table = Table("spec", "operations", *STEPS)
    for row in _iter_rows(results):
        table.add_row(*row)
    stdout_console(160).print(table)
    if options.markdown is not None:
        options.markdown.write_text("\n".join(_iter_page(results)) + "\n", "utf-8")
    return int(not all(each.passed for each in results))


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(int(each) for each in text.split(","))


def _iter_rows(results: Sequence[StepResult]) -> Iterator[list[str]]:
    for spec, operations in dict.fromkeys((each.spec, each.operations) for each in results):
        found = {each.step: each for each in results if (each.spec, each.operations) == (spec, operations)}
        yield [spec, f"{operations:,}", *(_cell(found[step]) if step in found else "" for step in STEPS)]


def _cell(result: StepResult) -> str:
    if result.seconds is None:
        return "failed"
    duration = f"{result.seconds * 1e6:.1f} µs" if result.step == "route" else f"{result.seconds:.2f} s"
    return duration if result.step in ("import", "route") else f"{duration}, {result.memory_mib:.0f} MiB"


def _iter_page(results: Sequence[StepResult]) -> Iterator[str]:
    """Yield the lines of `docs/reference/benchmarks.md`."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    limits = ", ".join(f"{step} {seconds:g} s" for step, (seconds, _) in LIMITS.items())
    yield "# Benchmarks"
    yield ""
    yield "`make bench-scale` measures each step from a spec to a checked mock server, and writes this page with"
    yield '`ARGS="--markdown docs/reference/benchmarks.md"`. `ARGS="PATH ..."` measures your own documents.'
    yield ""
    yield f"Limits for 1,000 operations: {limits}, and 1 GiB of memory each."
    yield ""
    yield f"| spec | operations | {' | '.join(STEPS)} |"
    yield f"|---|{'---|' * (len(STEPS) + 1)}"
    for row in _iter_rows(results):
        yield f"| {' | '.join(row)} |"
    yield ""
    yield "- **lint**, **regenerate**, **check**: the whole command with the start of Python. **check** is the time per"
    yield "  operation of a check of five operations with one generated request each."
    yield "- **load**: reading, importing, validating and normalizing the spec, as every command does first."
    yield "- **import**: `import caretasks.<name>.client`, the module of the client's class, with httpx, before Python"
    yield "  has stored its bytecode."
    yield "- **mock**: starting `caretasks mock`, its first response, and stopping it."
    yield "- **route**: finding the operation of a request."
    yield "- An empty cell was not measured (`--steps`)."
    yield "- Times are CPU times, which other load on the machine does not change. Memory is the peak of the largest"
    yield "  process."
    yield ""
    yield f"Measured on {datetime.now(UTC):%Y-%m-%d} with {os.cpu_count()} cores ({platform.machine()}),"
    yield f"Python {platform.python_version()}, {libraries}."


if __name__ == "__main__":
    sys.exit(main())

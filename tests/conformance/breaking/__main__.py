"""Check all faults, or those of some APIs or facts, and report those that are attributed to the wrong facts.

python -m tests.conformance.breaking [--max-examples N] [--reads] [API or fact …]
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from caretasks.conformance.config import Settings
from tests.conformance.breaking import Fault
from tests.conformance.breaking.checking import (
    check_fault,
    is_attributed_correctly,
    iter_all_faults,
    violated_facts,
    with_reads_only,
)


def _check(index: int, settings: Settings) -> str | None:
    fault = list(iter_all_faults())[index]
    result = check_fault(fault, settings)
    if is_attributed_correctly(fault, result):
        return None
    failed = ", ".join(sorted(violated_facts(result))) or "none"
    return f"{fault} ({fault.api}): expected {', '.join(fault.facts)}, but the check reports {failed}"


def _is_selected(fault: Fault, names: list[str]) -> bool:
    return not names or fault.api in names or fault.facts[0] in names


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.breaking")
    parser.add_argument("names", nargs="*", metavar="API or fact", help="check only these (default: all)")
    parser.add_argument("--max-examples", type=int, default=8, help="examples per test (default: %(default)s)")
    parser.add_argument("--reads", action="store_true", help="send only reads and authentication probes")
    args = parser.parse_args()
    settings = Settings(max_examples=args.max_examples)
    settings = with_reads_only(settings) if args.reads else settings
    faults = list(enumerate(iter_all_faults()))
    selected = [
        index
        for index, fault in faults
        if _is_selected(fault, args.names) and (fault.is_visible_in_reads or not args.reads)
    ]
    with ProcessPoolExecutor() as workers:
        problems = [problem for problem in workers.map(partial(_check, settings=settings), selected) if problem]
    print(*problems, f"{len(selected)} faults, {len(problems)} attributed to the wrong facts", sep="\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""Check all faults, or those of some APIs or facts, and report those that are attributed to the wrong facts.

python -m tests.conformance.breaking [--max-examples N] [--reads] [--workers N] [API or fact …]

A wrong attribution is printed as soon as it is known, since all faults take hours.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

from caretasks.conformance.config import Settings
from tests.conformance.breaking import Fault
from tests.conformance.breaking.checking import (
    check_fault,
    is_attributed_correctly,
    iter_all_faults,
    violated_facts,
    with_reads_only,
)


@cache
def _all_faults() -> list[Fault]:
    return list(iter_all_faults())


def _check(index: int, settings: Settings) -> str | None:
    fault = _all_faults()[index]
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
    parser.add_argument("--workers", type=int, help="number of processes (default: one per CPU)")
    args = parser.parse_args()
    settings = Settings(max_examples=args.max_examples)
    settings = with_reads_only(settings) if args.reads else settings
    selected = [
        index
        for index, fault in enumerate(_all_faults())
        if _is_selected(fault, args.names) and (fault.is_visible_in_reads or not args.reads)
    ]
    wrong = 0
    with ProcessPoolExecutor(args.workers) as workers:
        for problem in workers.map(partial(_check, settings=settings), selected):
            if problem:
                wrong += 1
                print(problem, flush=True)
    print(f"{len(selected)} faults, {wrong} attributed to the wrong facts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

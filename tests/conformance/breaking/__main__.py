"""Tries all faults, or those of some APIs or facts, and tells where the facts named are not those that are broken.

python -m tests.conformance.breaking [--max-examples N] [--reads] [API or fact …]
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from caretasks.conformance.config import Settings
from tests.conformance.breaking import Fault
from tests.conformance.breaking.trying import agrees, checked, every_fault, named, reads_only


def _complaint(index: int, settings: Settings) -> str | None:
    fault = list(every_fault())[index]
    result = checked(fault, settings)
    told = ", ".join(sorted(named(result))) or "none"
    return (
        None if agrees(fault, result) else f"{fault} ({fault.api}): of {', '.join(fault.facts)}, and named are {told}"
    )


def _meant(fault: Fault, words: list[str]) -> bool:
    return not words or fault.api in words or fault.facts[0] in words


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.breaking")
    parser.add_argument("words", nargs="*", metavar="API or fact")
    parser.add_argument("--max-examples", type=int, default=8)
    parser.add_argument("--reads", action="store_true", help="send no writes but probes")
    args = parser.parse_args()
    settings = Settings(max_examples=args.max_examples)
    settings = reads_only(settings) if args.reads else settings
    faults = list(enumerate(every_fault()))
    meant = [index for index, fault in faults if _meant(fault, args.words) and (fault.reads or not args.reads)]
    with ProcessPoolExecutor() as workers:
        complaints = [each for each in workers.map(partial(_complaint, settings=settings), meant) if each]
    print(*complaints, f"{len(meant)} faults, {len(complaints)} told amiss", sep="\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())

"""What is proved, and from which seed; and the arguments that say so. Needs the standard library alone."""

from __future__ import annotations

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from caretasks.conformance.settings import DEFAULT_SEED


@dataclass(frozen=True)
class Shard:
    """One of several parts of the faults, for several machines: `number` from 1 up to `of`."""

    number: int = 1
    of: int = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what `caretasks prove` takes."""
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs, by name")
    parser.add_argument("--all", action="store_true", help="all APIs there are")
    parser.add_argument("--specs", type=Path, metavar="DIR", help="another folder of specs (DIR/<api>/openapi.yaml)")
    parser.add_argument(
        "--sample", type=_positive, metavar="N", help="so many faults alone, some of each kind (default: all)"
    )
    parser.add_argument(
        "--shard", type=_shard, default=Shard(), metavar="I/N", help="the I-th of N parts, for N machines"
    )
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N", help="where made-up data begins (default: %(default)s)"
    )
    parser.add_argument("--baseline", action="store_true", help="show what Schemathesis notices by itself, too")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write prove.html and prove.json into a folder")
    parser.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="where an interrupted run is kept, for the next to go on (default: the user's caches)",
    )
    parser.add_argument("--jobs", type=_positive, metavar="N", help="how many processes (default: one per core)")
    parser.add_argument("--json", action="store_true", help="print what was found as one JSON document")
    parser.add_argument("--quiet", action="store_true", help="print errors only; the exit status tells the rest")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("has to be a number from 1 up")
    return int(text)


def _shard(text: str) -> Shard:
    found = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError("has to be I/N, with I from 1 up to N")
    return Shard(int(found[1]), int(found[2]))

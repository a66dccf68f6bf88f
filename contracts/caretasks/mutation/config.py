"""What is proved, and from which seed; and the arguments that say so. Needs the standard library alone."""

from __future__ import annotations

import argparse
from pathlib import Path

from caretasks.conformance.config import DEFAULT_SEED, add_sharing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what `caretasks prove` takes."""
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs, by name")
    parser.add_argument("--all", action="store_true", help="all APIs there are")
    parser.add_argument("--specs", type=Path, metavar="DIR", help="another folder of specs (DIR/<api>/openapi.yaml)")
    parser.add_argument(
        "--sample", type=_positive, metavar="N", help="so many faults alone, some of each kind (default: all)"
    )
    add_sharing(parser)
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N", help="where made-up data begins (default: %(default)s)"
    )
    parser.add_argument("--baseline", action="store_true", help="show what Schemathesis notices by itself, too")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write prove.html and prove.json into a folder")
    parser.add_argument(
        "--markdown", type=Path, metavar="FILE", help="write the table, and what it rests on, as a page of Markdown"
    )
    parser.add_argument(
        "--join",
        nargs="+",
        type=Path,
        metavar="REPORT",
        help="prove nothing, and join reports (of --shard or of several APIs): folders of --report",
    )
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

"""Command-line options of `caretasks prove`. It imports no package of an extra."""

from __future__ import annotations

import argparse
from pathlib import Path

from caretasks.conformance.config import DEFAULT_MAX_SECONDS, DEFAULT_SEED, add_shard_arguments
from caretasks.core.arguments import add_specs_option, parse_int, parse_positive_int


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `caretasks prove` to a parser."""
    parser.add_argument("apis", nargs="*", metavar="API", help="names of the APIs whose mutants to test, or paths")
    parser.add_argument("--all", action="store_true", help="test the mutants of all APIs")
    selection = parser.add_argument_group("which mutants are tested")
    add_specs_option(selection)
    selection.add_argument(
        "-n",
        "--sample",
        type=parse_positive_int,
        metavar="N",
        help="number of mutants to test, spread over all APIs and kinds of mutants (default: all mutants)",
    )
    selection.add_argument(
        "--seed",
        type=parse_int,
        default=DEFAULT_SEED,
        metavar="N",
        help="seed of the generated data (default: %(default)s)",
    )
    mode = parser.add_argument_group("how they are tested")
    mode.add_argument(
        "--as-url",
        action="store_true",
        help="test the mutants as servers at a loopback URL, as `check --url` does, with each level of --writes",
    )
    mode.add_argument("--baseline", action="store_true", help="also report how many mutants Schemathesis alone detects")
    mode.add_argument(
        "--join",
        nargs="+",
        type=Path,
        metavar="REPORT",
        help="merge reports of shards or of several APIs instead of testing; REPORT is a directory from --report",
    )
    run = parser.add_argument_group("time and processes")
    run.add_argument(
        "--max-time",
        type=parse_positive_int,
        metavar="SECONDS",
        help="duration after which no further mutant is tested; the exit status is then 3, and the same command tests "
        f"the remaining ones (default: {DEFAULT_MAX_SECONDS} for a --sample of a document, otherwise no limit)",
    )
    run.add_argument(
        "-j",
        "--jobs",
        type=parse_positive_int,
        metavar="N",
        help="number of worker processes (default: one per CPU core)",
    )
    run.add_argument(
        "--state",
        type=Path,
        metavar="DIR",
        help="directory for the results of interrupted runs, to resume them (default: the user's cache directory)",
    )
    add_shard_arguments(parser)
    output = parser.add_argument_group("output")
    output.add_argument(
        "-r", "--report", type=Path, metavar="DIR", help="write prove.html and prove.json to a directory"
    )
    output.add_argument("--markdown", type=Path, metavar="FILE", help="write the results to a Markdown file")
    output.add_argument("--json", action="store_true", help="print the results as JSON")
    output.add_argument(
        "-q", "--quiet", action="store_true", help="print errors only; the exit status gives the verdict"
    )

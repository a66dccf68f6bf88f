"""Arguments of `caretasks drift`."""

from __future__ import annotations

import argparse
from pathlib import Path

from caretasks.core.arguments import add_specs_option

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks drift` to a parser."""
    parser.add_argument("action", metavar="report", choices=["report"], help="merge files into a report for each API")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="file that a DriftFile has written")
    specs = parser.add_argument_group("the specs")
    specs.add_argument(
        "-d",
        "--document",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="OpenAPI document of an API that is not bundled (repeatable; default for NAME: the name of the file)",
    )
    add_specs_option(specs)
    output = parser.add_argument_group("output")
    output.add_argument("-f", "--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    output.add_argument(
        "-p",
        "--patch",
        type=Path,
        metavar="FILE",
        help="also write the changes that would accept the drift to a patch file",
    )

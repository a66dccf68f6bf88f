"""Arguments of `caretasks drift`."""

from __future__ import annotations

import argparse
from pathlib import Path

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks drift` to a parser."""
    parser.add_argument("action", metavar="report", choices=["report"], help="merge files into a report for each API")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="file that a DriftFile has written")
    parser.add_argument("--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    parser.add_argument(
        "--patch", type=Path, metavar="FILE", help="also write the changes that would accept the drift to a patch file"
    )
    parser.add_argument(
        "--document",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="OpenAPI document of an API that is not bundled (repeatable; default for NAME: the name of the file)",
    )
    parser.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/openapi.yaml instead of the bundled specs"
    )

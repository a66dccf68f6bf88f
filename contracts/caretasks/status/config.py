"""Arguments of `caretasks status`."""

from __future__ import annotations

import argparse
from pathlib import Path

from caretasks.core.arguments import add_specs_option


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks status` to a parser."""
    parser.add_argument(
        "folders",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="folder with reports of check, pages and diff (JSON) and with drift files (.jsonl), at any depth",
    )
    add_specs_option(parser.add_argument_group("the specs"))
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="print the status as JSON")
    output.add_argument("-o", "--html", type=Path, metavar="FILE", help="also write a static HTML page")

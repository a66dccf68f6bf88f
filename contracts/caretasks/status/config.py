"""Arguments of `caretasks status`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks status` to a parser."""
    parser.add_argument(
        "folders",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="folder with reports of check, pages and diff (JSON) and with drift files (.jsonl), at any depth",
    )
    parser.add_argument("--json", action="store_true", help="print the status as JSON")
    parser.add_argument("--html", type=Path, metavar="FILE", help="also write a static HTML page")
    parser.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/openapi.yaml instead of the bundled specs"
    )

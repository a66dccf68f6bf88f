"""Arguments of `caretasks record`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks record` to a parser."""
    parser.add_argument(
        "--target",
        required=True,
        metavar="NAME",
        help="the server with this name in caretasks.toml, or in [tool.caretasks] of pyproject.toml",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="HAR file to write; it must not exist (default: NAME-DATE-TIME.har in this folder)",
    )
    parser.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/openapi.yaml instead of the bundled specs"
    )
    parser.add_argument("command_line", nargs="+", metavar="CMD", help="command to run, with its arguments, after --")

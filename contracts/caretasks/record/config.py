"""Arguments of `caretasks record`."""

from __future__ import annotations

import argparse
from pathlib import Path

from caretasks.core.arguments import add_specs_option


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks record` to a parser."""
    server = parser.add_argument_group("the server")
    server.add_argument(
        "-t",
        "--target",
        required=True,
        metavar="NAME",
        help="the server with this name in caretasks.toml, or in [tool.caretasks] of pyproject.toml",
    )
    add_specs_option(server)
    output = parser.add_argument_group("output")
    output.add_argument(
        "-o",
        "--out",
        type=Path,
        metavar="FILE",
        help="HAR file to write; it must not exist (default: NAME-DATE-TIME.har in this folder)",
    )
    parser.add_argument("command_line", nargs="+", metavar="CMD", help="command to run, with its arguments, after --")

"""Arguments of `caretasks diff`."""

from __future__ import annotations

import argparse
from pathlib import Path

from caretasks.core.arguments import add_specs_option

FORMATS = ("text", "json", "markdown")
FAIL_ON = ("any", "clients", "servers", "none")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks diff` to a parser."""
    parser.add_argument(
        "old",
        metavar="OLD",
        help="old version: a file or folder, a URL, REVISION:PATH of git, the name of an API, or installed:NAME",
    )
    parser.add_argument(
        "new", metavar="NEW", help="new version; if it is a file, OLD may be a git REVISION without a path"
    )
    compared = parser.add_argument_group("what is compared")
    compared.add_argument(
        "-p",
        "--packages",
        nargs=2,
        type=Path,
        metavar=("OLD_DIR", "NEW_DIR"),
        help="also compare the generated packages in two folders, such as src/caretasks/acme",
    )
    add_specs_option(compared)
    output = parser.add_argument_group("output and exit status")
    output.add_argument("-f", "--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    output.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="any",
        help="exit with 1 for changes that are breaking for clients, for servers, or for any of them (default: any)",
    )

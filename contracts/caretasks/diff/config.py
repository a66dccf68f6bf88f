"""Arguments of `caretasks diff`."""

from __future__ import annotations

import argparse
from pathlib import Path

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
    parser.add_argument(
        "--packages",
        nargs=2,
        type=Path,
        metavar=("OLD_DIR", "NEW_DIR"),
        help="also compare the generated packages in two folders, such as src/caretasks/acme",
    )
    parser.add_argument("-f", "--format", choices=FORMATS, default="text", help="format of the report (default: text)")
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="any",
        help="exit with 1 for changes that are breaking for clients, for servers, or for any of them (default: any)",
    )
    parser.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/openapi.yaml instead of the bundled specs"
    )

"""Arguments of the commands that import a document."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks generate` to a parser."""
    add_document_arguments(parser)
    parser.add_argument(
        "-o", "--out", type=Path, required=True, metavar="DIR", help="write the package to DIR/caretasks/NAME"
    )
    parser.add_argument("-p", "--package", required=True, metavar="NAME", help="name of the package: caretasks.NAME")


def add_document_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument FROM and the options for what is taken from it."""
    parser.add_argument("document", type=Path, metavar="FROM", help="OpenAPI document, or the folder of its files")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PATTERN",
        help="take only operations that match, such as '/v1/*' or 'GET /v1/*' (repeatable)",
    )
    parser.add_argument(
        "--tag", action="append", default=[], metavar="TAG", help="take only operations with this tag (repeatable)"
    )
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="PATTERN", help="leave out operations (repeatable)"
    )
    parser.add_argument(
        "--allow-remote",
        action="append",
        default=[],
        metavar="HOST",
        help="follow references to this host (repeatable; default: none)",
    )
    parser.add_argument("-f", "--force", action="store_true", help="replace the results of an earlier run")

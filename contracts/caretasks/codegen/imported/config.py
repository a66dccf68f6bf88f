"""Arguments of the commands that import a document."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks generate` to a parser."""
    add_document_arguments(parser)
    output = parser.add_argument_group("the package")
    output.add_argument(
        "-o", "--out", type=Path, required=True, metavar="DIR", help="write the package to DIR/caretasks/NAME"
    )
    output.add_argument("-p", "--package", required=True, metavar="NAME", help="name of the package: caretasks.NAME")
    add_force_option(output)


def add_document_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the argument FROM and the options for what is taken from it."""
    parser.add_argument("document", type=Path, metavar="FROM", help="OpenAPI document, or the folder of its files")
    selection = parser.add_argument_group("what is taken from the document")
    selection.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="PATTERN",
        help="take only operations that match, such as '/v1/*' or 'GET /v1/*' (repeatable)",
    )
    selection.add_argument(
        "-t",
        "--tag",
        action="append",
        default=[],
        metavar="TAG",
        help="take only operations with this tag (repeatable)",
    )
    selection.add_argument(
        "-x", "--exclude", action="append", default=[], metavar="PATTERN", help="leave out operations (repeatable)"
    )
    selection.add_argument(
        "--allow-remote",
        action="append",
        default=[],
        metavar="HOST",
        help="follow references to this host (repeatable; default: none)",
    )


def add_force_option(group: argparse._ActionsContainer) -> None:
    """Add the option `--force` to a parser or to a group of options."""
    group.add_argument("-f", "--force", action="store_true", help="replace the results of an earlier run")

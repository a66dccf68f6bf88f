"""Arguments of `caretasks pages`."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks pages` to a parser."""
    parser.add_argument("apis", nargs="*", metavar="API", help="names of the APIs (default: all with a facts file)")
    pages = parser.add_argument_group("the pages and the facts")
    pages.add_argument(
        "-f",
        "--from",
        dest="folder",
        type=Path,
        metavar="DIR",
        help="read saved pages, named API-PAGE.html, .md, .txt, .yaml or .json, and fetch nothing",
    )
    pages.add_argument(
        "-s",
        "--save",
        type=Path,
        metavar="DIR",
        help="save the fetched pages in this folder outside of a git repository, and fetch only changed ones again",
    )
    pages.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/facts.yaml instead of the bundled facts"
    )
    output = parser.add_argument_group("output")
    output.add_argument("--json", action="store_true", help="print the report as JSON")
    output.add_argument("-r", "--report", type=Path, metavar="FILE", help="also write the report as JSON to this file")

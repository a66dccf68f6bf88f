"""How deep a check looks, and from which seed; and the arguments that say so. Needs the standard library alone."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

DEFAULT_MAX_EXAMPLES = 100
DEFAULT_SEED = 1
SEQUENCES = 4
"""One sequence of requests is made up for so many single ones."""


@dataclass(frozen=True)
class Settings:
    """How deep to look, and from which seed: the same settings send the same requests.

    Attributes:
        max_examples: how many requests the fuzzing phase makes up for each operation. The stateful phase makes up a
            quarter as many sequences of several requests. Examples and coverage are what the document makes them.
        seed: where the made-up data begins.
    """

    max_examples: int = DEFAULT_MAX_EXAMPLES
    seed: int = DEFAULT_SEED


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares what `caretasks check` takes."""
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs, by name")
    parser.add_argument("--all", action="store_true", help="all APIs there are")
    parser.add_argument(
        "--max-examples",
        type=_positive,
        default=DEFAULT_MAX_EXAMPLES,
        metavar="N",
        help="how many requests to make up for each operation (default: %(default)s)",
    )
    parser.add_argument(
        "--seed", type=int, default=DEFAULT_SEED, metavar="N", help="where made-up data begins (default: %(default)s)"
    )
    parser.add_argument("--specs", type=Path, metavar="DIR", help="another folder of specs (DIR/<api>/openapi.yaml)")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("has to be a number from 1 up")
    return int(text)

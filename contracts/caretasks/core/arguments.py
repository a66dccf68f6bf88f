"""Command-line arguments that several commands share, and argparse types for their values."""

from __future__ import annotations

import argparse
import math
from pathlib import Path


def add_api_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the positional argument `API` and the option `--specs` to a parser."""
    parser.add_argument("apis", nargs="*", metavar="API", help="names of the APIs (default: all)")
    parser.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/openapi.yaml instead of the bundled specs"
    )


def parse_number(text: str, minimum: float, maximum: float, message: str) -> float:
    """Parse a positive number within bounds.

    Args:
        text: The argument as the user wrote it.
        minimum: The smallest number accepted.
        maximum: The largest number accepted.
        message: The error message for any other text.

    Raises:
        argparse.ArgumentTypeError: the text is not such a number.
    """
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not (number > 0 and math.isfinite(number) and minimum <= number <= maximum):
        raise argparse.ArgumentTypeError(message)
    return number


def parse_positive_int(text: str) -> int:
    """Parse an integer of at least 1.

    Raises:
        argparse.ArgumentTypeError: the text is not such an integer.
    """
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("must be an integer of at least 1")
    return int(text)

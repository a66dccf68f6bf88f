"""Command-line arguments that several commands share, and the types of their values."""

from __future__ import annotations

import argparse
import math
from pathlib import Path


def add_api_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs, by name; all without any")
    parser.add_argument("--specs", type=Path, metavar="DIR", help="another folder of specs (DIR/<api>/openapi.yaml)")


def number(text: str, least: float, most: float, wanted: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not (number > 0 and math.isfinite(number) and least <= number <= most):
        raise argparse.ArgumentTypeError(wanted)
    return number


def positive_number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("has to be a number from 1 up")
    return int(text)

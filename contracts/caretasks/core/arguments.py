"""Command-line arguments that several commands share, and argparse types for their values."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from caretasks.core.errors import UsageError, suggest_name


@dataclass(frozen=True)
class Shard:
    """One part of a run that several processes or machines share: `number` counts from 1 to `count`."""

    number: int = 1
    count: int = 1

    @property
    def is_first(self) -> bool:
        """True for the shard that sends the requests that are sent only once."""
        return self.number == 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Parse `I/N`.

        Raises:
            ValueError: The text is not `I/N` with 1 <= I <= N.
        """
        match = re.fullmatch(r"([1-9][0-9]{0,5})/([1-9][0-9]{0,5})", text, re.ASCII)
        if match is None or int(match[1]) > int(match[2]):
            raise ValueError("must be I/N, with I from 1 to N")
        return cls(int(match[1]), int(match[2]))


WHOLE_RUN = Shard()
"""The only shard of a run that is not shared."""


class CommandParser(argparse.ArgumentParser):
    """A parser that accepts options in full only, and suggests the nearest one for an unknown option."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # An abbreviation such as `--rev` could run as an option that the user does not know, such as `--reveal`.
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})

    def parse_known_args(  # type: ignore[override]  # the overloads of the type stubs differ in `namespace` only
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse the arguments, and exit with an error of this parser, not of its parent, if one is unknown."""
        parsed, unknown = super().parse_known_args(args, namespace)
        if options := [argument for argument in unknown if argument.startswith("-")]:
            name = options[0].partition("=")[0]  # not the value, which may be secret
            self.error(f"unknown option {name!r}.{suggest_name(name, self._option_string_actions)}")
        if unknown:
            self.error(f"unexpected argument {unknown[0]!r}; write all names before the options")
        return parsed, []


def validate_api_selection(names: Collection[str], *, all_apis: bool, known: Iterable[str]) -> None:
    """Check that the arguments of a command are either names of APIs or `--all`.

    Raises:
        UsageError: There are both or neither.
    """
    if names and all_apis:
        raise UsageError(f"--all cannot be combined with API names ({', '.join(names)})")
    if not names and not all_apis:
        raise UsageError(f"name one or more APIs, or use --all; choose one of: {', '.join(known)}")


def add_api_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the positional argument `API` and the option `--specs` to a parser."""
    parser.add_argument(
        "apis", nargs="*", metavar="API", help="names of the APIs, or paths of OpenAPI documents (default: all)"
    )
    add_specs_option(parser)


def add_specs_option(group: argparse._ActionsContainer) -> None:
    """Add the option `--specs` to a parser or to a group of options."""
    group.add_argument(
        "--specs", type=Path, metavar="DIR", help="read DIR/<api>/openapi.yaml instead of the bundled specs"
    )


def parse_number(text: str, minimum: float, maximum: float, message: str) -> float:
    """Parse a finite number within bounds, for argparse. For any other text, the error has the message."""
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (minimum <= number <= maximum and math.isfinite(number)):
        raise argparse.ArgumentTypeError(message)
    return number


def parse_int(text: str) -> int:
    """Parse an integer, for argparse."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be an integer, got {text!r}") from None


def parse_positive_int(text: str) -> int:
    """Parse an integer of at least 1, for argparse."""
    if not (text.isascii() and text.isdecimal() and int(text) >= 1):
        raise argparse.ArgumentTypeError("must be an integer of at least 1")
    return int(text)


class StoreOnce(argparse.Action):
    """Stores a value, and rejects a second one, which would replace the first without a word."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, *_: Any) -> None:
        if getattr(namespace, self.dest):
            raise argparse.ArgumentError(self, "it is given twice; run the command once for each value")
        setattr(namespace, self.dest, values)

"""Errors that end a command with a message and an exit status, and suggestions for misspelled names in messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class CommandError(Exception):
    """A command cannot continue.

    Args:
        message: What is wrong, where, and what to do. Printed to stderr after the name of the command.
        status: The exit status of the process.
    """

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class UsageError(CommandError):
    """The arguments of a command are incomplete or contradict one another. The exit status is 2."""

    def __init__(self, message: str) -> None:
        super().__init__(message, 2)


class ReportError(Exception):
    """A report cannot be written. The message names the file and the reason."""


def suggest_name(name: str, known: Iterable[str]) -> str:
    """Return a sentence for the end of an error message, or an empty string if no known name is similar."""
    matches = get_close_matches(name, list(known), 1)
    return f" Did you mean {matches[0]!r}?" if matches else ""

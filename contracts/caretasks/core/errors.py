"""Errors that end a command with a message and an exit status, and suggestions for misspelled names in messages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches


class CommandError(Exception):
    """A command cannot continue. The message says what is wrong, where, and what to do.

    Attributes:
        status: The exit status of the process.
    """

    status = 1


class UsageError(CommandError):
    """An argument, a file or an environment variable that a user provided cannot be used."""

    status = 2


def suggest_name(name: str, known: Iterable[str]) -> str:
    """Return a sentence for the end of an error message, or an empty string if no known name is similar."""
    matches = get_close_matches(name, list(known), 1)
    return f" Did you mean {matches[0]!r}?" if matches else ""


def unknown_name(noun: str, name: str, known: Collection[str]) -> str:
    """Return a message about an unknown name, with all known names and the most similar one."""
    suggestion = suggest_name(name, known)
    return f"unknown {noun} {name!r}; choose one of: {', '.join(known)}{suggestion and '.'}{suggestion}"

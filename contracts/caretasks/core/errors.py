"""Errors that end a command with a message and an exit status."""

from __future__ import annotations


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

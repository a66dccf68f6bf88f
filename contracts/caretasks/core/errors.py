"""Errors that end a command with a message and an exit status."""

from __future__ import annotations


class CommandError(Exception):
    """A command cannot go on: what to say, and the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class ReportError(Exception):
    """A report cannot be written. The message says where, and why."""

"""Problems in a spec or another file: how severe they are, and the error that reports them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from caretasks.core.console import escape_unprintable
from caretasks.core.errors import CommandError
from caretasks.openapi.json_pointer import Edit

Severity = Literal["error", "limitation", "warning"]
"""The effect of a problem: the spec is unusable, one node is unsupported, or nothing is left out but an example."""


@dataclass(frozen=True)
class Problem:
    """A problem in a file.

    Attributes:
        file: The file, as messages name it.
        pointer: The JSON pointer to the node; empty for the whole file.
        line: The line of the node, counted from 1, or None if unknown.
        message: What is wrong.
        severity: `error` if the file cannot be used, `limitation` if the node is left out of the client, the models,
            the mock server or the checks, `warning` if nothing is left out but an example.
    """

    file: str
    pointer: str
    line: int | None
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        line = "" if self.line is None else f":{self.line}"
        severity = "" if self.severity == "error" else f" {self.severity}:"
        pointer = f" {self.pointer}:" if self.pointer else ""
        return escape_unprintable(f"{self.file}{line}:{severity}{pointer} {self.message}")


def count_unlisted(file: str, count: int) -> list[Problem]:
    """Return a problem that counts those of a file that are not listed; none if `count` is 0 or less."""
    return [Problem(file, "", None, f"and {count:,} more problems")] if count > 0 else []


class Finding(NamedTuple):
    """A problem before its file and line are known; see `Problem`.

    Attributes:
        edit: The change with which the rest of the spec can be used, if one is needed.
    """

    pointer: str
    message: str
    severity: Severity = "error"
    edit: Edit | None = None


Findings = Iterator[Finding]


class SourceError(CommandError):
    """A file cannot be used. The message has one line for each of `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(map(str, self.problems)))


def has_errors(problems: Iterable[Problem | Finding]) -> bool:
    """Return whether one of the problems is an error, with which the file cannot be used."""
    return any(each.severity == "error" for each in problems)

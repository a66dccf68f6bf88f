"""Text for terminals and reports: counts, tables, Markdown, and escapes for characters that are unsafe to print."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from rich.console import Console  # imported where it is used: the mock server needs only the escapes

CI_MARKER = re.compile(r"(##\w*)\[")
"""The start of what a CI system reads as a command anywhere in a line, such as `##[error]` or `##vso[…]`."""

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&$]")
_CODE = re.compile(r"(`[^`|]+`)")

_CI_COMMAND = re.compile(r"^(\s*)(?=::[a-zA-Z])")
"""The start of what it reads as a command at the start of a line, such as `::error`."""


def stdout_console(plain_width: int) -> Console:
    """Return a console for stdout, `plain_width` characters wide if stdout is not a terminal.

    It raises `BrokenPipeError` if the reader of the output, such as `head`, has exited.
    """
    from rich.console import Console

    class StdoutConsole(Console):
        """A console whose closed pipe is an exception, as for `print`; rich would exit with 1."""

        def on_broken_pipe(self) -> NoReturn:
            raise BrokenPipeError

    return StdoutConsole(highlight=False, width=None if sys.stdout.isatty() else plain_width)


def print_line(console: Console, text: str, style: str = "") -> None:
    """Print one line without markup and without wrapping, so that commands in it can be copied."""
    from rich.text import Text

    console.print(Text(escape_unprintable(text), style), soft_wrap=True)


def format_count(count: int, noun: str) -> str:
    """Return a number with its noun, such as `1 request` or `1,500 requests`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def format_table(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table for a terminal: cells of one line in columns, two spaces apart."""
    table = [tuple(map(escape_unprintable, row)) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in table]


def format_markdown_table(headings: Sequence[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """Return the lines of a Markdown table. The cells are Markdown."""
    return [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}", *(f"| {' | '.join(row)} |" for row in rows)]


def escape_markdown(text: str, *, keep_code: bool = False) -> str:
    """Return a text for Markdown, also in a table, on one line and without markup; code in backquotes may stay."""
    text = escape_unprintable(text)
    parts = _CODE.split(text) if keep_code else [text]
    return "".join(part if index % 2 else _MARKUP.sub(r"\\\g<0>", part) for index, part in enumerate(parts))


def markdown_code(text: str) -> str:
    """Return a text as code in Markdown, also in a table; it loses its backquotes."""
    return f"`{escape_unprintable(text).replace('`', '')}`".replace("|", "\\|")


def write_line(text: str, file: IO[str] | None = None) -> None:
    """Print lines with words of a spec, a file or a server, to stdout by default, without controls and commands."""
    print("\n".join(map(escape_unprintable, text.split("\n"))), file=file)


def escape_unprintable(text: str) -> str:
    """Return the text on one line, with escapes for all control characters and for commands of CI systems.

    Text from a file or a server could otherwise move the cursor, add lines to a log, or add annotations to a job.
    """
    if not text.isprintable():
        text = "".join(
            character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
        )
    return CI_MARKER.sub(r"\1\\[", _CI_COMMAND.sub(r"\1\\", text))


def printable_json(value: Any) -> str:
    """Return a JSON document whose strings have escapes for the same characters, and can be printed anywhere."""
    lines = json.dumps(value, ensure_ascii=False, indent=2).split("\n")
    return "\n".join(CI_MARKER.sub(r"\1\\u005b", _escape_json(line)) for line in lines)


def _escape_json(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in line)

"""Text for a terminal: styled lines, counts, and escapes for characters that are unsafe to print."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from rich.console import Console  # imported where it is used: the mock server needs only the escapes


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


def escape_unprintable(text: str) -> str:
    """Return the text on one line, with escapes for all control characters.

    Text from a file or a server could otherwise move the cursor or add lines to a log.
    """
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )

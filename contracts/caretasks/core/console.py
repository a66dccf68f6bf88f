"""Text for a terminal: characters that can be printed, and lines in a style."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text


def line(console: Console, text: str, style: str = "") -> None:
    """Prints a line as it is: no markup, no wrapping, so that a command can be copied."""
    console.print(Text(printable(text), style), soft_wrap=True)


def printable(text: str) -> str:
    """A text in which a key of a file may stand, and so anything, as one line and no command to a terminal."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)

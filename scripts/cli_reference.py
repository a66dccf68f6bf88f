"""Write the option tables of docs/reference/cli.md from the argument parsers of `caretasks`.

The page is written by hand, except for the tables between `<!-- begin: caretasks COMMAND -->` and `<!-- end -->`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from caretasks.cli import COMMANDS

PAGE = Path(__file__).parents[1] / "docs" / "reference" / "cli.md"
_TABLE = re.compile(r"(?<=<!-- begin: caretasks )(\w+)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def main(argv: Sequence[str] | None = None) -> int:
    """Update the page; with --check, return 1 if it is not current."""
    parser = argparse.ArgumentParser(prog="cli_reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the page is not current")
    options = parser.parse_args(argv)
    before = PAGE.read_text("utf-8")
    after = update_tables(before)
    if before == after:
        return 0
    if options.check:
        print(f"{PAGE.name} is not current: run python scripts/cli_reference.py", file=sys.stderr)
        return 1
    PAGE.write_text(after, "utf-8")
    return 0


def update_tables(page: str) -> str:
    """Return the page with current tables.

    Raises:
        KeyError: The page has a table of an unknown command.
    """
    return _TABLE.sub(lambda found: f"{found[1]}{found[2]}{options_table(found[1])}", page)


def options_table(command: str) -> str:
    """Return a Markdown table of the arguments of a command, in the order of its `--help`."""
    parser = argparse.ArgumentParser(prog=f"caretasks {command}")
    COMMANDS[command].add_arguments(parser)
    formatter = argparse.HelpFormatter(parser.prog)
    rows = [
        f"| `{_invocation(action)}` | {_cell(formatter._expand_help(action))} |"  # fills in the default
        for action in parser._actions
        if action.help not in (None, argparse.SUPPRESS) and "--help" not in action.option_strings
    ]
    return "\n".join(["| argument | description |", "|---|---|", *rows, ""])


def _invocation(action: argparse.Action) -> str:
    """Return how an argument is written, such as `--port PORT` or `API ...`."""
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"{value} ..." if action.nargs == "*" else value
    names = ", ".join(action.option_strings)
    if action.nargs == 0:
        return names
    form = {"?": f"[{value}]", "+": f"{value} ..."}.get(str(action.nargs), value)
    return f"{names} {form}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.exit(main())

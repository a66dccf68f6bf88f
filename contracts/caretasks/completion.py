"""Completion in a shell, by argcomplete: commands, options, APIs and operations.

`caretasks completion` prints the script for the shell. The script runs `caretasks` with `_ARGCOMPLETE` in its
environment, and reads the possible words.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from typing import Any

from caretasks.core.errors import CommandError

SHELLS = ("bash", "zsh", "fish", "powershell")
_COMPLETION_VARIABLE = "_ARGCOMPLETE"
_OPERATION_OPTIONS = frozenset({"operation", "exclude_operation", "allow_not_covered"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `caretasks completion`."""
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=f"your shell: {', '.join(SHELLS)}")


def run(arguments: argparse.Namespace) -> int:
    """Print the script for a shell, and return the exit status."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["caretasks"], shell=arguments.shell))
    return 0


def is_requested() -> bool:
    """Return whether the script of a shell runs the process."""
    return _COMPLETION_VARIABLE in os.environ


def complete_words(parser: argparse.ArgumentParser) -> None:
    """Print the words for the script of a shell, and exit."""
    import argcomplete

    for subparser in _iter_subparsers(parser):
        for action in subparser._actions:
            if action.dest == "apis":
                action.completer = _find_apis  # type: ignore[attr-defined]  # argcomplete reads it
            elif action.dest in _OPERATION_OPTIONS:
                action.completer = _find_operations  # type: ignore[attr-defined]  # as above
            elif action.dest == "writes":
                action.completer = _find_writes  # type: ignore[attr-defined]  # as above
    argcomplete.autocomplete(parser)


def _iter_subparsers(parser: argparse.ArgumentParser) -> Iterable[argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


def _find_apis(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """Return the names of APIs and the paths that begin with a prefix."""
    from argcomplete.completers import FilesCompleter

    from caretasks.openapi.catalog import Catalog

    paths = FilesCompleter(("yaml", "yml", "json"))(prefix)
    return [*(name for name in Catalog(parsed_args.specs).names if name.startswith(prefix)), *paths]


def _find_writes(prefix: str, **_: Any) -> list[str]:
    from caretasks.conformance.config import Writes

    return [each for each in Writes if each.startswith(prefix)]


def _find_operations(prefix: str, parsed_args: argparse.Namespace, **_: Any) -> list[str]:
    """Return the operation IDs of the APIs before the cursor, or of all of them, that begin with a prefix."""
    from caretasks.openapi.catalog import Catalog

    try:
        catalog, names = Catalog.for_arguments(parsed_args.apis or [], parsed_args.specs)
        apis = catalog.load_all(names or None)
    except (CommandError, ModuleNotFoundError):  # without the extra that reads specs
        return []
    return [operation.id for api in apis for operation in api.operations if operation.id.startswith(prefix)]

"""The `caretasks` command. Each subcommand is a function here, and imports what it needs only when it runs.

A plain install has the standard library and the clients: `list` and `--version` work there, and the others say which
extra they need. Exit status: 2 the command line is wrong or an extra is missing, 1 what it names cannot be used.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from caretasks.conformance import config
from caretasks.core.arguments import add_api_arguments
from caretasks.core.errors import CommandError
from caretasks.mock.command import add_arguments, run
from caretasks.mutation import config as proving_settings
from caretasks.openapi.catalog import load


@dataclass(frozen=True)
class Command:
    """A subcommand.

    Attributes:
        help: what it does, in a line.
        extra: the extra whose packages it needs.
        arguments: declares its arguments; may import nothing of the extra.
        run: does it, and returns the exit status.
    """

    help: str
    extra: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line and returns its exit status."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.command is None:
        parser.print_help(sys.stderr)
        return 2
    command = COMMANDS[arguments.command]
    try:
        status = command.run(arguments)
        sys.stdout.flush()
        return status
    except CommandError as error:
        print(f"caretasks: {error}", file=sys.stderr)
        return error.status
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "caretasks":
            raise
        print(
            f"caretasks: {arguments.command} needs more than a plain install has ({error.name} is missing): "
            f"pip install 'caretasks[{command.extra}]'",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains at its end
        return 128 + signal.SIGPIPE
    except OSError as error:  # such as a full disk that stdout goes to
        print(f"caretasks: {error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caretasks", description="Stand-ins and contract checks for task APIs.")
    parser.add_argument("--version", action="version", version=f"caretasks {version('caretasks')}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(subparsers.add_parser(name, help=command.help, description=command.help))
    return parser


def _list(arguments: argparse.Namespace) -> int:
    for api in load(arguments.apis, arguments.specs):
        print(f"{api.name}: {api.title}, {api.servers[0] if api.servers else 'no server documented'}")
        width = max((len(operation.id) for operation in api.operations), default=0)
        for operation in api.operations:
            print(f"  {operation.id:<{width}}  {operation.method.upper()} {operation.path}")
        variables = (api.key_variable, *api.account_variables, api.base_url_variable)
        print(f"  environment: {', '.join(variables)}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from caretasks.conformance import command as check

    return check.run(arguments)


def _prove(arguments: argparse.Namespace) -> int:
    from caretasks.mutation import command as prove

    return prove.run(arguments)


COMMANDS = {
    "check": Command(
        "say whether stand-ins, or a server elsewhere, keep their promises", "contracts", config.add_arguments, _check
    ),
    "list": Command("name the APIs, their operations and environment variables", "mock", add_api_arguments, _list),
    "mock": Command("serve stand-ins of the APIs until interrupted", "mock", add_arguments, run),
    "prove": Command(
        "break every promise of stand-ins, and show that the check notices",
        "contracts",
        proving_settings.add_arguments,
        _prove,
    ),
}

if __name__ == "__main__":
    sys.exit(main())

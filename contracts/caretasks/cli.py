"""The `caretasks` command.

Only the modules of the subcommand that runs are imported: `list` and `--version` work without any extra, the others can
name the missing one, and none waits for what another one needs. Exit status 2: wrong usage or a missing extra; 1: an
unusable file.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from caretasks import completion
from caretasks.core.arguments import CommandParser, add_api_arguments
from caretasks.core.console import write_line
from caretasks.core.errors import CommandError, unknown_name


@dataclass(frozen=True)
class Command:
    """A subcommand.

    Attributes:
        help: What it does, in one line.
        extra: The extra whose packages it requires.
        add_arguments: Adds its arguments to a parser, without the packages of the extra.
        run: Runs it and returns the exit status.
        examples: Command lines for the end of its help.
    """

    help: str
    extra: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    examples: tuple[str, ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status.

    Args:
        argv: The arguments (default: those of the process).

    Raises:
        SystemExit: The arguments are wrong, or `--help` or `--version` is one of them.
    """
    argv = sys.argv[1:] if argv is None else argv
    if completion.is_requested():
        try:
            completion.complete_words(_build_parser(COMMANDS))
        except ModuleNotFoundError:
            return 2  # without argcomplete there is nothing to complete
    parser = _build_parser([word for word in argv if not word.startswith("-")][:1])
    if argv and not argv[0].startswith("-") and argv[0] not in COMMANDS:
        parser.error(unknown_name("command", argv[0], COMMANDS))
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
        write_line(f"caretasks: {error}", sys.stderr)
        return error.status
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "caretasks":
            raise
        print(
            f"caretasks {arguments.command} requires the '{command.extra}' extra ({error.name} is not installed): "
            f"pip install 'caretasks[{command.extra}]'",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader, such as `head`, has exited
        _discard_stdout()
        return 128 + signal.SIGPIPE
    except OSError as error:  # for example, the disk is full
        location = f"{error.filename}: " if error.filename else ""
        print(f"caretasks: {location}{error.strerror or error}", file=sys.stderr)
        _discard_stdout()
        return 2


def _discard_stdout() -> None:
    """Discard buffered output. Otherwise the interpreter tries to write it at exit, and prints a traceback."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _build_parser(used: Container[str]) -> argparse.ArgumentParser:
    """Return the parser of all commands, with the arguments of those that are used."""
    parser = CommandParser(
        prog="caretasks",
        description="Mock servers and contract checks for care-automation APIs.",
        epilog="See 'caretasks COMMAND --help' for the options of a command.",
    )
    parser.add_argument(
        "-V",
        "--version",
        action=_PrintVersion,
        nargs=0,
        help="print the version and exit",
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        description = f"{command.help[0].upper()}{command.help[1:]}."
        epilog = "\n  ".join(("examples:", *command.examples)) if command.examples else None
        subparser = subparsers.add_parser(
            name,
            help=command.help,
            description=description,
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,  # keeps the lines of the examples
        )
        if name in used:
            command.add_arguments(subparser)
    return parser


class _PrintVersion(argparse.Action):
    """Print the version. Unlike the action of argparse, it looks the version up only then: that takes some time."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"caretasks {version('caretasks')}")
        parser.exit()


def _run_list(arguments: argparse.Namespace) -> int:
    from caretasks.openapi.catalog import find_limitations, load_apis
    from caretasks.openapi.operation.credentials import key_variables, token_variables
    from caretasks.openapi.webhooks import find_webhooks

    for api in load_apis(arguments.apis, arguments.specs):
        write_line(f"{api.name}: {api.title}, {api.servers[0] if api.servers else 'no server documented'}")
        width = max((len(operation.id) for operation in api.operations), default=0)
        for operation in api.operations:
            write_line(f"  {operation.id:<{width}}  {operation.method.upper()} {operation.path}")
        if webhooks := find_webhooks(api):
            write_line(f"  webhooks: {', '.join(webhook.name for webhook in webhooks)}")
        variables = (*key_variables(api), *token_variables(api), *api.account_variables, api.base_url_variable)
        print(f"  environment: {', '.join(variables)}")
        for pointer, message in find_limitations(api):
            write_line(f"  limitation: {pointer}: {message}")
    return 0


def _lazy(module: str, function: str = "run") -> Callable[[Any], Any]:
    """Return a function that imports a module and calls its function of a name."""
    return lambda argument: getattr(import_module(module), function)(argument)


COMMANDS = {
    "check": Command(
        "check a mock server, a remote server or a recording against the specs",
        "contracts",
        _lazy("caretasks.conformance.config", "add_arguments"),
        _lazy("caretasks.conformance.command"),
        (
            "caretasks check miramace",
            "caretasks check unpod --url https://staging.example.com --fixtures clinic.toml",
        ),
    ),
    "completion": Command(
        "print a script with which your shell completes commands, options, APIs and operations",
        "completion",
        completion.add_arguments,
        completion.run,
        (
            'eval "$(caretasks completion bash)"',
            "caretasks completion fish > ~/.config/fish/completions/caretasks.fish",
        ),
    ),
    "diff": Command(
        "compare two versions of an OpenAPI document, and say for whom each change is breaking",
        "diff",
        _lazy("caretasks.diff.config", "add_arguments"),
        _lazy("caretasks.diff.command"),
        (
            "caretasks diff main:specs/miramace/openapi.yaml specs/miramace/openapi.yaml",
            "caretasks diff miramace https://docs.example.com/openapi.json --format markdown",
        ),
    ),
    "drift": Command(
        "report where responses differ from the specs, from the files that clients have written",
        "mock",
        _lazy("caretasks.drift.config", "add_arguments"),
        _lazy("caretasks.drift.command"),
        ("caretasks drift report drift.jsonl", "caretasks drift report *.jsonl --format markdown --patch drift.patch"),
    ),
    "generate": Command(
        "generate the client and the models of an OpenAPI document",
        "generate",
        _lazy("caretasks.codegen.imported.config", "add_arguments"),
        _lazy("caretasks.codegen.imported.command"),
        ("caretasks generate openapi.yaml --out src --package acme",),
    ),
    "list": Command(
        "list the APIs, their operations and environment variables",
        "mock",
        add_api_arguments,
        _run_list,
        ("caretasks list", "caretasks list miramace", "caretasks list openapi.yaml"),
    ),
    "mock": Command(
        "serve a mock server for each API",
        "mock",
        _lazy("caretasks.mock.command", "add_arguments"),
        _lazy("caretasks.mock.command"),
        ("caretasks mock", "caretasks mock miramace --port 8080 --data tasks.yaml --fault latency=2:10%"),
    ),
    "pages": Command(
        "look for the documented facts on the pages of the vendors, and for what is new there",
        "pages",
        _lazy("caretasks.pages.config", "add_arguments"),
        _lazy("caretasks.pages.command"),
        ("caretasks pages miramace --save ~/vendor-pages", "caretasks pages --from ~/vendor-pages --json"),
    ),
    "record": Command(
        "run a command, and record its requests to a server for check --har",
        "contracts",
        _lazy("caretasks.record.config", "add_arguments"),
        _lazy("caretasks.record.command"),
        ("caretasks record --target staging -- pytest tests/integration",),
    ),
    "replay": Command(
        "send the request of a finding in a report again, and say whether it still fails",
        "contracts",
        _lazy("caretasks.conformance.config", "add_replay_arguments"),
        _lazy("caretasks.conformance.replay.command"),
        (
            "caretasks replay out/report.json 3 --url https://staging.example.com",
            "caretasks replay out/report.json 3 acme.yaml --url https://staging.example.com",
        ),
    ),
    "status": Command(
        "print what is known about each API, from a folder of reports",
        "mock",
        _lazy("caretasks.status.config", "add_arguments"),
        _lazy("caretasks.status.command"),
        ("caretasks status reports/", "caretasks status reports/ --html status.html"),
    ),
    "prove": Command(
        "measure the checks with mutants: mock servers that each violate one requirement",
        "contracts",
        _lazy("caretasks.mutation.config", "add_arguments"),
        _lazy("caretasks.mutation.command"),
        ("caretasks prove miramace --sample 50", "caretasks prove --all --report out/"),
    ),
}

if __name__ == "__main__":
    sys.exit(main())

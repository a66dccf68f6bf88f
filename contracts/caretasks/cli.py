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
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from caretasks.conformance import config
from caretasks.mutation import config as proving_settings
from caretasks.openapi.catalog import Catalogue, NoSpecsError, UnknownApiError
from caretasks.openapi.document import Api


class CommandError(Exception):
    """A command cannot go on: what to say, and the exit status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


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


def load(names: Sequence[str], specs: Path | None) -> list[Api]:
    """The named APIs, or all, each once.

    Args:
        names: their names.
        specs: the folder of specs, instead of the project's own.

    Raises:
        CommandError: there is no such API or folder (2), or a document cannot be read or acted on (1).
    """
    try:
        apis = Catalogue(specs).load_all(list(dict.fromkeys(names)))
        _demand_sound([api for api in apis if api.origin.endswith(".yaml")])  # the bundled ones are known to be
    except (NoSpecsError, UnknownApiError) as error:
        raise CommandError(str(error), 2) from error
    except _source_errors() as error:
        raise CommandError(str(error), 1) from error
    return apis


def _demand_sound(apis: Sequence[Api]) -> None:
    if apis:
        from caretasks.openapi.lint.structure import demand_sound  # JSON Schema comes with the extras

        demand_sound(apis)


def _source_errors() -> tuple[type[Exception], ...]:
    """What reading a YAML file raises, where YAML can be read at all."""
    try:
        from caretasks.openapi.source import SourceError
    except ModuleNotFoundError:
        return ()
    return (SourceError,)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caretasks", description="Stand-ins and contract checks for task APIs.")
    parser.add_argument("--version", action="version", version=f"caretasks {version('caretasks')}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, command in COMMANDS.items():
        command.arguments(subparsers.add_parser(name, help=command.help, description=command.help))
    return parser


def _api_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("apis", nargs="*", metavar="API", help="the APIs, by name; all without any")
    parser.add_argument("--specs", type=Path, metavar="DIR", help="another folder of specs (DIR/<api>/openapi.yaml)")


def _list(arguments: argparse.Namespace) -> int:
    for api in load(arguments.apis, arguments.specs):
        print(f"{api.name}: {api.title}, {api.servers[0] if api.servers else 'no server documented'}")
        width = max((len(operation.id) for operation in api.operations), default=0)
        for operation in api.operations:
            print(f"  {operation.id:<{width}}  {operation.method.upper()} {operation.path}")
        variables = (api.key_variable, *api.account_variables, api.base_url_variable)
        print(f"  environment: {', '.join(variables)}")
    return 0


def _mock_arguments(parser: argparse.ArgumentParser) -> None:
    _api_arguments(parser)
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=4010, help="0 for any free port (default: %(default)s)")
    parser.add_argument(
        "--db", type=_file, metavar="FILE", help="keep what is created in a SQLite file (default: memory)"
    )
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="load tasks of one's own from a YAML or JSON file (may be repeated)",
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        default=10.0,
        help="how many seconds of work pass in one; 0: all work is done at once (default: 10)",
    )
    parser.add_argument("--seed", type=_word, metavar="WORD", help="make ids, texts and times the same in every run")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND[:RATE]",
        help="let requests go wrong: latency, 429, 500, reset, truncated or malformed; RATE: how many of them, "
        "0 to 1 (default: all); may be given again",
    )
    parser.add_argument(
        "--rate-limit",
        nargs="?",
        const="1000",
        metavar="N[/SECONDS]",
        help="answer 429 to whoever asks more than N times (default: 1000) in 60 seconds, or in SECONDS",
    )
    parser.add_argument("--key", type=_key, help="the one key to accept; without it any key is, in the documented form")
    parser.add_argument("--quiet", action="store_true", help="print no line about each request")
    parser.set_defaults(refuse=parser.error)  # for what cannot be judged without the extra


def _mock(arguments: argparse.Namespace) -> int:
    from caretasks.mock import server
    from caretasks.mock.data_files import load as load_data
    from caretasks.mock.handler.rate_limit import LimitError, RateLimit, parse
    from caretasks.mock.middleware.faults import Fault, FaultError, Faults
    from caretasks.mock.resources.clock import Clock
    from caretasks.mock.resources.state import State
    from caretasks.mock.resources.store import MemoryStore, SqliteStore, StoreError
    from caretasks.openapi.source import SourceError

    try:
        faults = Faults([Fault.parse(text) for text in arguments.fault], seed=arguments.seed)
    except FaultError as error:
        arguments.refuse(f"argument --fault: {error}")
    try:
        rate = None if arguments.rate_limit is None else parse(arguments.rate_limit)
    except LimitError as error:
        arguments.refuse(f"argument --rate-limit: {error}")
    apis = load(arguments.apis, arguments.specs)
    try:
        loaded = load_data(arguments.data, apis, Catalogue(arguments.specs).names) if arguments.data else ()
        store = MemoryStore() if arguments.db is None else SqliteStore(arguments.db)
        with closing(store):
            clock = Clock(arguments.speed, seeded=arguments.seed is not None)
            limit = None if rate is None else RateLimit(*rate, now=clock.now)
            state = State(store, clock, arguments.seed)
            return server.serve(
                apis,
                arguments.host,
                arguments.port,
                key=arguments.key,
                state=state,
                faults=faults,
                limit=limit,
                loaded=loaded,
                quiet=arguments.quiet,
            )
    except (server.BindError, SourceError, StoreError) as error:
        raise CommandError(str(error), 1) from error


def _check(arguments: argparse.Namespace) -> int:
    from caretasks.conformance import command as check

    return check.run(arguments)


def _prove(arguments: argparse.Namespace) -> int:
    from caretasks.mutation import command as prove

    return prove.run(arguments)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        speed = -1
    if not 0 <= speed <= 1_000_000:
        raise argparse.ArgumentTypeError("a speed is a number from 0 to 1,000,000")
    return speed


def _key(text: str) -> str:
    if not text or any(character.isspace() for character in text):
        raise argparse.ArgumentTypeError("a key is one word")
    return _word(text)


def _word(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("it is not UTF-8") from None
    return text


def _file(text: str) -> Path:
    if text in ("", ":memory:"):
        raise argparse.ArgumentTypeError("name a file; without --db all is kept in memory")
    return Path(text)


COMMANDS = {
    "check": Command(
        "say whether stand-ins, or a server elsewhere, keep their promises", "contracts", config.add_arguments, _check
    ),
    "list": Command("name the APIs, their operations and environment variables", "mock", _api_arguments, _list),
    "mock": Command("serve stand-ins of the APIs until interrupted", "mock", _mock_arguments, _mock),
    "prove": Command(
        "break every promise of stand-ins, and show that the check notices",
        "contracts",
        proving_settings.add_arguments,
        _prove,
    ),
}

if __name__ == "__main__":
    sys.exit(main())

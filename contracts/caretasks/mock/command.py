"""`caretasks mock`: serve the mock server of each API on one port."""

from __future__ import annotations

import argparse
from contextlib import closing
from pathlib import Path

from caretasks.core.arguments import add_api_arguments
from caretasks.core.errors import CommandError
from caretasks.openapi.catalog import Catalogue, load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_api_arguments(parser)
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


def run(arguments: argparse.Namespace) -> int:
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

"""`caretasks mock`: serve the mock server of each API on one port."""

from __future__ import annotations

import argparse
import gc
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from caretasks.core.arguments import add_api_arguments, parse_number
from caretasks.core.errors import CommandError, UsageError, suggest_name
from caretasks.openapi.catalog import Catalog, load_apis

if TYPE_CHECKING:
    from caretasks.mock.resources.state import State
    from caretasks.mock.server import RunInBackground
    from caretasks.mock.webhooks.callbacks import CallbackQueue
    from caretasks.openapi.document import Api

_MAX_SPEED = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `caretasks mock`. They work without the `mock` extra."""
    add_api_arguments(parser)
    server = parser.add_argument_group("address and access")
    server.add_argument(
        "-H", "--host", metavar="ADDRESS", default="127.0.0.1", help="listen on this address (default: %(default)s)"
    )
    server.add_argument(
        "-p",
        "--port",
        type=_parse_port,
        metavar="N",
        default=4010,
        help="listen on this port; 0 selects a free one (default: %(default)s)",
    )
    server.add_argument(
        "--cors",
        type=_parse_origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="let web pages of this origin, such as http://localhost:3000, call the APIs; '*' for all; repeatable "
        "(default: none)",
    )
    server.add_argument(
        "--control-token-file",
        type=Path,
        metavar="FILE",
        help="let other machines use the log and the controls with the token in this file, of at least 16 characters "
        "(default: the token in the environment variable CARETASKS_CONTROL_TOKEN)",
    )
    data = parser.add_argument_group("data and time")
    data.add_argument(
        "--db",
        type=_parse_database_path,
        metavar="FILE",
        help="store created resources in this SQLite file (default: in memory)",
    )
    data.add_argument(
        "-d",
        "--data",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="load your own resources from this YAML or JSON file; repeatable",
    )
    data.add_argument(
        "--speed",
        type=_parse_speed,
        metavar="N",
        default=10.0,
        help="simulated seconds per real second; 0 finishes at once (default: 10)",
    )
    data.add_argument(
        "--seed",
        type=_parse_string,
        metavar="STRING",
        help="generate the same IDs, values and times in every run (default: a random seed)",
    )
    responses = parser.add_argument_group("responses")
    responses.add_argument(
        "-f",
        "--fault",
        action="append",
        default=[],
        metavar="KIND[:RATE]",
        help="inject a fault into a share of the requests; KIND is latency[=SECONDS] (default: 3 seconds), 429, 500, "
        "reset, truncated or malformed; SECONDS is a number, uniform(LOW,HIGH) or lognormal(MEDIAN,SIGMA); RATE is a "
        "number from 0 to 1 or a percentage (default: 1); repeatable",
    )
    responses.add_argument(
        "--scenario",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="script the responses to the first requests of operations with this YAML or JSON file; repeatable",
    )
    responses.add_argument(
        "--rate-limit",
        nargs="?",
        const="1000",
        metavar="N[/SECONDS]",
        help="return 429 when a client exceeds N requests (default: 1000) in SECONDS seconds (default: 60); "
        "without this option there is no limit",
    )
    responses.add_argument(
        "-k",
        "--key",
        type=_parse_key,
        action="append",
        default=[],
        metavar="[SCHEME=]KEY",
        help="accept only this API key, for one security scheme or for all; repeatable (default: any key in the "
        "documented format)",
    )
    webhooks = parser.add_argument_group("webhooks")
    webhooks.add_argument(
        "--webhook",
        metavar="URL",
        help="send the documented webhooks to this URL when what they report happens, in up to 5 attempts each",
    )
    webhooks.add_argument(
        "--webhook-anywhere",
        action="store_true",
        help="send webhooks and callbacks to hosts that are not this machine, too (default: loopback addresses only)",
    )
    log = parser.add_argument_group("request log")
    redaction = log.add_mutually_exclusive_group()
    redaction.add_argument(
        "--redact",
        action="store_true",
        default=None,
        help="redact private data in the request log (default: if other machines can reach the server, in CI, and in a "
        "test of pytest)",
    )
    redaction.add_argument(
        "--no-redact",
        action="store_false",
        dest="redact",
        help="show requests as sent in the request log, with API keys redacted",
    )
    log.add_argument("-q", "--quiet", action="store_true", help="do not log requests to stderr")


def _known_names(arguments: argparse.Namespace) -> list[str]:
    return Catalog.for_arguments(arguments.apis, arguments.specs)[0].names


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks mock` until it is interrupted, and return the exit status."""
    gc.disable()  # nearly all that is created before the server is ready is kept: a search for garbage finds nothing
    try:
        return _run(arguments)
    finally:
        gc.enable()


def _run(arguments: argparse.Namespace) -> int:
    from caretasks.mock.app import build_app
    from caretasks.mock.data_files import load_data_files
    from caretasks.mock.handler.rate_limit import RateLimit, parse_rate_limit
    from caretasks.mock.resources.clock import Clock
    from caretasks.mock.resources.state import State
    from caretasks.mock.resources.store import SqliteStore, Store, StoreError
    from caretasks.mock.scenarios.faults import Fault, FaultError, Faults
    from caretasks.mock.scenarios.reading import load_scenarios
    from caretasks.mock.scenarios.scenarios import Scenarios
    from caretasks.mock.server import serve
    from caretasks.mock.ui.control_access import ControlAccess, read_control_token
    from caretasks.mock.webhooks.callbacks import CallbackQueue, causes_webhooks
    from caretasks.openapi.webhooks import find_callbacks

    clock = Clock(arguments.speed, seeded=arguments.seed is not None)
    try:
        faults = Faults([Fault.parse(text) for text in arguments.fault], seed=arguments.seed)
    except FaultError as error:
        raise UsageError(f"argument --fault: {error}") from None
    limit = None if arguments.rate_limit is None else RateLimit(*parse_rate_limit(arguments.rate_limit), now=clock.now)
    token = read_control_token(arguments.control_token_file)
    apis = load_apis(arguments.apis, arguments.specs)
    keys = _assign_keys(arguments.key, apis)
    others = _known_names(arguments) if arguments.data or arguments.scenario else ()
    scenarios = Scenarios(load_scenarios(arguments.scenario, apis, others), seed=arguments.seed)
    try:
        resources = load_data_files(arguments.data, apis, others)
        with closing(Store() if arguments.db is None else SqliteStore(arguments.db)) as store:
            state = State(store, clock, arguments.seed)
            has_callbacks = any(find_callbacks(operation) for api in apis for operation in api.operations)
            has_webhooks = arguments.webhook is not None and any(map(causes_webhooks, apis))
            callbacks = CallbackQueue(apis if has_webhooks else ()) if has_callbacks or has_webhooks else None
            send_webhooks = _webhook_sender(arguments, apis, state, callbacks)
            build = partial(
                build_app,
                apis,
                key=keys,
                state=state,
                faults=faults,
                scenarios=scenarios,
                access=ControlAccess(token, arguments.host),
                rate_limit=limit,
                loaded_resources=resources,
                cors_origins=arguments.cors,
                callbacks=callbacks,
            )
            status = serve(
                apis,
                arguments.host,
                arguments.port,
                build,
                quiet=arguments.quiet,
                redact=arguments.redact,
                has_control_token=token is not None,
                run_in_background=send_webhooks,
            )
    except StoreError as error:
        raise CommandError(str(error)) from error
    if not arguments.quiet:
        for line in scenarios.unused():
            print(f"caretasks: scripted steps were not used: {line}", file=sys.stderr)
    return status


def _assign_keys(values: Sequence[str], apis: Sequence[Api]) -> dict[str, str]:
    """Return the keys of `--key` by the names of security schemes. A message never repeats a key.

    Raises:
        UsageError: A scheme is unknown, or has several keys.
    """
    names = list(dict.fromkeys(scheme.name for api in apis for scheme in api.security_schemes))
    has_several = any(len(api.security_schemes) > 1 for api in apis)
    keys: dict[str, str] = {}
    for value in values:
        name, equals, key = value.partition("=")
        if name not in names or not key:
            # Base64 ends with `=`. Of an API with one scheme, any text is a key.
            if has_several and equals and key.strip("=") and re.fullmatch(r"[\w.-]+", name):
                choices = f"use one of: {', '.join(names)}.{suggest_name(name, names)}"
                raise UsageError(f"argument --key: unknown security scheme {name[:40]!r}; {choices}")
            name, key = "", value
        if name in keys:
            raise UsageError(f"argument --key: two keys for {name or 'all security schemes'}")
        keys[name] = key
    default = keys.pop("", None)
    return {**({} if default is None else dict.fromkeys(names, default)), **keys}


def _webhook_sender(
    arguments: argparse.Namespace, apis: Sequence[Api], state: State, callbacks: CallbackQueue | None
) -> RunInBackground | None:
    """Return what sends webhooks to the URL of `--webhook`, and callbacks; None if there are neither.

    Raises:
        UsageError: The URL cannot be used, or no API has webhooks.
    """
    from caretasks.mock.webhooks.callbacks import causes_webhooks

    anywhere = arguments.webhook_anywhere
    if arguments.webhook is None and callbacks is None:
        if anywhere:
            raise UsageError("--webhook-anywhere requires --webhook, or an API with callbacks")
        return None
    from caretasks.mock.webhooks.sender import WebhookSender, WebhookSource  # they import httpx, which takes long
    from caretasks.mock.webhooks.target import WebhookTarget, parse_callback_target, parse_target
    from caretasks.mock.webhooks.watcher import WebhookWatcher

    sources: list[WebhookSource] = [] if callbacks is None else [callbacks]
    target: WebhookTarget | None = None
    if arguments.webhook is not None:
        watcher = WebhookWatcher(state, apis)
        if not watcher.can_send and not any(map(causes_webhooks, apis)):
            names = ", ".join(api.name for api in apis)
            raise UsageError(f"argument --webhook: no webhooks are documented for {names}")
        try:
            target = parse_target(arguments.webhook, anywhere=anywhere)
        except ValueError as error:
            raise UsageError(f"argument --webhook: {error}") from None
        sources.append(watcher)

    async def send_webhooks(write_line: Callable[[str], None] | None) -> None:
        find_receiver = partial(parse_callback_target, anywhere=anywhere)
        await WebhookSender(target, find_receiver=find_receiver, write_line=write_line).run(*sources)

    return send_webhooks


def _parse_origin(text: str) -> str:
    if text != "*" and not re.fullmatch(r"https?://[^/?#@\s]+", text):
        message = f"invalid origin {text!r}: use SCHEME://HOST or SCHEME://HOST:PORT without a path, or '*'"
        raise argparse.ArgumentTypeError(message)
    return text.lower()


def _parse_port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"invalid port {text!r}: use a number from 0 to 65535")
    return int(text)


def _parse_speed(text: str) -> float:
    return parse_number(text, 0, _MAX_SPEED, f"invalid speed {text!r}: use a number from 0 to {_MAX_SPEED:,}")


def _parse_key(text: str) -> str:
    if not text or any(character.isspace() for character in text):
        # The message does not repeat the value, which may be a real key.
        raise argparse.ArgumentTypeError("invalid key: it must not be empty or contain whitespace")
    return _parse_string(text)


def _parse_string(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("invalid value: it must be valid UTF-8") from None
    return text


def _parse_database_path(text: str) -> Path:
    if text in ("", ":memory:"):
        raise argparse.ArgumentTypeError(
            f"invalid file name {text!r}: name a file, or omit --db to store resources in memory"
        )
    return Path(text)

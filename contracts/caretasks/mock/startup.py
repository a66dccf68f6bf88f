"""The output of `caretasks mock` when it is ready: the URLs, how the log treats private data, and the operations."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TextIO

from caretasks.core.console import escape_unprintable
from caretasks.core.http import is_loopback
from caretasks.openapi.document import Api

_MAX_LISTED_OPERATIONS = 60  # of all APIs; the page lists the others


class LogMode(NamedTuple):
    """The mode of the request log: whether it redacts private data, and why."""

    redacts: bool
    reason: str


def choose_log_mode(redact: bool | None, host: str, address: str, environment: Mapping[str, str]) -> LogMode:
    """Return how the request log treats private data.

    Args:
        redact: The option of the user; None without one.
        host, address: The host as the user named it, and the address that the server listens on.
        environment: The environment variables of the process.
    """
    if redact is not None:
        return LogMode(redact, "--redact is set" if redact else "--no-redact is set")
    if not is_loopback(address):
        return LogMode(True, f"other machines can reach {host}")
    if environment.get("CI", "").lower() not in ("", "0", "false"):
        return LogMode(True, "CI is set")
    if "PYTEST_CURRENT_TEST" in environment:
        return LogMode(True, "a test of pytest started the mock server")
    return LogMode(False, "only this machine can reach the mock server")


def has_color(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Return whether to write colors to a stream: to terminals, unless `NO_COLOR` is set (see no-color.org)."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def print_startup(
    apis: Sequence[Api],
    host: str,
    bound: tuple[str, int],
    mode: LogMode,
    *,
    quiet: bool,
    has_control_token: bool = False,
) -> None:
    """Print each API's name and URL, and nothing else, to stdout: programs parse it. All else goes to stderr."""
    address, port = bound
    ip_address = ipaddress.ip_address(address.partition("%")[0])
    if not is_loopback(address):
        _print_hint(
            f"warning: other machines can reach the mock servers on {host}; they are meant for local use. "
            "Use --host 127.0.0.1 to prevent it."
        )
    name = host
    if ip_address.is_unspecified:  # not every system connects to 0.0.0.0 or ::
        name = "127.0.0.1" if ip_address.version == 4 else "::1"
    origin = f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"
    if not quiet:
        _print_hint(f"open {origin}/ in a browser for the API reference and the request log")
        what = "redacts private data" if mode.redacts else "shows requests as sent, with API keys redacted"
        other = "--no-redact shows requests as sent" if mode.redacts else "--redact redacts private data"
        _print_hint(f"the log {what}, because {mode.reason}; {other}")
        if not is_loopback(address):
            other = "need the control token" if has_control_token else "cannot use them without CARETASKS_CONTROL_TOKEN"
            _print_hint(f"the log and the controls are for this machine; other machines {other}")
        _print_operations(apis, origin)
    for api in apis:
        print(f"{api.name} {origin}/{api.name}{api.base_path}", flush=True)


def _print_operations(apis: Sequence[Api], origin: str) -> None:
    """Print the method, the URL and the ID of each operation, up to a number of them."""
    rows = [
        (each.method.upper(), f"{origin}/{api.name}{api.base_path}{each.path}", each.id)
        for api in apis
        for each in api.operations
    ]
    shown = rows[:_MAX_LISTED_OPERATIONS]
    widths = [max((len(row[column]) for row in shown), default=0) for column in (0, 1)]
    is_bold = has_color(sys.stderr, os.environ)
    for method, url, operation_id in shown:
        padded = f"{method:<{widths[0]}}"
        start = f"\x1b[1m{padded}\x1b[0m" if is_bold else padded
        print(f"  {start} {escape_unprintable(url):<{widths[1]}} {escape_unprintable(operation_id)}", file=sys.stderr)
    if len(rows) > len(shown):
        print(f"  and {len(rows) - len(shown)} more: see {origin}/", file=sys.stderr)
    sys.stderr.flush()


def _print_hint(text: str) -> None:
    print(f"caretasks: {text}", file=sys.stderr, flush=True)

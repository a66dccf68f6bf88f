"""`caretasks record`: run a command, and record its requests to a server."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from caretasks.conformance.project_config import ProjectConfig, apply_project_config
from caretasks.conformance.target.fixtures import NO_FIXTURES, read_fixtures
from caretasks.conformance.target.network import build_network
from caretasks.conformance.target.remote import require_no_version, split_base_url
from caretasks.core.console import escape_unprintable, format_count
from caretasks.core.errors import UsageError
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.importing.names import is_path
from caretasks.record.har_recorder import HarRecorder, RecordedApi
from caretasks.record.reverse_proxy import ReverseProxy, serve

NOTHING_RECORDED = 3
_SERVER_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(("url", "fixtures", "ca_bundle", "client_cert")),
    "header": (),
}


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks record` and return the exit status of the command, or 3 if nothing was recorded.

    Raises:
        UsageError: The target, the file or the command cannot be used (status 2).
    """
    options = argparse.Namespace(**{**_SERVER_DEFAULTS, **vars(arguments)})
    project = apply_project_config(options)
    specs = options.specs
    catalog, names = Catalog.for_arguments([str(project.api)], specs)
    if not is_path(str(project.api)):
        project.require_known_api(catalog)
    api = catalog.load(*names)
    require_no_version(api, options.url)
    origin, path = split_base_url(options.url)
    network = build_network(api, os.environ, ca_bundle=options.ca_bundle, client_cert=options.client_cert)
    fixtures = read_fixtures(options.fixtures, catalog) if options.fixtures else NO_FIXTURES
    recorded = RecordedApi(api, (f"{origin}{path}",), user_values=fixtures.get(api.name, {}))
    recorder = HarRecorder(options.out or _default_path(project), [recorded], os.environ)
    try:
        proxy = ReverseProxy(origin, network, recorder)
        with serve(proxy) as url:
            environment = {**os.environ, api.base_url_variable: f"{url}{path}", **_without_proxies(os.environ)}
            status = _run_command(options.command_line, environment)
    finally:
        recorder.close()
    _print_summary(recorder, proxy, status)
    return NOTHING_RECORDED if recorder.problem or not recorder.count else status


def _default_path(project: ProjectConfig) -> Path:
    name = "".join(each if each.isalnum() or each in "-_" else "-" for each in str(project.target))
    return Path(f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}.har")


def _without_proxies(environment: Any) -> dict[str, str]:
    """Return the variables by which requests to the loopback interface use no proxy."""
    names = [name for name in ("NO_PROXY", "no_proxy") if name in environment] or ["NO_PROXY"]
    return {name: ",".join(filter(None, ("127.0.0.1", environment.get(name)))) for name in names}


def _run_command(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a command until it ends, and return its exit status as a shell does: 128 and the signal that ended it."""
    try:
        process = subprocess.Popen(command, env=environment)  # noqa: S603 - the user's own command
    except OSError as error:
        raise UsageError(f"{command[0]} cannot be run: {error.strerror}") from None
    with _signals_for(process):
        status = process.wait()
    return status if status >= 0 else 128 - status


@contextmanager
def _signals_for(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Ignore Ctrl+C, which the command gets too, and pass on SIGTERM, so that the recording is complete."""
    handlers = {signal.SIGINT: lambda *_: None, signal.SIGTERM: lambda *_: process.terminate()}
    previous = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, old in previous.items():
            signal.signal(number, old)


def _print_summary(recorder: HarRecorder, proxy: ReverseProxy, status: int) -> None:
    lines = []
    if recorder.count:
        lines.append(f"{format_count(recorder.count, 'request')} recorded in {recorder.path}")
    else:
        lines.append(f"nothing was recorded; the command exited with {status}")
    if recorder.skipped:
        lines.append(
            f"{format_count(recorder.skipped, 'request')} to undocumented operations forwarded and not recorded"
        )
    if proxy.failures:
        reasons = ", ".join(dict.fromkeys(proxy.failures))
        lines.append(f"{format_count(len(proxy.failures), 'request')} without a response of the server ({reasons})")
    if recorder.problem:
        lines.append(recorder.problem)
    for line in lines:
        print(f"caretasks record: {escape_unprintable(line)}", file=sys.stderr)

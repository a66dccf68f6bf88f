"""Time until the first failure, compared with stock Schemathesis, on the faulty servers of our tests.

As a program, it prints a line of JSON for each faulty server: its name, and the seconds of `caretasks check` and of
Schemathesis, null for one that detects nothing. Each time is measured in a process that has all imports done, from the
start of the engine until the first failed check is reported. Both send requests to the same server over loopback.
"""

from __future__ import annotations

import functools
import json
import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import schemathesis
import uvicorn
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from caretasks.conformance import runner
from caretasks.conformance.config import DEFAULT_MAX_EXAMPLES, DEFAULT_SEED, Settings
from caretasks.conformance.engine import config as configuration
from caretasks.conformance.engine.progress import Progress, ProgressTracker
from caretasks.conformance.target.model import AsgiApp, Target, in_process_target
from caretasks.mutation.mutators.rules import rule_mutants_for
from caretasks.openapi.catalog import Catalog
from scripts.benchmarks.checks import remote_mock_target
from tests.e2e import test_faulty_servers
from tests.servers.faulty import MockExchange, with_changed_responses, with_rule_mutant, without_authentication

ROUNDS = 3
_FORK = multiprocessing.get_context(
    "fork"
)  # a faulty server is a closure, which cannot be pickled; and imports are done


def iter_faulty_servers() -> Iterator[tuple[str, str, Callable[[Target], AsgiApp]]]:
    """Yield the API and the name of each faulty server, and a function from a mock server's target to its app."""
    for name, change, *_ in test_faulty_servers.FAULTS:
        if change is test_faulty_servers.accepts_long_numbers:
            continue  # detecting it takes a phone number that could be real, which is never sent to a remote server
        yield name, change.__name__, functools.partial(_make_faulty, change)
    for name in test_faulty_servers.AUTHENTICATION_CHECKS:
        yield name, "without_authentication", without_authentication
    for name, header, value, change_name in test_faulty_servers.MALFORMED_KEYS:
        yield name, change_name, test_faulty_servers.accepting_header(header, value)
    for api in Catalog().load_all():
        for mutant in rule_mutants_for(api):
            yield api.name, f"{mutant.rule}: {mutant.name}", with_rule_mutant(mutant)


def _make_faulty(change: Callable[[MockExchange], None], target: Target) -> AsgiApp:
    return with_changed_responses(target.app, change)


@contextmanager
def serve_app(app: AsgiApp) -> Iterator[str]:
    """Serve an app in a new process on this machine, and yield its origin."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="error", lifespan="off")
        process = _FORK.Process(target=uvicorn.Server(config).run, args=([listening],), daemon=True)
        process.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.terminate()
            process.join()


OnFailure = Callable[[], None]


def run_caretasks(target: Target, on_failure: OnFailure) -> None:
    """Check a target, and call `on_failure` when a failure is reported."""

    def handle(progress: Progress) -> None:
        if progress.failures:
            on_failure()

    for _ in runner.run_checks(
        target, Settings(DEFAULT_MAX_EXAMPLES, DEFAULT_SEED), ProgressTracker(target.api.name, handle)
    ):
        pass


def run_schemathesis(target: Target, on_failure: OnFailure) -> None:
    """Check a target with stock Schemathesis, and call `on_failure` when a check fails."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": DEFAULT_SEED,
            "base-url": target.url,
            "headers": target.key_headers,
            # The mock servers reject a NUL: it would be a false alarm.
            "generation": {"max-examples": DEFAULT_MAX_EXAMPLES, "allow-x00": False},
        }
    )
    schema = schemathesis.openapi.from_dict(target.document, config=config)
    with configuration.hypothesis_storage():
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished) and event.recorder.failing_case_ids():
                on_failure()


def seconds_to_first_failure(run: Callable[[Target, OnFailure], None], target: Target) -> float | None:
    """Return the seconds until the first failure in a new process, or None if there is none."""
    receiver, sender = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_send_seconds, args=(sender, run, target), daemon=True)
    process.start()
    sender.close()
    try:
        elapsed: float | None = receiver.recv()
    finally:
        process.kill()  # do not wait for the rest of the run
        process.join()
    return elapsed


def _send_seconds(connection: Connection, run: Callable[[Target, OnFailure], None], target: Target) -> None:
    start = time.perf_counter()
    run(target, lambda: connection.send(time.perf_counter() - start))
    connection.send(None)


def best_seconds(target: Target) -> tuple[float | None, float | None]:
    """Return the best seconds of `caretasks check` and of Schemathesis over several rounds.

    There is only one round if one of them detects nothing.
    """
    by_ours, by_stock = (
        seconds_to_first_failure(run_caretasks, target),
        seconds_to_first_failure(run_schemathesis, target),
    )
    if by_ours is None or by_stock is None:
        return by_ours, by_stock
    for _ in range(ROUNDS - 1):
        by_ours = min(by_ours, seconds_to_first_failure(run_caretasks, target) or by_ours)
        by_stock = min(by_stock, seconds_to_first_failure(run_schemathesis, target) or by_stock)
    return by_ours, by_stock


def main() -> None:
    """Print the measurements as lines of JSON."""
    catalog = Catalog()
    for api, name, faulty in iter_faulty_servers():
        target = in_process_target(catalog.load(api))
        with serve_app(faulty(target)) as origin:
            by_ours, by_stock = best_seconds(remote_mock_target(target.api, next(iter(target.keys.values())), origin))
        print(json.dumps({"fault": f"{api}: {name}", "ours": by_ours, "stock": by_stock}), flush=True)


if __name__ == "__main__":
    main()

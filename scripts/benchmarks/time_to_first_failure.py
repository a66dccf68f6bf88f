"""How soon a broken promise is noticed, beside stock Schemathesis: over the faults that the suite's own tests plant.

Run as a program it prints a line of JSON for each fault: what it is, and the seconds of ours and of stock, null for one
that never noticed. Each time is of a process that has imported all and done nothing else, from the start of the engine
until the first failed check is told; both ask the same server, over loopback.
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
from caretasks.conformance.engine.session import Progress, Watched
from caretasks.conformance.target.model import AsgiApp, Target, stand_in
from caretasks.mutation.mutators.rules import breaches
from caretasks.openapi.catalog import Catalogue
from scripts.benchmarks.remote_target import elsewhere
from tests.e2e import test_faulty_servers
from tests.servers.faulty import Answer, breaking, changed

ROUNDS = 3
_FORK = multiprocessing.get_context("fork")  # a fault is a closure, and what is imported is imported for both


def faults() -> Iterator[tuple[str, str, Callable[[Target], AsgiApp]]]:
    """The API of each fault, its name, and what makes the faulty application of a stand-in."""
    for name, change, *_ in test_faulty_servers.BREAKS:
        if change is test_faulty_servers.takes_long_numbers:
            continue  # it takes a number that a telephone could ring at, which goes to no server at a URL
        yield name, change.__name__, functools.partial(_changed, change)
    for name in test_faulty_servers.AUTHENTICATION:
        yield name, "open_to_all", test_faulty_servers.open_to_all
    for name, header, value, how in test_faulty_servers.OTHER_FORMS:
        yield name, how, test_faulty_servers.lenient(header, value)
    for api in Catalogue().load_all():
        for breach in breaches(api):
            yield api.name, f"{breach.rule}: {breach.name}", breaking(breach)


def _changed(change: Callable[[Answer], None], target: Target) -> AsgiApp:
    return changed(target.app, change)


@contextmanager
def serving(app: AsgiApp) -> Iterator[str]:
    """The origin of an application that a process of its own serves on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="error", lifespan="off")
        process = _FORK.Process(target=uvicorn.Server(config).run, args=([listening],), daemon=True)
        process.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            process.terminate()
            process.join()


Noticed = Callable[[], None]


def ours(target: Target, noticed: Noticed) -> None:
    """Checks a target, and calls `noticed` once whoever watches is told that something is broken."""

    def tell(news: Progress) -> None:
        if news.broken:
            noticed()

    for _ in runner.run(target, Settings(DEFAULT_MAX_EXAMPLES, DEFAULT_SEED), Watched(target.api.name, tell)):
        pass


def stock(target: Target, noticed: Noticed) -> None:
    """The same by the engine as it comes."""
    config = SchemathesisConfig.from_dict(
        {
            "seed": DEFAULT_SEED,
            "base-url": target.url,
            "headers": target.key_headers,
            # A NUL is refused by the stand-ins: it would be a false alarm.
            "generation": {"max-examples": DEFAULT_MAX_EXAMPLES, "allow-x00": False},
        }
    )
    schema = schemathesis.openapi.from_dict(target.document, config=config)
    with configuration.storage():
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished) and event.recorder.failing_case_ids():
                noticed()


def seconds(run: Callable[[Target, Noticed], None], target: Target) -> float | None:
    """How long it takes in a process of its own until something is noticed; None where nothing is."""
    here, there = _FORK.Pipe(duplex=False)
    process = _FORK.Process(target=_time, args=(there, run, target), daemon=True)
    process.start()
    there.close()
    try:
        taken: float | None = here.recv()
    finally:
        process.kill()  # it would go on to its end
        process.join()
    return taken


def _time(connection: Connection, run: Callable[[Target, Noticed], None], target: Target) -> None:
    start = time.perf_counter()
    run(target, lambda: connection.send(time.perf_counter() - start))
    connection.send(None)


def best(target: Target) -> tuple[float | None, float | None]:
    """The least seconds of ours, and of stock, over some rounds in turns; what stock never notices has one round."""
    mine, stocks = seconds(ours, target), seconds(stock, target)
    if mine is None or stocks is None:
        return mine, stocks
    for _ in range(ROUNDS - 1):
        mine = min(mine, seconds(ours, target) or mine)
        stocks = min(stocks, seconds(stock, target) or stocks)
    return mine, stocks


def main() -> None:
    """Prints what was measured."""
    catalogue = Catalogue()
    for api, name, faulty in faults():
        target = stand_in(catalogue.load(api))
        with serving(faulty(target)) as origin:
            taken, by_stock = best(elsewhere(target.api, target.key, origin))
        print(json.dumps({"fault": f"{api}: {name}", "ours": taken, "stock": by_stock}), flush=True)


if __name__ == "__main__":
    main()

"""Runs the suite against a target, or over recorded traffic, and yields what it finds, one request at a time."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any

import schemathesis
from schemathesis import Case
from schemathesis.engine import from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.errors import SchemathesisError
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance.analysis import failures
from caretasks.conformance.analysis.events import Reader
from caretasks.conformance.analysis.exchange import Context
from caretasks.conformance.config import Settings
from caretasks.conformance.engine import config, failure_database, schema_patches, session
from caretasks.conformance.engine.schema_patches import preserve_prefix_items
from caretasks.conformance.engine.session import Progress, Watched, account_headers, deliver_events_immediately
from caretasks.conformance.model import EXAMPLES, INTERRUPTED, CaseResult, Item, LeftOut, Trouble
from caretasks.conformance.phases import auth_probes, boundary_values, cases, invalid_values
from caretasks.conformance.results import ApiResult, collect, empty
from caretasks.conformance.rules import checker
from caretasks.conformance.target import transport, user_values
from caretasks.conformance.target.fixtures import Fixtures
from caretasks.conformance.target.model import Target, stand_in
from caretasks.conformance.target.remote import at_stand_in
from caretasks.conformance.traffic import replay
from caretasks.core import interrupts
from caretasks.openapi.document import Api

Watch = Callable[[Progress], None]
"""Is told how far the check of an API is."""

_LISTENING = 0.2  # seconds until an interrupt is noticed

_GRACE = 10.0  # seconds that an interrupted check has to hand over what it found


def run(target: Target, settings: Settings, watched: session.Watched | None = None) -> Iterator[Item]:
    """Sends all that the settings ask for, and yields what came of it.

    `watched` hears of each request, and of each broken promise as soon as it is seen.

    A broken document, an unreachable server, an interrupt are yielded as `Trouble`, not raised.
    """
    context, bench = Context(target, settings), checker.Bench(target)
    reader = Reader(context, watched)
    with (
        _lasting(),
        config.storage(),
        preserve_prefix_items(),
        checker.registered(target, bench),
        failure_database.kept(target.api, settings) as database,
        deliver_events_immediately(_noticed(reader, database)) if watched or database else contextlib.nullcontext(),
        account_headers(target),
        user_values.given(target, settings),
        session.felt(watched),
        transport.between(target, settings, bench.passed_over),
    ):
        try:
            schema = _schema(target, settings)
            at_the_limits = _besides(
                reader,
                context,
                boundary_values.send(target, schema, settings),
                boundary_values.PHASE,
                "a request at the limits",
            )
            if settings.shard.first:  # before all else: a server that lets anybody in is known at once
                yield from _probes(reader, context, schema)
            if settings.shard.first and target.url is None:  # a stand-in is reached at once, and these are few
                yield from at_the_limits
            if any(settings.made_up(operation) for operation in target.api.operations):
                for event in from_schema(_made_up(schema, target, settings)).execute():
                    yield from reader.read(event)
            else:
                reader.finished = True
            if settings.shard.first and not reader.interrupted:
                sent = cases.send(target, schema, settings)
                yield from _besides(reader, context, sent, EXAMPLES, "the documented write")
            yield from reader.untold()
            if reader.interrupted:
                return
            if settings.shard.first:
                made = invalid_values.send(target, schema, settings)
                yield from _besides(reader, context, made, invalid_values.PHASE, "a body that does not fit")
            if settings.shard.first and target.url is not None:
                yield from at_the_limits
        except Exception as error:  # noqa: BLE001 - whatever it is, what was found is worth more than a traceback
            yield reader.trouble(f"the engine gave up: {failures.describe_exception(error)}")
            return
    if not reader.finished:
        yield Trouble("the engine stopped before its end")


def judge(target: Target, entries: Sequence[replay.Entry], settings: Settings) -> Iterator[CaseResult | Trouble]:
    """Holds recorded exchanges against all that a run holds its own against, and sends nothing."""
    bench = replay.RecordedBench(target, entries)
    reader = Reader(Context(target, settings, bench))
    with config.storage(), preserve_prefix_items(), checker.registered(target, bench):
        try:
            schema = schemathesis.openapi.from_dict(target.document, config=config.build(target, settings))
        except SchemathesisError as error:
            yield reader.trouble(f"the engine gave up: {failures.describe_exception(error)}")
            return
        try:
            for found in replay.judge(entries, schema, bench):
                if isinstance(found, auth_probes.Probe):
                    yield from reader.probed(found)
                else:
                    phase = str(found.entry.recorded.notes.get("made_by", "recorded"))
                    yield from reader.checked(phase, found.recorder)
            yield from reader.untold()
        except Exception as error:  # noqa: BLE001 - whatever a recording holds, it is no traceback
            yield reader.trouble(f"the recording was not judged to its end: {failures.describe_exception(error)}")


def _noticed(
    reader: Reader, database: failure_database.Examples | None
) -> Callable[[ScenarioRecorder, Case[Any]], None]:
    """What is done once the checks of a request are through."""

    def notice(recorder: ScenarioRecorder, case: Case[Any]) -> None:
        for broken in reader.notice(recorder, case):
            if database is not None:
                database.keep(broken)

    return notice


@contextlib.contextmanager
def _lasting() -> Iterator[None]:
    """For the while, the garbage collector passes over what is there already: it lasts longer than the run.

    Hypothesis collects all garbage in each thread that the engine begins, which takes a tenth of a second a phase.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _schema(target: Target, settings: Settings) -> OpenApiSchema:
    document = schema_patches.widened(
        target.document, settings.made_up_writes(target.api), schema_patches.schemaless(target.api)
    )
    schema = schemathesis.openapi.from_dict(document, config=config.build(target, settings))
    if not isinstance(target.server, str):
        schema.app = target.app
    return schema


def _made_up(schema: OpenApiSchema, target: Target, settings: Settings) -> BaseSchema:
    """The document's part for which requests are made up."""
    left_out = {f"{o.method.upper()} {o.path}" for o in target.api.operations if not settings.made_up(o)}
    return schema.exclude(name=sorted(left_out)) if left_out else schema


def _probes(reader: Reader, context: Context, schema: OpenApiSchema) -> Iterator[CaseResult | Trouble]:
    """Probes the authentication."""
    try:
        for probe in auth_probes.probe(context.target, schema, context.settings):
            yield from reader.probed(probe)
    except Exception as error:  # noqa: BLE001 - as the engine has it: a server in this process raises anything
        yield reader.trouble(f"authentication was not probed: {failures.describe_exception(error)}", "authentication")


def _besides(
    reader: Reader,
    context: Context,
    all_sent: Iterable[ScenarioRecorder | cases.Unsent | cases.Failed],
    phase: str,
    what: str,
) -> Iterator[Item]:
    """Reads what came of requests that the suite sends itself, in whichever phase; `what` they are in words."""
    for sent in all_sent:
        if isinstance(sent, cases.Unsent):
            yield LeftOut(sent.operation.id, sent.reason)
        elif isinstance(sent, cases.Failed):
            message = f"{what} was not answered: {failures.describe_exception(sent.error)}"
            yield Trouble(context.hiding.text(message), sent.operation.id, phase)
        else:
            for node in sent.cases.values():
                reader.notice(sent, node.value)
            yield from reader.checked(phase, sent)
            yield from reader.untold(lambda probe: probe.operation.id in context.served)


def check_one(api: Api, settings: Settings, watch: Watch | None = None, fixtures: Fixtures | None = None) -> ApiResult:
    """Checks the stand-in of one API in this process; `fixtures` are things that it is to know."""
    target = stand_in(api) if fixtures is None else at_stand_in(api, fixtures)
    return check_target(target, settings, watch)


def check_target(target: Target, settings: Settings, watch: Watch | None = None) -> ApiResult:
    """Checks an API at whichever server, in this process."""
    if watch is None:
        return collect(target.api, run(target, settings), settings)
    return collect(target.api, run(target, settings, Watched(target.api.name, watch)), settings)


def check_all(
    apis: Sequence[Api], settings: Settings, watch: Watch | None = None, fixtures: Fixtures | None = None
) -> list[ApiResult]:
    """Checks the stand-ins of some APIs, several at a time, and gives the results in the order of the APIs.

    Interrupted, it gives what was found so far, and says so in the results.
    """
    if len(apis) == 1:
        return [check_one(apis[0], settings, watch, fixtures)]
    # Those with most operations first: they take longest.
    waiting = sorted(apis, key=lambda api: len(api.operations))
    running: dict[Connection, tuple[Api, BaseProcess]] = {}
    results: dict[str, ApiResult] = {}
    try:
        while waiting or running:
            while waiting and len(running) < (os.cpu_count() or 1):
                _start(waiting.pop(), settings, fixtures, running)
            interrupts.demand_uninterrupted()
            ready = wait(list(running), _LISTENING)
            for connection in [connection for connection in running if connection in ready]:
                found = _heard(connection)
                if isinstance(found, Progress):
                    if watch is not None:
                        watch(found)
                    continue
                api, _ = running.pop(connection)
                results[api.name] = found or _troubled(api, "the check ended without a result")
    except KeyboardInterrupt:
        for _, process in running.values():
            with contextlib.suppress(ProcessLookupError):  # it is through
                os.kill(process.pid or 0, signal.SIGINT)
        for connection, (api, _) in running.items():
            results[api.name] = _last_words(connection) or _troubled(api, INTERRUPTED)
    finally:
        for _, process in running.values():
            process.terminate()
    return [results.get(api.name) or _troubled(api, INTERRUPTED) for api in apis]


def _start(
    api: Api, settings: Settings, fixtures: Fixtures | None, running: dict[Connection, tuple[Api, BaseProcess]]
) -> None:
    # Spawned, not forked: the engine keeps threads.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(there, api, settings, fixtures), daemon=True)
    with interrupts.beginning():
        process.start()
    there.close()
    running[here] = api, process


def _work(connection: Connection, api: Api, settings: Settings, fixtures: Fixtures | None) -> None:
    # The terminal interrupts all processes, and the first one the others once more.
    with interrupts.interruptible(at_once=False):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        result = check_one(api, settings, connection.send, fixtures)
        connection.send(result)


def _heard(connection: Connection) -> ApiResult | Progress | None:
    """What a process has said; None where it is gone."""
    try:
        said: ApiResult | Progress = connection.recv()
    except (EOFError, OSError):
        return None
    return said


def _last_words(connection: Connection) -> ApiResult | None:
    """The result of a process that was interrupted, if it comes in time."""
    until = time.monotonic() + _GRACE
    while connection.poll(max(0.0, until - time.monotonic())):
        found = _heard(connection)
        if not isinstance(found, Progress):
            return found
    return None


def _troubled(api: Api, message: str) -> ApiResult:
    result = empty(api)
    result.add(Trouble(message))
    return result

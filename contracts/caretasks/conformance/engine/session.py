"""A session of Schemathesis: its hooks and checks, and the requests that the suite sends itself.

Schemathesis sends requests in a separate thread. It drops that thread's results if the main thread is interrupted. If
the interrupt is raised in a request hook instead, Schemathesis reports the results so far.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, Self, TypeVar

import requests
import schemathesis
from schemathesis import Case, CheckContext, HookContext, hooks
from schemathesis.checks import CHECKS
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import cases
from caretasks.conformance.cases import EXPERIMENT, PHASE, SEARCH, PhaseCase
from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.engine import adapters, config, failure_database, patches
from caretasks.conformance.engine.checks import Checks, recorder_of
from caretasks.conformance.engine.events import EventReader
from caretasks.conformance.engine.failures import describe_exception
from caretasks.conformance.engine.prepared_spec import infer_links, prepare_spec
from caretasks.conformance.engine.progress import ProgressTracker
from caretasks.conformance.engine.recursion import deep_recursion
from caretasks.conformance.model import COVERAGE_PHASE, CutShort, LeftOut, RunError, Skipped, Ungenerated
from caretasks.conformance.observation import Observation, ReadFunction
from caretasks.conformance.rules.checker import RuleChecker
from caretasks.conformance.target import transport, user_values
from caretasks.conformance.target.availability import (
    FirstResponse,
    ServerLostError,
    TransportError,
    describe_absence,
    describe_gateway,
    is_gateway_everywhere,
    read_unknown_path,
)
from caretasks.conformance.target.connections import describe_request_error
from caretasks.conformance.target.phone_numbers import replace_numbers_in_parts
from caretasks.core.http import encode_path_parameters
from caretasks.core.interrupts import raise_if_interrupted
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.form_bodies import is_form
from caretasks.openapi.operation.requests import is_documented_path

_Case = TypeVar("_Case")
_MAX_GATEWAY_RESPONSES = 3


class EngineSession:
    """A session of Schemathesis for one target. Its hooks and checks are global: use one session at a time.

    `on_checked` is called in the thread that sends a request, after its checks. It returns the failures, which the
    failure database stores.
    """

    def __init__(
        self,
        settings: Settings,
        rule_checker: RuleChecker,
        tracker: ProgressTracker | None = None,
        on_checked: Callable[[Observation], Iterable[Hashable]] = lambda checked: (),
    ) -> None:
        self._target = target = rule_checker.target
        self._settings = settings
        self._tracker = tracker
        self._on_checked = on_checked
        self._reader = adapters.CaseReader(target)
        self._checks = Checks(rule_checker, self._reader)
        self._events = EventReader(self._reader)
        self._account_headers = {
            operation.id: {
                parameter.name.lower(): value
                for parameter in operation.parameters
                if parameter.is_account_header and target.url is not None
                for value in list(parameter.examples().values())[:1]
            }
            for operation in target.api.operations
        }
        # A client always sends these, and the vendor may require one that its documentation calls optional.
        self._optional_account_headers = {
            operation.id: {
                parameter.name: next(iter(parameter.examples().values()), "any")
                for parameter in operation.parameters
                if parameter.is_account_header and not parameter.required
            }
            for operation in target.api.operations
        }
        self._unknown_paths: Mapping[str, Mapping[str, str]] = {}  # while Schemathesis sends requests
        self._left_out: list[LeftOut] = []
        self._replayed = ScenarioRecorder(label="replay")
        self._database: failure_database.FailureDatabase | None = None
        self._transport: transport.SafeTransport | None = None
        self._registrations = contextlib.ExitStack()

    @property
    def is_interrupted(self) -> bool:
        """True if the user has interrupted the run."""
        return self._events.is_interrupted

    @property
    def lost(self) -> str | None:
        """Why the server stopped responding; None if it did not."""
        return None if self._transport is None else self._transport.monitor.lost

    def find_absence(self, phase_cases: Iterable[PhaseCase]) -> str | None:
        """Send requests until one gets a response of the API, and return None; the reason if none does.

        A website, a login page or a proxy may respond in place of the API, or another application whose paths are
        others. That does not fail the API. The responses are not checked.
        """
        error: str | None = None
        gateways: list[str] = []
        received: list[FirstResponse] = []
        for phase_case in phase_cases:
            raise_if_interrupted()
            case = adapters.build_case(phase_case, self._schema, self._target)
            try:
                sent = case.call(**adapters.encoded_body(phase_case))
            except (requests.ConnectionError, requests.Timeout) as exception:
                error = describe_request_error(exception, is_first=True)
            except ServerLostError as lost:
                return str(lost)
            except TransportError:
                return None  # the phases report it
            else:
                first = FirstResponse(phase_case.operation, str(sent.request.url), adapters.read_response(sent))
                gateway = describe_gateway(self._target.url or "", first.operation, first.response)
                if gateway is None and not first.is_client_error:
                    return None
                gateways += [] if gateway is None else [gateway]
                received.append(first)
            if len(gateways) == _MAX_GATEWAY_RESPONSES:
                break
        if not received:
            return error
        unknown = read_unknown_path(self._target, self._settings.timeout)
        if gateways:
            return gateways[0] if is_gateway_everywhere(unknown, self._target.url or "") else None
        has_writes = self._settings.writes is not Writes.NONE
        return describe_absence(self._target.api, received, unknown, has_writes=has_writes)

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as stack:
            # Hypothesis collects all garbage in each thread that the engine starts: a tenth of a second per phase.
            gc.freeze()
            stack.callback(gc.unfreeze)
            stack.enter_context(deep_recursion())
            stack.enter_context(config.hypothesis_storage())
            stack.enter_context(patches.validated_response_bodies(self._reader.operations.__getitem__))
            stack.enter_context(patches.selected_coverage_cases(self._select_coverage))
            stack.enter_context(patches.lists_in_headers())
            stack.enter_context(patches.types_in_lists())
            stack.enter_context(patches.fixed_boundaries())
            stack.enter_context(patches.requests_in_calling_thread())
            stack.enter_context(patches.documented_user_agents())
            stack.enter_context(patches.settings_merged_once())
            stack.enter_context(patches.unanalyzed_schemas())
            self._database = stack.enter_context(failure_database.opened_database(self._target.api, self._settings))
            self._transport = stack.enter_context(
                transport.installed_transport(self._target, self._settings, self._checks.add_discarded_response)
            )
            before_call = self._before_call
            hooks.GLOBAL_HOOK_DISPATCHER.register_hook_with_name(before_call, "before_call")
            stack.callback(hooks.unregister, before_call)
            # Schemathesis runs checks in the order of registration, so that the last one knows all outcomes.
            is_reported = self._tracker is not None or self._database is not None
            for check in [*self._checks.rule_checks, *([self._report_case] if is_reported else [])]:
                schemathesis.check(check)
                stack.callback(CHECKS.unregister, check.__name__)
            self._registrations = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._registrations.close()

    def send_generated(
        self, max_seconds: int | None = None, unknown_paths: Mapping[str, Mapping[str, str]] | None = None
    ) -> Iterator[Observation | RunError | LeftOut | CutShort | Ungenerated]:
        """Send all requests that Schemathesis generates, or those that it can send in some seconds.

        The path parameters in `unknown_paths`, by the IDs of operations, replace those of documented resources.
        """
        operations = self._reader.operations
        excluded = [name for name, each in operations.items() if not self._settings.has_generated_requests(each)]
        if len(excluded) < len(operations):
            schema = self._schema.exclude(name=sorted(excluded)) if excluded else self._schema
            schema.config.max_time = max_seconds
            with patches.noted_time_limits() as expired:
                self._unknown_paths = unknown_paths or {}
                yield from self._events.run(schema)
                self._unknown_paths = {}
            if expired:
                yield CutShort("generated requests", min(len(expired), len(operations) - len(excluded)))
        yield from self._pop_left_out()

    def send_cases(
        self, phase: str, description: str, operation: Operation, phase_cases: Iterable[PhaseCase]
    ) -> Iterator[Observation | RunError | Skipped | LeftOut]:
        """Send the requests of a phase to an operation, each exactly once; errors name one by its `description`."""
        try:
            for phase_case in phase_cases:
                raise_if_interrupted()
                if self.lost:
                    yield RunError(self.lost)
                    return
                try:
                    yield from self._send(phase_case, phase)
                except transport.RequestBlockedError:
                    if phase_case.is_valid:  # an invalid one may contain a phone number that could be called
                        raise
        except user_values.MissingValueError as error:
            yield Skipped(operation.id, str(error))
        except ServerLostError as error:
            yield RunError(str(error))
        except Exception as error:  # noqa: BLE001 - an application in this process can raise any exception
            yield RunError(f"{description} got no response: {describe_exception(error)}", operation.id, phase)
        yield from self._pop_left_out()

    def check_recorded(self, sent: Observation, send_read: ReadFunction) -> Observation:
        """Check a recorded exchange; `send_read` returns the follow-up reads of rules from the recording."""
        raise_if_interrupted()
        if self._transport is not None:
            self._transport.sends_requests = False
        recorder = ScenarioRecorder(label=sent.operation.id)
        case = adapters.build_recorded_case(sent, self._schema)
        notes = sent.exchange.notes
        response = adapters.build_response(sent.exchange)
        if sent.probe:
            self._checks.run_on_probe(case, response, recorder)
        elif not notes.get("sent_by_check"):
            self._checks.run(case, response, recorder, (sent, send_read))
        self._reader.read_outcomes(recorder, case.id, sent)
        sent.phase = str(notes.get(PHASE) or notes.get("made_by", "recorded"))
        return sent

    def send_again(self, sent: Observation) -> list[Observation]:
        """Send the request of an exchange as it is, after those before it, and return it with follow-up reads of rules.

        Raises:
            TransportError: The request was not sent, or got no response that can be checked.
            requests.RequestException: Likewise.
        """
        case = adapters.build_recorded_case(sent, self._schema)
        recorder, earlier = self._replayed, list(self._replayed.cases)
        recorder.record_case(parent_id=earlier[-1] if earlier else None, case=case)
        response = adapters.send_request(sent.exchange.request, self._settings.timeout)
        recorder.record_response(case_id=case.id, response=response)
        if sent.probe:
            self._checks.run_on_probe(case, response, recorder)
        else:
            self._checks.run(case, response, recorder)
        phase, notes = str(sent.exchange.notes.get("made_by", "")), {"probe": sent.probe} if sent.probe else {}
        return list(self._reader.read_scenario(recorder, phase, notes, after=earlier))

    def _send(self, phase_case: PhaseCase, phase: str) -> list[Observation]:
        """Send a request, and return it with the follow-up reads of rules."""
        case = adapters.build_case(phase_case, self._schema, self._target)
        response, recorder = (
            case.call(**adapters.encoded_body(phase_case)),
            ScenarioRecorder(label=case.operation.label),
        )
        recorder.record_case(case=case)
        recorder.record_response(case_id=case.id, response=response)
        probe = {name: value for name, value in phase_case.notes.items() if name in ("probe", cases.ACCEPTED_NOTE)}
        if probe:
            self._checks.run_on_probe(case, response, recorder)
        else:
            self._checks.run(case, response, recorder)
        checked = list(self._reader.read_scenario(recorder, phase, probe))
        if EXPERIMENT in phase_case.notes:
            sent = checked[0]
            kept = {name: phase_case.notes[name] for name in (EXPERIMENT, SEARCH) if name in phase_case.notes}
            notes = {**sent.exchange.notes, **kept}
            sent.exchange = replace(sent.exchange, notes=notes)
        for each in checked:
            self._on_checked(each)
        return checked

    def select_cases(
        self,
        operation: Operation,
        phase: str,
        phase_cases: Iterable[_Case | cases.Deferred[_Case]],
        *,
        are_large: bool = False,
    ) -> Iterator[_Case]:
        """Yield the cases of a phase that the settings select for an operation.

        With a limit, all are read before the first is yielded: they must not depend on responses.
        """
        seed = f"{self._settings.seed} {phase} {operation.id}"
        selected, left_out = cases.select_cases(phase_cases, self._settings.max_phase_cases, seed, are_large=are_large)
        if left_out:
            self._left_out.append(LeftOut(operation.id, phase, left_out))
        yield from selected

    def _select_coverage(self, label: str, generated: Iterable[_Case]) -> Iterable[_Case]:
        return self.select_cases(self._reader.operations[label], COVERAGE_PHASE, generated, are_large=True)

    def _pop_left_out(self) -> list[LeftOut]:
        left_out, self._left_out = self._left_out, []
        return left_out

    @cached_property
    def _schema(self) -> OpenApiSchema:
        target, settings = self._target, self._settings
        sent = [each for each in target.api.operations if settings.has_generated_requests(each)]
        links = infer_links(target, sent)
        document = prepare_spec(target, [each for each in sent if each.is_write], links)
        config.register_media_types(target.api)
        options = config.build_config(target, settings, has_links=bool(links))
        schema = schemathesis.openapi.from_dict(document, config=options)
        # With a provider, Schemathesis sends no sign-up request either.
        schema.auth.providers.append(adapters.KeyProvider(target))
        if target.url is None:
            schema.app = target.app
        return schema

    def _before_call(self, context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
        """Prepare a request; no other hook sees the requests of all phases."""
        raise_if_interrupted()
        adapters.encode_path(case)
        self._keep_resource(case)
        if self.lost:
            raise KeyboardInterrupt  # ends the engine, which reports the results so far
        if self._tracker is not None:
            self._tracker.count_request("" if case.meta is None else case.meta.phase.name.value)
        account_headers = self._account_headers[self._reader.operation(case).id]
        if case.meta is None or not case.meta.is_negative_at(ParameterLocation.HEADER):
            case.headers.update(self._missing_account_headers(case))
            for name in list(case.headers or {}):
                case.headers[name] = account_headers.get(name.lower(), case.headers[name])
        self._add_user_values(case)
        if self._target.url is None and self._transport is not None:
            self._transport.wait()

    def _keep_resource(self, case: Case[Any]) -> None:
        """Replace a documented ID in a generated `DELETE`: later requests need the resource."""
        operation, path = self._reader.operation(case), case.path_parameters or {}
        if operation.id in self._unknown_paths and is_documented_path(operation, path):
            adapters.replace_path(case, encode_path_parameters(self._unknown_paths[operation.id]))

    def _missing_account_headers(self, case: Case[Any]) -> dict[str, str]:
        sent = {name.lower() for name in case.headers or {}}
        optional = self._optional_account_headers[self._reader.operation(case).id]
        return {name: str(value) for name, value in optional.items() if name.lower() not in sent}

    def _add_user_values(self, case: Case[Any]) -> None:
        """Put user-provided values into a generated write. An invalid request gets no user-provided phone numbers."""
        operation, meta = self._reader.operation(case), case.meta
        if self._settings.writes is not Writes.GENERATED or not operation.is_write or case.body is NOT_SET:
            return
        if meta is None or cases.is_near_valid(meta.phase.data.description):  # it has no numbers to call
            return
        is_invalid = meta.is_negative_at(ParameterLocation.BODY)
        body = user_values.generated_write(self._target, operation, case.body, invalid=is_invalid)
        if self._target.url is not None and isinstance(body, dict) and is_form(case.media_type or ""):
            body = replace_numbers_in_parts(operation, body, invalid=is_invalid)
        if body != case.body:
            case.body = body

    def _report_case(self, ctx: CheckContext, response: Response, case: Case[Any]) -> bool:
        recorder = recorder_of(ctx)
        sent = self._reader.read(recorder, case.id, response)
        self._reader.read_outcomes(recorder, case.id, sent)
        for failure in self._on_checked(sent):
            if self._database is not None:
                self._database.save_current(failure)
        return True

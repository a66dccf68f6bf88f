"""The checks of a response: those of Schemathesis, and the rules of an API with their follow-up reads."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from typing import Any

import requests
from schemathesis import Case, CheckContext
from schemathesis.checks import CHECKS, CheckFunction, run_checks
from schemathesis.core.failures import AcceptedNegativeData, Failure
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.openapi.checks import EnsureResourceAvailability
from schemathesis.specs.openapi.checks import ensure_resource_availability

from caretasks.conformance import cases
from caretasks.conformance.engine.adapters import CaseReader, make_case
from caretasks.conformance.engine.failures import RuleFailure
from caretasks.conformance.observation import InconclusiveError, Observation, ReadFunction, RuleViolation
from caretasks.conformance.rules import Rule, rules_for
from caretasks.conformance.rules.checker import RuleChecker
from caretasks.conformance.rules.deletion import deletion_rules
from caretasks.conformance.rules.updates import update_rules
from caretasks.core import interrupts
from caretasks.core.http import encode_path_parameters

_RESPONSE_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""The checks of Schemathesis that do not depend on how a request was generated."""

_CASE_CHECKS = (*_RESPONSE_CHECKS, "negative_data_rejection", "positive_data_acceptance", "missing_required_header")
"""The checks of Schemathesis that need only a request and its response."""

_PAUSES_SECONDS = (0.3, 1.0, 3.0)
_ACCEPTED = 202

_PROBE_CHECKS = ("content_type_conformance", "response_headers_conformance", "response_schema_conformance")
"""The checks of Schemathesis for the response to an authentication probe, whose status the analysis evaluates."""

_CONTENT_TYPE_SCENARIOS = ("malformed_content_type", "unsupported_content_type")


class Checks:
    """The checks of one session. Each rule of the API is a check of Schemathesis, to be registered by the session."""

    def __init__(self, rule_checker: RuleChecker, reader: CaseReader) -> None:
        self._rule_checker = rule_checker
        self._target = rule_checker.target
        self._reader = reader
        self._observations: dict[str, Observation] = {}  # of the case that is being checked, and of its follow-up reads
        self._discarded_responses: list[requests.Response] = []
        api = self._target.api
        rules = (*rules_for(api), *deletion_rules(api), *update_rules(api))
        self._unavailable: set[str] = set()  # the operations that failed the check of created resources
        self.rule_checks: list[CheckFunction] = [*map(self._make_check, rules), self._make_availability_check()]

    def run(
        self,
        case: Case[Any],
        response: Response,
        recorder: ScenarioRecorder,
        recorded: tuple[Observation, ReadFunction] | None = None,
    ) -> None:
        """Run the checks and rules on a response that Schemathesis does not check, and record the outcomes.

        A case of a recording comes with the function that returns the follow-up reads of its rules.
        """
        if recorded is not None:
            self._rule_checker.prepare(recorded[0])
            self._rule_checker.allow_reads(*recorded)
            self._observations = {case.id: recorded[0]}
        context = _make_context(case, recorder)
        is_near_valid = case.meta is not None and cases.is_near_valid(case.meta.phase.data.description)
        names = list(_CASE_CHECKS)
        if recorded is not None and recorded[0].scenario in _CONTENT_TYPE_SCENARIOS:
            names.remove("not_a_server_error")  # it sends another request to see whether the server always fails
        for check in (*map(CHECKS.get_one, names), *self.rule_checks):
            replaced = is_near_valid and check.__name__ == negative_data_rejection.__name__
            with contextlib.suppress(Exception):  # already recorded as an error of the check
                _run_checks(
                    case, response, context, [negative_data_rejection if replaced else check], record_success=True
                )

    def run_on_probe(self, case: Case[Any], response: Response, recorder: ScenarioRecorder) -> None:
        """Check that the response to an authentication probe is as documented for its status, and record the outcomes.

        The responses to most probes are the only ones with the status 401.
        """
        with contextlib.suppress(Exception):  # already recorded as an error of the check
            checks = [*map(CHECKS.get_one, _PROBE_CHECKS)]
            _run_checks(case, response, _make_context(case, recorder), checks, record_success=True)

    def add_discarded_response(self, response: requests.Response) -> None:
        """Store a response that was discarded because the request is retried: the spec may document it."""
        if response.content is not None:  # reads the body before the response is closed
            self._discarded_responses.append(response)

    def _make_check(self, rule: Rule) -> CheckFunction:
        """Return the check for a rule. Like other checks, it returns True if nothing was checked."""

        def check(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
            if self._reader.operation(case).id not in rule.operations:
                return True
            observation = self._observe(ctx, response, case)
            if observation.has_protocol_status or observation.has_another_method:
                return True
            try:
                rule.check(observation)
            except InconclusiveError:
                return True
            except RuleViolation as violation:
                raise RuleFailure(case.operation.label, rule.name, violation) from None
            return None

        check.__name__ = rule.name
        return check

    def _make_availability_check(self) -> CheckFunction:
        """Return a check that a created resource can be read; a server with replicas may need a moment."""

        def resource_availability(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
            try:
                ensure_resource_availability(ctx, response, case)
            except EnsureResourceAvailability:
                if case.operation.label in self._unavailable or not self._is_available(ctx, response, case):
                    self._unavailable.add(case.operation.label)
                    raise
            return None

        return resource_availability

    def _is_available(self, ctx: CheckContext, response: Response, case: Case[Any]) -> bool:
        """Return whether a created resource can be read later, or was accepted only, or need not be readable."""
        observation = self._observe(ctx, response, case)
        parent = observation.parent
        if observation.operation.method != "get" or (parent is not None and parent.status == _ACCEPTED):
            return True
        for pause in _PAUSES_SECONDS:
            interrupts.sleep(pause)
            try:
                if observation.follow_up().status != observation.status:
                    return True
            except InconclusiveError:
                return True
        return False

    def _observe(self, ctx: CheckContext, response: Response, case: Case[Any]) -> Observation:
        """Return the observation of a case, created once for all rules."""
        if case.id not in self._observations:
            observation = self._reader.read(recorder_of(ctx), case.id, response)
            self._rule_checker.prepare(observation)
            self._rule_checker.allow_reads(observation, self._follow_up_reader(ctx, case))
            self._observations = {case.id: observation}
            while self._discarded_responses:
                self._check_discarded_response(ctx, self._discarded_responses.pop(0), case)
        return self._observations[case.id]

    def _follow_up_reader(self, ctx: CheckContext, parent: Case[Any]) -> ReadFunction:
        """Return a function that sends follow-up reads with the credentials of the run, as children of a case."""

        def read(
            operation_id: str, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str | None]
        ) -> Observation:
            operation = self._target.api.get_operation(operation_id)
            required_headers = {
                parameter.name: next(iter(parameter.examples().values()), "any")
                for parameter in operation.parameters
                if parameter.location == "header" and (parameter.required or parameter.is_account_header)
            }
            parent_headers = {name: value for name, value in (parent.headers or {}).items() if name in required_headers}
            credentials = self._target.credentials_for(operation)
            merged_headers = {**required_headers, **parent_headers, **credentials["header"], **headers}
            case = make_case(
                parent.operation.schema,
                operation,
                path_parameters=encode_path_parameters(path),
                query={**query, **credentials["query"]},
                cookies=dict(credentials["cookie"]),
                headers={name: value for name, value in merged_headers.items() if value is not None},
            )
            recorder_of(ctx).record_case(parent_id=parent.id, case=case)
            return self._check_child(ctx, case, case.call())

        return read

    def _check_discarded_response(self, ctx: CheckContext, response: requests.Response, case: Case[Any]) -> None:
        if str(response.status_code) in self._reader.operation(case).responses:
            copy = case.operation.Case(
                path_parameters=case.path_parameters,
                query=case.query,
                headers=case.headers,
                cookies=case.cookies,
                body=case.body,
            )
            recorder_of(ctx).record_case(parent_id=case.id, case=copy)
            self._check_child(ctx, copy, Response.from_requests(response, verify=True))

    def _check_child(self, ctx: CheckContext, case: Case[Any], response: Response) -> Observation:
        """Check the response to a follow-up read with the spec, and with the rules that need no other reads."""
        recorder = recorder_of(ctx)
        recorder.record_response(case_id=case.id, response=response)
        observation = self._reader.read(recorder, case.id, response)
        self._rule_checker.prepare(observation)
        self._observations[case.id] = observation
        _run_checks(case, response, ctx, [*map(CHECKS.get_one, _RESPONSE_CHECKS), *self.rule_checks])
        self._rule_checker.allow_reads(observation, self._follow_up_reader(ctx, case))
        return observation


def _make_context(case: Case[Any], recorder: ScenarioRecorder) -> CheckContext:
    return CheckContext(
        override=None,
        auth=None,
        headers=None,
        config=case.operation.schema.config.checks_config_for(operation=case.operation),
        transport_kwargs=None,
        recorder=recorder,
        response_checks=None,
    )


def recorder_of(context: CheckContext) -> ScenarioRecorder:
    """Return the recorder of a check.

    Raises:
        TypeError: There is none; the engine and this package always have one.
    """
    if context.internals.recorder is None:
        raise TypeError("a check runs without a recorder")
    return context.internals.recorder


def _run_checks(
    case: Case[Any], response: Response, context: CheckContext, checks: Iterable[Any], *, record_success: bool = False
) -> None:
    """Run checks on a response, and record the failures."""
    recorder = recorder_of(context)

    def on_failure(name: str, collected: set[Failure], failure: Failure) -> None:
        collected.add(failure)
        recorder.record_check_failure(name=name, case_id=case.id, code_sample="", failure=failure)

    def on_success(name: str, case: Case[Any]) -> None:
        if record_success:
            recorder.record_check_success(name=name, case_id=case.id)

    run_checks(case=case, response=response, ctx=context, checks=checks, on_failure=on_failure, on_success=on_success)


def negative_data_rejection(ctx: CheckContext, response: Response, case: Case[Any]) -> None:
    """Replacement for Schemathesis' check of that name, for cases with a known violation.

    Schemathesis skips lists and objects in a query, because it cannot know how the server parses them.
    """
    expected: list[str] = ctx.config.negative_data_rejection.expected_statuses
    if response.status_code < 400 and str(response.status_code) not in expected and case.meta is not None:
        raise AcceptedNegativeData(
            operation=case.operation.label,
            message=f"Invalid component: {case.meta.phase.data.description}",
            status_code=response.status_code,
            expected_statuses=expected,
        )

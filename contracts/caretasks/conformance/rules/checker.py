"""Runs rules as Schemathesis checks: each response is checked with the rules of its operation."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import schemathesis
from schemathesis import Case, CheckContext
from schemathesis.checks import CHECKS, run_checks
from schemathesis.core.failures import Failure
from schemathesis.core.transport import Response

from caretasks.conformance import rules
from caretasks.conformance.rules import InconclusiveError, Observation, Rule, RuleViolation
from caretasks.conformance.rules.observation import RuleFailure
from caretasks.conformance.target.fixtures import iter_values
from caretasks.conformance.target.model import Target
from caretasks.core.http import PROTOCOL_STATUSES, decode_path_parameters, encode_path_parameters, is_json, parse_json
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation
from caretasks.openapi.operation import responses
from caretasks.openapi.operation.parameters import documented_path_values
from caretasks.openapi.operation.requests import is_valid_request


@contextmanager
def registered_rules(target: Target, checker: RuleChecker | None = None) -> Iterator[None]:
    """Register the rules of an API as Schemathesis checks while the block runs.

    Schemathesis checks are global: use one target at a time.
    """
    checker = RuleChecker(target) if checker is None else checker
    api_rules = rules.rules_for(target.api)
    for rule in api_rules:
        schemathesis.check(checker.make_check(rule))
    try:
        yield
    finally:
        for rule in api_rules:
            CHECKS.unregister(rule.name)


class RuleChecker:
    """Checks responses with the rules of an API, and keeps the state that the rules of a run share.

    Args:
        target: The target.
    """

    def __init__(self, target: Target) -> None:
        self.target = target
        self.memory: set[Hashable] = set()
        self._operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}
        # Schemathesis also sends IDs from documented responses, which may exist even if the fixtures name others.
        self._documented_ids = {
            operation.id: {str(value) for value in iter_values(responses.success_examples(operation))}
            for operation in target.api.operations
        }
        self._created_ids: set[str] = set()
        self._last_observation: tuple[str, Observation] | None = None
        self._discarded_responses: list[requests.Response] = []

    def make_check(self, rule: Rule) -> Callable[[CheckContext, Response, Case[Any]], bool | None]:
        """Return the Schemathesis check for a rule. Like other checks, it returns True if nothing was checked."""

        def check_rule(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
            if self._operations[case.operation.label].id not in rule.operations:
                return True
            if _is_protocol_status(self._operations[case.operation.label], response.status_code):
                return True
            try:
                rule.check(self._observe_once(ctx, response, case))
            except InconclusiveError:
                return True
            except RuleViolation as error:
                raise _to_failure(rule, case, error) from None
            return None

        check_rule.__name__ = rule.name
        return check_rule

    def _observe_once(self, ctx: CheckContext, response: Response, case: Case[Any]) -> Observation:
        """Return the observation of a case, created once for all rules."""
        if self._last_observation is None or self._last_observation[0] != case.id:
            self._last_observation = case.id, self.observe(ctx, response, case)
            while self._discarded_responses:
                discarded = Response.from_requests(self._discarded_responses.pop(0), verify=True)
                self._check_discarded_response(ctx, discarded, case)
        return self._last_observation[1]

    def add_discarded_response(self, response: requests.Response) -> None:
        """Store a response that was discarded because the request is retried: the spec may document it."""
        if response.content is not None:  # reads the body before the response is closed
            self._discarded_responses.append(response)

    def _check_discarded_response(self, ctx: CheckContext, response: Response, original: Case[Any]) -> None:
        case = original.operation.Case(
            path_parameters=original.path_parameters, query=original.query, headers=original.headers, body=original.body
        )
        if str(response.status_code) in self._operations[case.operation.label].responses:
            ctx.internals.record_case(parent_id=original.id, case=case)
            ctx.internals.record_response(case_id=case.id, response=response)
            self._check_read(ctx, response, case, self.observe(ctx, response, case))

    def observe(self, ctx: CheckContext, response: Response, case: Case[Any]) -> Observation:
        """Return the observation of a case and its response."""
        operation = self._operations[case.operation.label]
        request = response.request
        content = _body_bytes(request.body)
        headers = {name.lower(): _decode(value) for name, value in request.headers.items()}
        path = decode_path_parameters(case.path_parameters)
        is_valid = is_valid_request(operation, case, content) and self.is_authenticated(case, headers)
        media_type = (response.headers.get("content-type") or [""])[0]
        observation = Observation(
            operation=operation,
            path_parameters=path,
            query=parse_qs(urlsplit(request.url or "").query, keep_blank_values=True),
            request_headers=headers,
            request_body=parse_json(content),
            is_valid_request=is_valid and _has_required_headers(operation, headers),
            is_known_resource=self.is_known_resource(case, operation, path),
            status=response.status_code,
            response_headers={name.lower(): ", ".join(values) for name, values in response.headers.items()},
            response_body=parse_json(response.content) if is_json(media_type) else MISSING,
            send_read=self.make_reader(ctx, case),
            memory=self.memory,
            case_id=case.id,
        )
        body = observation.response_body
        if operation.is_write and observation.is_success and isinstance(body, dict):
            self._created_ids.update(str(value) for value in body.values() if isinstance(value, str | int))
        return observation

    def is_authenticated(self, case: Case[Any], headers: Mapping[str, str]) -> bool:
        """Return whether a request carries the API key."""
        key_headers = self.target.key_headers_for(self._operations[case.operation.label])
        return all(headers.get(name.lower()) == value for name, value in key_headers.items())

    def is_known_resource(self, case: Case[Any], operation: Operation, path: Mapping[str, str]) -> bool:
        """Return whether all resources that a request names are known to exist."""
        documented = documented_path_values(operation)
        is_complete = operation.id not in self.target.incomplete_operations
        return is_complete and all(
            value in documented.get(name, ()) or self.is_known_id(operation, value) for name, value in path.items()
        )

    def is_known_id(self, operation: Operation, value: str) -> bool:
        """Return whether an ID was created in this run or appears in a documented response."""
        return value in self._created_ids or value in self._documented_ids[operation.id]

    def make_reader(self, ctx: CheckContext, parent: Case[Any]) -> rules.ReadFunction:
        """Return a function that sends follow-up reads with the credentials of the run, as children of a case."""

        def read(
            operation_id: str, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str | None]
        ) -> Observation | None:
            operation = self.target.api.get_operation(operation_id)
            engine_operation = parent.operation.schema[operation.path][operation.method.upper()]
            required_headers = {
                parameter.name: next(iter(parameter.examples().values()), "any")
                for parameter in operation.parameters
                if parameter.location == "header" and parameter.required
            }
            parent_headers = {name: value for name, value in (parent.headers or {}).items() if name in required_headers}
            merged_headers = {**required_headers, **parent_headers, **self.target.key_headers_for(operation), **headers}
            case = engine_operation.Case(
                path_parameters=encode_path_parameters(path),
                query=dict(query),
                headers={name: value for name, value in merged_headers.items() if value is not None},
            )
            ctx.internals.record_case(parent_id=parent.id, case=case)
            response = case.call()
            ctx.internals.record_response(case_id=case.id, response=response)
            observation = self.observe(ctx, response, case)
            self._check_read(ctx, response, case, observation)
            return observation

        return read

    def _check_read(self, ctx: CheckContext, response: Response, case: Case[Any], observation: Observation) -> None:
        """Check the response to a follow-up read with the spec, and with the rules that need no other reads."""
        recorder = ctx.internals.recorder
        if recorder is None:
            return

        def on_failure(name: str, collected: set[Failure], failure: Failure) -> None:
            collected.add(failure)
            recorder.record_check_failure(name=name, case_id=case.id, code_sample="", failure=failure)

        checks = [CHECKS.get_one(name) for name in _RESPONSE_CHECKS]
        run_checks(case=case, response=response, ctx=ctx, checks=checks, on_failure=on_failure)  # type: ignore[arg-type]  # none is a class
        for rule in rules.rules_for(self.target.api):
            if observation.operation.id in rule.operations:
                try:
                    rule.check(replace(observation, send_read=_no_read, memory=set()))
                except InconclusiveError:
                    pass
                except RuleViolation as error:
                    on_failure(rule.name, set(), _to_failure(rule, case, error))


_RESPONSE_CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""The Schemathesis checks that do not depend on how a request was generated."""


def _no_read(*_: object) -> None:
    return None


def _to_failure(rule: Rule, case: Case[Any], error: RuleViolation) -> RuleFailure:
    evidence = "" if error.evidence is None else error.evidence.case_id
    return RuleFailure(operation=case.operation.label, title=rule.name, message=str(error), evidence_case_id=evidence)


def _is_protocol_status(operation: Operation, status: int) -> bool:
    """Return whether a status is undocumented and one that HTTP itself or an intermediary returns."""
    return status in PROTOCOL_STATUSES and str(status) not in operation.responses


def _has_required_headers(operation: Operation, headers: Mapping[str, str]) -> bool:
    """Return whether a request has all required headers."""
    return all(
        parameter.name.lower() in headers
        for parameter in operation.parameters
        if parameter.location == "header" and parameter.required
    )


def _body_bytes(body: object) -> bytes | None:
    """Return a request body as bytes; None if there is none."""
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None


def _decode(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value

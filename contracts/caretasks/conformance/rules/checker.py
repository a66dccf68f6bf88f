"""The rules as checks of the engine: each answer that it gets is held against the rules of its operation."""

from __future__ import annotations

import json
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
from caretasks.conformance.rules import BrokenError, Rule, Seen, UnspokenError
from caretasks.conformance.rules.observation import RuleBroken
from caretasks.conformance.target.fixtures import leaves
from caretasks.conformance.target.model import Target
from caretasks.core.http import HTTPS_OWN, decoded, encoded
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Operation, is_json
from caretasks.openapi.operation import responses
from caretasks.openapi.operation.parameters import documented_paths
from caretasks.openapi.operation.requests import fit


@contextmanager
def registered(target: Target, bench: Bench | None = None) -> Iterator[None]:
    """For the while, the engine checks by the rules of an API too. Its checks are global: one target at a time."""
    bench = Bench(target) if bench is None else bench
    judging = rules.of(target.api)
    for each in judging:
        schemathesis.check(bench.check(each))
    try:
        yield
    finally:
        for each in judging:
            CHECKS.unregister(each.name)


class Bench:
    """What the rules of one run share: what they know of the target, and what was created."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.memory: set[Hashable] = set()
        self._operations = {f"{o.method.upper()} {o.path}": o for o in target.api.operations}
        # The engine also asks for what an answer of the page shows, which a server may know although it was not given.
        self._shown = {o.id: {str(value) for value in leaves(responses.examples(o))} for o in target.api.operations}
        self._created: set[str] = set()
        self._last: tuple[str, Seen] | None = None
        self._passed_over: list[requests.Response] = []

    def check(self, rule: Rule) -> Callable[[CheckContext, Response, Case[Any]], bool | None]:
        """The check of a rule. As the engine has it, true says that nothing was checked."""

        def judge(ctx: CheckContext, response: Response, case: Case[Any]) -> bool | None:
            if self._operations[case.operation.label].id not in rule.operations:
                return True
            if _is_machines(self._operations[case.operation.label], response.status_code):
                return True
            try:
                rule.judge(self._seen(ctx, response, case))
            except UnspokenError:
                return True
            except BrokenError as error:
                raise _broken(rule, case, error) from None
            return None

        judge.__name__ = rule.name
        return judge

    def _seen(self, ctx: CheckContext, response: Response, case: Case[Any]) -> Seen:
        """The exchange, made once for all rules."""
        if self._last is None or self._last[0] != case.id:
            self._last = case.id, self.made(ctx, response, case)
            while self._passed_over:
                self._hold_busy(ctx, Response.from_requests(self._passed_over.pop(0), verify=True), case)
        return self._last[1]

    def passed_over(self, response: requests.Response) -> None:
        """Keeps the answer of a busy server in whose place another was waited for: it may have promises of its own."""
        if response.content is not None:  # it is read here, before it is closed
            self._passed_over.append(response)

    def _hold_busy(self, ctx: CheckContext, response: Response, asked: Case[Any]) -> None:
        case = asked.operation.Case(
            path_parameters=asked.path_parameters, query=asked.query, headers=asked.headers, body=asked.body
        )
        if str(response.status_code) in self._operations[case.operation.label].responses:
            ctx.internals.record_case(parent_id=asked.id, case=case)
            ctx.internals.record_response(case_id=case.id, response=response)
            self._hold(ctx, response, case, self.made(ctx, response, case))

    def made(self, ctx: CheckContext, response: Response, case: Case[Any]) -> Seen:
        """An exchange as the rules see it."""
        operation = self._operations[case.operation.label]
        request = response.request
        content = _bytes(request.body)
        headers = {name.lower(): _text(value) for name, value in request.headers.items()}
        path = decoded(case.path_parameters)
        seen = Seen(
            operation=operation,
            path=path,
            query=parse_qs(urlsplit(request.url or "").query, keep_blank_values=True),
            sent_headers=headers,
            sent=parsed(content),
            valid=fit(operation, case, content) and self.authentic(case, headers) and _whole(operation, headers),
            known=self.known(case, operation, path),
            status=response.status_code,
            headers={name.lower(): ", ".join(values) for name, values in response.headers.items()},
            body=parsed(response.content) if is_json((response.headers.get("content-type") or [""])[0]) else MISSING,
            read=self.reader(ctx, case),
            memory=self.memory,
            name=case.id,
        )
        if operation.writes and seen.succeeded and isinstance(seen.body, dict):
            self._created.update(str(value) for value in seen.body.values() if isinstance(value, str | int))
        return seen

    def authentic(self, case: Case[Any], headers: Mapping[str, str]) -> bool:
        """Whether a request carries the key."""
        wanted = self.target.headers_of(self._operations[case.operation.label])
        return all(headers.get(name.lower()) == value for name, value in wanted.items())

    def known(self, case: Case[Any], operation: Operation, path: Mapping[str, str]) -> bool:
        """Whether what a request names is known to be there."""
        documented = documented_paths(operation)
        given = operation.id not in self.target.unknown
        return given and all(
            value in documented.get(name, ()) or self.may_be_there(operation, value) for name, value in path.items()
        )

    def may_be_there(self, operation: Operation, value: str) -> bool:
        """Whether an id was answered to a create in this run, or stands in an answer that the page shows."""
        return value in self._created or value in self._shown[operation.id]

    def reader(self, ctx: CheckContext, parent: Case[Any]) -> rules.Read:
        """What asks a further read with the credentials of the run, as a child of the case that it follows."""

        def read(
            asked: str, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str | None]
        ) -> Seen | None:
            operation = self.target.api.operation(asked)
            engines = parent.operation.schema[operation.path][operation.method.upper()]
            accounts = {
                parameter.name: next(iter(parameter.examples().values()), "any")
                for parameter in operation.parameters
                if parameter.location == "header" and parameter.required
            }
            kept = {name: value for name, value in (parent.headers or {}).items() if name in accounts}
            own = {**accounts, **kept, **self.target.headers_of(operation), **headers}
            case = engines.Case(
                path_parameters=encoded(path),
                query=dict(query),
                headers={name: value for name, value in own.items() if value is not None},
            )
            ctx.internals.record_case(parent_id=parent.id, case=case)
            response = case.call()
            ctx.internals.record_response(case_id=case.id, response=response)
            seen = self.made(ctx, response, case)
            self._hold(ctx, response, case, seen)
            return seen

        return read

    def _hold(self, ctx: CheckContext, response: Response, case: Case[Any], seen: Seen) -> None:
        """Holds the answer to a further read against its document too, and against the rules that ask nothing more."""
        recorder = ctx.internals.recorder
        if recorder is None:
            return

        def failed(name: str, collected: set[Failure], failure: Failure) -> None:
            collected.add(failure)
            recorder.record_check_failure(name=name, case_id=case.id, code_sample="", failure=failure)

        checks = [CHECKS.get_one(name) for name in _OF_ANSWERS]
        run_checks(case=case, response=response, ctx=ctx, checks=checks, on_failure=failed)  # type: ignore[arg-type]  # none is a class
        for rule in rules.of(self.target.api):
            if seen.operation.id in rule.operations:
                try:
                    rule.judge(replace(seen, read=_no_read, memory=set()))
                except UnspokenError:
                    pass
                except BrokenError as error:
                    failed(rule.name, set(), _broken(rule, case, error))


_OF_ANSWERS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
"""The engine's checks that ask nothing of how a request came about."""


def _no_read(*_: object) -> None:
    return None


def _broken(rule: Rule, case: Case[Any], error: BrokenError) -> RuleBroken:
    shown_by = "" if error.shown_by is None else error.shown_by.name
    return RuleBroken(operation=case.operation.label, title=rule.name, message=str(error), shown_by=shown_by)


def _is_machines(operation: Operation, status: int) -> bool:
    """Whether a status is one that HTTP and the machines between give on their own account, and no documented one."""
    return status in HTTPS_OWN and str(status) not in operation.responses


def _whole(operation: Operation, headers: Mapping[str, str]) -> bool:
    """Whether all headers are there that the document requires."""
    return all(
        parameter.name.lower() in headers
        for parameter in operation.parameters
        if parameter.location == "header" and parameter.required
    )


def _bytes(body: object) -> bytes | None:
    """A body as it was sent; the engine sends JSON whole."""
    return body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None


def parsed(content: bytes | None) -> Any:
    """The JSON data of a body; `ABSENT` where it is none."""
    try:
        return MISSING if not content else json.loads(content)
    except ValueError:
        return MISSING


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value

"""Check of recorded traffic with the checks and rules of a run, without sending a request.

A rule that sends a follow-up read gets the next such read in the recording; without one, the rule is inconclusive. A
recording by another program does not show which IDs exist, or which headers were removed. Neither leads to a failure.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from schemathesis import Case, CheckContext
from schemathesis.core import NOT_SET
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation.meta import CaseMetadata
from schemathesis.specs.openapi.schemas import OpenApiSchema

from caretasks.conformance import rules
from caretasks.conformance.engine import case_metadata
from caretasks.conformance.engine.checks import CHECK_NAMES, check_response
from caretasks.conformance.phases import auth_probes
from caretasks.conformance.rules import Observation
from caretasks.conformance.rules.checker import RuleChecker
from caretasks.conformance.rules.shared import is_unknown_id
from caretasks.conformance.target.model import Target
from caretasks.core import http, interrupts, strict_json
from caretasks.core.http import JSON_MEDIA_TYPE, PROTOCOL_STATUSES, Exchange, Request, encode_path_parameters, is_json
from caretasks.core.missing import MISSING
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.path_templates import Routes
from caretasks.openapi.operation.requests import iter_request_violations

OTHER_SERVER = "other server"
"""Why an exchange with a server of another URL is not checked."""


@dataclass(frozen=True)
class RecordedCase:
    """A recorded exchange and the operation that it calls.

    Attributes:
        operation: The operation.
        path_parameters: Values by name, percent-encoded.
        exchange: The exchange.
    """

    operation: Operation
    path_parameters: Mapping[str, str]
    exchange: Exchange


def match_operations(
    api: Api, exchanges: Iterable[Exchange], url: str | None
) -> tuple[list[RecordedCase], Counter[str]]:
    """Match exchanges to the operations of an API.

    Args:
        api: The API.
        exchanges: The recorded exchanges.
        url: Base URL of the server; None for the servers in the spec, and any that a check recorded.

    Returns:
        The matched exchanges, and the number of the skipped ones by reason.
    """
    routes = Routes([api])
    cases, skipped = [], Counter[str]()
    for exchange in exchanges:
        checked_urls = (exchange.notes.get("base_url"),) if exchange.notes.get("api") == api.name else ()
        path = _path_below(exchange.request.url, (url,) if url is not None else (*api.servers, *checked_urls))
        if path is None:
            skipped[OTHER_SERVER] += 1
            continue
        route = routes.find(f"/{api.name}{api.base_path}{path}".encode("latin-1", "replace"))
        operation = None if route is None else route.operations.get(exchange.request.method)
        if route is None or operation is None:
            skipped["undocumented operation"] += 1
        elif reason := _skip_reason(exchange):
            skipped[reason] += 1
        else:
            cases.append(RecordedCase(operation, encode_path_parameters(route.path_values), exchange))
    return cases, skipped


def _skip_reason(exchange: Exchange) -> str | None:
    """Return why the response cannot be checked, or None if it can."""
    if exchange.response is None or exchange.status < 200:
        return "no response"
    if exchange.status == 304:
        return "cached response (304)"
    if exchange.response.body is None:
        return "response body not recorded"
    if any(map(strict_json.is_nested_too_deeply, (exchange.response.body, exchange.request.body))):
        return "body nested too deeply"
    return None


def _path_below(url: str, servers: Sequence[str | None]) -> str | None:
    """Return the path of a URL relative to the first server that has it; None if no server does."""
    try:
        parts = urlsplit(url)
        for server in servers:
            base = urlsplit(server or "")
            same_host = parts.hostname == base.hostname and _port(parts) == _port(base) and parts.scheme == base.scheme
            if same_host and base.hostname and parts.path.startswith(f"{base.path.rstrip('/')}/"):
                return parts.path[len(base.path.rstrip("/")) :]
    except ValueError:
        pass
    return None


def _port(parts: Any) -> int | None:
    return parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def recorded_target(api: Api, cases: Sequence[RecordedCase]) -> Target:
    """Return the server of the recording, with a random key: no request is sent, so no real key is needed."""
    if not cases:
        return Target(api, "http://127.0.0.1", api.base_path, secrets.token_hex(16))
    parts = urlsplit(cases[0].exchange.request.url)
    return Target(api, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", "", secrets.token_hex(16))


@dataclass(frozen=True)
class CheckedCase:
    """A recorded case, and the engine's record with the results of its checks."""

    recorded_case: RecordedCase
    case: Case[Any]
    recorder: ScenarioRecorder


def check_recorded(
    cases: Sequence[RecordedCase], schema: OpenApiSchema, checker: RecordedRuleChecker
) -> Iterator[CheckedCase | auth_probes.Probe]:
    """Run the checks on each case, in order; yield authentication probes unchecked."""
    for index, recorded_case in enumerate(cases):
        interrupts.raise_if_interrupted()
        case, response = checker.build_case(index, schema)
        exchange = recorded_case.exchange
        if exchange.notes.get("probe"):
            yield auth_probes.Probe(recorded_case.operation, str(exchange.notes["probe"]), response, exchange)
            continue
        recorder = ScenarioRecorder(label=case.operation.label)
        recorder.record_case(case=case)
        recorder.record_response(case_id=case.id, response=response)
        if not exchange.notes.get("sent_by_check"):
            check_response(case, response, recorder, checker.checks)
        yield CheckedCase(recorded_case, case, recorder)


class RecordedRuleChecker(RuleChecker):
    """Rule checker that takes follow-up reads from a recording.

    Args:
        target: The recorded server.
        cases: The cases of the recording, in order.

    Attributes:
        checks: Names of the engine's checks and of the API's rules.
    """

    def __init__(self, target: Target, cases: Sequence[RecordedCase]) -> None:
        super().__init__(target)
        self.memory: set[Hashable] = _EmptyMemory()
        self.checks = (*CHECK_NAMES, *(rule.name for rule in rules.rules_for(target.api)))
        self._cases = cases
        self._index_by_case_id: dict[str, int] = {}
        self._built: dict[int, tuple[Case[Any], Response]] = {}
        self._reads: dict[Hashable, list[int]] = {}
        for index, case in enumerate(cases):
            if not _is_unrelated_to_resource(case.exchange):
                query = parse_qs(urlsplit(case.exchange.request.url).query, keep_blank_values=True)
                key = _read_key(case.operation.id, case.path_parameters, query)
                self._reads.setdefault(key, []).append(index)

    def build_case(self, index: int, schema: OpenApiSchema) -> tuple[Case[Any], Response]:
        """Return a case of the recording as the engine's case and response, which are built once."""
        if index not in self._built:
            recorded_case = self._cases[index]
            case = _build_case(recorded_case, schema)
            self._index_by_case_id[case.id] = index
            self._built[index] = case, _build_response(recorded_case.exchange)
        return self._built[index]

    def is_authenticated(self, case: Case[Any], headers: Mapping[str, str]) -> bool:
        """Return whether the response shows that the request was; the recording may be without the key."""
        return not _is_unrelated_to_resource(self.exchange(case))

    def is_known_resource(self, case: Case[Any], operation: Operation, path: Mapping[str, str]) -> bool:
        """Return whether all resources that a request names are known to exist.

        In a recording by another program, every ID counts as known that the rules do not use as an unknown one.
        """
        if self.notes(case):
            return self.has_known_ids(case) or all(self.is_known_id(operation, value) for value in path.values())
        return not any(map(is_unknown_id, path.values()))

    def has_known_ids(self, case: Case[Any]) -> bool:
        """Return whether the notes say that all IDs are documented examples or user-provided values."""
        return bool(self.notes(case).get("known"))

    def notes(self, case: Case[Any]) -> Mapping[str, Any]:
        """Return the notes on how a request was generated."""
        return self.exchange(case).notes

    def exchange(self, case: Case[Any]) -> Exchange:
        """Return the recorded exchange of a case."""
        return self._cases[self._index_by_case_id[case.id]].exchange

    def make_reader(self, ctx: CheckContext, parent: Case[Any]) -> rules.ReadFunction:
        """Return a function that takes follow-up reads from the part of the recording after a case."""
        latest = self._index_by_case_id[parent.id]

        def read(
            operation_id: str, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str | None]
        ) -> Observation | None:
            nonlocal latest
            key = _read_key(operation_id, encode_path_parameters(path), {name: [text] for name, text in query.items()})
            candidates = self._reads.get(key, [])
            for index in candidates[bisect_right(candidates, latest) :]:
                if _has_required_headers(self._cases[index], headers):
                    latest = index
                    case, response = self.build_case(index, parent.operation.schema)
                    return self.observe(ctx, response, case)
            return None

        return read


class _EmptyMemory(set[Hashable]):
    """A memory that stores nothing: a rule may check the same read once for each part of a recording."""

    def __contains__(self, item: object) -> bool:
        return False


def _read_key(operation: str, path: Mapping[str, str], query: Mapping[str, Sequence[str]]) -> Hashable:
    return operation, frozenset(path.items()), frozenset((name, tuple(values)) for name, values in query.items())


def _is_unrelated_to_resource(exchange: Exchange) -> bool:
    """Return whether a response depends on the key or on infrastructure such as a proxy, not on the resource."""
    if exchange.notes.get("probe"):
        return True
    return exchange.status in (401, 403) or exchange.status in PROTOCOL_STATUSES


def _has_required_headers(case: RecordedCase, headers: Mapping[str, str | None]) -> bool:
    """Return whether a recorded read has the headers of a follow-up read; a value of None removes a header."""
    sent = case.exchange.request.header_values.keys()
    removed = {name.lower() for name, value in headers.items() if value is None}
    required = {p.name.lower() for p in case.operation.parameters if p.location == "header" and p.required}
    return required - removed <= sent and not removed & sent


def _build_case(recorded_case: RecordedCase, schema: OpenApiSchema) -> Case[Any]:
    request, operation = recorded_case.exchange.request, recorded_case.operation
    query = {
        name: values if len(values) > 1 else values[0]
        for name, values in parse_qs(urlsplit(request.url).query, keep_blank_values=True).items()
    }
    body, media_type = _parse_body(request)
    engine_operation = schema[operation.path][operation.method.upper()]

    def make_case(metadata: CaseMetadata | None) -> Case[Any]:
        case: Case[Any] = engine_operation.Case(
            path_parameters=dict(recorded_case.path_parameters),
            query=query,
            headers=dict(request.headers),
            body=body,
            media_type=media_type,
            _meta=metadata,
        )
        return case

    if recorded_case.exchange.notes:
        return make_case(case_metadata.from_notes(recorded_case.exchange.notes))
    headers = {name: [value] for name, value in request.headers}
    violations = iter_request_violations(operation, make_case(None), request.url, headers, request.body)
    # A missing part may have been removed from the recording, as browsers do with credentials.
    locations = {
        "body" if violation.parameter is None else violation.parameter.location
        for violation in violations
        if not violation.is_missing
    }
    return make_case(case_metadata.invalid_case(*sorted(locations)) if locations else None)


def _parse_body(request: Request) -> tuple[Any, str | None]:
    media_type = request.header("content-type")
    if not request.body:
        return NOT_SET, None
    if media_type is not None and not is_json(media_type):
        return request.body, media_type
    return (request.body if request.json is MISSING else request.json), JSON_MEDIA_TYPE


def _build_response(exchange: Exchange) -> Response:
    response = exchange.response or http.Response(0)
    request = requests.Request(exchange.request.method, exchange.request.url, data=exchange.request.body).prepare()
    request.headers.clear()
    request.headers.update(dict(exchange.request.headers))
    return Response(
        status_code=response.status,
        headers=response.header_values,
        content=response.body or b"",
        request=request,
        elapsed=0.0,
        verify=True,
        message=response.reason,
        encoding="utf-8",
    )

"""Check of recorded traffic with the checks and rules of a run, without sending a request.

A rule that sends a follow-up read gets the next such read in the recording; without one, the rule is inconclusive. A
recording by another program does not show which IDs exist, or which headers were removed. Neither leads to a failure.
"""

from __future__ import annotations

import secrets
from bisect import bisect_right
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from requests.structures import CaseInsensitiveDict

from caretasks.conformance.cases import Parameters, generation_notes
from caretasks.conformance.observation import Observation, ReadFunction
from caretasks.conformance.rules.checker import RuleChecker
from caretasks.conformance.rules.shared import is_unknown_id
from caretasks.conformance.target.model import Target
from caretasks.conformance.traffic.har import NO_RESPONSE
from caretasks.core import strict_json
from caretasks.core.http import PROTOCOL_STATUSES, Exchange, encode_path_parameters
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.path_templates import api_routes
from caretasks.openapi.operation.requests import iter_request_violations

OTHER_SERVER = "other server"
"""Why an exchange with a server of another URL is not checked."""


def match_operations(
    api: Api, exchanges: Iterable[Exchange], url: str | None
) -> tuple[list[Observation], Counter[str]]:
    """Return the exchanges with operations of an API as cases, and the number of the skipped ones by reason.

    Without the base URL of a server, those with the servers in the spec match, and those that a check recorded.
    """
    routes = api_routes(api)
    cases, skipped = list[Observation](), Counter[str]()
    for exchange in exchanges:
        checked_urls = (exchange.notes.get("base_url"),) if exchange.notes.get("api") == api.name else ()
        path = path_below(exchange.request.url, (url,) if url is not None else (*api.servers, *checked_urls))
        if path is None:
            skipped[OTHER_SERVER] += 1
            continue
        route = routes.find_below(api, path, urlsplit(exchange.request.url).query)
        operation = None if route is None else route.operations.get(exchange.request.method)
        if route is None or operation is None:
            skipped["undocumented operation"] += 1
        elif reason := _skip_reason(exchange):
            skipped[reason] += 1
        else:
            path_parameters = encode_path_parameters(route.path_values)
            cases.append(build_case(str(len(cases)), operation, path_parameters, exchange))
    return cases, skipped


def _skip_reason(exchange: Exchange) -> str | None:
    """Return why the response cannot be checked, or None if it can."""
    if exchange.response is None or exchange.status < 200:
        return NO_RESPONSE
    if exchange.status == 304:
        return "cached response (304)"
    if exchange.response.body is None:
        return "response body not recorded"
    if any(map(strict_json.is_nested_too_deeply, (exchange.response.body, exchange.request.body))):
        return "body nested too deeply"
    return None


def path_below(url: str, servers: Sequence[str | None]) -> str | None:
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


def build_case(id_: str, operation: Operation, path_parameters: dict[str, str], exchange: Exchange) -> Observation:
    """Return an exchange as a case of an operation; its path parameters are percent-encoded."""
    request = exchange.request
    query = parse_qs(urlsplit(request.url).query, keep_blank_values=True)
    parameters: Parameters = {
        "path": path_parameters,
        "query": {name: values if len(values) > 1 else values[0] for name, values in query.items()},
        "header": CaseInsensitiveDict(request.headers),
        "cookie": {},
    }
    if exchange.notes:
        return Observation(id_, operation, parameters, exchange, bool(exchange.notes.get("known")))
    # A missing part may have been removed from the recording, as browsers do with credentials.
    locations = {
        "body" if violation.parameter is None else violation.parameter.location
        for violation in iter_request_violations(operation, parameters, request)
        if not violation.is_missing
    }
    notes = generation_notes("negative", *sorted(locations)) if locations else {}
    return Observation(id_, operation, parameters, replace(exchange, notes=notes), None)


class Recording(RuleChecker):
    """The cases of a recording in order, whose rules get follow-up reads from it.

    The key of its target is a random one: no request is sent, so no real key is needed.
    """

    def __init__(self, api: Api, cases: Sequence[Observation]) -> None:
        origin, path = "http://127.0.0.1", api.base_path
        if cases:
            parts = urlsplit(cases[0].exchange.request.url)
            origin, path = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", ""
        super().__init__(Target(api, origin, path, secrets.token_hex(16)))
        self.memory: set[Hashable] = _EmptyMemory()
        self.cases = cases
        self._indexes = {case.id: index for index, case in enumerate(cases)}
        self._reads: dict[Hashable, list[int]] = {}
        for index, case in enumerate(cases):
            if not _is_unrelated_to_resource(case):
                key = _read_key(case.operation.id, case.path_parameters, case.query)
                self._reads.setdefault(key, []).append(index)

    def is_authenticated(self, case: Observation) -> bool:
        """Return whether the response shows that the request was; the recording may be without the key."""
        return not _is_unrelated_to_resource(case)

    def is_known_resource(self, case: Observation) -> bool:
        """Return whether all resources that a request names are known to exist.

        In a recording by another program, every ID counts as known that the rules do not use as an unknown one.
        """
        if case.has_known_ids is None:
            return not any(map(is_unknown_id, case.path_parameters.values()))
        return super().is_known_resource(case)

    def reader_after(self, case: Observation) -> ReadFunction:
        """Return a function that takes follow-up reads from the part of the recording after a case."""
        latest = self._indexes[case.id]

        def read(
            operation_id: str, path: Mapping[str, str], query: Mapping[str, str], headers: Mapping[str, str | None]
        ) -> Observation | None:
            nonlocal latest
            key = _read_key(operation_id, path, {name: [text] for name, text in query.items()})
            candidates = self._reads.get(key, [])
            for index in candidates[bisect_right(candidates, latest) :]:
                if _has_required_headers(self.cases[index], headers):
                    latest = index
                    found = self.cases[index]
                    self.prepare(found)
                    self.allow_reads(found, self.reader_after(found))
                    return found
            return None

        return read


class _EmptyMemory(set[Hashable]):
    """A memory that stores nothing: a rule may check the same read once for each part of a recording."""

    def __contains__(self, item: object) -> bool:
        return False


def _read_key(operation: str, path: Mapping[str, str], query: Mapping[str, Sequence[str]]) -> Hashable:
    return operation, frozenset(path.items()), frozenset((name, tuple(values)) for name, values in query.items())


def _is_unrelated_to_resource(case: Observation) -> bool:
    """Return whether a response depends on the key or on infrastructure such as a proxy, not on the resource."""
    return bool(case.probe) or case.status in (401, 403) or case.status in PROTOCOL_STATUSES


def _has_required_headers(case: Observation, headers: Mapping[str, str | None]) -> bool:
    """Return whether a recorded read has the headers of a follow-up read; a value of None removes a header."""
    sent = case.exchange.request.header_values.keys()
    removed = {name.lower() for name, value in headers.items() if value is None}
    required = {p.name.lower() for p in case.operation.parameters if p.location == "header" and p.required}
    return required - removed <= sent and not removed & sent

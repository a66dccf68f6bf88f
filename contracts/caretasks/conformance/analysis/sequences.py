"""The requests of a finding, redacted: the one that shows it, and those that `caretasks replay` sends.

A request of a sequence may have values of the responses before it, such as the ID of a created resource. They become
shell variables, and the earlier request says where its response has the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlsplit

from caretasks.conformance.cases import CASE_ID_HEADER
from caretasks.conformance.observation import Observation
from caretasks.conformance.steps import Step, Variable
from caretasks.conformance.target.model import iter_values
from caretasks.conformance.traffic.display import FindingRedactor
from caretasks.core.http import Request
from caretasks.core.missing import MISSING
from caretasks.openapi.json_pointer import join
from caretasks.openapi.operation.requests import documented_path_values

# Request headers that the engine or its HTTP library adds, which a curl command does not need.
_ENGINE_HEADERS = frozenset(
    {"accept-encoding", "connection", "content-length", "host", "user-agent", CASE_ID_HEADER.lower()}
)
_RUN_NOTES = ("api", "base_url")
"""The notes that say where a request was sent, not how it was generated."""
_MAX_STEPS = 6
_MAX_CREATED_IDS = 1000
_UPDATES = ("put", "patch")
_MAX_UPDATED, _MAX_UPDATES = 1000, 3  # resources whose updates are kept, and updates of each


class Sequences:
    """Describes the requests of findings about one target."""

    def __init__(self, display: FindingRedactor, curl_options: tuple[str, ...] = ()) -> None:
        self._display = display
        self._curl_options = curl_options
        self._environment = tuple(Variable(name) for name in display.variables)
        self._creators: dict[str, Observation] = {}  # by the strings and numbers in their responses
        self._updates: dict[str, list[Observation]] = {}  # the last ones of each resource, by the path in the URL

    def add(self, case: Observation) -> None:
        """Note what a request has created or updated. A finding about it shows this request first."""
        if case.operation.method in _UPDATES and case.is_success and not case.probe:
            path = _url_path(case)
            if path in self._updates or len(self._updates) < _MAX_UPDATED:
                self._updates[path] = [*self._updates.get(path, [])[1 - _MAX_UPDATES :], case]
        if case.operation.method == "post" and case.is_success and not case.probe:
            sent = {*case.path_parameters.values(), *map(str, iter_values(case.request_body))}
            for value in map(str, iter_values(case.response_body)):
                if value not in sent and len(value) > 1 and len(self._creators) < _MAX_CREATED_IDS:
                    self._creators.setdefault(value, case)

    def describe(
        self, case: Observation, evidence: Observation | None, before: Observation | None = None
    ) -> dict[str, Any]:
        """Return the fields `request`, `steps`, `variables` and `curl_options` of a finding.

        A response that is compared with that of `evidence` is received right `before` the request: after the resource
        was created, since a later run creates another one, and for an update after the updates before it.
        """
        chain = _chain(case)
        if before is not None:
            updates = self._updates.get(_url_path(case), ()) if case.operation.method in _UPDATES else ()
            sent = [each.exchange.request for each in chain]
            added = [each for each in (*updates, before) if each.exchange.request not in sent]
            chain = [*chain[:-1], *added, case]
        chain = self._with_creators(chain)
        returned: list[dict[str, str]] = [{} for _ in chain]
        steps: list[Step] = []
        for index, each in enumerate(chain):
            request = self._with_returned_values(each, chain[:index], returned)
            notes = {name: value for name, value in each.exchange.notes.items() if name not in _RUN_NOTES}
            if "description" in notes:
                notes["description"] = self._display.redact_text(str(notes["description"] or ""))
            steps.append(Step(each.operation.id, request, _base_url(each), notes))
        shown = steps[-1].request
        if evidence is not None and evidence is not case:
            shown = self._with_returned_values(evidence, chain, returned)
        steps = [replace(step, returned=tuple(values.items())) for step, values in zip(steps, returned, strict=True)]
        variables = (
            *self._environment,
            *(
                Variable(each.name, f"{each.operation}.{each.path[0]}", each.path[1:], each.encoding)
                for each in self._display.placeholders
                if _uses(each.name, shown, *(step.request for step in steps))
            ),
        )
        is_secure = shown.url.startswith("https:")
        return {
            "request": shown,
            "steps": tuple(steps),
            "variables": variables,
            "curl_options": self._curl_options if is_secure else (),
        }

    def _with_creators(self, chain: list[Observation]) -> list[Observation]:
        """Return requests after those that created the resources in their paths, which a later run cannot name."""
        while len(chain) < _MAX_STEPS:
            index, creator = next(self._iter_missing(chain), (0, None))
            if creator is None:
                break
            chain = [*chain[:index], creator, *chain[index:]]
        return chain

    def _iter_missing(self, chain: list[Observation]) -> Iterator[tuple[int, Observation]]:
        """Yield the index of each request with the ID of a created resource, and the request that created it."""
        known: set[str] = set()
        for index, case in enumerate(chain):
            documented = documented_path_values(case.operation)
            for name, value in case.path_parameters.items():
                creator = self._creators.get(value)
                if creator is not None and creator not in chain and value not in (*known, *documented.get(name, ())):
                    yield index, creator
            known |= {str(value) for value in iter_values(case.response_body)}

    def _with_returned_values(
        self, case: Observation, before: list[Observation], returned: list[dict[str, str]]
    ) -> Request:
        """Return the redacted request with variables for the path parameters that an earlier response contains."""
        request = self._display.redact_request(_without_engine_headers(case.exchange.request), case.operation)
        if not before:
            return request
        documented, url = documented_path_values(case.operation), request.url
        for name, value in case.path_parameters.items():
            if value in documented.get(name, ()) or len(value) < 2:
                continue
            for index in reversed(range(len(before))):
                pointer = next(_iter_pointers(before[index].response_body, value), None)
                if pointer is None or _is_sent(before[index], value):
                    continue
                variable = f"NEW_{re.sub(r'[^A-Za-z0-9]+', '_', name).upper()}"
                returned[index][variable] = pointer
                url = _replace_segment(url, value, f"${variable}")
                break
        return replace(request, url=url)


def _chain(case: Observation) -> list[Observation]:
    """Return a request after those that led to it, without repetitions of the same request."""
    chain = [case]
    while (parent := chain[0].parent) is not None and len(chain) < _MAX_STEPS:
        if parent.exchange.request.url == chain[0].exchange.request.url and not parent.operation.is_write:
            break
        chain.insert(0, parent)
    return chain


def _url_path(case: Observation) -> str:
    return urlsplit(case.exchange.request.url).path


def _base_url(case: Observation) -> str:
    """Return the part of the URL before the path of the operation."""
    parts = urlsplit(case.exchange.request.url)
    segments = parts.path.split("/")
    return f"{parts.scheme}://{parts.netloc}{'/'.join(segments[: 1 - len(case.operation.path.split('/'))])}"


def _without_engine_headers(request: Request) -> Request:
    headers = tuple(
        (name, value)
        for name, value in request.headers
        if name.lower() not in _ENGINE_HEADERS and (name.lower(), value) != ("accept", "*/*")
    )
    return replace(request, headers=headers)


def _iter_pointers(data: Any, text: str, pointer: str = "") -> Iterator[str]:
    """Yield the JSON pointers of the values with a text."""
    if data is MISSING:
        return
    if isinstance(data, dict | list):
        for token, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from _iter_pointers(value, text, join(pointer, str(token)))
    elif not isinstance(data, bool) and data is not None and str(data) == text:
        yield pointer


def _is_sent(case: Observation, value: str) -> bool:
    """Return whether a request itself contains a value."""
    return value in case.path_parameters.values() or next(_iter_pointers(case.request_body, value), None) is not None


def _replace_segment(url: str, value: str, variable: str) -> str:
    """Return a URL with a variable in place of a value that is a whole segment of its path."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    encoded = (quote(value, safe=""), quote(value), value)
    return origin + "".join(variable if part in encoded else part for part in re.split("([/?&=])", url[len(origin) :]))


def _uses(name: str, *requests: Request) -> bool:
    variable = re.compile(rf"\${re.escape(name)}(?![A-Z0-9_])")
    return any(
        variable.search(text)
        for request in requests
        for text in (request.url, request.body.decode("latin-1"), *(value for _, value in request.headers))
    )

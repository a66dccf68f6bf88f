"""Numbers of the findings of a run, and of the tokens in them, in the order of the report."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from caretasks.conformance.model import Finding, FindingKind
from caretasks.conformance.observation import FailureKind
from caretasks.conformance.results import ApiResult, OperationResult
from caretasks.conformance.steps import Step
from caretasks.conformance.traffic.tokens import iter_numbers, renumber
from caretasks.core.http import Request

_SHARED_TOPICS = (
    FailureKind.RULE,
    FailureKind.BODY,
    FailureKind.HEADER,
    FailureKind.MISSING_HEADERS,
)
"""Topics of findings about a part of a response, which several operations may have in common."""


@dataclass(frozen=True)
class LocatedFinding:
    """A finding of an operation of an API."""

    api: str
    operation: OperationResult
    finding: Finding


def number_findings(results: Sequence[ApiResult]) -> None:
    """Number the findings of a run from 1, and the tokens of redacted values in the order of the findings.

    The failures come first, then known findings, then warnings. Findings of several operations of an API have the same
    number if they contradict the same facts with the same claim, or violate the same part of `components` at a property
    or header of the same name: they have one cause. So do a create and a read that returns 404 for what it has created,
    and a wrong status and a value that states the documented one.
    """
    causes: dict[Hashable, int] = {}
    numbers = {result.api: dict[int, int]() for result in results}
    count = itertools.count(1)
    found: dict[int, dict[int, Finding]] = {}  # by operation, and index in its findings
    # A rule about what a create returned may have found that it cannot be read, too.
    rules = {
        (result.api, finding.kind, _fact_ids(finding)): _cause_key(result.api, finding)
        for result, _, _, finding in _iter_findings(results)
        if finding.topic == FailureKind.RULE and not finding.pointer
    }
    statuses = {
        (result.api, finding.kind, finding.status, finding.documented_status): _cause_key(result.api, finding)
        for result, _, _, finding in _iter_findings(results)
        if finding.documented_status and not finding.pointer
    }
    for kind in FindingKind.FAILURE, FindingKind.KNOWN, FindingKind.WARNING:
        for result, operation, index, finding in _iter_findings(results):
            if finding.kind is kind:
                key = _cause_key(result.api, finding)
                if finding.topic == FailureKind.NOT_AVAILABLE and finding.facts:
                    key = rules.get((result.api, kind, _fact_ids(finding)), key)
                if finding.pointer:
                    key = statuses.get((result.api, kind, finding.status, finding.documented_status), key)
                number = causes.setdefault(key, len(causes) + 1)
                for text in _iter_texts(finding):
                    for token in iter_numbers(text):
                        if token not in numbers[result.api]:
                            numbers[result.api][token] = next(count)
                renumbered = _map_texts(finding, partial(renumber, numbers=numbers[result.api]))
                found.setdefault(id(operation), {})[index] = replace(renumbered, number=number)
    for result in results:
        for operation in result.operations:
            operation.set_findings([each for _, each in sorted(found.get(id(operation), {}).items())])


def group_causes(results: Sequence[ApiResult], kind: FindingKind) -> list[list[LocatedFinding]]:
    """Return the findings of a kind, with those of several operations that have one cause in one list."""
    groups: dict[Hashable, list[LocatedFinding]] = {}
    for result, operation, index, finding in _iter_findings(results):
        if finding.kind is kind:
            key: Hashable = finding.number or (id(operation), index)
            groups.setdefault(key, []).append(LocatedFinding(result.api, operation, finding))
    return list(groups.values())


def _iter_findings(results: Sequence[ApiResult]) -> Iterator[tuple[ApiResult, OperationResult, int, Finding]]:
    for result in results:
        for operation in result.operations:
            for index, finding in enumerate(operation.all_findings):
                yield result, operation, index, finding


def _cause_key(api: str, finding: Finding) -> Hashable:
    if finding.schema_pointer.startswith("/components/"):  # which several operations share, or several properties
        claim = "" if finding.topic == FailureKind.BODY else finding.claim  # that of a body has the whole location
        return api, finding.kind, finding.schema_pointer, finding.pointer.rpartition("/")[2], claim
    if finding.facts and finding.claim and finding.topic in _SHARED_TOPICS:
        return api, finding.kind, _fact_ids(finding), finding.claim
    return api, finding.kind, finding.identity, finding.title


def _fact_ids(finding: Finding) -> frozenset[str]:
    return frozenset(fact.id for fact in finding.facts)


def _iter_texts(finding: Finding) -> Iterator[str]:
    yield from (finding.claim, finding.expected, finding.actual, finding.message, *finding.also)
    for request in (finding.request, *(step.request for step in finding.steps)):
        if request is not None:
            yield from (request.url, *(value for _, value in request.headers))
            yield request.body.decode("utf-8", "surrogateescape")


def _map_texts(finding: Finding, change: Callable[[str], str]) -> Finding:
    def change_request(request: Request) -> Request:
        return replace(
            request,
            url=change(request.url),
            headers=tuple((name, change(value)) for name, value in request.headers),
            body=change(request.body.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape"),
        )

    def change_step(step: Step) -> Step:
        return replace(step, request=change_request(step.request))

    return replace(
        finding,
        claim=change(finding.claim),
        expected=change(finding.expected),
        actual=change(finding.actual),
        message=change(finding.message),
        also=tuple(map(change, finding.also)),
        request=None if finding.request is None else change_request(finding.request),
        steps=tuple(map(change_step, finding.steps)),
    )

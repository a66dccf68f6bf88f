"""Causes of findings, which are the same from one run to the next, and whether a run could have shown them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from caretasks.conformance.analysis.rejections.evidence import PHASE_NAME as SINGLE_CHANGES
from caretasks.conformance.cases import GENERATED_PHASES
from caretasks.conformance.model import Finding, Verdict
from caretasks.conformance.phases.auth_probes import AUTH_PROBES
from caretasks.conformance.results import ApiResult, OperationResult

_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Cause:
    """The subject of a finding: the same in every run.

    Attributes:
        api: Name of the API.
        operation: ID of the operation.
        names: IDs of the facts in order, or else the name of the check.
        pointer: Where it is, as in `Finding`; None for anywhere.
    """

    api: str
    operation: str
    names: tuple[str, ...]
    pointer: str | None

    @classmethod
    def from_finding(cls, api: str, finding: Finding) -> Cause:
        """Return the cause of a finding of an API."""
        operation, names, pointer = finding.identity
        # A baseline file cannot contain surrogates, which a name in a response may have.
        return cls(api, operation, names, _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", pointer))

    def __str__(self) -> str:
        return " ".join(filter(None, [self.api, self.operation, ", ".join(self.names), self.pointer]))


def could_show(result: ApiResult | None, cause: Cause, phases: Collection[str]) -> bool:
    """Return whether a run would have shown a finding if the server still behaved so.

    It must have sent requests to the operation in one of the phases that showed the finding, without an error, and
    have evaluated the facts or the check that the finding is about. Without phases, any phase is accepted. Requests
    with single changes follow only after a generated request that was rejected, or on which the server failed. Without
    a success, for example because the key has expired, only authentication probes show anything.
    """
    operation = find_operation(result, cause.operation)
    if operation is None or operation.errors or operation.run_errors:
        return False
    starting = GENERATED_PHASES if SINGLE_CHANGES in phases else ()
    if phases and operation.phases.keys().isdisjoint([*phases, *starting]):
        return False
    if not operation.success_count and set(phases) != {AUTH_PROBES.name}:
        return False
    verdicts = {fact.fact.id: fact.verdict for fact in operation.facts}
    evaluated = [verdicts[name] in (Verdict.PASSED, Verdict.FAILED) for name in cause.names if name in verdicts]
    if evaluated:
        return all(evaluated)
    checks = {*operation.passed_checks, *(finding.check for finding in operation.findings)}
    return not checks.isdisjoint(cause.names) or operation.verdict in (Verdict.PASSED, Verdict.FAILED)


def find_operation(result: ApiResult | None, operation_id: str) -> OperationResult | None:
    """Return the result of an operation, if there is one."""
    operations = [] if result is None else result.operations
    return next((each for each in operations if each.id == operation_id), None)

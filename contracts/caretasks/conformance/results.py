"""What a run finds, and the verdicts that follow. No engine, no I/O: these are values that travel between processes.

The runner yields a `CaseResult` per request, a `Trouble` per error and a `LeftOut` per write not sent, in order;
`collect` sums them up. Whoever shows or stores a verdict (the table, a report) reads `ApiResult`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

from caretasks.conformance.analysis import correlation
from caretasks.conformance.analysis.coverage import Promise, promises
from caretasks.conformance.config import Settings
from caretasks.conformance.model import (
    EXAMPLES,
    INTERRUPTED,
    CaseResult,
    Finding,
    Item,
    LeftOut,
    Mark,
    Recorded,
    Trouble,
    Verdict,
)
from caretasks.openapi.document import Api
from caretasks.openapi.facts import Fact


class ExitStatus(IntEnum):
    """What a run of `caretasks check` ends with."""

    NOTHING_BROKEN = 0
    BROKEN = 1
    USAGE = 2
    INCONCLUSIVE = 3


@dataclass
class PhaseCount:
    """How much a phase did for an operation: requests, checks, and documented successes judged."""

    cases: int = 0
    checks: int = 0
    successes: int = 0


@dataclass
class CheckCount:
    """How often a check passed, broke a promise, or gave advice."""

    passed: int = 0
    broken: int = 0
    advice: int = 0


@dataclass(frozen=True)
class FactResult:
    """What was found of a fact at an operation.

    Attributes:
        fact: the fact.
        verdict: broken where a finding says so; kept where it was put to the test; else not exercised.
        reason: why it was not exercised; None where it was.
        findings: what broke it.
        advice: what was seen about it that breaks no promise.
        unseen: pointers to the places of the document where it is enforced and nothing was seen.
    """

    fact: Fact
    verdict: Verdict
    reason: str | None = None
    findings: tuple[Finding, ...] = ()
    advice: tuple[Finding, ...] = ()
    unseen: tuple[str, ...] = ()


@dataclass
class OperationResult:
    """What was found of one operation.

    `method` is in capitals; `left_out` is the argument by which nothing was sent to it but probes, if one was;
    `phases` holds those that sent anything; `documented` are the statuses with which documented requests were answered;
    `promises` are the facts about it, and `places` the pointers of theirs that were put to the test.
    """

    id: str
    method: str
    path: str
    left_out: str | None = None
    phases: dict[str, PhaseCount] = field(default_factory=dict)
    checks: dict[str, CheckCount] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    documented: set[int] = field(default_factory=set)
    promises: tuple[Promise, ...] = ()
    places: set[str] = field(default_factory=set)
    _cleared: dict[str, set[str]] = field(default_factory=dict)
    _findings: dict[Hashable, Finding] = field(default_factory=dict)
    _told: list[Finding] | None = None

    def add(self, case: CaseResult) -> None:
        """Takes in one more request."""
        count = self.phases.setdefault(case.phase, PhaseCount())
        count.cases += 1
        count.checks += len(case.checks)
        count.successes += case.judged
        self.places |= case.places
        for better, text in case.cleared:
            self._cleared.setdefault(better, set()).add(text)
        self._told = None
        if case.phase == EXAMPLES and case.status is not None:
            self.documented.add(case.status)
        for check in case.checks:
            tally = self.checks.setdefault(check.name, CheckCount())
            if check.finding is None:
                tally.passed += 1
                continue
            if check.finding.advice is None:
                tally.broken += 1
            else:
                tally.advice += 1
            _merge(self._findings, check.finding)

    @property
    def failures(self) -> list[Finding]:
        """The broken promises, each once."""
        return [finding for finding in self._findings_told if finding.advice is None]

    @property
    def advice(self) -> list[Finding]:
        """What no fact backs, each once."""
        return [finding for finding in self._findings_told if finding.advice is not None]

    @property
    def _findings_told(self) -> list[Finding]:
        """All findings, with the facts that they are about by all that was seen."""
        if self._told is None:
            found: dict[Hashable, Finding] = {}
            causes = self._causes()
            for finding in self._findings.values():
                _merge(found, _about(finding, causes.get(finding.suspects, frozenset())))
            self._told = list(found.values())
        return self._told

    def _causes(self) -> dict[frozenset[Mark], frozenset[Mark]]:
        """By the marks of a request, those that it fared as it did for."""
        found: dict[frozenset[Mark], frozenset[Mark]] = {}
        for better, cleared in self._cleared.items():
            suspects = [f.suspects for f in self._findings.values() if f.better == better and f.advice is None]
            found.update(zip(suspects, correlation.causes(suspects, cleared), strict=True))
        return found

    @property
    def facts(self) -> list[FactResult]:
        """What was found of each fact about the operation, in the ledger's order."""
        return [self._fact(promise) for promise in self.promises]

    def _fact(self, promise: Promise) -> FactResult:
        broken = tuple(finding for finding in self.failures if promise.fact in finding.facts)
        advice = tuple(finding for finding in self.advice if promise.fact in finding.facts)
        if promise.checks:
            seen = all(name in self.checks and self.checks[name].passed for name in promise.checks)
        else:
            seen = bool(promise.pointers & self.places)
        verdict = Verdict.BROKEN if broken else Verdict.KEPT if seen else Verdict.NOT_EXERCISED
        reason = self._why_not(promise) if verdict is Verdict.NOT_EXERCISED else None
        return FactResult(promise.fact, verdict, reason, broken, advice, tuple(sorted(promise.pointers - self.places)))

    def _why_not(self, promise: Promise) -> str:
        """Why nothing was seen of a promise."""
        if not (promise.checks or promise.pointers):
            return "; ".join(promise.elsewhere)
        if self.left_out is not None:
            return self.left_out
        if live := [text for text in promise.elsewhere if text.startswith("live: ")]:
            return "; ".join(live)
        return "no answer let it be judged" if promise.checks else "no answer showed it"

    @property
    def case_count(self) -> int:
        return sum(count.cases for count in self.phases.values())

    @property
    def check_count(self) -> int:
        return sum(count.checks for count in self.phases.values())

    @property
    def success_count(self) -> int:
        """How many documented successes were judged by their schema."""
        return sum(count.successes for count in self.phases.values())

    @property
    def in_vain(self) -> str | None:
        """Why no success could be judged, where the answers tell; None where one could, or none was looked for."""
        if self.success_count or self.left_out or not self.documented:
            return None
        statuses = ", ".join(map(str, sorted(self.documented)))
        why = "is the key right? " if self.documented & {401, 403} else ""
        why += "--fixtures names what is there" if 404 in self.documented else ""
        return f"what is documented was answered with {statuses}{': ' if why else ''}{why.strip()}"

    @property
    def verdict(self) -> Verdict:
        if self.failures:
            return Verdict.BROKEN
        return Verdict.KEPT if self.success_count and not self.errors else Verdict.NOT_EXERCISED


def _merge(findings: dict[Hashable, Finding], finding: Finding) -> None:
    key = (finding.check, finding.message, finding.advice, finding.facts, finding.suspects)
    known = findings.get(key)
    findings[key] = finding if known is None else known.merged(finding)


def _about(finding: Finding, causes: frozenset[Mark]) -> Finding:
    """A finding with the facts of what it is about; without any causes, as it was."""
    if not causes:
        return replace(finding, suspects=frozenset())
    broken = [mark for mark in causes if mark.advice is None]
    advice = None if broken else min(mark.advice or "" for mark in causes)
    facts = {fact for mark in broken or causes for fact in mark.facts}
    named = tuple(sorted(facts, key=lambda fact: fact.id)) or finding.facts
    return replace(finding, advice=advice, facts=named, suspects=frozenset())


@dataclass
class ApiResult:
    """What was found of one API.

    `errors` are those of the run as a whole; each operation has its own. `skipped` counts recorded exchanges that were
    not judged, by the reason. `exchanges` are in the order that they were made, if the run keeps them.
    """

    api: str
    operations: list[OperationResult]
    errors: list[str] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    exchanges: list[Recorded] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """Takes in what the runner found next."""
        if isinstance(item, LeftOut):
            self.operation(item.operation).left_out = item.reason
            return
        operation = next((o for o in self.operations if o.id == item.operation), None)
        if isinstance(item, CaseResult):
            if operation is None:
                raise KeyError(item.operation)
            operation.add(item)
            if item.exchange is not None:
                self.exchanges.append(item.exchange)
            return
        errors = self.errors if operation is None else operation.errors
        if item.message not in errors:
            errors.append(item.message)

    def operation(self, operation_id: str) -> OperationResult:
        """The result of the operation of that id.

        Raises:
            KeyError: there is none.
        """
        for operation in self.operations:
            if operation.id == operation_id:
                return operation
        raise KeyError(operation_id)

    @property
    def verdict(self) -> Verdict:
        """Broken if any operation is; kept only if every one not left out is, and nothing went wrong with the run."""
        verdicts = {
            operation.verdict
            for operation in self.operations
            if operation.left_out is None or operation.verdict is Verdict.BROKEN
        }
        if Verdict.BROKEN in verdicts:
            return Verdict.BROKEN
        return Verdict.KEPT if verdicts == {Verdict.KEPT} and not self.errors else Verdict.NOT_EXERCISED

    @property
    def inconclusive(self) -> bool:
        """Whether too little was found out: an error on the way, or not one documented success that could be judged."""
        return (
            bool(self.errors)
            or any(operation.errors for operation in self.operations)
            or not any(operation.success_count for operation in self.operations)
        )


def empty(api: Api, settings: Settings | None = None) -> ApiResult:
    """The result of an API of which nothing has been found out yet, by a run with these settings."""
    left_out = (settings or Settings()).left_out
    return ApiResult(
        api.name,
        [OperationResult(o.id, o.method.upper(), o.path, left_out(o), promises=promises(o)) for o in api.operations],
    )


def collect(
    api: Api,
    items: Iterable[Item],
    settings: Settings | None = None,
) -> ApiResult:
    """Sums up what a run with these settings found; interrupted, what it had found until then.

    Args:
        api: the API.
        items: what the run finds, as it finds it.
        settings: the settings of the run.
    """
    result = empty(api, settings)
    try:
        for item in items:
            result.add(item)
    except KeyboardInterrupt:
        result.add(Trouble(INTERRUPTED))
    return result


def exit_status(results: Sequence[ApiResult]) -> ExitStatus:
    """The exit status over all APIs of a run: a broken promise outweighs all that could not be found out."""
    if any(result.verdict is Verdict.BROKEN for result in results):
        return ExitStatus.BROKEN
    if not results or any(result.inconclusive for result in results):
        return ExitStatus.INCONCLUSIVE
    return ExitStatus.NOTHING_BROKEN

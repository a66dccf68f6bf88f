"""Values that a run yields and that results consist of: verdicts, findings, check results and case results."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from caretasks.conformance.steps import Step, Variable
from caretasks.core import curl
from caretasks.core.http import READ_METHODS, Exchange, Request
from caretasks.openapi.document import Media, Node
from caretasks.openapi.facts import Fact, KnownDifference

INTERRUPTED = "interrupted by the user; the results so far are reported"
"""The error message of a run that the user interrupted."""

REPORT_VERSION = 3
"""Version of `report.json`. It changes if a field is removed or changes its meaning, not if one is added."""

COVERAGE_PHASE = "coverage"
EXAMPLES_PHASE = "examples"
"""The phase that sends the documented requests, or those with the user's own values."""

NOTES_KEY = "caretasks"
"""The key of a JSON object in an HAR entry's comment: its value is the notes on how the request was generated."""


class ChangeKind(StrEnum):
    """Kind of a change that gives another valid request a feature."""

    VALUE = "value"
    DEFAULT = "default of a parameter"
    TEXT = "text"
    TIME = "time"
    LIST = "list"
    MISSING = "missing"
    EXTRA = "extra properties"
    MEDIA = "media type"


@dataclass(frozen=True)
class Change:
    """The change of another request that gives it a feature, and no other one.

    Attributes:
        kind: What to do with the value.
        location: Location of the parameter, or `body`.
        path: The name of the parameter, or the path of property names and indexes in the body.
        value: The value that has the feature: for `EXTRA` an object of the extra properties, for `MISSING` and `MEDIA`
            nothing.
        schema: The schema of the value, or of the strings in a parameter.
        media: The media type of the body; None for a parameter.
        siblings: Names of the other properties or parameters, of which a rule of the server may require one if this one
            is missing or has this value; empty for a change that no such rule is likely to be about.
        items: Items that the server accepts in an array, for one that must not repeat an item.
    """

    kind: ChangeKind
    location: str
    path: tuple[str | int, ...]
    value: Any = None
    schema: Node | None = None
    media: Media | None = None
    siblings: frozenset[str] = frozenset()
    items: tuple[Any, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Feature:
    """A feature of a request that may explain its response.

    Attributes:
        text: Description of the feature: a location in the request, and the kind of value there.
        facts: Documented facts that state how a server handles it.
        warning_reason: Why rejecting it is a warning; None if it is a failure.
        depth: Nesting depth in the request; of features that explain as many requests, the outermost is the cause.
        change: The change that gives another request this feature; None if there is none. Equal features of two
            requests may have different ones.
        is_limit: Whether it is a value at a limit of its schema.
    """

    text: str
    facts: tuple[Fact, ...] = ()
    warning_reason: str | None = None
    depth: int = 0
    change: Change | None = field(default=None, compare=False, repr=False)
    is_limit: bool = field(default=False, compare=False, repr=False)


class Verdict(StrEnum):
    """Verdict on a fact, an operation or an API. Known differences and warnings do not change it.

    `NOT_COVERED` means that no response could show it, `INCONCLUSIVE` that an error of the run prevented it.
    """

    PASSED = "passed"
    FAILED = "failed"
    NOT_COVERED = "not covered"
    INCONCLUSIVE = "inconclusive"


class FindingKind(StrEnum):
    """Kind of a finding. Only a failure affects a verdict."""

    FAILURE = "failure"
    WARNING = "warning"
    KNOWN = "known"


Identity = tuple[str, tuple[str, ...], str]
"""The key of a cause from one run to the next: operation ID, fact IDs or else the check, and pointer."""


@dataclass(frozen=True)
class Acceptance:
    """The entry of a baseline that matches a finding.

    Attributes:
        location: The file, and the line of the entry, such as `known.toml:12`.
        reason: Why the finding is accepted.
        accepted_by: Who accepted it.
        expires: The last day on which it is accepted; None if it does not expire.
        problem: Why the entry does not accept it, such as an expiry date; empty if it does.
    """

    location: str
    reason: str
    accepted_by: str
    expires: date | None = None
    problem: str = ""

    def __str__(self) -> str:
        until = "" if self.expires is None else f" until {self.expires}"
        return f"{self.reason} (accepted by {self.accepted_by}{until}, {self.location})"


@dataclass(frozen=True)
class Finding:
    """A check that did not pass: a failure, a warning, or known.

    Attributes:
        check: Name of the check.
        message: Description of the failure, without any value of the response.
        request: The shortest request that shows it, redacted; None if no single request does.
        warning_reason: Why this is only a warning; None for a failure.
        count: Number of requests with this finding.
        facts: Documented facts that the finding is about, determined from one request.
        candidate_features: Features of the request that may have caused it.
        better_outcome: Outcome of requests whose features have not caused it, as in `CaseResult.cleared_features`.
        variables: The shell variables in the requests.
        curl_options: The options with which curl trusts the server, and is trusted by it.
        known_differences: The known differences, of any fact, that the response is one of. The finding is one of them
            if it is about that fact.
        acceptance: What a baseline says about it; None if no entry matches it.
        phases: The phases that showed it.
        operation: ID of the operation.
        pointer: Where it is: `response body /data/*/status`, `response header X-Total`, `request body /tags`; empty if
            it is about the response as a whole.
        claim: What should be true: "`status` must be one of `A`, `B`".
        expected: What is documented there, as a short text.
        actual: What the server sent instead, as a short, redacted text.
        refused_status: The documented status of a rejection that a rule of the server may explain; 0 for any other.
        topic: What the check found; see `observation.FailureKind`.
        schema_pointer: JSON pointer of the keyword or part of a documented response that is violated; may be empty.
        status: Status of the response.
        documented_status: Status of a violated rule, as in `observation.RuleViolation`.
        total: Number of requests to the operation.
        checks: Names of all checks that found it.
        also: Other claims about the same cause.
        steps: The requests that `caretasks replay` sends, in order; empty without any.
        number: Number of the cause in the report, from 1; 0 before the report is written.
    """

    check: str
    message: str
    request: Request | None
    warning_reason: str | None = None
    count: int = 1
    facts: tuple[Fact, ...] = ()
    candidate_features: frozenset[Feature] = frozenset()
    better_outcome: str = ""
    variables: tuple[Variable, ...] = ()
    curl_options: tuple[str, ...] = ()
    known_differences: tuple[KnownDifference, ...] = ()
    acceptance: Acceptance | None = None
    phases: frozenset[str] = frozenset()
    operation: str = ""
    pointer: str = ""
    claim: str = ""
    expected: str = ""
    actual: str = ""
    refused_status: int = 0
    topic: str = ""
    schema_pointer: str = ""
    status: int = 0
    documented_status: int = 0
    total: int = 0
    checks: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    number: int = 0

    @property
    def title(self) -> str:
        """The claim that is not true, and what was received instead, redacted."""
        if not self.claim:
            return self.message
        is_shown = not self.actual or self.actual in self.claim
        return self.claim if is_shown else f"{self.claim}; received {self.actual}"

    @property
    def kind(self) -> FindingKind:
        """The kind of the finding: failure, warning, or known."""
        if self.known_reason:
            return FindingKind.KNOWN
        return FindingKind.WARNING if self.is_warning else FindingKind.FAILURE

    @property
    def identity(self) -> Identity:
        """The key of the cause, the same in every run."""
        return self.operation, tuple(sorted(fact.id for fact in self.facts)) or (self.check,), self.pointer

    @property
    def is_warning(self) -> bool:
        """True if no documented fact backs the finding."""
        return self.warning_reason is not None

    @property
    def known_difference(self) -> KnownDifference | None:
        """The known difference that the finding is, if it is one."""
        differences = () if self.is_warning else self.known_differences
        return next((each for each in differences if each.fact in self.facts), None)

    @property
    def is_known(self) -> bool:
        """True if the finding is accepted: by a baseline, or as a known difference of the vendor's server."""
        return self.kind is FindingKind.KNOWN

    @property
    def known_reason(self) -> str:
        """Why the finding is known, and by whom or since when; empty if it is not known."""
        if self.acceptance is not None and not self.acceptance.problem:
            return str(self.acceptance)
        known = self.known_difference
        return "" if known is None else f"{known.what} Known since {known.since}: {known.evidence}"

    @property
    def is_failure(self) -> bool:
        """True if the finding affects the verdict: it is neither a warning nor known."""
        return self.kind is FindingKind.FAILURE

    @property
    def curl(self) -> str | None:
        """The curl command that repeats the request, after those whose responses it needs; None without one."""
        if self.request is None:
            return None
        names = [each.name for each in self.variables]
        names += [name for step in self.steps for name, _ in step.returned]
        last = curl.format_command(self.request, names, options=self.curl_options)
        is_sequence = any(step.returned for step in self.steps)
        others = [step for step in self.steps if step.request != self.request]
        before = [step for step in others if is_sequence or step.request.method not in READ_METHODS]
        commands = [curl.format_command(step.request, names, dict(step.returned), self.curl_options) for step in before]
        return "\n".join([*commands, last])


@dataclass(frozen=True)
class CheckResult:
    """Result of one check of one response: passed if `finding` is None."""

    name: str
    finding: Finding | None = None


@dataclass(frozen=True)
class CaseResult:
    """One request, and the result of checking its response.

    Attributes:
        operation: ID of the operation.
        phase: Phase that sent the request: examples, coverage, fuzzing, stateful.
        status: Status of the response; None without a response.
        is_checked_success: Whether this is a documented success whose body was checked against its schema.
        is_valid: Whether the request matches the spec and has the API key.
        is_write: Whether a request was sent whose method may change data.
        elapsed_seconds: Time until the response.
        checks: Results of the checks; empty for a request that a check itself sent and that passed.
        covered_pointers: JSON pointers of facts that this is the first request to cover.
        cleared_features: Pairs of an outcome and a feature text that no earlier request has shown.
        exchange: Redacted request and response; None if the run does not record.
    """

    operation: str
    phase: str
    status: int | None
    is_checked_success: bool
    checks: tuple[CheckResult, ...]
    covered_pointers: frozenset[str] = frozenset()
    cleared_features: frozenset[tuple[str, str]] = frozenset()
    exchange: Exchange | None = None
    is_write: bool = False
    elapsed_seconds: float = 0.0
    is_valid: bool = False


@dataclass
class PhaseCount:
    """Counts of one phase for one operation.

    Attributes:
        cases: Number of requests.
        writes: Number of those whose method may change data.
        checks: Number of check results.
        successes: Number of documented successes that were checked against their schema.
        seconds: Time that the requests took.
    """

    cases: int = 0
    writes: int = 0
    checks: int = 0
    successes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class FactResult:
    """Result for one fact at one operation.

    Attributes:
        fact: The fact.
        verdict: Failed with a failure; passed if a request covered the fact, known findings included; inconclusive if
            none did and the run had an error; otherwise not covered.
        reason: Why the fact was not covered; None if it was.
        failures: Failures that contradict the fact.
        warnings: Warnings about the fact.
        known: Known findings about the fact.
        uncovered_pointers: JSON pointers into the spec that enforce the fact and were not covered.
    """

    fact: Fact
    verdict: Verdict
    reason: str | None = None
    failures: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    uncovered_pointers: tuple[str, ...] = ()
    known: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class RunError:
    """An error that makes the run inconclusive; neither a pass nor a failure.

    Attributes:
        message: Description of the error, without any value of a response.
        operation: ID of the operation; None for an error of the whole run.
        phase: Phase in which the error occurred, if any.
    """

    message: str
    operation: str | None = None
    phase: str | None = None


@dataclass(frozen=True)
class Skipped:
    """An operation that received authentication probes only, with the reason."""

    operation: str
    reason: str


@dataclass(frozen=True)
class LeftOut:
    """A number of requests of a phase that were not sent to an operation, because `--max-examples` limits them."""

    operation: str
    phase: str
    count: int


@dataclass(frozen=True)
class CutShort:
    """A number of operations that got fewer requests of a phase, because the time of the run is limited."""

    phase: str
    operation_count: int


@dataclass(frozen=True)
class Ungenerated:
    """An operation for which the engine generates no requests, with the reason."""

    operation: str
    reason: str


RunItem = CaseResult | RunError | Skipped | LeftOut | CutShort | Ungenerated
"""One item of the stream that a run yields."""

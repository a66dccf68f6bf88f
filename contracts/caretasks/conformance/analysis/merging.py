"""One finding for each cause: the findings of all requests to an operation, merged.

Failures of one response with the same cause are merged first: a schema check and a rule about the same value, or
several checks of the same status. Then those of all requests with the same facts, or else the same check, at the same
location.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from caretasks.conformance.analysis import claims
from caretasks.conformance.analysis.correlation import ACCEPTED, REJECTED, FailedRequests, find_causes
from caretasks.conformance.model import Feature, Finding, Identity
from caretasks.conformance.observation import FailureKind
from caretasks.core.http import Request

_STATUS_TOPICS = (
    FailureKind.RULE,
    FailureKind.SERVER_ERROR,
    FailureKind.ACCEPTED_INVALID,
    FailureKind.MISSING_HEADER_ACCEPTED,
    FailureKind.REJECTED_VALID,
    FailureKind.NOT_AVAILABLE,
    FailureKind.UNDOCUMENTED_STATUS,
)
"""Topics of findings about the status of a response, from the most to the least specific."""
_MAX_OTHER_CLAIMS = 3
_KEY_NAME = re.compile(r"\bkey (?!without\b|as\b|must\b)(\S+)")
"""The name of a security scheme in the claim about an authentication probe."""
_MAX_EVIDENCE = 50
_MIN_ACCEPTED_VIOLATIONS = 6
"""The number of violations in bodies from which a server that rejects none of them does not validate bodies."""

_MIN_REFUSED = 3
"""The number of refused requests from which a warning names what only they have."""


@dataclass
class _Group:
    """Findings with the same cause: the one with the shortest request, and the requests that have it."""

    finding: Finding
    requests: set[int] = field(default_factory=set)
    phases: set[str] = field(default_factory=set)
    evidence: set[Request] = field(default_factory=set)
    claims: dict[str, None] = field(default_factory=dict)
    checks: dict[str, None] = field(default_factory=dict)
    documented_statuses: set[tuple[int, int]] = field(default_factory=set)  # with the statuses of the responses
    sent_parts: frozenset[str] | None = None  # the locations at which all refused requests have a value

    def add(self, finding: Finding, requests: AbstractSet[int]) -> None:
        self.finding = min(self.finding, finding, key=_size)
        self.requests |= requests
        self.phases |= finding.phases
        if finding.request is not None and len(self.evidence) < _MAX_EVIDENCE:
            self.evidence.add(finding.request)
        self.claims[finding.claim] = None
        self.documented_statuses.add((finding.status, finding.documented_status))
        self.checks.update(dict.fromkeys(finding.checks or (finding.check,)))
        if finding.refused_status and finding.candidate_features:
            self._add_parts(claims.locations_with_value(each.text for each in finding.candidate_features))

    def absorb(self, other: _Group) -> None:
        """Add the requests and the checks of another group; its finding is another view of the same cause."""
        self.requests |= other.requests
        self.phases |= other.phases
        self.evidence |= other.evidence
        self.checks.update(other.checks)
        if other.sent_parts is not None:
            self._add_parts(other.sent_parts)

    def _add_parts(self, parts: frozenset[str]) -> None:
        self.sent_parts = parts if self.sent_parts is None else self.sent_parts & parts

    def build(self) -> Finding:
        finding, claim = self.finding, self.finding.claim
        also = [other for other in self.claims if other not in (claim, "")]
        if finding.topic == FailureKind.SERVER_ERROR:  # the features of a single cause
            claim, also = claims.describe_error(finding, self.claims), []
        checks = [finding.check, *(name for name in self.checks if name != finding.check)]
        if finding.status >= 500 and finding.topic == FailureKind.RULE and claim:
            claim = f"server error: {claim}"
        return replace(
            finding,
            claim=claim,
            count=len(self.requests),
            checks=tuple(checks),
            also=tuple(sorted(also)[:_MAX_OTHER_CLAIMS]),
            phases=frozenset(self.phases),
            documented_status=finding.documented_status if len(self.documented_statuses) == 1 else 0,
        )


class Causes:
    """The findings of an operation. Add those of one request after the other."""

    def __init__(self) -> None:
        self._groups: dict[Hashable, _Group] = {}
        self._request_count = 0

    def add(self, findings: Sequence[Finding]) -> None:
        """Add the findings of one more request."""
        self._request_count += 1
        for finding in _merge_one_response(findings):
            key = (
                *(finding.check, finding.claim or finding.message, finding.pointer, finding.warning_reason),
                *(finding.facts, frozenset() if finding.refused_status else finding.candidate_features),
                *(finding.better_outcome, finding.known_differences),
                *(finding.refused_status, finding.documented_status, finding.documented_status and finding.status),
            )
            self._groups.setdefault(key, _Group(finding)).add(finding, {self._request_count})

    def merge(self, cleared_features: Mapping[str, AbstractSet[str]], valid_count: int = 0) -> list[Finding]:
        """Return one finding for each cause, in an order that does not depend on that of the requests.

        Args:
            cleared_features: By outcome, the features of requests that did not fail in that way.
            valid_count: The number of valid requests to the operation.
        """
        failed = [
            FailedRequests(group.finding, frozenset(group.evidence), len(group.requests))
            for group in self._groups.values()
        ]
        causes = find_causes(failed, cleared_features)
        groups = _merge_stated_statuses(list(self._groups.values()))
        merged: dict[Hashable, _Group] = {}
        broken_by_rule: dict[str, Identity] = {}  # the findings of rules that failed with a violation, by its location
        for group in groups:
            features = group.finding.candidate_features
            if group.finding.topic == FailureKind.RULE and len(features) == 1:
                broken_by_rule.update((claims.location(feature), group.finding.identity) for feature in features)
            causing = causes.get(features, frozenset()) if group.finding.better_outcome else frozenset[Feature]()
            finding = _with_cause(group.finding, causing)
            key = (finding.identity, finding.is_warning, finding.known_difference, _claim_key(finding))
            merged.setdefault(key, _Group(finding)).add(finding, group.requests)
            merged[key].absorb(group)
        groups = _merge_statuses(list(merged.values()), broken_by_rule)
        if not any(map(_is_in_body, cleared_features.get(REJECTED, ()))):
            groups = _merge_accepted(groups)
        accepted = claims.locations_with_value(cleared_features.get(ACCEPTED, ()))
        built = [_with_counts(group, valid_count, accepted) for group in groups]
        return sorted(built, key=lambda each: (each.kind, each.identity, each.title))


def _with_counts(group: _Group, valid_count: int, accepted: AbstractSet[str]) -> Finding:
    """Return the finding of a group; a warning about rejected valid requests with their number, of all valid ones.

    If all of several have a value at one location, and no accepted request has one there (`accepted`), it names it.
    """
    finding = group.build()
    if not finding.refused_status:
        return finding
    message = f"refused {finding.count:,} of {valid_count:,} valid requests"
    parts = claims.outermost((group.sent_parts or frozenset()) - accepted)
    if len(parts) == 1 and finding.count >= _MIN_REFUSED:
        message = f"{message}, all with {claims.value_name(parts[0])}"
    return replace(finding, message=f"{message}; the spec documents {finding.refused_status}", claim="")


def _claim_key(finding: Finding) -> str:
    """Return what tells two findings about the same facts apart that are at no location: the claim without numbers."""
    if finding.refused_status:
        return str(finding.refused_status)
    if _is_probe(finding):
        key = _KEY_NAME.search(finding.claim)
        return f"{finding.claim.rpartition(' ')[2]} {key[1] if key else ''}"
    if finding.pointer or finding.topic not in ("", FailureKind.RULE, FailureKind.OTHER):
        return ""
    return re.sub(r"\d+", "0", finding.claim or finding.message)


def _is_probe(finding: Finding) -> bool:
    """Return whether an authentication probe has shown a finding."""
    return bool(finding.steps) and bool(finding.steps[0].notes.get("probe"))


def _size(finding: Finding) -> tuple[int, int, str, bytes, str]:
    """Return what orders the findings of a cause: the one with the fewest and shortest requests comes first."""
    request = finding.request
    if request is None:
        return 0, 0, "", b"", finding.actual
    return len(finding.steps), request.size, request.url, request.body, finding.actual


def _merge_one_response(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings of one response with those merged that have the same cause."""
    if len(findings) < 2:
        return list(findings)
    kept: dict[Hashable, Finding] = {}
    is_crash = any(each.topic == FailureKind.SERVER_ERROR and each.is_failure for each in findings)
    for finding in sorted(findings, key=_specificity):
        is_about_status = finding.topic in _STATUS_TOPICS and not finding.pointer.startswith("response")
        # The page of an error that a server did not expect has the media type of its framework.
        is_about_status |= is_crash and finding.check == "content_type_conformance"
        key: Hashable = "status" if is_about_status else finding.pointer or (finding.check, finding.message)
        known = kept.get(key)
        if known is None:
            kept[key] = finding
        else:
            facts = known.facts
            if not is_about_status and not finding.is_warning:
                facts = tuple(dict.fromkeys((*known.facts, *finding.facts)))
            checks = tuple(dict.fromkeys((*(known.checks or (known.check,)), finding.check)))
            features = known.candidate_features
            if known.topic == FailureKind.RULE and finding.topic == FailureKind.ACCEPTED_INVALID:
                features = finding.candidate_features
            kept[key] = replace(known, facts=facts, checks=checks, candidate_features=features)
    return list(kept.values())


def _specificity(finding: Finding) -> tuple[bool, bool, int, str]:
    """Return what orders the findings of one response: failures first, schema checks of a value before rules."""
    topics = [str(topic) for topic in _STATUS_TOPICS]
    is_rule_about_value = finding.topic == FailureKind.RULE and bool(finding.pointer)
    rank = topics.index(finding.topic) if finding.topic in topics else len(topics)
    return finding.is_warning, is_rule_about_value, rank, finding.check


def _with_cause(finding: Finding, causes: frozenset[Feature]) -> Finding:
    """Return the finding with the facts of the features that caused it, and a claim that names them.

    A server error without a cause is about no fact: any request may cause one.
    """
    named = causes
    if not causes and finding.topic == FailureKind.ACCEPTED_INVALID:
        named = finding.candidate_features
    failing = frozenset(feature for feature in named if feature.warning_reason is None)
    pointer, claim = claims.describe_cause(finding, failing or named)
    finding = replace(finding, candidate_features=frozenset(), pointer=pointer, claim=claim)
    if not causes:
        return finding
    is_warning = not failing and finding.topic != FailureKind.SERVER_ERROR  # no request may cause one
    reason = min(feature.warning_reason or "" for feature in causes) if is_warning else None
    facts = {fact for feature in failing or causes for fact in feature.facts}
    return replace(
        finding, warning_reason=reason, facts=tuple(sorted(facts, key=lambda each: each.id)) or finding.facts
    )


def _merge_stated_statuses(groups: list[_Group]) -> list[_Group]:
    """Return the groups with those merged into a wrong status whose values state the documented status."""
    wrong: dict[tuple[int, int], _Group] = {}  # by the status of the response, and the documented one; 0 for any
    for group in groups:
        finding = group.finding
        is_wrong = finding.documented_status or finding.topic == FailureKind.UNDOCUMENTED_STATUS
        if finding.is_failure and is_wrong and not finding.pointer:
            wrong.setdefault((finding.status, finding.documented_status), group)
    remaining: list[_Group] = []
    for group in groups:
        status, stated = group.finding.status, group.finding.documented_status
        target = (wrong.get((status, stated)) or wrong.get((status, 0))) if stated and group.finding.pointer else None
        if target is None:
            remaining.append(group)
        else:
            target.absorb(group)
    return remaining


def _merge_statuses(groups: list[_Group], broken_by_rule: Mapping[str, Identity]) -> list[_Group]:
    """Return the groups with those merged that are other views of the same status.

    A rule about a status and a check that is attributed to the same facts, or has found the same violation, are one. A
    server error whose cause is not known belongs to the only one with a known cause, and one after an authentication
    probe to any of them. A warning about something that also fails has the same cause.
    """
    errors = [each for each in groups if each.finding.topic == FailureKind.SERVER_ERROR and each.finding.is_failure]
    explained = [each for each in errors if each.finding.pointer or each.finding.facts]
    remaining: list[_Group] = []
    by_identity = {group.finding.identity: group for group in groups if group.finding.is_failure}
    for group in groups:
        target = _find_target(group, groups, errors, explained)
        if group.finding.topic == FailureKind.ACCEPTED_INVALID and target is None:
            target = by_identity.get(broken_by_rule.get(group.finding.pointer, ("", (), "")))
        if target is None:
            remaining.append(group)
        else:
            target.absorb(group)
    return remaining


def _is_in_body(text: str) -> bool:
    """Return whether the text of a feature is about a value in a body, not the body as a whole."""
    location = claims.location(Feature(text))
    return location.startswith("request body") and " /" in location


def _merge_accepted(groups: list[_Group]) -> list[_Group]:
    """Return the groups with those about invalid values in bodies merged, if there are many: none is rejected."""
    accepted = [
        each
        for each in groups
        if each.finding.topic == FailureKind.ACCEPTED_INVALID and each.finding.is_failure
        if each.finding.pointer.startswith("request body")
    ]
    if len(accepted) < _MIN_ACCEPTED_VIOLATIONS:
        return groups
    first = min((each.finding for each in accepted), key=_size)
    facts = {fact.id: fact for group in accepted for fact in group.finding.facts}
    claim = "invalid values in the body must be rejected, and none is"
    found = tuple(facts[each] for each in sorted(facts))
    finding = replace(first, claim=claim, pointer="request body", facts=found)
    merged = _Group(finding)
    for group in accepted:
        merged.absorb(group)
        merged.phases |= group.phases
        merged.claims[group.finding.claim] = None
    return [*(each for each in groups if each not in accepted), merged]


def _find_target(
    group: _Group, groups: Sequence[_Group], errors: Sequence[_Group], explained: Sequence[_Group]
) -> _Group | None:
    finding = group.finding
    if finding.refused_status:
        return None
    if finding.is_warning:
        return _find_failing(group, groups, errors)
    if not finding.is_failure or finding.topic not in _STATUS_TOPICS or finding.pointer.startswith("response"):
        return None
    if finding.topic == FailureKind.RULE:
        return errors[0] if errors and _is_probe(finding) and finding.status >= 500 else None
    is_server_error = group in errors
    for other in groups:
        if _has_same_cause(group, other, is_server_error=is_server_error):
            return other
    is_unexplained = is_server_error and group not in explained
    return explained[0] if is_unexplained and len(explained) == 1 else None


def _find_failing(warning: _Group, groups: Iterable[_Group], errors: Sequence[_Group]) -> _Group | None:
    """Return the failure that has the same cause as a warning."""
    for other in groups:
        if other.finding.is_failure and other.finding.identity == warning.finding.identity:
            return other
    return errors[0] if errors and warning.finding.topic == FailureKind.SERVER_ERROR else None


def _has_same_cause(group: _Group, other: _Group, *, is_server_error: bool) -> bool:
    """Return whether the failure of a check of the status is another view of a rule, or of an authentication probe."""
    finding, found = group.finding, other.finding
    is_about_key = finding.topic == FailureKind.UNDOCUMENTED_STATUS and finding.status in (401, 403)
    if is_about_key and _is_probe(found) and found.status == finding.status:
        return True  # a server that requires a key for a public operation
    if found.topic != FailureKind.RULE or found.pointer or not found.is_failure:
        return False
    if finding.facts and set(found.facts) == set(finding.facts):
        return True
    return is_server_error and found.status >= 500 and bool(other.evidence & group.evidence)  # sent by the rule

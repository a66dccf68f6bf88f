"""Findings about facts that the user excludes: they do not count, and reports show them with the reason.

A finding that is about other facts, too, counts for those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from caretasks.conformance.model import Finding


def excluded_findings(findings: Sequence[Finding], excluded_facts: Mapping[str, str]) -> list[tuple[Finding, str]]:
    """Return the findings about excluded facts only, each with the reason of the first fact.

    Args:
        findings: The findings of an operation.
        excluded_facts: Reasons by the ID of a fact.
    """
    return [
        (finding, excluded_facts[finding.facts[0].id]) for finding in findings if _is_excluded(finding, excluded_facts)
    ]


def counted_findings(findings: list[Finding], excluded_facts: Mapping[str, str]) -> list[Finding]:
    """Return the other findings, without the excluded facts that they are about."""
    if not excluded_facts:
        return findings
    return [
        replace(finding, facts=tuple(fact for fact in finding.facts if fact.id not in excluded_facts))
        for finding in findings
        if not _is_excluded(finding, excluded_facts)
    ]


def _is_excluded(finding: Finding, excluded_facts: Mapping[str, str]) -> bool:
    return bool(finding.facts) and all(fact.id in excluded_facts for fact in finding.facts)

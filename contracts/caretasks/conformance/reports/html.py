"""HTML report: the verdict, what changed, the findings by severity, and a table of facts.

It is one self-contained file without scripts, which can be opened offline and sent by mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from caretasks.conformance.changes.tracking import NO_CHANGES, Changes
from caretasks.conformance.model import FindingKind, Verdict
from caretasks.conformance.reports.changes import iter_change_lines
from caretasks.conformance.reports.json_report import RunInfo
from caretasks.conformance.reports.summary import format_heading, iter_sentences, list_facts, list_findings
from caretasks.conformance.results import ApiResult
from caretasks.core.console import format_count
from caretasks.core.templates import load_template


def write_html(file: IO[str], results: Sequence[ApiResult], run_info: RunInfo, changes: Changes = NO_CHANGES) -> None:
    """Write the report."""
    facts = list_facts(results)
    operations = [operation for result in results for operation in result.operations]
    findings = {kind: list_findings(results, kind, changes) for kind in FindingKind}
    verdicts = {
        "operation": [operation.verdict for operation in operations],
        "fact": [fact.result.verdict for fact in facts],
    }
    file.write(
        load_template(Path(__file__).parent, "report.html.jinja").render(
            results=results,
            run=run_info,
            heading=format_heading(results),
            sentences=list(iter_sentences(results, changes)),
            verdict_counts=[
                (noun, [(verdict, found.count(verdict)) for verdict in Verdict if verdict in found])
                for noun, found in verdicts.items()
                if found
            ],
            finding_counts=[(kind, _format_count(kind, len(found))) for kind, found in findings.items()],
            failures=findings[FindingKind.FAILURE],
            known=findings[FindingKind.KNOWN],
            warnings=findings[FindingKind.WARNING],
            change_lines=list(iter_change_lines(changes)),
            facts=facts,
            format_count=format_count,
        )
    )


def _format_count(kind: FindingKind, count: int) -> str:
    return f"{count:,} known" if kind is FindingKind.KNOWN else format_count(count, kind)

"""Terminal: the progress of a run on stderr, so that stdout contains only the report; then the report.

The report is a table of operations and one of facts, then each failure with a curl command, and the warnings.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from caretasks.conformance.changes.tracking import NO_CHANGES, Changes
from caretasks.conformance.engine.progress import Progress
from caretasks.conformance.model import FactResult, Finding, FindingKind, Verdict
from caretasks.conformance.reports.changes import format_counts, iter_change_lines
from caretasks.conformance.reports.numbering import LocatedFinding, group_causes
from caretasks.conformance.results import ApiResult, ExitStatus, OperationResult, exit_status
from caretasks.conformance.steps import Variable
from caretasks.core.console import escape_unprintable, format_count, print_line

_STYLES = {
    Verdict.PASSED: "green",
    Verdict.FAILED: "bold red",
    Verdict.NOT_COVERED: "yellow",
    Verdict.INCONCLUSIVE: "yellow",
}
_FACT_COLUMNS = ("fact", "operation", "verdict")
_MIN_CLAIM_WIDTH = 12
_ENCODINGS = {
    "_ENCODED": ", percent-encoded",
    "_JSON": ", encoded as in JSON",
    "_UNKNOWN": ", changed to an unknown ID",
}


@contextmanager
def show_progress(names: Sequence[str], *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Show one line per API while the block runs, and yield the function that updates a line."""
    console = Console(stderr=True, highlight=False)
    bars = Bars(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[phase]}", markup=False),
        TextColumn("{task.completed:,.0f} requests"),
        TextColumn("{task.fields[failures]}", style="bold red", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    tasks = {name: bars.add_task(name, total=None, phase="waiting", failures="") for name in names}

    def update(progress: Progress) -> None:
        failures = f"{progress.failures} failed" if progress.failures else ""
        bars.update(tasks[progress.api], completed=progress.requests, phase=progress.phase, failures=failures)

    with bars:
        yield update


def print_table(
    results: Sequence[ApiResult],
    console: Console,
    *,
    client_calls: Mapping[tuple[str, str], str] | None = None,
    changes: Changes = NO_CHANGES,
) -> None:
    """Print the report; in plain lines if the console is not a terminal.

    The results of calls with the generated client, by API and operation, get an extra column.
    """
    # An API without any request, such as one whose server cannot be reached, has an error instead of a verdict.
    checked = [result for result in results if not result.errors or result.case_count]
    if checked:
        console.print(_build_operation_table(checked, console, client_calls))
    if any(operation.requirements for result in checked for operation in result.operations):
        console.print(_build_fact_table(checked, console))
    for found in group_causes(results, FindingKind.FAILURE):
        _print_failure(found, console)
    for found in group_causes(results, FindingKind.KNOWN):
        _print_known(found, console)
    for result in results:
        _print_limits(result, console)
        for operation in result.operations:
            _print_notes(f"{result.api} {operation.id}", operation, console)
    for line in iter_change_lines(changes):
        print_line(console, line)
    _print_variables(results, console)
    print_line(console, _format_summary(results, changes))


def _print_limits(result: ApiResult, console: Console) -> None:
    """Print the errors of an API, and the requests and values that a limit excluded."""
    for error in result.errors:
        print_line(console, f"{result.api}: {error}", "yellow")
    if result.skipped_exchanges:
        total = sum(result.skipped_exchanges.values())
        reasons = ", ".join(f"{reason}: {count:,}" for reason, count in sorted(result.skipped_exchanges.items()))
        count = format_count(total, "recorded request")
        print_line(console, f"{result.api}: not checked: {count} ({reasons})")
    for depth in sorted({operation.depth_limit or 0 for operation in result.operations} - {0}):
        first, *others = (operation.id for operation in result.operations if operation.depth_limit == depth)
        more = f" and {format_count(len(others), 'other operation')}" if others else ""
        print_line(console, f"{result.api}: values below depth {depth} of the body not varied: {first}{more}")
    _print_left_out(result, console)
    _print_cut_short(result, console)


def _print_notes(name: str, operation: OperationResult, console: Console) -> None:
    """Print the problems, warnings and excluded findings of an operation, and why it is not covered."""
    for problem in operation.problems:
        print_line(console, f"{name}: {problem}", "yellow")
    for finding in operation.warnings:
        text = f"{_format_number(finding)}{name}: warning: {finding.title} ({finding.warning_reason})"
        print_line(console, text, "dim")
    for finding, reason in operation.excluded_findings:
        facts = ", ".join(fact.id for fact in finding.facts)
        print_line(console, f"{name}: excluded: {finding.title} ({facts}: {reason})", "dim")
    if operation.ungenerated_reason:
        print_line(console, f"{name}: no requests generated: {operation.ungenerated_reason}")
    if note := operation.not_covered_note:
        print_line(console, f"{name}: not covered, which is allowed: {note}")


def _print_left_out(result: ApiResult, console: Console) -> None:
    """Print how many requests --max-examples left out, by phase."""
    phases: Counter[str] = Counter()
    for operation in result.operations:
        phases.update(operation.left_out)
    if phases:
        by_phase = ", ".join(f"{phase}: {count:,}" for phase, count in sorted(phases.items()))
        total = format_count(phases.total(), "request")
        print_line(console, f"{result.api}: not sent because of --max-examples: {total} ({by_phase})")


def _print_cut_short(result: ApiResult, console: Console) -> None:
    """Print for how many operations --max-time left out requests, by phase."""
    if result.cut_short:
        by_phase = ", ".join(
            f"{name} of {format_count(n, 'operation')}" for name, n in sorted(result.cut_short.items())
        )
        print_line(console, f"{result.api}: fewer requests because of --max-time: {by_phase}")


def format_table(results: Sequence[ApiResult], changes: Changes = NO_CHANGES) -> str:
    """Return what `print_table` prints to a file."""
    console = Console(file=io.StringIO(), width=120, highlight=False)
    with console.capture() as capture:
        print_table(results, console, changes=changes)
    return capture.get()


def _format_summary(results: Sequence[ApiResult], changes: Changes) -> str:
    is_interrupted = any(result.is_interrupted for result in results)
    if results and not any(result.case_count for result in results) and all(result.errors for result in results):
        return f"{'interrupted' if is_interrupted else 'inconclusive'}: no request was checked"  # the errors are above
    operations = [operation for result in results for operation in result.operations]
    facts = [fact for operation in operations for fact in operation.facts]
    nouns = {"failure": FindingKind.FAILURE, "known finding": FindingKind.KNOWN, "warning": FindingKind.WARNING}
    findings = {noun: len(group_causes(results, kind)) for noun, kind in nouns.items()}
    parts = [_format_counts([operation.verdict for operation in operations], "operation")]
    if facts:
        parts.append(_format_counts([fact.verdict for fact in facts], "fact"))
    parts += [format_count(count, noun) for noun, count in findings.items() if count]
    if changes.baseline is not None:
        parts.append(f"baseline: {format_counts(changes.baseline.counts)}")
    incomplete = [result for result in results if result.verdict is Verdict.FAILED and result.errors]
    if is_interrupted:
        parts.append("interrupted: these are the results so far")
    elif incomplete:
        parts.append(f"not complete: {', '.join(f'{result.api} ({result.errors[0]})' for result in incomplete)}")
    elif exit_status(results) is ExitStatus.INCONCLUSIVE:
        reasons = [_format_inconclusive(result) for result in results if result.inconclusive_reasons]
        parts.append(f"inconclusive: {', '.join(reasons) or 'no API was checked'}")
    return "; ".join(parts)


def _format_inconclusive(result: ApiResult) -> str:
    """Return the first reason, and how many there are: all of them are printed above the summary."""
    first, *others = result.inconclusive_reasons
    rest = f", and {format_count(len(others), 'other reason')}" if others else ""
    return f"{result.api} ({first}{rest})"


def _format_counts(verdicts: Sequence[Verdict], noun: str) -> str:
    counts = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict if verdict in verdicts)
    return f"{format_count(len(verdicts), noun)}: {counts or 'the spec documents none'}"


def _build_operation_table(
    results: Sequence[ApiResult], console: Console, client_calls: Mapping[tuple[str, str], str] | None
) -> Table:
    table = _new_table(console)
    table.add_column("API", no_wrap=True)
    table.add_column("operation", overflow="fold")  # the only column that is too long in published documents
    if client_calls is not None:
        table.add_column("client calls", no_wrap=True)
    has_writes = any(operation.write_count for result in results for operation in result.operations)
    for name in ("cases", *(["writes"] if has_writes else []), "checks", "successes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    for result in results:
        for operation in result.operations:
            calls = [] if client_calls is None else [Text(client_calls.get((result.api, operation.id), ""))]
            table.add_row(
                Text(escape_unprintable(result.api)),
                Text(escape_unprintable(operation.id)),
                *calls,
                f"{operation.case_count:,}",
                *([f"{operation.write_count:,}"] if has_writes else []),
                f"{operation.check_count:,}",
                f"{operation.success_count:,}",
                Text(escape_unprintable(_format_verdict(operation)), _STYLES[operation.verdict]),
            )
    return table


def _build_fact_table(results: Sequence[ApiResult], console: Console) -> Table:
    """Return a table with a row per fact and operation: the verdict, and the claim or why it was not covered."""
    rows = [
        ((fact.fact.id, f"{result.api} {operation.id}", _format_fact_verdict(fact)), fact)
        for result in results
        for operation in result.operations
        for fact in operation.facts
    ]
    widths = [max(len(name), *(len(cells[index]) for cells, _ in rows)) for index, name in enumerate(_FACT_COLUMNS)]
    table = _new_table(console)
    for name in _FACT_COLUMNS:
        table.add_column(name, no_wrap=True)
    # The claim is truncated to the remaining width, so that each fact has one line and no other column is cut off.
    gaps = 2 * len(widths) + 2 + console.is_terminal
    width = max(_MIN_CLAIM_WIDTH, console.width - sum(widths) - gaps)
    table.add_column("claim, or why it was not covered", no_wrap=True, overflow="ellipsis", max_width=width)
    for (fact_id, operation_name, verdict), fact in rows:
        style = _STYLES[fact.verdict]
        claim = Text(escape_unprintable(fact.reason or fact.fact.claim))
        names = [Text(escape_unprintable(name)) for name in (fact_id, operation_name)]
        table.add_row(*names, Text(verdict, style), claim)
    return table


def _format_fact_verdict(fact: FactResult) -> str:
    """Return the verdict, and whether there are known findings or warnings about the fact."""
    return ", ".join([fact.verdict, *(["known"] if fact.known else []), *(["warning"] if fact.warnings else [])])


def _new_table(console: Console) -> Table:
    return Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)


def _format_verdict(operation: OperationResult) -> str:
    """Return the verdict, with the skip reason and the number of probes of a skipped operation."""
    if operation.skip_reason is None:
        return operation.verdict
    probes = f", {format_count(operation.case_count, 'probe')}" if operation.case_count else ""
    return f"{operation.verdict} ({operation.skip_reason}{probes})"


def _print_failure(found: Sequence[LocatedFinding], console: Console) -> None:
    """Print a failure: how the first operation shows it, and which others do."""
    finding = found[0].finding
    print_line(console, f"{_format_number(finding)}{_format_operations(found)}: {finding.title}", "bold red")
    for label, text in (("expected", finding.expected), ("received", finding.actual), ("at", finding.pointer)):
        if text:
            print_line(console, f"  {label + ':':<9} {text}")
    _print_request_counts(found, console)
    for claim in finding.also:
        print_line(console, f"  also: {claim}")
    for fact in finding.facts:
        print_line(console, f"  {fact.id}: {fact.claim} ({fact.source})")
    if finding.acceptance is not None:
        print_line(console, f"  {finding.acceptance.problem}", "yellow")
    _print_commands(finding, console)


def _print_commands(finding: Finding, console: Console) -> None:
    for line in (finding.curl or "").splitlines():
        print_line(console, f"  {line}", "dim")


def _print_variables(results: Sequence[ApiResult], console: Console) -> None:
    """Print how to set the shell variables in the curl commands, once for all of them."""
    lines: dict[str, None] = {}
    for first, *_ in (*group_causes(results, FindingKind.FAILURE), *group_causes(results, FindingKind.KNOWN)):
        finding = first.finding
        used = [each for each in finding.variables if f"${each.name}" in (finding.curl or "")]
        lines.update(dict.fromkeys(_format_variable(first.api, each) for each in used))
    if lines:
        print_line(console, "Set these variables to run the commands:")
        for line in lines:
            print_line(console, f"  {line}")


def _format_variable(api: str, variable: Variable) -> str:
    if variable.source == "environment":
        return f"export {variable.name}=…  # as for this run"
    encoding = _ENCODINGS.get(variable.encoding, "")
    index = "".join(f"[{token!r}]" if isinstance(token, str) else f"[{token}]" for token in variable.path)
    return f"export {variable.name}=…  # {api}.{variable.source}{index} in the fixtures file{encoding}"


def _format_number(finding: Finding) -> str:
    return f"#{finding.number} " if finding.number else ""


def _print_known(found: Sequence[LocatedFinding], console: Console) -> None:
    finding = found[0].finding
    print_line(console, f"{_format_number(finding)}{_format_operations(found)}: known: {finding.title}", "cyan")
    _print_request_counts(found, console)
    for fact in finding.facts:
        print_line(console, f"  {fact.id}: {fact.claim} ({fact.source})")
    print_line(console, f"  {finding.known_reason}")
    _print_commands(finding, console)


def _format_operations(found: Sequence[LocatedFinding]) -> str:
    return f"{found[0].api} {', '.join(each.operation.id for each in found)}"


def _print_request_counts(found: Sequence[LocatedFinding], console: Console) -> None:
    print_line(console, f"  {_format_request_count(found[0].finding)}")
    for each in found[1:]:
        print_line(console, f"  {each.operation.id}: {_format_request_count(each.finding)}")


def _format_request_count(finding: Finding) -> str:
    status = f", status {finding.status}" if finding.status else ""
    return f"in {finding.count:,} of {format_count(max(finding.total, finding.count), 'request')}{status}"

"""The verdicts as a person reads them: a table, and below it what was seen and how to see it again."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from caretasks.conformance.model import Finding, Verdict
from caretasks.conformance.results import ApiResult, FactResult, OperationResult
from caretasks.core import curl
from caretasks.core.console import line

_STYLES = {Verdict.KEPT: "green", Verdict.BROKEN: "bold red", Verdict.NOT_EXERCISED: "yellow"}


def show(
    results: Sequence[ApiResult], console: Console, *, clients: Mapping[tuple[str, str], str] | None = None
) -> None:
    """Prints the verdicts; in plain lines where the console is no terminal.

    Args:
        results: what was found.
        console: where to.
        clients: what came of the client's own calls, by API and operation, for a column of its own.
    """
    console.print(_operations(results, console, clients))
    if any(operation.promises for result in results for operation in result.operations):
        console.print(_facts(results, console))
    for result in results:
        for operation in result.operations:
            name = f"{result.api} {operation.id}"
            for finding in operation.failures:
                _show_failure(name, finding, console)
        for error in result.errors:
            line(console, f"{result.api}: {error}", "yellow")
        if result.skipped:
            told = ", ".join(f"{count:,} {why}" for why, count in sorted(result.skipped.items()))
            line(console, f"{result.api}: {sum(result.skipped.values()):,} recorded exchanges were not judged: {told}")
        for operation in result.operations:
            name = f"{result.api} {operation.id}"
            for error in [*operation.errors, *filter(None, [operation.in_vain])]:
                line(console, f"{name}: {error}", "yellow")
            for finding in operation.advice:
                line(console, f"{name}: advice: {finding.message}; {finding.advice}", "dim")
    line(console, _summary(results))


def note(said: str, console: Console) -> None:
    """Prints a line that is no verdict."""
    line(console, said, "dim")


def text(results: Sequence[ApiResult]) -> str:
    """What `show` prints, in plain lines."""
    console = Console(file=io.StringIO(), width=120, highlight=False)
    with console.capture() as capture:
        show(results, console)
    return capture.get()


def _summary(results: Sequence[ApiResult]) -> str:
    verdicts = [operation.verdict for result in results for operation in result.operations]
    facts = [found.verdict for result in results for operation in result.operations for found in operation.facts]
    told = f"{_counted(verdicts, 'operation')}; {_counted(facts, 'fact')}" if facts else _counted(verdicts, "operation")
    advice = sum(len(operation.advice) for result in results for operation in result.operations)
    return f"{told}; {advice} piece{'' if advice == 1 else 's'} of advice" if advice else told


def _counted(verdicts: Sequence[Verdict], noun: str) -> str:
    told = ", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in Verdict if verdict in verdicts)
    return f"{len(verdicts)} {noun}{'' if len(verdicts) == 1 else 's'}: {told or 'none checked'}"


def _operations(results: Sequence[ApiResult], console: Console, clients: Mapping[tuple[str, str], str] | None) -> Table:
    table = _empty(console)
    table.add_column("API")
    table.add_column("operation", no_wrap=True)
    if clients is not None:
        table.add_column("client calls", no_wrap=True)
    table.add_column("cases", justify="right")
    table.add_column("checks", justify="right")
    table.add_column("successes", justify="right")
    table.add_column("verdict", no_wrap=True)
    for result in results:
        for operation in result.operations:
            table.add_row(
                Text(result.api),
                Text(operation.id),
                *([] if clients is None else [Text(clients.get((result.api, operation.id), ""))]),
                f"{operation.case_count:,}",
                f"{operation.check_count:,}",
                f"{operation.success_count:,}",
                Text(_verdict(operation), _STYLES[operation.verdict]),
            )
    return table


def _facts(results: Sequence[ApiResult], console: Console) -> Table:
    """A row for each fact and operation: its verdict, and the claim, or why it was not exercised."""
    rows = [
        ((found.fact.id, f"{result.api} {operation.id}", _fact_verdict(found)), found)
        for result in results
        for operation in result.operations
        for found in operation.facts
    ]
    widths = [max(len(name), *(len(texts[index]) for texts, _ in rows)) for index, name in enumerate(_OF_A_FACT)]
    table = _empty(console)
    for name in _OF_A_FACT:
        table.add_column(name, no_wrap=True)
    # What facts are told apart by is shown whole; the claim takes what room is left.
    gaps = 2 * len(widths) + 2 + console.is_terminal
    room = max(12, console.width - sum(widths) - gaps)
    table.add_column("claim, or why it was not exercised", no_wrap=True, overflow="ellipsis", max_width=room)
    for (id_, where, verdict), found in rows:
        told = Text(found.reason or found.fact.claim)
        table.add_row(Text(id_), Text(where), Text(verdict, _STYLES[found.verdict]), told)
    return table


_OF_A_FACT = ("fact", "operation", "verdict")


def _fact_verdict(found: FactResult) -> str:
    return f"{found.verdict}, advice" if found.advice else str(found.verdict)


def _empty(console: Console) -> Table:
    return Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)


def _verdict(operation: OperationResult) -> str:
    """The verdict, and what was left out."""
    if operation.left_out is None:
        return operation.verdict
    probes = operation.case_count
    told = f", {probes} probe{'' if probes == 1 else 's'}" if probes else ""
    return f"{operation.verdict} ({operation.left_out}{told})"


def _show_failure(name: str, finding: Finding, console: Console) -> None:
    times = "" if finding.count == 1 else f" ({finding.count:,} times)"
    line(console, f"{name}: {finding.check}{times}", "bold red")
    line(console, f"  {finding.message}")
    for fact in finding.facts:
        line(console, f"  {fact.id}: {fact.claim} ({fact.source})")
    if finding.request is not None:
        line(console, f"  {curl.command(finding.request)}", "dim")

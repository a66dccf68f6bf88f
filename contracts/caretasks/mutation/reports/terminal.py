"""What was proved as a person reads it on a terminal: a table by kind, and below it all that went unnoticed."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from caretasks.core.console import line, printable
from caretasks.mutation.mutant import Outcome, Side
from caretasks.mutation.results import Count, Proved, by_kind, summary


def show(results: Sequence[Proved], console: Console, *, baseline: bool) -> None:
    """Prints what was proved.

    Args:
        results: what was proved, by API.
        console: where to.
        baseline: whether what the engine notices by itself was found out.
    """
    console.print(_table(results, console, baseline=baseline))
    for result in results:
        for fault in result.of(Outcome.MISSED, Outcome.NOT_REACHED, Outcome.TROUBLED):
            line(console, f"{result.api}: {fault.proof.outcome}: {fault.what}; {fault.matters}", "bold red")
            line(console, f"    {fault.pointer}  [{fault.id}]  {fault.proof.why}")
        for harm in result.alarms:
            line(console, f"{result.api}: false alarm: {harm.what}", "bold red")
            for alarm in harm.alarms[:5]:
                line(console, f"    {alarm}")
        for fault in result.of(Outcome.EQUIVALENT):
            line(console, f"{result.api}: equivalent: {fault.what}: {fault.proof.why}  [{fault.id}]", "dim")
        for fact in result.elsewhere:
            line(console, f"{result.api}: {fact.fact}: {fact.why}", "dim")
    for result in results:
        line(console, summary(result))


def _table(results: Sequence[Proved], console: Console, *, baseline: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD if console.is_terminal else box.MARKDOWN,
        caption="caught / faults that a client could notice" + (", and what Schemathesis catches alone" * baseline),
    )
    table.add_column("the server")
    table.add_column("fault")
    for result in results:
        table.add_column(Text(printable(result.api)), justify="right", no_wrap=True)
        if baseline:
            table.add_column("stock", justify="right", no_wrap=True, style="dim")
    last: Side | None = None
    for side, kind, counts in by_kind(results):
        cells = [cell for count in counts for cell in _cells(count, baseline=baseline)]
        table.add_row("" if side is last else str(side), str(kind), *cells)
        last = side
    if console.is_terminal:  # Markdown has one line in a table
        table.add_section()
    totals = [cell for result in results for cell in _cells(result.total, baseline=baseline)]
    table.add_row("all", "", *totals)
    return table


def _cells(count: Count | None, *, baseline: bool) -> list[Text]:
    if count is None:
        return [Text("")] * (1 + baseline)
    ours = Text(f"{count.caught:,} / {count.total:,}", style="green" if count.caught == count.total else "bold red")
    return [ours, Text(f"{count.stock:,}")] if baseline else [ours]

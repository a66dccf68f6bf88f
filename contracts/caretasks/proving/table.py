"""What was proved as a person reads it on a terminal: a table by kind, and below it all that went unnoticed."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from caretasks.proving.faults import Kind, Side
from caretasks.proving.outcomes import Outcome
from caretasks.proving.results import Count, Proved


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
            _line(console, f"{result.api}: {fault.proof.outcome}: {fault.what}; {fault.matters}", "bold red")
            _line(console, f"    {fault.pointer}  [{fault.id}]  {fault.proof.why}")
        for harm in result.alarms:
            _line(console, f"{result.api}: false alarm: {harm.what}", "bold red")
            for alarm in harm.alarms[:5]:
                _line(console, f"    {alarm}")
        for fault in result.of(Outcome.EQUIVALENT):
            _line(console, f"{result.api}: equivalent: {fault.what}: {fault.proof.why}  [{fault.id}]", "dim")
        for fact in result.elsewhere:
            _line(console, f"{result.api}: {fact.fact}: {fact.why}", "dim")
        for error in result.errors:
            _line(console, f"{result.api}: {error}", "yellow")
    for result in results:
        _line(console, summary(result))


def summary(result: Proved) -> str:
    """What was proved of an API, in a line."""
    counts = result.counts().values()
    total, caught = sum(c.total for c in counts), sum(c.outcomes[Outcome.CAUGHT] for c in counts)
    tried = [harm for harm in result.harms if harm.applied]
    left = f"; {result.left:,} not tried yet" if result.left else ""
    return (
        f"{result.api}: {caught:,} of {total:,} faults caught{_percent(caught, total)}; "
        f"{len(result.alarms)} alarms at {len(tried)} harmless variations{left}"
    )


def _percent(part: int, whole: int) -> str:
    return f" ({part * 100 / whole:.1f}%)" if whole else ""


def _table(results: Sequence[Proved], console: Console, *, baseline: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD if console.is_terminal else box.MARKDOWN,
        caption="caught / faults that a client could notice" + (", and what Schemathesis catches alone" * baseline),
    )
    table.add_column("the server")
    table.add_column("fault")
    for result in results:
        table.add_column(result.api, justify="right", no_wrap=True)
        if baseline:
            table.add_column("stock", justify="right", no_wrap=True, style="dim")
    by_api = [result.counts() for result in results]
    last: Side | None = None
    for key in [(side, kind) for side in Side for kind in Kind]:
        if not any(key in counts for counts in by_api):
            continue
        cells = [cell for counts in by_api for cell in _cells(counts.get(key), baseline=baseline)]
        table.add_row("" if key[0] is last else str(key[0]), str(key[1]), *cells)
        last = key[0]
    return table


def _cells(count: Count | None, *, baseline: bool) -> list[Text]:
    if count is None:
        return [Text("")] * (1 + baseline)
    caught = count.outcomes[Outcome.CAUGHT]
    ours = Text(f"{caught:,} / {count.total:,}", style="green" if caught == count.total else "bold red")
    return [ours, Text(f"{count.stock:,}")] if baseline else [ours]


def _line(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style=style), soft_wrap=True)

"""The terminal report of `caretasks prove`: counts by kind of violation, then undetected mutants and false alarms."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from caretasks.conformance.config import Writes
from caretasks.core.console import escape_unprintable, print_line
from caretasks.mutation.mutant import MutantCategory, MutantStatus
from caretasks.mutation.results import ProveResult, StatusCounts, iter_counts_by_mutator, summary_line

_MAX_ALARMS = 5  # printed per conforming variant


def print_results(results: Sequence[ProveResult], console: Console, *, baseline: bool) -> None:
    """Print the results of each API; `baseline` says whether Schemathesis alone was tested, too."""
    console.print(_make_table(results, console, baseline=baseline))
    for result in results:
        for mutant in [*result.unexpected, *result.with_status(MutantStatus.ERROR)]:
            text = f"{result.name}: {mutant.status}: {mutant.description}; {mutant.impact}"
            print_line(console, text, "bold red")
            print_line(console, f"    {mutant.pointer}  [{mutant.mutant_id}]  {mutant.detail}")
        for variant in result.false_alarms:
            print_line(console, f"{result.name}: false alarm: {variant.description}", "bold red")
            for alarm in variant.alarms[:_MAX_ALARMS]:
                print_line(console, f"    {alarm}")
        for mutant in result.with_status(MutantStatus.EQUIVALENT):
            text = f"{result.name}: equivalent: {mutant.description}: {mutant.detail}  [{mutant.mutant_id}]"
            print_line(console, text, "dim")
        for fact in result.untestable_facts if result.writes in ("", Writes.GENERATED) else ():
            print_line(console, f"{result.api}: not testable: {fact.fact}: {fact.why}", "dim")
    for result in results:
        print_line(console, summary_line(result))


def _make_table(results: Sequence[ProveResult], console: Console, *, baseline: bool) -> Table:
    table = Table(
        box=box.SIMPLE_HEAD if console.is_terminal else box.MARKDOWN,
        caption="mutants caught / mutants, without equivalent ones"
        + ("; baseline: mutants that Schemathesis alone catches" * baseline),
    )
    table.add_column("the server")
    table.add_column("violation")
    for result in results:
        table.add_column(Text(escape_unprintable(result.name)), justify="right", no_wrap=True)
        if baseline:
            table.add_column("baseline", justify="right", no_wrap=True, style="dim")
    previous: MutantCategory | None = None
    for category, mutator, counts in iter_counts_by_mutator(results):
        cells = [cell for api_counts in counts for cell in _make_cells(api_counts, baseline=baseline)]
        table.add_row("" if category is previous else str(category), str(mutator), *cells)
        previous = category
    if console.is_terminal:  # a Markdown table cannot have sections
        table.add_section()
    totals = [cell for result in results for cell in _make_cells(result.total_counts, baseline=baseline)]
    table.add_row("all", "", *totals)
    return table


def _make_cells(counts: StatusCounts | None, *, baseline: bool) -> list[Text]:
    if counts is None:
        return [Text("")] * (1 + baseline)
    style = "green" if counts.caught == counts.total else "bold red"
    caught = Text(f"{counts.caught:,} / {counts.total:,}", style=style)
    return [caught, Text(f"{counts.detected_by_baseline:,}")] if baseline else [caught]

"""Progress display on a terminal: one line per API on stderr, so that stdout contains only the report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from caretasks.conformance.engine.session import Progress


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

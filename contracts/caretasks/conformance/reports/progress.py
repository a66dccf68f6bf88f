"""Shows on a terminal how far a check is, a line for each API, on stderr: what is printed to stdout stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from caretasks.conformance.engine.session import Progress


@contextmanager
def shown(names: Sequence[str], *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """For the while, there is a line for each API; gives what is to be called with news of it."""
    console = Console(stderr=True, highlight=False)
    bars = Bars(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TextColumn("{task.fields[phase]}", markup=False),
        TextColumn("{task.completed:,.0f} requests"),
        TextColumn("{task.fields[broken]}", style="bold red", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )
    tasks = {name: bars.add_task(name, total=None, phase="waiting", broken="") for name in names}

    def watch(news: Progress) -> None:
        broken = f"{news.broken} broken" if news.broken else ""
        bars.update(tasks[news.api], completed=news.requests, phase=news.phase, broken=broken)

    with bars:
        yield watch

"""`make regenerate`: makes `generated/caretasks/` from `specs/`, all of it or nothing.

The new tree is built beside the old one and takes its place in the end; whatever goes wrong before, the old one stays.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import multiprocessing
import multiprocessing.connection
import os
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from caretasks.codegen.package import generate_package
from caretasks.openapi.source import Problem, Source, SourceError, read

Lint = Callable[[Source, str], list[Problem]]
"""Returns what is wrong with a spec, given its source and the name of its API."""


def main(argv: Sequence[str] | None = None, *, root: Path, lint: Lint) -> int:
    """Runs the command.

    Args:
        argv: the arguments; those of the process unless given.
        root: the folder whose `specs` and `generated` are the defaults.
        lint: what every spec has to pass.

    Returns:
        0 when the tree was replaced, 1 when a spec is wrong or the output cannot be written, 2 when the call is wrong.
    """
    parser = argparse.ArgumentParser(prog="regenerate", description=__doc__)
    parser.add_argument("--specs", type=Path, default=root / "specs", help="folder of <api>/openapi.yaml")
    parser.add_argument("--output", type=Path, default=root / "generated", help="folder that holds `caretasks/`")
    options = parser.parse_args(argv)
    files = sorted(options.specs.glob("*/openapi.yaml"))
    if not files:
        print(f"regenerate: there is no */openapi.yaml in {options.specs}", file=sys.stderr)
        return 2
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is not signal.SIG_IGN:  # as under nohup
            signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        problems = regenerate(files, options.output, lint)
    except KeyboardInterrupt:
        print("regenerate: interrupted; nothing was changed", file=sys.stderr)
        return 128 + signal.SIGINT
    except OSError as error:
        print(
            f"regenerate: {error.filename or options.output}: {error.strerror or error}; nothing was changed, "
            "choose another --output or make room for this one",
            file=sys.stderr,
        )
        return 1
    except BrokenProcessPool:
        print("regenerate: a worker was killed (short of memory?); nothing was changed, try again", file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"regenerate: nothing was changed in {options.output}", file=sys.stderr)
    return 1 if problems else 0


def regenerate(files: Sequence[Path], output: Path, lint: Lint) -> list[Problem]:
    """Replaces `output`/caretasks by the packages of the given specs.

    Returns:
        What is wrong with the specs; where there is anything, `output` is as it was.

    Raises:
        OSError: `output` cannot be written, and is as it was.
    """
    sources, problems = read_sources(files, lint)
    if problems:
        return problems
    current = output / "caretasks"
    if current.is_symlink() or (current.exists() and not current.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, "is no folder, and would be replaced by one", str(current))
    output.mkdir(parents=True, exist_ok=True)
    with _build_folder(output.resolve().parent) as build:
        namespace = build / "caretasks"
        namespace.mkdir()
        problems = _generate_all(sources, namespace)
        if not problems:
            _swap(namespace, current, build / "replaced")
    return problems


@contextlib.contextmanager
def _build_folder(parent: Path) -> Iterator[Path]:
    """A folder of this run's own in `parent`, locked as long as the process lives; those of dead runs are removed."""
    with _locked(parent):  # no other run may take the new folder for that of a dead one
        for folder in parent.glob(".regenerate-*"):
            with contextlib.suppress(OSError), _locked(folder, wait=False):
                # What is not ours stays. So does a run that died between the two renames: it has the only old tree.
                if [path.name for path in folder.iterdir()] in ([], ["caretasks"], ["replaced"]):
                    shutil.rmtree(folder, ignore_errors=True)
        build = Path(tempfile.mkdtemp(prefix=".regenerate-", dir=parent))
        lock = contextlib.ExitStack()
        lock.enter_context(_locked(build))
    with lock:
        try:
            yield build
        finally:
            shutil.rmtree(build, ignore_errors=True)


@contextlib.contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds the lock of a folder, which ends with the process, however that ends.

    Raises:
        OSError: it is no folder, or, without `wait`, another holds the lock.
    """
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(held)


def read_sources(files: Sequence[Path], lint: Lint) -> tuple[list[tuple[Path, Path | None]], list[Problem]]:
    """The specs with their ledgers, and what is wrong with any of them."""
    sources: list[tuple[Path, Path | None]] = []
    problems: list[Problem] = []
    for file in files:
        ledger = file.with_name("facts.yaml")
        try:
            source = read(file, _shown(file))
            problems += lint(source, file.parent.name)
            if ledger.exists():
                read(ledger, _shown(ledger))
        except SourceError as error:
            problems += error.problems
        sources.append((file, ledger if ledger.exists() else None))
    return sources, problems


def _generate_all(sources: Sequence[tuple[Path, Path | None]], namespace: Path) -> list[Problem]:
    problems: list[Problem] = []
    workers = min(len(sources), os.cpu_count() or 1)
    # Spawned, not forked: a worker starts clean, whatever threads the progress display has.
    context = multiprocessing.get_context("spawn")
    with _progress([file.parent.name for file, _ in sources]) as done:
        pool = ProcessPoolExecutor(workers, context, initializer=_follow_parent)
        try:
            jobs: dict[Future[list[Problem]], str] = {
                pool.submit(_generate_one, file, ledger, namespace): file.parent.name for file, ledger in sources
            }
            for job in as_completed(jobs):
                found = job.result()
                problems += found
                done(jobs[job], not found)
        finally:
            pool.shutdown(cancel_futures=True)
    return problems


def _follow_parent() -> None:
    """Leaves the signals of a terminal to the parent, and ends this worker when the parent is gone."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end_with_it() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=end_with_it, daemon=True).start()


def _generate_one(file: Path, ledger: Path | None, namespace: Path) -> list[Problem]:
    return generate_package(read(file, _shown(file)), None if ledger is None else read(ledger), namespace)


@contextlib.contextmanager
def _progress(names: Sequence[str]) -> Iterator[Callable[[str, bool], None]]:
    """Shows how far each API has come: live on a terminal, a plain line each elsewhere."""
    console = Console()
    if not console.is_terminal:
        yield lambda name, whole: print(f"{name}: {'generated' if whole else 'failed'}", flush=True)
        return
    columns = (SpinnerColumn(finished_text="•"), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        tasks = {name: progress.add_task(f"{name}: generating", total=1) for name in names}

        def done(name: str, whole: bool) -> None:
            progress.update(tasks[name], completed=1, description=f"{name}: {'generated' if whole else 'failed'}")

        yield done


def _swap(new: Path, current: Path, replaced: Path) -> None:
    """Puts `new` in the place of `current`; no interrupt comes between the two renames."""
    held = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        had_one = current.exists()
        if had_one:
            current.rename(replaced)
        try:
            new.rename(current)
        except OSError:
            if had_one:
                replaced.rename(current)
            raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, held)


def _shown(file: Path) -> str:
    """The path as messages show it: short where it lies below the current folder."""
    with contextlib.suppress(ValueError):
        return str(file.resolve().relative_to(Path.cwd()))
    return str(file)

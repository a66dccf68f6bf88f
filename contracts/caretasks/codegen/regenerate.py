"""`make regenerate`: generate `generated/caretasks/` from `specs/`, all packages or none.

The new tree is built next to the old one and replaces it at the end. If anything fails before, the old one stays.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import fcntl
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from caretasks.codegen.package import generate_package
from caretasks.core import workers
from caretasks.core.workers import WorkerCrashedError
from caretasks.openapi.lint.document import display_path, find_document_problems, find_name_problems
from caretasks.openapi.problems import Problem, SourceError
from caretasks.openapi.source import read_source


def main(argv: Sequence[str] | None = None, *, root: Path) -> int:
    """Run the command.

    Args:
        argv: the arguments (default: those of the process).
        root: the folder whose `specs` and `generated` are the defaults.

    Returns:
        0 when the tree was replaced, 1 when a spec is wrong or the output cannot be written, 2 when the call is wrong.
    """
    parser = argparse.ArgumentParser(prog="regenerate", description=__doc__)
    parser.add_argument("--specs", type=Path, default=root / "specs", help="folder of <api>/openapi.yaml")
    parser.add_argument("--output", type=Path, default=root / "generated", help="folder that holds `caretasks/`")
    options = parser.parse_args(argv)
    files = sorted(options.specs.glob("*/openapi.yaml"))
    if not files:
        print(f"regenerate: no */openapi.yaml in {options.specs}", file=sys.stderr)
        return 2
    for ending in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(ending) is not signal.SIG_IGN:  # as under nohup
            signal.signal(ending, lambda number, _: sys.exit(128 + number))
    try:
        problems = regenerate(files, options.output)
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
    except WorkerCrashedError:
        print("regenerate: a worker was killed (short of memory?); nothing was changed, try again", file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    if _are_fatal(problems):
        print(f"regenerate: nothing was changed in {options.output}", file=sys.stderr)
        return 1
    return 0


def regenerate(files: Sequence[Path], output: Path) -> list[Problem]:
    """Replace `output`/caretasks with the packages of the given specs.

    Returns:
        The problems of the specs; if there are errors, or limitations of a spec with facts, `output` is unchanged.

    Raises:
        OSError: `output` cannot be written, and is unchanged.
    """
    sources, problems = read_sources(files)
    if _are_fatal(problems):
        return problems
    current = output / "caretasks"
    if current.is_symlink() or (current.exists() and not current.is_dir()):
        raise NotADirectoryError(errno.ENOTDIR, "is not a directory and would be replaced by one", str(current))
    output.mkdir(parents=True, exist_ok=True)
    with build_folder(output.resolve().parent) as build:
        namespace = build / "caretasks"
        namespace.mkdir()
        problems += _generate_all(sources, namespace)
        if not _are_fatal(problems):
            _swap(namespace, current, build / "replaced")
    return list(dict.fromkeys(problems))


def _are_fatal(problems: Sequence[Problem]) -> bool:
    """Return whether packages must not be replaced: a spec with facts has to be supported as a whole."""
    return any(
        each.severity == "error" or (each.severity == "limitation" and has_facts(Path(each.file))) for each in problems
    )


def has_facts(spec: Path) -> bool:
    """Return whether there is a facts file for a spec."""
    return spec.with_name("facts.yaml").exists()


@contextlib.contextmanager
def build_folder(parent: Path) -> Iterator[Path]:
    """Create a folder for this run in `parent`, locked while the process lives, and remove those of dead runs."""
    with _locked(parent):  # so that no other run takes the new folder for that of a dead run
        for folder in parent.glob(".regenerate-*"):
            with contextlib.suppress(OSError), _locked(folder, wait=False):
                names = {path.name for path in folder.iterdir()}
                # Other folders stay, and that of a run killed between the two renames: it has the only old tree.
                if names == {"replaced"} or names <= {"caretasks", "spec"}:
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
    """Hold the lock of a folder, which the operating system releases when the process ends.

    Raises:
        OSError: it is not a directory, or, without `wait`, another process holds the lock.
    """
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(held)


def read_sources(files: Sequence[Path]) -> tuple[list[tuple[Path, Path | None]], list[Problem]]:
    """Return the specs with their facts files, and the problems of all of them."""
    sources: list[tuple[Path, Path | None]] = []
    problems: list[Problem] = []
    for file in files:
        facts = file.with_name("facts.yaml")
        try:
            source = read_source(file, display_path(file))
            problems += find_name_problems(source, file.parent.name) + find_document_problems(source)
            if facts.exists():
                read_source(facts, display_path(facts))
        except SourceError as error:
            problems += error.problems
        sources.append((file, facts if facts.exists() else None))
    return sources, problems


def _generate_all(sources: Sequence[tuple[Path, Path | None]], namespace: Path) -> list[Problem]:
    problems: list[Problem] = []
    with _progress([file.parent.name for file, _ in sources]) as done:

        def on_message(source: tuple[Path, Path | None], found: list[Problem]) -> None:
            problems.extend(found)
            done(source[0].parent.name, not _are_fatal(found))

        workers.run_tasks(partial(_generate_one, namespace), sources, on_message)
    return problems


def _generate_one(namespace: Path, source: tuple[Path, Path | None], send: Callable[[list[Problem]], None]) -> None:
    file, facts = source
    spec = read_source(file, display_path(file))
    send(generate_package(spec, None if facts is None else read_source(facts), namespace))


@contextlib.contextmanager
def _progress(names: Sequence[str]) -> Iterator[Callable[[str, bool], None]]:
    """Show the progress of each API: live on a terminal, else a line each."""
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
    """Replace `current` with `new`; signals are blocked between the two renames."""
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

"""Placement of generated folders: each is complete when it appears, and if one cannot be placed, none is."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from caretasks.core.errors import UsageError

_ENDING_SIGNALS = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})


def require_replaceable(target: Path, marker: str, *, force: bool) -> None:
    """Require that a folder can be written, or replaced with `force`.

    Args:
        target: The folder.
        marker: A file that it has if an earlier run wrote it.
        force: Whether to replace it.

    Raises:
        UsageError: It exists, and must not be replaced.
    """
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise UsageError(f"{target} is not a directory: remove it, or choose another name")
    if not target.exists():
        return
    if not force:
        raise UsageError(f"{target} exists: use --force to replace it, or choose another name")
    if any(target.iterdir()) and not (target / marker).is_file():
        raise UsageError(f"{target} is not replaced: no earlier run wrote it, as it has no {marker}")


def nearest_directory(path: Path) -> Path:
    """Return a directory, or its nearest ancestor that exists, with symbolic links resolved."""
    path = path.absolute()
    while not path.is_dir():
        if path.is_symlink() or path.exists() or path == path.parent:
            raise UsageError(f"{path} is not a directory: choose another one")
        path = path.parent
    return path.resolve()


def place(folders: Mapping[Path, Path], replaced: Path) -> None:
    """Rename complete folders to their targets, all or none; signals are blocked meanwhile.

    Args:
        folders: The folders by their targets.
        replaced: A folder for what is replaced. It is created if anything is.

    Raises:
        OSError: A folder cannot be renamed; the targets are unchanged.
    """
    with _blocked_signals():
        created: list[Path] = []
        moved: list[tuple[Path, Path]] = []  # in the order of renaming
        try:
            for number, (target, folder) in enumerate(folders.items()):
                created += _make_directories(target.parent)
                if target.exists():
                    replaced.mkdir(exist_ok=True)
                    _move(target, replaced / str(number), moved)
                _move(folder, target, moved)
        except OSError:
            for source, destination in reversed(moved):
                destination.rename(source)
            for directory in reversed(created):
                directory.rmdir()
            raise


def _move(source: Path, destination: Path, moved: list[tuple[Path, Path]]) -> None:
    source.rename(destination)
    moved.append((source, destination))


def _make_directories(path: Path) -> list[Path]:
    """Create a directory with its ancestors, and return those that were created, ancestors first."""
    missing = [each for each in (path, *path.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
    return missing[::-1]


@contextmanager
def _blocked_signals() -> Iterator[None]:
    signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING_SIGNALS)

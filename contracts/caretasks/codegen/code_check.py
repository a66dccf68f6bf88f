"""Checks of generated code: it compiles, and its modules can be imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

BrokenModule = tuple[Path, str]
"""A file that cannot be used, and why."""


def find_broken_modules(namespace: Path, files: Sequence[Path]) -> list[BrokenModule]:
    """Return which files of a package cannot be imported; if some are not Python, only these.

    Args:
        namespace: the folder `caretasks` of the package. It is imported in this process, each time again.
        files: the modules.
    """
    failures = _find_import_failures(namespace, files)
    return (failures and find_invalid_modules(files)) or failures


def find_invalid_modules(files: Sequence[Path]) -> list[BrokenModule]:
    """Return which files are not Python."""
    invalid: list[BrokenModule] = []
    for file in files:
        try:
            compile(file.read_bytes(), str(file), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            invalid.append((file, "the code that the generator writes for it is invalid"))
    return invalid


def _find_import_failures(namespace: Path, files: Sequence[Path]) -> list[BrokenModule]:
    broken: list[BrokenModule] = []
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(namespace.parent))
    importlib.invalidate_caches()
    packages = tuple({f"caretasks.{file.relative_to(namespace).parts[0]}." for file in files})
    loaded = _remove_modules(packages)
    try:
        for file in files:
            parts = file.relative_to(namespace).with_suffix("").parts
            module = ".".join(("caretasks", *(parts[:-1] if parts[-1] == "__init__" else parts)))
            try:
                importlib.import_module(module)
            except Exception:  # noqa: BLE001 - code that raises anything on import must not be used
                broken.append((file, "the code that the generator writes for it cannot be imported"))
    finally:
        sys.path.remove(str(namespace.parent))
        _remove_modules(packages)
        sys.modules.update(loaded)
    return broken


def _remove_modules(packages: tuple[str, ...]) -> dict[str, ModuleType]:
    """Remove the modules of some packages from those that are loaded, and return them."""
    return {name: sys.modules.pop(name) for name in list(sys.modules) if f"{name}.".startswith(packages)}

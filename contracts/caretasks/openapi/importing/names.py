"""Names of APIs: of their folders and packages, and of files that are named on the command line."""

from __future__ import annotations

import keyword
import re
from pathlib import Path

import caretasks


def taken_names() -> frozenset[str]:
    """Return the names of the modules of `caretasks` that are not generated packages of APIs."""
    entries = (entry for portion in caretasks.__path__ for entry in Path(portion).iterdir())
    return frozenset(entry.stem for entry in entries if not (entry / "openapi.json").exists())


def packaged_names() -> frozenset[str]:
    """Return the names of the APIs whose packages can be imported from `caretasks`."""
    files = (file for portion in caretasks.__path__ for file in Path(portion).glob("*/openapi.json"))
    return frozenset(file.parent.name for file in files)


def find_name_problem(name: str) -> str | None:
    """Return why a name cannot be that of a package `caretasks.<name>`, or None if it can."""
    if keyword.iskeyword(name):
        return f"{name!r} is a Python keyword: choose another name"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return f"{name!r} is not a Python identifier in lower case: use letters, digits and underscores"
    if name in taken_names():
        return f"{name!r} is a module of caretasks: choose another name"
    return None


def path_name(path: Path) -> str:
    """Return the name of the API in a file or folder that is named on the command line: its stem, as part of a URL."""
    stem = path.resolve().name if path.is_dir() else path.stem
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", stem).strip("_.") or "api"


def is_path(argument: str) -> bool:
    """Return whether an argument is a path rather than the name of an API: it has a suffix or a slash."""
    return "/" in argument or "\\" in argument or "." in argument

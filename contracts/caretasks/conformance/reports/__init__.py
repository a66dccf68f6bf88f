"""What a run leaves behind in a folder: its verdicts for CI (`junit.xml`), a person (`report.html`) and a program
(`report.json`), and what was exchanged (`traffic.har`, which `caretasks check --har` judges again).

Each file is put in its place whole, so that an earlier one is there until the new one is.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO

from caretasks.conformance.about import About
from caretasks.conformance.reports import har, html, json_report, junit
from caretasks.conformance.results import ApiResult


class ReportError(Exception):
    """A report cannot be written. The message says where, and why."""


def prepare(folder: Path) -> None:
    """Makes the folder, if need be, and sees that files can be written there.

    Raises:
        ReportError: they cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise ReportError(f"--report {folder}: nothing can be written there: {error.strerror}") from None


def write(folder: Path, results: Sequence[ApiResult], about: About) -> None:
    """Writes all reports of a run.

    Raises:
        ReportError: one cannot be written. Those before it are there.
    """
    built = json_report.build(results, about)
    exchanges = [exchange for result in results for exchange in result.exchanges]
    put(folder / "report.json", lambda file: json.dump(built, file, ensure_ascii=False, indent=2))
    put(folder / "junit.xml", lambda file: junit.write(file, results))
    put(folder / "report.html", lambda file: html.write(file, results, about))
    put(folder / "traffic.har", lambda file: har.write(file, exchanges, about.version))


def put(path: Path, write: Callable[[IO[str]], object]) -> None:
    """Puts a file in its place whole.

    Raises:
        ReportError: it cannot be written. What was there before is there still.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                write(file)
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ReportError(f"{path} cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

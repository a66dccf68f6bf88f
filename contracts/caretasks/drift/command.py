"""`caretasks drift report`: merge drift files into a report for each API."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from caretasks.core.errors import UsageError
from caretasks.core.files import write_file
from caretasks.drift.drift_files import read_drift_files
from caretasks.drift.drift_reports import format_json, format_markdown, format_text
from caretasks.drift.report import join_patches, make_report
from caretasks.openapi.catalog import Catalog, SpecsNotFoundError
from caretasks.openapi.importing.names import path_name

_FORMATTERS = {"text": format_text, "json": format_json, "markdown": format_markdown}


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks drift report` and return the exit status: 1 for drift, 3 if a file cannot be read, else 0.

    Raises:
        UsageError: An argument cannot be used (status 2).
    """
    catalog = _open_catalog(arguments.specs, arguments.document)
    content = read_drift_files(arguments.files)
    report = make_report(content, catalog)
    if arguments.patch is not None:
        patch = join_patches(report.apis)
        write_file(arguments.patch, lambda file: file.write(patch))
    sys.stdout.write(_FORMATTERS[arguments.format](report))
    if report.apis:
        return 1
    return 3 if content.problems else 0


def _open_catalog(specs: Path | None, documents: Iterable[str]) -> Catalog | None:
    paths: dict[str, Path] = {}
    for argument in documents:
        name, equals, text = argument.partition("=")
        path = Path(text if equals else argument)
        if not path.exists():
            raise UsageError(f"--document {argument}: {path} does not exist; write PATH or NAME=PATH")
        paths[name if equals else path_name(path)] = path
    try:
        return Catalog(specs, paths)
    except SpecsNotFoundError:
        if specs is not None:
            raise
        return None

"""`caretasks status`: print what is known about each API."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from caretasks.core.files import write_file
from caretasks.openapi.catalog import Catalog, SpecsNotFoundError
from caretasks.status.report_folder import read_folders
from caretasks.status.status_reports import format_json, format_text


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks status` and return the exit status: 1 for an open difference or drift, 3 without readable reports.

    Raises:
        UsageError: An argument cannot be used (status 2).
    """
    try:
        names = Catalog(arguments.specs).names
    except SpecsNotFoundError:
        if arguments.specs is not None:
            raise
        names = []
    content = read_folders(arguments.folders, names)
    if arguments.html is not None:
        from caretasks.status.status_page import format_html

        page = format_html(content, datetime.now(UTC))
        write_file(arguments.html, lambda file: file.write(page))
    sys.stdout.write(format_json(content) if arguments.json else format_text(content))
    if any(each.has_findings for each in content.apis.values()):
        return 1
    if not content.reports:
        print("caretasks status: there is no report in these folders", file=sys.stderr)
    return 3 if content.problems or not content.reports else 0

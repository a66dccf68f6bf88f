"""`caretasks diff`: compare two versions of an OpenAPI document."""

from __future__ import annotations

import argparse
import sys

from caretasks.diff.api_changes import compare_documents
from caretasks.diff.change import Change
from caretasks.diff.diff_reports import Comparison, format_json, format_markdown, format_text
from caretasks.diff.documents import read_documents
from caretasks.diff.touched import add_touched

_FORMATTERS = {"text": format_text, "json": format_json, "markdown": format_markdown}


def run(arguments: argparse.Namespace) -> int:
    """Run `caretasks diff` and return the exit status: 1 if a change is breaking, else 0.

    Raises:
        UsageError: An argument or a document cannot be used (status 2).
        UnreadableDocumentError: A document cannot be read (status 3).
    """
    old, new = read_documents(arguments.old, arguments.new, arguments.specs)
    changes = add_touched(compare_documents(old.api, new.api), old.api, new.api)
    sys.stdout.write(_FORMATTERS[arguments.format](Comparison(old.label, new.label, changes)))
    return int(any(_fails(change, arguments.fail_on) for change in changes))


def _fails(change: Change, fail_on: str) -> bool:
    return bool(change.breaks) if fail_on == "any" else fail_on in change.breaks

"""`caretasks diff`: compare two versions of an OpenAPI document."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Container
from pathlib import Path

from caretasks.diff.api_changes import compare_documents
from caretasks.diff.change import Change, SurfaceChange
from caretasks.diff.diff_reports import Comparison, NotCompared, format_json, format_markdown, format_text
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
    left_out = [(document.label, each) for document in (old, new) for each in document.left_out]
    pointers = {each.pointer if each.edit is None else each.edit.pointer for _, each in left_out}
    pointers -= {""}
    found = [each for each in compare_documents(old.api, new.api) if not _is_about(each, pointers)]
    changes = add_touched(found, old.api, new.api)
    comparison = Comparison(
        old.label,
        new.label,
        changes,
        [NotCompared(label, each.pointer, each.message) for label, each in left_out],
        _compare_packages(*arguments.packages) if arguments.packages else (),
    )
    sys.stdout.write(_FORMATTERS[arguments.format](comparison))
    breaks = [*(each.breaks for each in changes), *(each.breaks for each in comparison.python)]
    return int(any(_fails(each, arguments.fail_on) for each in breaks))


def _compare_packages(old: Path, new: Path) -> list[SurfaceChange]:
    from caretasks.diff.surface import compare_packages  # griffe is only needed for packages

    return compare_packages(old, new)


def _is_about(change: Change, left_out: Container[str]) -> bool:
    """Return whether a change is in a node that one of the documents cannot describe."""
    for pointer in filter(None, (change.old_pointer, change.new_pointer)):
        while pointer:
            if pointer in left_out:
                return True
            pointer = pointer.rpartition("/")[0]
    return False


def _fails(breaks: Collection[str], fail_on: str) -> bool:
    return bool(breaks) if fail_on == "any" else fail_on in breaks

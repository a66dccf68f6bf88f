"""Record of the changes of an import, for the report next to the spec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from caretasks.core.console import escape_unprintable
from caretasks.openapi.problems import Finding, Problem

_MAX_LISTED = 20


@dataclass
class ChangeLog:
    """The changes of one import, grouped by what was done.

    Attributes:
        changes: The JSON pointers in the imported document by what was changed there.
        left_out: What could not be taken over, with the reason.
        files: The other files that were read, in the order of reading.
    """

    changes: dict[str, list[str]] = field(default_factory=dict)
    left_out: list[Finding] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def add(self, rule: str, pointer: str, detail: str = "") -> None:
        """Record a change: what was done in general, where, and what it means there."""
        self.changes.setdefault(rule, []).append(f"{pointer}: {detail}" if detail else pointer)

    def leave_out(self, pointer: str, message: str) -> None:
        """Record that a node was left out, and why."""
        self.left_out.append(Finding(pointer, message, "limitation"))

    def __bool__(self) -> bool:
        return bool(self.changes or self.left_out or self.files)


def format_report(name: str, origin: str, changes: ChangeLog, problems: Iterable[Problem] = ()) -> str:
    """Return the report as Markdown.

    Args:
        name: The name of the API.
        origin: The document that was imported.
        changes: Its changes.
        problems: The limitations and warnings of the imported document.
    """
    return "\n".join(_iter_lines(name, origin, changes, list(problems))) + "\n"


def _iter_lines(name: str, origin: str, changes: ChangeLog, problems: list[Problem]) -> Iterator[str]:
    yield f"# Import of {escape_unprintable(name)}"
    yield ""
    yield f"Imported from `{_code(origin)}` by caretasks. This file lists what differs from that document."
    limitations = [each for each in problems if each.severity == "limitation"] or changes.left_out
    if limitations:
        yield from ("", "## Limitations", "", "Not everything in the document is supported:", "")
        yield from (f"- `{_code(each.pointer)}`: {_prose(each.message)}" for each in limitations)
    if changes.files:
        yield from ("", "## Other files", "")
        yield f"The document refers to {len(changes.files)} other files, whose parts are now in its components:"
        yield ""
        yield from (f"- `{_code(file)}`" for file in changes.files[:_MAX_LISTED])
        if len(changes.files) > _MAX_LISTED:
            yield f"- and {len(changes.files) - _MAX_LISTED:,} more"
    if changes.changes:
        yield from ("", "## Changes")
    for rule, locations in changes.changes.items():
        yield from ("", f"### {_prose(rule)} ({len(locations):,})", "")
        yield from (f"- `{_code(each)}`" for each in locations[:_MAX_LISTED])
        if len(locations) > _MAX_LISTED:
            yield f"- and {len(locations) - _MAX_LISTED:,} more"
    if not changes:
        yield from ("", "Nothing was changed.")
    warnings = [each for each in problems if each.severity == "warning"]
    if warnings:
        yield from ("", f"## Warnings ({len(warnings):,})", "")
        yield from (f"- `{_code(each.pointer)}`: {_prose(each.message)}" for each in warnings[:_MAX_LISTED])
        if len(warnings) > _MAX_LISTED:
            yield f"- and {len(warnings) - _MAX_LISTED:,} more; `make lint` lists them"


def _code(text: str) -> str:
    """Return text that stays inside a code span."""
    return escape_unprintable(text).replace("`", "'")


def _prose(text: str) -> str:
    """Return a sentence with values from the document, without HTML."""
    return escape_unprintable(text).replace("<", "&lt;")

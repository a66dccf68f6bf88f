"""The result of a comparison as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from caretasks.core.console import escape_markdown, escape_unprintable, format_count, markdown_code, printable_json
from caretasks.diff.change import Change, Party, SurfaceChange

REPORT_VERSION = 1
_MAX_OPERATIONS = 5


class NotCompared(NamedTuple):
    """A node that was not compared, because one of the documents cannot be used there.

    Attributes:
        document: The document, as reports name it.
        pointer: The JSON pointer of the node.
        message: Why.
    """

    document: str
    pointer: str
    message: str


@dataclass(frozen=True)
class Comparison:
    """The changes between two documents.

    Attributes:
        old: The old document, as reports name it.
        new: The new document.
        changes: The changes, the breaking ones first.
        not_compared: The nodes that were not compared.
        python: The changes of the generated package; empty if it was not compared.
    """

    old: str
    new: str
    changes: Sequence[Change]
    not_compared: Sequence[NotCompared] = ()
    python: Sequence[SurfaceChange] = ()

    def count(self, party: Party | None) -> int:
        """Return the number of changes that are breaking for a party; with None, that of the compatible ones."""
        return sum(party in change.breaks if party else not change.breaks for change in self.changes)


def format_text(comparison: Comparison) -> str:
    """Return the report for a terminal."""
    lines = [f"{comparison.old} -> {comparison.new}: {summarize(comparison)}"]
    for name, changes in groupby(comparison.changes, lambda change: change.class_name):
        lines += ["", name]
        for change in changes:
            lines += [f"  {change.pointer or '/'}", f"    {_sentence(change)}"]
            lines += [f"    {detail}" for detail in _iter_details(change)]
    if comparison.python:
        lines += ["", "generated package"]
        lines += [f"  {'breaking' if each.is_breaking else 'compatible'}: {each.message}" for each in comparison.python]
    if comparison.not_compared:
        lines += ["", "not compared"]
        lines += [f"  {each.document}: {each.pointer}: {each.message}" for each in comparison.not_compared]
    return "\n".join(map(escape_unprintable, lines)) + "\n"


def summarize(comparison: Comparison) -> str:
    """Return the numbers of changes, such as `3 changes: 1 breaking for clients, 2 compatible`."""
    if not comparison.changes:
        return "no changes"
    counts = [(comparison.count(party), f"breaking for {party}") for party in Party]
    counts.append((comparison.count(None), "compatible"))
    numbers = ", ".join(f"{count:,} {name}" for count, name in counts if count)
    return f"{format_count(len(comparison.changes), 'change')}: {numbers}"


def _sentence(change: Change) -> str:
    return f"{change.message[:1].upper()}{change.message[1:]}."


def _iter_details(change: Change, quote: str = "") -> Iterator[str]:
    where = " and ".join(f"{position}s" for position in sorted(change.positions))
    if change.operations:
        shown = ", ".join(f"{quote}{each}{quote}" for each in change.operations[:_MAX_OPERATIONS])
        more = len(change.operations) - _MAX_OPERATIONS
        names = f"{shown} and {more:,} more" if more > 0 else shown
        yield f"{where} of {names}" if where else f"operation {names}" if len(change.operations) == 1 else names
    elif where:
        yield where
    if change.facts:
        yield f"facts {', '.join(change.facts)}"
    if change.names:
        shown = ", ".join(f"{quote}{each}{quote}" for each in change.names[:_MAX_OPERATIONS])
        more = len(change.names) - _MAX_OPERATIONS
        yield f"generated names {shown}{f' and {more:,} more' if more > 0 else ''}"


def format_markdown(comparison: Comparison) -> str:
    """Return the report as Markdown, for example for the part `Changed` of a changelog."""
    lines = [f"**{markdown_code(comparison.old)} → {markdown_code(comparison.new)}**: {summarize(comparison)}"]
    for name, changes in groupby(comparison.changes, lambda change: change.class_name):
        lines += ["", f"{name[:1].upper()}{name[1:]}:", ""]
        for change in changes:
            details = "; ".join(_iter_details(change, "`"))
            end = f" ({details})" if details else ""
            lines.append(
                f"- {markdown_code(change.pointer or '/')}: {escape_markdown(_sentence(change), keep_code=True)}{end}"
            )
    if comparison.python:
        lines += ["", "Generated package:", ""]
        lines += [
            f"- {'Breaking' if each.is_breaking else 'Compatible'}: {each.message}." for each in comparison.python
        ]
    if comparison.not_compared:
        lines += ["", "Not compared:", ""]
        for each in comparison.not_compared:
            message = escape_markdown(each.message, keep_code=True)
            lines.append(f"- {markdown_code(each.pointer)} of {markdown_code(each.document)}: {message}")
    return "\n".join(map(escape_unprintable, lines)) + "\n"


def format_json(comparison: Comparison) -> str:
    """Return the report as JSON; see docs/reference/reports.md."""
    document: dict[str, Any] = {
        "report_version": REPORT_VERSION,
        "old": comparison.old,
        "new": comparison.new,
        "counts": {
            "changes": len(comparison.changes),
            **{f"breaking_for_{party}": comparison.count(party) for party in Party},
            "compatible": comparison.count(None),
        },
        "changes": [
            {
                "class": change.class_name,
                "breaking_for": [str(party) for party in change.breaking_for],
                "kind": change.kind,
                "message": _sentence(change),
                "pointer": change.pointer,
                "old_pointer": change.old_pointer,
                "new_pointer": change.new_pointer,
                "positions": sorted(map(str, change.positions)),
                "operations": list(change.operations),
                "facts": list(change.facts),
                "names": list(change.names),
            }
            for change in comparison.changes
        ],
        "python": [
            {"name": each.name, "breaking": each.is_breaking, "message": f"{each.message}."}
            for each in comparison.python
        ],
        "not_compared": [each._asdict() for each in comparison.not_compared],
    }
    return printable_json(document) + "\n"

"""Reports of `caretasks pages`: text and JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from caretasks.core.console import escape_unprintable, format_count, printable_json
from caretasks.pages.additions import Addition
from caretasks.pages.fact_states import ApiReport, FactReport, FactState, ReadPage
from caretasks.pages.matching import Match
from caretasks.pages.published_spec import SpecReport
from caretasks.pages.saved_pages import file_stem

REPORT_VERSION = 1


def format_text(reports: Sequence[ApiReport], specs: Mapping[str, SpecReport] | None = None) -> str:
    """Return the report as text: the state of each fact, with what is missing and what is new."""
    lines: list[str] = []
    for report in reports:
        lines += _iter_lines(report)
        if specs and report.api in specs:
            lines += _iter_spec_lines(specs[report.api])
    return "\n".join(map(escape_unprintable, lines)) + "\n"


def _iter_lines(report: ApiReport) -> Iterator[str]:
    counts = Counter(fact.state for fact in report.facts)
    summary = ", ".join(f"{counts[state]} {state}" for state in FactState if counts[state])
    yield f"{report.api}: {format_count(len(report.facts), 'fact')}: {summary or 'none has evidence'}"
    width = max((len(fact.fact) for fact in report.facts), default=0)
    for fact in report.facts:
        yield f"  {fact.fact:<{width}}  {fact.state}{f'  {fact.page}' if fact.state is not FactState.FOUND else ''}"
        for sentence in (*map(describe_loss, fact.lost), *map(describe_addition, fact.additions)):
            yield f"  {'':<{width}}    {sentence}"
        if fact.confirmed:
            yield f"  {'':<{width}}    All of its unconfirmed evidence is on the page: remove `unconfirmed`."
    unreachable = {fact.page for fact in report.facts if fact.state is FactState.UNREACHABLE}
    for page in report.pages:
        if not page.problem and page.text is None and page.page.url in unreachable:
            yield f"  {page.page.url} is not saved: name its file {file_stem(report.api, page.page)}.html, .md or .txt."
        if page.problem:
            yield f"  {page.page.fetch} was not read: {page.problem}."
        elif page.moved_to:
            yield f"  {page.page.fetch} has moved to {page.moved_to}."
        if page.note:
            yield f"  {page.page.fetch}: {page.note}."
    if report.without_evidence:
        yield f"  without evidence: {', '.join(report.without_evidence)}"


def _iter_spec_lines(spec: SpecReport) -> Iterator[str]:
    if spec.problem:
        yield f"  {spec.url} was not compared: {spec.problem}."
        return
    count = format_count(len(spec.differences), "difference")
    yield f"  {spec.url}: {count}, and {spec.deliberate} deliberate"
    for change in spec.differences:
        facts = f" ({', '.join(change.facts)})" if change.facts else ""
        yield f"    {change.pointer or '/'}: {change.message}{facts}"
    for deviation in spec.unused:
        yield f"    {deviation.pointer}: this deviation does not exist any more: {deviation.reason}"


def describe_loss(match: Match) -> str:
    """Return a sentence about evidence that is gone or has moved."""
    group = match.group
    name, where = group.literals[0], f" below {' / '.join(group.sections)}" if group.sections else ""
    if match.state == "moved":
        return f"{name!r} is no longer{where}, but in another part of the page."
    literals = ", ".join(map(repr, match.missing))
    if group.is_text:
        near = f" near each other: {', '.join(map(repr, group.literals))}"
        return f"The page no longer has {literals}{where}." if match.missing else f"No longer{where}{near}."
    if match.items:
        return f"{name!r}{where} no longer has {literals}."
    return f"{name!r} is no longer{where or ' on the page'}."


def describe_addition(addition: Addition) -> str:
    """Return a sentence about something new on a page."""
    if addition.kind == "item":
        return f"New: {addition.name!r}{f' ({addition.what})' if addition.what else ''}."
    if addition.kind == "value":
        return f"New value of {addition.name!r}: {addition.what!r}."
    return f"{addition.name!r} is now {addition.what!r}."


def format_json(reports: Sequence[ApiReport], specs: Mapping[str, SpecReport] | None = None) -> str:
    """Return the report as JSON; see docs/reference/reports.md."""
    data: dict[str, Any] = {
        "report_version": REPORT_VERSION,
        "command": "pages",
        "facts": [_fact_to_json(report.api, fact) for report in reports for fact in report.facts],
        "pages": [_page_to_json(report.api, page) for report in reports for page in report.pages],
        "specs": [_spec_to_json(api, spec) for api, spec in (specs or {}).items()],
    }
    return printable_json(data) + "\n"


def _fact_to_json(api: str, fact: FactReport) -> dict[str, Any]:
    return {
        "api": api,
        "fact": fact.fact,
        "state": str(fact.state),
        "page": fact.page,
        "read": _format_time(fact.read),
        "lost": [
            {
                "state": str(match.state),
                "page": match.group.page,
                "in": list(match.group.sections),
                "literals": list(match.group.literals),
                "missing": list(match.missing),
                "message": describe_loss(match),
            }
            for match in fact.lost
        ],
        "new": [
            {"kind": each.kind, "name": each.name, "what": each.what, "message": describe_addition(each)}
            for each in fact.additions
        ],
        "confirmed": fact.confirmed,
    }


def _page_to_json(api: str, page: ReadPage) -> dict[str, Any]:
    is_read = page.text is not None and not page.problem
    return {
        "api": api,
        "page": page.page.url,
        "fetched_from": page.page.fetch,
        "state": "read" if is_read else "unreachable" if page.problem else "not saved",
        "problem": page.problem,
        "moved_to": page.moved_to,
        "note": page.note,
        "read": _format_time(page.read),
    }


def _spec_to_json(api: str, spec: SpecReport) -> dict[str, Any]:
    return {
        "api": api,
        "url": spec.url,
        "state": "unreachable" if spec.problem else "compared",
        "problem": spec.problem,
        "read": _format_time(spec.read),
        "differences": [
            {
                "kind": change.kind,
                "class": change.class_name,
                "pointer": change.pointer,
                "message": change.message,
                "facts": list(change.facts),
            }
            for change in spec.differences
        ],
        "deliberate": spec.deliberate,
        "unused_deviations": [deviation.pointer for deviation in spec.unused],
    }


def _format_time(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat(timespec="seconds")

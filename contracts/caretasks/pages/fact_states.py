"""The state of each fact of an API, from the pages that were read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from caretasks.openapi.document import Api
from caretasks.pages.additions import Addition, find_additions
from caretasks.pages.evidence import DocumentedPage, LiteralGroup, iter_evidence, read_documented_pages
from caretasks.pages.items.page_text import PageText, parse_page
from caretasks.pages.matching import Match, MatchState, match_evidence

_LEAST_FOR_REMARK = 5


class FactState(StrEnum):
    """The state of a fact after its pages were read; a later one takes precedence."""

    FOUND = "found"
    UNCONFIRMED = "unconfirmed"
    MOVED = "moved"
    UNREACHABLE = "page unreachable"
    GONE = "gone"


@dataclass(frozen=True)
class ReadPage:
    """A page as it was read.

    Attributes:
        page: The page.
        text: Its text as Markdown; None if it could not be read.
        problem: Why it could not be read.
        moved_to: The URL that it permanently redirects to.
        note: A remark about it, for the report.
        read: The time when it was fetched, in UTC; None if it was not.
    """

    page: DocumentedPage
    text: str | None
    problem: str = ""
    moved_to: str = ""
    read: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class FactReport:
    """A fact and what the pages have of its evidence.

    Attributes:
        fact: The ID of the fact.
        state: Its state.
        page: The URL of the page that the state is about.
        read: When that page was read.
        lost: The evidence that is missing or has moved.
        confirmed: Whether all evidence that is marked as unconfirmed was found.
        additions: What is new on its pages near it.
    """

    fact: str
    state: FactState
    page: str
    read: datetime | None = None
    lost: tuple[Match, ...] = ()
    confirmed: bool = False
    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True)
class ApiReport:
    """The facts of an API, its pages, and the facts without evidence."""

    api: str
    facts: list[FactReport]
    pages: list[ReadPage]
    without_evidence: list[str] = field(default_factory=list)


def needed_pages(api: Api) -> list[DocumentedPage]:
    """Return the pages that the evidence of an API is about."""
    pages = read_documented_pages(api.facts or {})
    return [pages[url] for url in dict.fromkeys(group.page for group in iter_evidence(api))]


def evaluate(api: Api, read_pages: Iterable[ReadPage]) -> ApiReport:
    """Return the state of each fact of an API that has evidence."""
    pages = {each.page.url: each for each in read_pages}
    by_page: dict[str, list[LiteralGroup]] = defaultdict(list)
    by_fact: dict[str, list[LiteralGroup]] = defaultdict(list)
    for group in iter_evidence(api):
        by_page[group.page].append(group)
        by_fact[group.fact].append(group)
    matches: dict[LiteralGroup, Match] = {}
    additions: dict[str, list[Addition]] = defaultdict(list)
    for url, groups in by_page.items():
        page = pages[url]
        if page.text is None:
            continue
        parsed = parse_page(page.text)
        found = match_evidence(groups, parsed)
        if problem := _explain_nothing(found, parsed):
            pages[url] = replace(page, text=None, problem=problem)
            continue
        pages[url] = replace(page, note=_remark_on_layout(found))
        matches.update(zip(groups, found, strict=True))
        for addition in find_additions(found, parsed):
            for fact in addition.facts:
                additions[fact].append(addition)
    facts = [_evaluate_fact(fact, groups, matches, pages, additions[fact]) for fact, groups in by_fact.items()]
    identifiers = (api.facts or {}).get("facts", {})
    return ApiReport(api.name, facts, list(pages.values()), [each for each in identifiers if each not in by_fact])


def _explain_nothing(matches: Sequence[Match], page: PageText) -> str:
    """Return why a page with none of the expected literals counts as unreadable; empty for any other page.

    Such a page shows a login form, an error, or nothing without JavaScript. It does not show that facts are gone.
    """
    expected = [match for match in matches if match.group.is_confirmed]
    literals = {literal for match in expected for literal in match.group.literals}
    if len(literals) < 4 or any(match.state is not MatchState.MISSING or match.items for match in expected):
        return ""
    text = "\n".join(line.text for line in page.lines)
    names = {match.group.literals[0] for match in expected}
    if sum(name in text for name in names) * 4 > len(names):
        return ""
    return "it was read, but has none of the expected literals: it may need a login or JavaScript"


def _remark_on_layout(matches: Sequence[Match]) -> str:
    """Return a remark about a page that has lost most of its evidence; empty for any other page."""
    expected = [match for match in matches if match.group.is_confirmed]
    lost = sum(match.state is not MatchState.FOUND for match in expected)
    if len(expected) < _LEAST_FOR_REMARK or lost * 2 <= len(expected):
        return ""
    return f"{lost} of {len(expected)} groups of evidence are not where they were: it may have another layout"


def _evaluate_fact(
    fact: str,
    groups: Sequence[LiteralGroup],
    matches: Mapping[LiteralGroup, Match],
    pages: Mapping[str, ReadPage],
    additions: Sequence[Addition],
) -> FactReport:
    has_confirmed = any(group.is_confirmed for group in groups)
    evaluated = []
    for group in groups:
        state = _evaluate_group(group, matches.get(group), pages[group.page])
        if state is FactState.UNCONFIRMED and has_confirmed:
            continue  # the part of the fact that is known from its page decides
        evaluated.append((state, group))
    order = list(FactState)
    state, decisive = (
        max(evaluated, key=lambda each: order.index(each[0])) if evaluated else (FactState.FOUND, groups[0])
    )
    lost = [
        matches[group]
        for each, group in evaluated
        if each in (FactState.GONE, FactState.MOVED)
        and group in matches
        and matches[group].state is not MatchState.FOUND  # on a page that has moved
    ]
    unconfirmed = [group for group in groups if not group.is_confirmed]
    is_confirmed = bool(unconfirmed) and all(
        group in matches and matches[group].state is not MatchState.MISSING for group in unconfirmed
    )
    page = pages[decisive.page]
    return FactReport(fact, state, page.page.url, page.read, tuple(lost), is_confirmed, tuple(dict.fromkeys(additions)))


def _evaluate_group(group: LiteralGroup, match: Match | None, page: ReadPage) -> FactState:
    if match is None:
        is_unread = not page.problem
        return FactState.UNCONFIRMED if is_unread and not group.is_confirmed else FactState.UNREACHABLE
    if match.state is MatchState.MISSING:
        return FactState.GONE if group.is_confirmed else FactState.UNCONFIRMED
    return FactState.MOVED if match.state is MatchState.MOVED or page.moved_to else FactState.FOUND

"""Find evidence on a page: which literals of the facts stand near each other, and which do not any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from caretasks.pages.evidence import LiteralGroup
from caretasks.pages.items.item import Item, Line, literal_pattern
from caretasks.pages.items.page_text import PageText

# The largest distance between the first and the last literal of a group in running text, as a number of words.
WINDOW_WORDS = 40


class MatchState(StrEnum):
    """The state of a group: its literals are found, in another section (moved), or missing."""

    FOUND = "found"
    MOVED = "moved"
    MISSING = "missing"


@dataclass(frozen=True)
class Match:
    """The result of the search for a group of literals.

    Attributes:
        group: The group.
        state: Whether all its literals stand near each other in the section that the evidence names (found), or
            in another part of the page (moved).
        missing: The literals that do not; empty for a group in running text whose literals are too far apart.
        items: The items that have its literals; if some are missing, the one that has most of them.
        count: In how many locations they were found.
    """

    group: LiteralGroup
    state: MatchState
    missing: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    count: int = 0


def match_evidence(groups: Iterable[LiteralGroup], page: PageText) -> list[Match]:
    """Return what a page has of each group."""
    groups = list(groups)
    by_name: dict[str, list[Item]] = {}
    for item in page.items:
        by_name.setdefault(item.name, []).append(item)
    if not any(group.literals[0] in by_name for group in groups if not group.is_text):
        by_name = {}  # the layout of the page is unknown: all literals are searched in its text
    matches = [_match(group, by_name, page.lines) for group in groups]
    # An item that is the evidence of one group where it stands cannot be that of another group that has moved.
    taken = {id(item) for match in matches for item in match.items}
    return [_find_in_other_sections(match, by_name, page.lines, taken) for match in matches]


def _match(group: LiteralGroup, by_name: dict[str, list[Item]], lines: Sequence[Line]) -> Match:
    if group.is_text or not by_name:
        sections = tuple(section.casefold() for section in group.sections) if group.is_text else ()
        inside = [line for line in lines if all(section in line.headings for section in sections)]
        return _match_text(group, inside)
    named = [item for item in by_name.get(group.literals[0], ()) if item.is_below(group.sections)]
    complete = tuple(item for item in named if not _missing(group, item))
    if complete:
        return Match(group, MatchState.FOUND, (), complete, len(complete))
    if not named:
        return Match(group, MatchState.MISSING, group.literals[:1])
    best = min(named, key=lambda item: len(_missing(group, item)))
    return Match(group, MatchState.MISSING, _missing(group, best), (best,))


def _missing(group: LiteralGroup, item: Item) -> tuple[str, ...]:
    return tuple(literal for literal in group.literals[1:] if not item.has(literal))


def _find_in_other_sections(
    match: Match, by_name: dict[str, list[Item]], lines: Sequence[Line], taken: set[int]
) -> Match:
    """Return the match of a group that is in another section, or that only another source has had."""
    group = match.group
    if match.state is not MatchState.MISSING:
        return match
    if not match.items and not group.is_text:
        candidates = (item for item in by_name.get(group.literals[0], ()) if id(item) not in taken)
        found = tuple(item for item in candidates if not _missing(group, item))
        if found:
            return Match(group, MatchState.MOVED, (), found, len(found))
    if group.is_text and group.sections and (other := _match_text(group, lines)).state is MatchState.FOUND:
        return Match(group, MatchState.MOVED, (), (), other.count)
    if not group.is_confirmed and (anywhere := _match_text(group, lines)).state is MatchState.FOUND:
        return anywhere
    return match


def _match_text(group: LiteralGroup, lines: Sequence[Line]) -> Match:
    """Return whether all literals stand within `WINDOW_WORDS` words of some lines."""
    text = "\n".join(line.text for line in lines)
    spans = [
        [(match.start(), match.end()) for match in literal_pattern(each).finditer(text)] for each in group.literals
    ]
    missing = tuple(literal for literal, found in zip(group.literals, spans, strict=True) if not found)
    if missing:
        return Match(group, MatchState.MISSING, missing)
    count = 0
    for start, end in spans[0]:
        low, high = _extend(text, start, -1), _extend(text, end, 1)
        count += all(any(low <= first and last <= high for first, last in found) for found in spans[1:])
    return Match(group, MatchState.FOUND if count else MatchState.MISSING, count=count)


def _extend(text: str, position: int, step: int) -> int:
    """Return the position that is `WINDOW_WORDS` words before or after another one."""
    words = 0
    while 0 < position < len(text) and words < WINDOW_WORDS:
        position += step
        words += text[min(position, len(text) - 1)].isspace()
    return max(0, min(position, len(text)))

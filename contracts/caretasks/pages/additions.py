"""Additions of a page next to the evidence of facts: new fields, status codes, values and requirements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from caretasks.pages.items.item import Item, find_word_lists, is_flag, normalize_flag, parse_type
from caretasks.pages.items.page_text import PageText
from caretasks.pages.matching import Match, MatchState

# A section with more new items has another subject, or is an attack.
MAX_NEW_ITEMS = 50


@dataclass(frozen=True)
class Addition:
    """Something on a page that no evidence has.

    Attributes:
        kind: `item` (a field, a status code, a parameter), `value` (of an enum or a list), or `flag` (such as
            `required`).
        name: The item, or the one that has a new value or flag.
        what: The new value or flag, or what the page says about a new item.
        facts: The IDs of the facts near it.
    """

    kind: str
    name: str
    what: str
    facts: tuple[str, ...]


def find_additions(matches: Sequence[Match], page: PageText) -> list[Addition]:
    """Return what is new on a page near evidence that was confirmed before."""
    claims: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.group.is_confirmed and match.state is not MatchState.MOVED:
            for item in match.items:
                claims[id(item)].append(match)
    sections: dict[str, list[Item]] = defaultdict(list)
    for item in page.items:
        sections[item.section].append(item)
    lost = [each for each in matches if each.state is MatchState.MISSING and not each.items and each.group.is_confirmed]
    additions: list[Addition] = []
    related = {*claims, *_find_items_of_lost_sections(lost, page.items, claims)}
    for items in sections.values():
        if any(id(item) in related for item in items):
            additions += _find_new_items(items, claims, lost)
            for item in items:
                if id(item) in claims:
                    additions += _find_new_details(item, claims[id(item)])
    return additions


def _find_items_of_lost_sections(
    lost: Sequence[Match], items: Sequence[Item], claims: dict[int, list[Match]]
) -> set[int]:
    """Return the IDs of the items below headings where evidence is gone, and nothing else was evidence."""
    found: set[int] = set()
    for sections in {match.group.sections for match in lost if match.group.sections and not match.group.is_text}:
        below = {id(item) for item in items if item.is_below(sections) and not item.section.startswith("sample")}
        if below.isdisjoint(claims):
            found |= below
    return found


def _find_new_items(items: Sequence[Item], claims: dict[int, list[Match]], lost: Sequence[Match]) -> Iterator[Addition]:
    known = {item.name for item in items if id(item) in claims}
    fresh = [(index, item) for index, item in enumerate(items) if id(item) not in claims and item.name not in known]
    # Items that are gone from this section: one of them may have been renamed to a new one.
    renamed = {
        match.group.literals[0]: match
        for match in lost
        if not match.group.is_text and any(item.is_below(match.group.sections) for item in items)
    }
    for index, item in fresh[:MAX_NEW_ITEMS]:
        what = ", ".join((*sorted(item.types, key=len)[:1], *item.flags))
        old = _most_similar(item, sorted(renamed))
        if old is not None:
            facts = [match.group.fact for match in lost if match.group.literals[0] == old]
        else:
            facts = _most_concerned(_nearest(index, items, claims), items, claims)
        yield Addition("item", item.name, what, tuple(dict.fromkeys(facts)))


def _most_similar(item: Item, names: Sequence[str]) -> str | None:
    return max(names, key=lambda name: SequenceMatcher(None, name, item.name).ratio(), default=None)


def _nearest(index: int, items: Sequence[Item], claims: dict[int, list[Match]]) -> list[Match]:
    """Return the evidence of the item before the one at an index, or else of the one after it."""
    for each in (*reversed(items[:index]), *items[index + 1 :]):
        if id(each) in claims:
            return claims[id(each)]
    return []


def _most_concerned(matches: Sequence[Match], items: Sequence[Item], claims: dict[int, list[Match]]) -> list[str]:
    """Return the facts among those of some matches that are about the most items of a section."""
    about = Counter(fact for item in items for fact in {match.group.fact for match in claims.get(id(item), ())})
    facts = {match.group.fact: about[match.group.fact] for match in matches}
    return [fact for fact, count in facts.items() if count == max(facts.values())]


def _primary(matches: Sequence[Match]) -> Sequence[Match]:
    """Return the matches of facts that describe an item as such, with its type, if some do."""
    typed = [match for match in matches if any(parse_type(each) for each in match.group.literals[1:])]
    return typed or matches


def _find_new_details(item: Item, matches: Sequence[Match]) -> Iterator[Addition]:
    literals = {literal for match in matches for literal in match.group.literals[1:]}
    known_flags = {normalize_flag(literal) for literal in literals if is_flag(literal)}
    if known_flags or any(parse_type(each) for each in literals):
        facts = _facts(_primary(matches))
        for flag in item.flags:
            if normalize_flag(flag) not in known_flags:
                yield Addition("flag", item.name, flag, facts)
    # A list in a sentence is one of values if evidence has two of them: `If false, only …` is not one.
    lists = [(list(item.values), 1), *((words, 2) for words in find_word_lists(item.text))]
    for values, least in lists:
        about = [match for match in matches if len({*values} & {*match.group.literals[1:]}) >= least]
        if about:
            for value in dict.fromkeys(values):
                if value not in literals:
                    yield Addition("value", item.name, value, _facts(about))


def _facts(matches: Sequence[Match]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group.fact for match in matches))

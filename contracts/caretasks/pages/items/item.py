"""Items of a page: a row of a table, a field of a reference, a node of an OpenAPI document, a key of a JSON sample."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_BASE = r"(?:string|integer|number|boolean|object|array|null|any|file|enum|bool|int|float|list|map)"
_ONE_TYPE = rf"{_BASE}(?:<[\w.-]+>)?(?:\[\])*"
_TYPE = re.compile(rf"(?:.{{1,60}} · )?({_ONE_TYPE}(?: ?\| ?{_ONE_TYPE})*)")
# What a reference says about a field in a word. In evidence, these words never match running text.
FLAGS = frozenset(
    {
        "required", "optional", "nullable", "deprecated", "header", "query", "path", "cookie", "body",
        "read-only", "write-only",
    }
)  # fmt: skip
_CONSTRAINT = re.compile(r"(?:Minimum|Maximum|Required|Allowed|Pattern|Format)\b[\w ]*: ?\S.*")
_FLAG_WITH_VALUE = re.compile(
    r"(?:default|format|pattern|minLength|maxLength|minItems|maxItems|minimum|maximum|multipleOf): ?\S.*"
)
_NOT_VALUES = frozenset({"etc", "etc.", "and", "or", "e.g", "e.g.", "i.e."})
_WORD = r"[A-Za-z][\w-]*"
_LIST_OF_WORDS = re.compile(rf"{_WORD}(?:,\s+(?:or |and )?{_WORD})+(?:,?\s+(?:or|and)\s+{_WORD})?")


@dataclass(frozen=True)
class Line:
    """A line of a page that is not empty.

    Attributes:
        number: Its number in the reduced page.
        text: Its text without leading and trailing whitespace.
        headings: The headings above it in lower case, from the top.
    """

    number: int
    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """An item of a page.

    Attributes:
        name: The name of the field, the status code, the path.
        section: What contains it: items with the same section are neighbors.
        contexts: The headings, table headers and keys above it, in lower case.
        types: The ways to write its type, such as `string` and `string<uuid>`.
        flags: What the page says about it in a word or as `name: value`, such as `required` and `default:1`.
        values: Its values, if they are listed as such.
        text: Everything that it consists of, on one line.
        line: The number of its line.
    """

    name: str
    section: str
    contexts: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    flags: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    text: str = ""
    line: int = 0

    def has(self, literal: str) -> bool:
        """Return whether the item contains a literal of evidence."""
        if self.types and (written := parse_type(literal)) is not None:
            return written in self.types
        if is_flag(literal):
            return normalize_flag(literal) in self.flags
        return literal in self.values or contains(self.text, literal)

    def is_below(self, sections: tuple[str, ...]) -> bool:
        """Return whether the item is below all of these headings, headers or keys."""
        return all(section.casefold() in self.contexts for section in sections)


def parse_type(text: str) -> str | None:
    """Return a type as references write it, without its title; None for any other text."""
    match = _TYPE.fullmatch(text.strip())
    return None if match is None else re.sub(r" ?\| ?", " | ", match[1])


def split_type(text: str) -> tuple[str, list[str]] | None:
    """Return the type that a line begins with, and the flags after it; None if there is anything else."""
    if (whole := parse_type(text)) is not None:
        return whole, []
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        written = parse_type(" ".join(words[:count]))
        if written is not None and all(is_flag(word) for word in words[count:]):
            return written, [normalize_flag(word) for word in words[count:]]
    return None


def is_flag(text: str) -> bool:
    """Return whether a text is something that a reference says about a field, besides its type."""
    text = text.strip()
    return text in FLAGS or bool(_CONSTRAINT.fullmatch(text) or _FLAG_WITH_VALUE.fullmatch(text))


def normalize_flag(text: str) -> str:
    """Return a flag as items have it: without the space after a colon."""
    return re.sub(r": +", ":", text.strip(), count=1)


def contains(text: str, literal: str) -> bool:
    """Return whether a text has a literal as a whole: `id` is not in `task_id`, nor `/v1/task` in `/v1/tasks`."""
    return literal in text and bool(literal_pattern(literal).search(text))


@cache
def literal_pattern(literal: str) -> re.Pattern[str]:
    """Return a pattern of a literal that is not part of a longer word. Any whitespace matches its spaces."""
    before = r"(?<![\w-])" if re.match(r"\w", literal) else ""
    after = r"(?![\w-])" if re.search(r"\w$", literal) else ""
    return re.compile(before + r"\s+".join(map(re.escape, literal.split())) + after)


def find_word_lists(text: str) -> list[list[str]]:
    """Return the lists in a text whose items are single words: `pending, in_progress, completed`."""
    return [
        [word for word in re.findall(_WORD, match[0]) if word not in _NOT_VALUES]
        for match in _LIST_OF_WORDS.finditer(text)
    ]

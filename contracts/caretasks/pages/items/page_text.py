"""The text of a page as lines, with the headings above each, and the items in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Any

from caretasks.openapi.yaml_data import DataError, parse_text
from caretasks.pages.items.item import Item, Line, is_flag, normalize_flag, parse_type, split_type
from caretasks.pages.items.openapi_items import iter_openapi_items
from caretasks.pages.items.sample_items import iter_sample_items

# Headings of rendered references, which have no markup when a page is saved as text.
_PLAIN_HEADINGS = frozenset(
    {
        "authorizations", "headers", "header parameters", "path parameters", "query parameters", "cookies", "body",
        "request", "request body", "response", "responses", "parameters", "errors",
    }
)  # fmt: skip
_FENCE = re.compile(r"\s*(`{3,}|~{3,})\s*([\w-]*).*")
_HEADING = re.compile(r"\s*(#{1,6})\s+(.*?)\s*#*")
_SEPARATOR = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*")
_NAME = re.compile(r"`?([\w$][\w$.{}\[\]-]*)`?\*?")
_OPTIONS = re.compile(r"(?:Available options|Allowed values|Options|Enum)\s*:\s*(.*)")
_MAX_TYPE_LENGTH = 200
_NAMES_LIKE_TYPES = frozenset({"object", "file", "list", "map", "any"})
_YES, _NO = frozenset({"yes", "true", "required", "✓", "✅"}), frozenset({"no", "false", "optional"})


@dataclass(frozen=True)
class PageText:
    """A page as text.

    Attributes:
        lines: Its lines that are not empty, without those of OpenAPI documents in it.
        items: Its items, in order.
    """

    lines: list[Line] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)


def parse_page(text: str) -> PageText:
    """Return the lines and the items of a page in Markdown, plain text, YAML or JSON."""
    document = _parse_openapi(text)
    if document is not None:
        return PageText([], list(iter_openapi_items(document)))
    page = PageText()
    blocks = list(_split_fences(text))
    headings: list[tuple[int, str]] = []
    for start, language, lines in blocks:
        document = _parse_openapi("\n".join(lines)) if language is not None else None
        if document is not None:
            page.items.extend(iter_openapi_items(document))
            continue
        for number, line in enumerate((" ".join(each.split()) for each in lines), start):
            if language is None and (found := _parse_heading(line)):
                headings = [each for each in headings if each[0] < found[0]] + [found]
            if line:
                page.lines.append(Line(number, line, tuple(title for _, title in headings)))
    page.items.extend(_iter_table_items(page.lines))
    page.items.extend(_iter_field_items(page.lines))
    page.items.extend(iter_sample_items(page.lines))
    return page


def _parse_openapi(text: str) -> dict[str, Any] | None:
    """Return the data of an OpenAPI document; None for any other text."""
    if not re.search(r"""(?:^|[{,])\s*["']?(?:openapi|swagger)["']?\s*:""", text[:20_000], re.MULTILINE):
        return None
    try:
        data = parse_text(text, lenient=True).data
    except DataError:
        return None
    return data if isinstance(data, dict) and ("openapi" in data or "swagger" in data) else None


def _split_fences(text: str) -> Iterator[tuple[int, str | None, list[str]]]:
    """Yield runs of lines: the number of the first, the language of a code block or None, and the lines."""
    start, language, fence = 1, None, ""
    lines: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _FENCE.fullmatch(line)
        if match and (not fence or (line.strip().startswith(fence) and not match[2])):
            yield start, language, lines
            fence, language = ("", None) if fence else (match[1], match[2])
            start, lines = number + 1, []
        else:
            lines.append(line)
    yield start, language, lines


def _parse_heading(line: str) -> tuple[int, str] | None:
    """Return the level and the text of a heading in lower case."""
    match = _HEADING.fullmatch(line)
    if match:
        return len(match[1]), strip_markup(match[2]).casefold()
    plain = strip_markup(line).casefold()
    return (7, plain) if plain in _PLAIN_HEADINGS else None


def strip_markup(text: str) -> str:
    """Return the text of a line or a cell of Markdown without links, emphasis and code marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(re.sub(r"[\u200b`]|\*\*|<br/?>", " ", text).replace("\\_", "_").split())


# --- Tables ---


def _iter_table_items(lines: Sequence[Line]) -> Iterator[Item]:
    header: list[str] = []
    section = ""
    for line, following in zip(lines, [*lines[1:], None], strict=False):
        is_header = following is not None and "|" in line.text and _is_separator(following.text)
        if is_header:
            # The header may be at the end of a line, when a page was saved without the tags around it.
            header = [cell.casefold() for cell in _split_row(line.text[line.text.index("|") :])]
            section = f"table at line {line.number}"
        elif "|" not in line.text:
            header = []
        elif header and not _is_separator(line.text):
            cells = _split_row(line.text)
            yield _make_row(cells, header, line, section)


def _is_separator(text: str) -> bool:
    return "|" in text and bool(_SEPARATOR.fullmatch(text))


def _split_row(text: str) -> list[str]:
    cells = [strip_markup(cell.replace("\\|", "|")) for cell in re.split(r"(?<!\\)\|", text.strip())]
    return cells[bool(not cells[0]) : len(cells) - bool(len(cells) > 1 and not cells[-1])]


def _make_row(cells: list[str], header: list[str], line: Line, section: str) -> Item:
    types, flags = set(), []
    for title, cell in zip_longest(header, cells, fillvalue=""):
        if title in ("type", "data type") and cell:
            types.add(parse_type(cell) or cell)
        elif title.startswith("required"):
            flags += ["required"] * (cell.casefold() in _YES) + ["optional"] * (cell.casefold() in _NO)
        elif title.startswith("default") and cell.strip("-\u2013"):
            flags.append(f"default:{cell}")
        elif is_flag(cell):
            flags.append(normalize_flag(cell))
    name = cells[0].rstrip("*").split(" ")[0] if cells and cells[0] else ""
    contexts = frozenset((*line.headings, *header))
    return Item(name, section, contexts, frozenset(types), tuple(flags), (), " ".join(cells), line.number)


# --- Fields of rendered references ---


def _iter_field_items(lines: Sequence[Line]) -> Iterator[Item]:
    starts = list(_find_fields(lines))
    for start, end in pairwise([*starts, len(lines)]):
        block = [lines[start]]
        for line in lines[start + 1 : end]:
            if line.headings != lines[start].headings:
                break
            block.append(line)
        yield _make_field(block)


def _find_fields(lines: Sequence[Line]) -> Iterator[int]:
    """Yield the indexes of the lines where a name with its type begins: in the next line, or with flags in this one."""
    index = 0
    while index < len(lines):
        text = lines[index].text
        is_name = bool(_NAME.fullmatch(text)) and (parse_type(text) is None or text in _NAMES_LIKE_TYPES)
        if is_name and index + 1 < len(lines) and _split_type_line(lines[index + 1].text) is not None:
            yield index
            index += 2
        else:
            if _split_one_line_field(text) is not None:
                yield index
            index += 1


def _split_type_line(text: str) -> tuple[str, list[str]] | None:
    text = strip_markup(text)
    return split_type(text) if len(text) < _MAX_TYPE_LENGTH else None


def _split_one_line_field(text: str) -> tuple[str, list[str]] | None:
    """Return the type and the flags after the name in a line such as `title string required`."""
    name, _, rest = strip_markup(text).partition(" ")
    return _split_type_line(rest) if _NAME.fullmatch(name) and rest and " · " not in rest else None


def _make_field(block: Sequence[Line]) -> Item:
    first = block[0]
    name = strip_markup(first.text)
    texts = [strip_markup(line.text) for line in block[1:]]
    if found := _split_one_line_field(first.text):
        name, _, rest = name.partition(" ")
        texts = [rest, *texts]
    else:
        found = _split_type_line(texts[0])
    written, first_flags = found or ("", [])
    flags, values, is_options = list(first_flags), [], False
    for text in texts[1:]:
        if match := _OPTIONS.fullmatch(text):
            values += [value.strip(" ,") for value in match[1].split(",") if value.strip(" ,")]
            is_options = not match[1].rstrip() or text.endswith(",")
        elif is_options:
            values += [value.strip() for value in text.split(",") if value.strip()]
            is_options = text.endswith(",")
        elif is_flag(text):
            flags.append(normalize_flag(text))
    section = " > ".join(("fields", *first.headings))
    contexts = frozenset(first.headings)
    return Item(
        name.rstrip("*"),
        section,
        contexts,
        frozenset({written}),
        tuple(flags),
        tuple(values),
        " ".join(texts),
        first.number,
    )

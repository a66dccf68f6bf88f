"""The Markdown pages of the repository, and what they contain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class CodeBlock:
    """A fenced block of code: its language, and its text."""

    language: str
    text: str


def markdown_pages() -> list[Path]:
    """Return the pages that users and contributors read."""
    pages = sorted(ROOT.glob("*.md"))
    specs = (
        page for page in (ROOT / "specs").rglob("*.md") if page.name != "import.md"
    )  # a report with vendors' names
    guides = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return [*pages, *sorted(guides), *sorted(specs)]


def page_name(page: Path) -> str:
    """Return the path of a page, relative to the repository."""
    return page.relative_to(ROOT).as_posix()


def code_blocks(page: Path) -> list[CodeBlock]:
    """Return the fenced code blocks of a page."""
    return [CodeBlock(language, text) for language, text in _FENCE.findall(page.read_text("utf-8"))]


def iter_links(page: Path) -> Iterator[str]:
    """Yield the targets of the relative links of a page, with their anchors."""
    text = _FENCE.sub("", page.read_text("utf-8"))
    yield from (target for target in _LINK.findall(text) if "://" not in target and not target.startswith("mailto:"))


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", page.read_text("utf-8"))):
        slug = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")
        number = sum(each == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", each) is not None for each in found)
        found.add(f"{slug}-{number}" if number else slug)
    return found

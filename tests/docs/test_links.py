"""The links of the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import ROOT, anchors, iter_links, markdown_pages, page_name


def resolve_link(page: Path, link: str) -> tuple[Path, str]:
    """Return the file that a link points to, and its anchor."""
    path, _, anchor = link.partition("#")
    return ((page.parent / path).resolve() if path else page), anchor


@pytest.mark.parametrize("page", markdown_pages(), ids=page_name)
def test_relative_links_resolve(page: Path) -> None:
    broken = []
    for link in iter_links(page):
        target, anchor = resolve_link(page, link)
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def test_every_page_is_reachable_from_the_index() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "docs" / "index.md"]
    while waiting:
        page = waiting.pop()
        if page not in reached:
            reached.add(page)
            waiting += [target for link in iter_links(page) if (target := resolve_link(page, link)[0]).suffix == ".md"]
    pages = {page for page in markdown_pages() if page.is_relative_to(ROOT / "docs")}
    assert sorted(map(page_name, pages - reached)) == []


def test_anchors_match_those_of_github(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Exit codes of `check`\n\n## `str(error)`\n\n## Same\n\n## Same\n\n```sh\n# no heading\n```\n")
    assert anchors(page) == {"exit-codes-of-check", "strerror", "same", "same-1"}

"""The documentation site: its links, its versions, and that a page loads nothing from another host."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts.docs.build_site import (
    SiteError,
    documented_releases,
    iter_remote_assets,
    navigation,
    prepare,
    rewrite_links,
    write_versions,
)
from tests.docs.pages import ROOT

REPOSITORY = "https://example.com/any"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name in ("docs/how-to/page.md", "docs/index.md", "docs/data.yaml", "CHANGELOG.md", "specs/any/README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("# Title\n")
    return tmp_path


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("../index.md#title", "../index.md#title"),
        ("../data.yaml", "../data.yaml"),
        ("../../CHANGELOG.md", "../changelog.md"),
        ("../../specs/any/README.md#title", f"{REPOSITORY}/blob/v1.0.0/specs/any/README.md#title"),
        ("../../specs/any", f"{REPOSITORY}/tree/v1.0.0/specs/any"),
        ("https://example.com/a.md", "https://example.com/a.md"),
        ("#title", "#title"),
    ],
)
def test_links_out_of_the_site_lead_to_the_repository(source: Path, link: str, expected: str) -> None:
    page = source / "docs" / "how-to" / "page.md"
    page.write_text(f"See [this]({link}).\n")
    assert rewrite_links(source, page, REPOSITORY, "v1.0.0") == f"See [this]({expected}).\n"


def test_links_of_the_changelog_lead_to_pages(source: Path) -> None:
    page = source / "CHANGELOG.md"
    page.write_text("See [this](docs/how-to/page.md#title).\n")
    assert rewrite_links(source, page, REPOSITORY, "main") == "See [this](how-to/page.md#title).\n"


def test_link_without_a_target_is_an_error(source: Path) -> None:
    page = source / "docs" / "index.md"
    page.write_text("See [this](../specs/missing.md).\n")
    with pytest.raises(SiteError, match=r"docs/index\.md: the link \.\./specs/missing\.md has no target"):
        rewrite_links(source, page, REPOSITORY, "main")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("a.html", '<script src="https://host.example/a.js"></script>'),
        ("a.html", '<link rel="stylesheet" href="//host.example/a.css">'),
        ("a.html", '<link rel="preconnect" href="https://host.example">'),
        ("a.html", '<style>@font-face{src: url("https://host.example/a.woff2")}</style>'),
        ("a.css", "@import 'https://host.example/a.css';"),
    ],
)
def test_file_of_another_host_is_found(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text)
    assert [asset.partition(": ")[0] for asset in iter_remote_assets(tmp_path)] == [file]


def test_links_and_own_files_are_not_remote_assets(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="https://host.example">a</a><script src="../assets/a.js"></script>')
    assert list(iter_remote_assets(tmp_path)) == []


def test_latest_patch_of_each_minor_version_is_documented() -> None:
    tags = ["v0.1.0", "v0.1.10", "v0.1.9", "v0.2.0", "v0.10.0", "v1.0.0rc1", "other"]
    assert list(documented_releases(tags).items()) == [("0.10", "v0.10.0"), ("0.2", "v0.2.0"), ("0.1", "v0.1.10")]


def test_root_of_the_site_leads_to_the_newest_release(tmp_path: Path) -> None:
    (tmp_path / "0.2").mkdir()
    (tmp_path / "0.2" / "index.html").write_text("newest")
    write_versions(tmp_path, {"0.2": "v0.2.3", "0.1": "v0.1.0"})
    assert json.loads((tmp_path / "versions.json").read_text()) == [
        {"version": "0.2", "title": "0.2.3", "aliases": ["latest"]},
        {"version": "0.1", "title": "0.1.0", "aliases": []},
        {"version": "dev", "title": "dev", "aliases": []},
    ]
    assert (tmp_path / "latest" / "index.html").read_text() == "newest"
    assert 'url=latest/"' in (tmp_path / "index.html").read_text()


def iter_pages(entries: list[dict[str, Any]] | str) -> list[str]:
    """Return the pages of a navigation."""
    if isinstance(entries, str):
        return [entries]
    return [page for entry in entries for value in entry.values() for page in iter_pages(value)]


def test_navigation_is_that_of_the_index() -> None:
    index = "## Guides\n\nClients:\n\n|---|\n| [Call](a.md) | [this](https://x) |\n\n## Reference\n\n| [`x`](b.md) |\n"
    guides = {"Guides": [{"Clients": [{"Call": "a.md"}]}]}
    assert navigation(index)[2:4] == [guides, {"Reference": [{"x": "b.md"}]}]


def test_navigation_has_every_page_once(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    prepare(ROOT, project, "main")
    pages = iter_pages(tomllib.loads((project / "zensical.toml").read_text("utf-8"))["project"]["nav"])
    files = [path.relative_to(project / "docs").as_posix() for path in (project / "docs").rglob("*.md")]
    assert sorted(pages) == sorted(files)


@pytest.mark.long
def test_make_docs_builds_the_site() -> None:
    done = subprocess.run(["make", "docs"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = ROOT / ".cache" / "site"
    assert "create_task" in (site / "reference" / "api" / "miramace" / "index.html").read_text("utf-8")
    assert list(iter_remote_assets(site)) == []

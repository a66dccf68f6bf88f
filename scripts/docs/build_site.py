"""Build the documentation site from `docs/`, with Zensical.

    python scripts/docs/build_site.py               # the working tree, in .cache/site
    python scripts/docs/build_site.py --versions    # each release tag and the working tree, in .cache/site/VERSION

The pages are also read on GitHub. So this copies them first, and gives each link that leaves `docs/` the address of the
file in the repository. A broken link, and a script, style sheet, font or image from another host, is an error (exit
status 1). `make docs` runs it in an environment with requirements/docs.txt.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# Pages outside of docs/ that are part of the site.
EXTRA_PAGES = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md"}
_LINK = re.compile(r"(\]\()(?!https?://|mailto:|#)([^)\s#]+)")
_RELEASE = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
_CSS_URL = re.compile(r"""(?:@import\s+["']?|url\(\s*["']?)((?:https?:)?//[^"')\s]+)""")
_COLOR = re.compile(r"\x1b\[[\d;]*m")
_REDIRECT = '<!doctype html><title>caretasks</title><meta http-equiv="refresh" content="0; url={}/">\n'


class SiteError(Exception):
    """A site that must not be published; the message has one line for each problem."""


def published_path(source: Path, file: Path) -> Path | None:
    """Return the path in the site's sources of a file of the repository, or `None` if it is not part of the site."""
    relative = file.relative_to(source)
    if relative.parts[0] == "docs":
        return relative.relative_to("docs")
    return Path(EXTRA_PAGES[relative.as_posix()]) if relative.as_posix() in EXTRA_PAGES else None


def rewrite_links(source: Path, page: Path, repository: str, ref: str) -> str:
    """Return the text of a page, with links that also work in the site.

    Args:
        source: The repository.
        page: The page, a file of the repository.
        repository: The address of the repository.
        ref: The tag or branch that is documented.

    Raises:
        SiteError: A link has no target.
    """
    own_path = published_path(source, page)
    assert own_path is not None

    def rewrite(link: re.Match[str]) -> str:
        target = Path(os.path.normpath(page.parent / link[2]))
        if not target.exists() or not target.is_relative_to(source):
            raise SiteError(f"{page.relative_to(source)}: the link {link[2]} has no target")
        if path := published_path(source, target):
            return link[1] + Path(os.path.relpath(path, own_path.parent)).as_posix()
        kind = "tree" if target.is_dir() else "blob"
        return f"{link[1]}{repository}/{kind}/{ref}/{target.relative_to(source).as_posix()}"

    return _LINK.sub(rewrite, page.read_text("utf-8"))


_ROW_LINK = re.compile(r"\[([^\]]+)\]\(([^)#:]+\.md)\)")


def navigation(index: str) -> list[dict[str, Any]]:
    """Return the navigation of the site: the links in the tables of `docs/index.md`, as `{title: page or entries}`.

    A heading begins a section, and a line that ends with a colon a part of it. So a new page is named only there.
    """
    sections: list[dict[str, Any]] = [{"Home": "index.md"}, {"Quickstart": "quickstart.md"}]
    entries: list[dict[str, Any]] = []
    for line in index.splitlines():
        if line.startswith("## "):
            section = entries = []
            sections.append({line.removeprefix("## "): section})
        elif line.endswith(":"):
            entries = []
            section.append({line.removesuffix(":").partition(",")[0]: entries})
        elif line.startswith("| "):
            entries += [{title.strip("`"): page} for title, page in _ROW_LINK.findall(line)]
    project = [{name.removesuffix(".md").capitalize(): page} for name, page in EXTRA_PAGES.items()]
    return [*sections, {"Project": project}]


def _to_toml(entries: list[dict[str, Any]] | str) -> str:
    if isinstance(entries, str):
        return json.dumps(entries)
    pairs = [f"{{ {json.dumps(title)} = {_to_toml(value)} }}" for each in entries for title, value in each.items()]
    return f"[{', '.join(pairs)}]"


def prepare(source: Path, project: Path, ref: str) -> None:
    """Write a Zensical project: the configuration, the pages, and links to the code of the API reference."""
    repository = tomllib.loads((source / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Source"]
    config = (source / "zensical.toml").read_text("utf-8")
    index = (source / "docs" / "index.md").read_text("utf-8")
    config = config.replace("[project]\n", f"[project]\nnav = {_to_toml(navigation(index))}\n", 1)
    (project / "zensical.toml").write_text(config, "utf-8")
    for folder in ("generated", "contracts", "scripts"):
        (project / folder).symlink_to(source / folder)
    extra = (source / name for name in EXTRA_PAGES)
    for file in (*(source / "docs").rglob("*"), *extra):
        path = published_path(source, file)
        if path is None or not file.is_file():
            continue
        (project / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".md":
            (project / "docs" / path).write_text(rewrite_links(source, file, repository, ref), "utf-8")
        else:
            shutil.copy(file, project / "docs" / path)


class _Assets(HTMLParser):
    """Collects what a browser loads with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and values.get("rel") not in ("canonical", "next", "prev", "alternate", "edit"):
            self.urls.append(values.get("href") or "")
        if tag in ("script", "img", "iframe", "video", "audio", "source", "embed", "object"):
            self.urls.append(values.get("src") or values.get("data") or "")


def iter_remote_assets(site: Path) -> Iterator[str]:
    """Yield `file: URL` for everything that a page or a style sheet loads from a host."""
    for file in sorted(site.rglob("*")):
        urls: list[str] = []
        if file.suffix == ".html":
            parser = _Assets()
            parser.feed(file.read_text("utf-8"))
            urls = parser.urls + _CSS_URL.findall(file.read_text("utf-8"))
        elif file.suffix == ".css":
            urls = _CSS_URL.findall(file.read_text("utf-8"))
        yield from (f"{file.relative_to(site)}: {url}" for url in urls if re.match(r"(?:https?:)?//", url))


def build(source: Path, site: Path, ref: str, version: str | None = None) -> None:
    """Build the site of a source tree.

    Raises:
        SiteError: A link is broken, or a page loads something from another host.
    """
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        prepare(source, project, ref)
        command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
        environment = os.environ | ({"MIKE_DOCS_VERSION": version} if version else {})
        done = subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise SiteError(_COLOR.sub("", done.stdout + done.stderr.partition("Traceback")[0]))
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(project / "site", site)
    if remote := list(iter_remote_assets(site)):
        raise SiteError("\n".join(["the site loads files from other hosts:", *remote]))


def documented_releases(tags: Sequence[str]) -> dict[str, str]:
    """Return the tag of the latest patch of each minor version, such as `{"0.2": "v0.2.3", "0.1": "v0.1.0"}`."""
    releases = sorted((tuple(map(int, match.groups())), tag) for tag in tags if (match := _RELEASE.fullmatch(tag)))
    latest = {f"{version[0]}.{version[1]}": tag for version, tag in releases}
    return dict(reversed(latest.items()))


def write_versions(site: Path, releases: dict[str, str]) -> None:
    """Write the list of versions that the theme offers, the alias `latest`, and the redirect of the site's root."""
    versions = [
        {"version": version, "title": tag.removeprefix("v"), "aliases": [] if index else ["latest"]}
        for index, (version, tag) in enumerate(releases.items())
    ]
    (site / "versions.json").write_text(json.dumps([*versions, {"version": "dev", "title": "dev", "aliases": []}]))
    if releases:
        shutil.copytree(site / next(iter(releases)), site / "latest")
    (site / "index.html").write_text(_REDIRECT.format("latest" if releases else "dev"))


def build_versions(site: Path) -> None:
    """Build the site of each documented release and of the working tree, each in a folder with its version."""
    git = ["git", "-C", str(ROOT)]
    tags = subprocess.run([*git, "tag"], capture_output=True, text=True, check=True).stdout.split()
    shutil.rmtree(site, ignore_errors=True)
    build(ROOT, site / "dev", "main", "dev")
    releases = documented_releases(tags)
    for version, tag in releases.items():
        archive = subprocess.run([*git, "archive", tag], capture_output=True, check=True).stdout
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
                tar.extractall(folder, filter="data")
            build(Path(folder), site / version, tag, version)
    write_versions(site, releases)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description="Build the documentation site.")
    parser.add_argument("--versions", action="store_true", help="build each release and the working tree")
    parser.add_argument("--out", type=Path, default=ROOT / ".cache" / "site", help="default: .cache/site")
    args = parser.parse_args(arguments)
    try:
        if args.versions:
            build_versions(args.out)
        else:
            build(ROOT, args.out, "main")
    except SiteError as error:
        print(f"docs: {error}", file=sys.stderr)
        return 1
    print(f"The site is in {args.out}. View it: python -m http.server --bind 127.0.0.1 --directory {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

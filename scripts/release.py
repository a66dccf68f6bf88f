"""Check what a release tag needs, and print the release notes.

    python scripts/release.py check v0.1.0    # the tag has the version of pyproject.toml and a dated changelog section
    python scripts/release.py notes v0.1.0    # the section of CHANGELOG.md

It needs only the standard library, since the release workflow runs it before anything is installed. It exits with 1 and
a message if the tag cannot be released.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
_SECTION = re.compile(r"^## (?P<title>.+)\n(?P<body>(?:(?!## ).*\n?)*)", re.MULTILINE)
_DATED = re.compile(r"(?P<version>\S+) - \d{4}-\d{2}-\d{2}")


class ReleaseError(Exception):
    """A tag that cannot be released; the message says what to change."""


def project_version(root: Path) -> str:
    """Return the version in `pyproject.toml`, the only place that has it."""
    version: str = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    return version


def release_notes(changelog: str, version: str) -> str:
    """Return the text of the section of a version.

    Raises:
        ReleaseError: The changelog has no section with this version and a date.
    """
    for section in _SECTION.finditer(changelog):
        dated = _DATED.fullmatch(section["title"])
        if dated and dated["version"] == version:
            return section["body"].strip() + "\n"
    raise ReleaseError(f"CHANGELOG.md has no section '## {version} - YYYY-MM-DD'. Rename '## Unreleased' to it.")


def check_tag(root: Path, tag: str) -> str:
    """Return the release notes of a tag.

    Raises:
        ReleaseError: The tag is not `v` and the project's version, or its section of the changelog is missing or empty.
    """
    version = project_version(root)
    if tag != f"v{version}":
        raise ReleaseError(f"the tag is {tag}, but the version in pyproject.toml is {version}. Tag v{version}.")
    notes = release_notes((root / "CHANGELOG.md").read_text("utf-8"), version)
    if not notes.strip():
        raise ReleaseError(f"the section of {version} in CHANGELOG.md is empty. Say what changed.")
    return notes


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(description="Check what a release tag needs, and print the release notes.")
    parser.add_argument("command", choices=["check", "notes"])
    parser.add_argument("tag", help="the tag, such as v0.1.0")
    args = parser.parse_args(arguments)
    try:
        notes = check_tag(root, args.tag)
    except ReleaseError as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    if args.command == "notes":
        sys.stdout.write(notes)
    return 0


if __name__ == "__main__":
    sys.exit(main())

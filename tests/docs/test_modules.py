"""The modules and files that the documentation names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, markdown_pages, page_name

PACKAGES = "core|openapi|client|codegen|mock|conformance|mutation|vendors"
# `caretasks.mock.testing.MockServers` and `caretasks.client.NotFoundError`: the part before the class is a module.
MODULE = re.compile(rf"(?<![\w./\"])caretasks\.(?:{PACKAGES})(?:\.[a-z][a-z_]*)*")
# These pages name modules without `caretasks.`.
SHORT = re.compile(rf"(?<=`)(?:{PACKAGES})(?:\.(?!py`|json`)[a-z][a-z_]*)*(?=`)")
FILE = re.compile(r"(?<=`)(?:contracts|scripts|tests|specs|docs|generated|requirements)/[\w./*-]+(?=`)")
SHORT_NAMES = {"docs/explanation/architecture.md", "docs/how-to/find-your-way.md"}


def modules_named(page: Path) -> set[str]:
    """Return the dotted names of this project's modules in a page."""
    text = page.read_text("utf-8")
    found = set(MODULE.findall(text))
    if page_name(page) in SHORT_NAMES:
        found |= {f"caretasks.{name}" for name in SHORT.findall(text)}
    return found


def is_module(name: str) -> bool:
    """Return whether a module or package of that name is in one of the two source roots."""
    path = Path(*name.split("."))
    roots = (ROOT / "contracts", ROOT / "generated")
    return any((root / path).is_dir() or (root / path).with_suffix(".py").is_file() for root in roots)


@pytest.mark.parametrize("page", markdown_pages(), ids=page_name)
def test_named_modules_exist(page: Path) -> None:
    assert sorted(name for name in modules_named(page) if not is_module(name)) == []


@pytest.mark.parametrize("page", markdown_pages(), ids=page_name)
def test_named_files_exist(page: Path) -> None:
    # The changelog also names files that were removed.
    named = set() if page.name == "CHANGELOG.md" else set(FILE.findall(page.read_text("utf-8")))
    # A file of an example is named as the example's own repository has it.
    root = page.parent if page.is_relative_to(ROOT / "examples") else ROOT
    assert sorted(name for name in named if not any(root.glob(name.rstrip("/")))) == []

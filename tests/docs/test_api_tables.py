"""The tables of the documentation that are written from the specs."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.docs import api_tables
from tests.bundled_apis import load_bundled_apis


@pytest.mark.parametrize("page", api_tables.PAGES, ids=lambda page: page.stem)
def test_tables_are_current(page: Path) -> None:
    text = page.read_text("utf-8")
    assert api_tables.update_tables(text, load_bundled_apis()) == text, "run: make regenerate"


def test_readme_names_every_operation_and_variable() -> None:
    page = api_tables.update_tables("<!-- begin: apis -->\n<!-- end -->", load_bundled_apis())
    assert "\n| `maxcare` | `get_task` `GET /v2/tasks/{id}`<br>" in page
    assert "| `MAXCARE_API_KEY`, `MAXCARE_ORGANIZATION_ID`, `MAXCARE_BASE_URL` |\n" in page


def test_magic_values_have_a_row_each() -> None:
    page = api_tables.update_tables("<!-- begin: magic values -->\nold\n<!-- end -->", load_bundled_apis())
    assert "\n| `solum` | `create_task` |" in page
    assert "old" not in page
    assert page.endswith(" |\n<!-- end -->")

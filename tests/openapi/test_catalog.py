"""The catalog of APIs: those of the repository, and errors for names and directories."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.core.errors import CommandError
from caretasks.openapi.catalog import Catalog, SpecsNotFoundError, UnknownApiError, load_apis

KNOWN_APIS = ", ".join(Catalog().names)

SPECS = Path(__file__).parents[2] / "specs"


def test_catalog_of_the_repository_has_every_vendor_with_its_facts() -> None:
    account_variables = {api.name: api.account_variables for api in Catalog(SPECS).load_all() if api.facts}
    assert account_variables == {
        "maxcare": ("MAXCARE_ORGANIZATION_ID",),
        "miramace": (),
        "solum": (),
        "unpod": ("UNPOD_ORG_HANDLE",),
    }


def test_load_reads_a_spec_once() -> None:
    catalog = Catalog(SPECS)
    assert catalog.load("solum") is catalog.load_all(["solum"])[0]


def test_load_unknown_name_raises_with_the_known_names() -> None:
    with pytest.raises(UnknownApiError, match=f"^unknown API 'unknown'; choose one of: {KNOWN_APIS}$"):
        Catalog(SPECS).load_all(["solum", "unknown"])


def test_load_misspelled_name_raises_with_a_suggestion() -> None:
    with pytest.raises(UnknownApiError, match=r"unpod\. Did you mean 'solum'\?$"):
        Catalog(SPECS).load("solom")


def test_catalog_directory_without_specs_raises(tmp_path: Path) -> None:
    with pytest.raises(SpecsNotFoundError, match=r"no specs found in .*; expected files named <api>/openapi\.yaml"):
        Catalog(tmp_path)


def test_catalog_missing_directory_raises(tmp_path: Path) -> None:
    with pytest.raises(SpecsNotFoundError, match="nowhere does not exist"):
        Catalog(tmp_path / "nowhere")


def test_load_apis_reads_each_named_api_once() -> None:
    assert [api.name for api in load_apis(["solum", "unpod", "solum"], SPECS)] == ["solum", "unpod"]


def test_load_apis_unknown_name_is_a_usage_error() -> None:
    with pytest.raises(CommandError) as caught:
        load_apis(["unknown"], SPECS)
    assert caught.value.status == 2


@pytest.mark.parametrize("text", ["- 1\n", "openapi: 3.1.0\npaths: []\n"], ids=["unreadable", "invalid"])
def test_load_apis_unusable_spec_exits_with_1(tmp_path: Path, text: str) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "openapi.yaml").write_text(text, "utf-8")
    with pytest.raises(CommandError) as caught:
        load_apis([], tmp_path)
    assert caught.value.status == 1

"""Tests that docs/proof.md has the results of all current mutants and variants, and that none failed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from caretasks.conformance.target.model import in_process_target
from caretasks.mutation.mutators.conforming_variants import conforming_variants
from caretasks.mutation.mutators.derive import all_mutants
from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api
from tests.bundled_apis import load_bundled_apis

PAGE = (Path(__file__).parents[2] / "docs" / "proof.md").read_text("utf-8")
APIS = [*load_bundled_apis(), Catalog(Path(__file__).parents[1] / "mutation" / "specs").load("library")]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_proof_has_every_mutant_and_variant(api: Api) -> None:
    line = re.search(
        rf"^- {api.name}: ([\d,]+) of ([\d,]+) mutants caught \(100\.0%\); "
        r"0 false alarms in (\d+) conforming variants\.",
        PAGE,
        re.MULTILINE,
    )
    assert line, "run: make proof"
    caught, total, variants = (int(number.replace(",", "")) for number in line.groups())
    equivalent = len(re.findall(rf"^- {api.name}: .*\(`.*`\): .* seen\)$", PAGE, re.MULTILINE))
    assert (caught, total + equivalent) == (total, len(all_mutants(in_process_target(api)))), "run: make proof"
    assert variants <= len(conforming_variants(api))

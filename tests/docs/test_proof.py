"""docs/proof.md is of the faults that there are now, and of a proof without a miss."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from caretasks.conformance.target.model import stand_in
from caretasks.mutation.mutators.conforming_variants import variations
from caretasks.mutation.mutators.derive import derive
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api

PAGE = (Path(__file__).parents[2] / "docs" / "proof.md").read_text("utf-8")
APIS = [*Catalogue().load_all(), Catalogue(Path(__file__).parents[1] / "mutation" / "specs").load("library")]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_fault_and_variation_that_there_is_was_tried(api: Api) -> None:
    told = re.search(
        rf"^- {api.name}: ([\d,]+) of ([\d,]+) faults caught \(100\.0%\); 0 alarms at (\d+) harmless variations;",
        PAGE,
        re.MULTILINE,
    )
    assert told, "make proof writes it anew"
    caught, total, varied = (int(number.replace(",", "")) for number in told.groups())
    equivalent = len(re.findall(rf"^- {api.name}: .*\(`.*`\): each .* seen\)$", PAGE, re.MULTILINE))
    assert (caught, total + equivalent) == (total, len(derive(stand_in(api)))), "make proof writes it anew"
    assert varied <= len(variations(api, 1))

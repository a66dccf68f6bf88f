"""No keyword of a spec is loosened, and no rule is deleted, without a test that names it."""

from __future__ import annotations

import pytest

from caretasks.conformance import rules
from caretasks.conformance.target.model import stand_in
from caretasks.mutation.mutant import Outcome, Side
from caretasks.mutation.mutators.derive import derive
from caretasks.mutation.mutators.rules import breaches
from caretasks.mutation.runner import Bench
from caretasks.openapi.catalog import Catalogue
from caretasks.openapi.document import Api
from tests.mutation import keywords

APIS = Catalogue().load_all()
BENCHES = {api.name: Bench(api, 1, (8,)) for api in APIS}
BREACHES = [
    pytest.param(api.name, f"{breach.rule}: {breach.name}", id=f"{breach.rule}-{breach.name}")
    for api in APIS
    for breach in breaches(api)
]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_keyword_of_a_spec_is_as_it_was_read_off_the_page(api: Api) -> None:
    known = (keywords.FOLDER / f"{api.name}.txt").read_text("utf-8").splitlines()
    now = keywords.lines(api)
    gone, new = [line for line in known if line not in now], [line for line in now if line not in known]
    assert (gone, new) == ([], []), "python -m tests.mutation.keywords writes them anew"


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_keyword_of_a_spec_is_broken_by_a_fault(api: Api) -> None:
    pointers = {fault.pointer for fault in derive(stand_in(api)) if fault.side is not Side.REFUSES}
    constraints = {
        line.split(" ")[0]
        for line in keywords.lines(api)
        # That further fields are allowed forbids nothing.
        if "schema" in line and not line.endswith("/additionalProperties true")
    }
    schemas = {pointer for pointer in constraints if pointer.rsplit("/", 1)[-1] in keywords.CONSTRAINING}
    # A text in a path, query or header is a text whatever is sent.
    texts = {pointer for pointer in schemas if pointer.endswith("/schema/type") and "/parameters/" in pointer}
    assert schemas - texts <= pointers


@pytest.mark.parametrize(("api", "fault"), BREACHES)
def test_the_rule_of_a_broken_fact_says_so(api: str, fault: str) -> None:
    bench = BENCHES[api]
    proof = bench.prove(bench.faults[fault])
    assert proof.outcome is Outcome.CAUGHT, proof
    assert proof.check == fault.split(":")[0]


@pytest.mark.parametrize("api", APIS, ids=lambda api: api.name)
def test_every_rule_is_broken_and_no_other(api: Api) -> None:
    assert {breach.rule for breach in breaches(api)} == {rule.name for rule in rules.of(api)}

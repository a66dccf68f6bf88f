"""The proof of a document of another make: its stand-in keeps it, and what it implies is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from caretasks.mutation.mutant import Outcome
from caretasks.mutation.runner import Bench
from caretasks.openapi.catalog import Catalogue

BENCH = Bench(Catalogue(Path(__file__).parent / "specs").load("market"), 1, (4,))


@pytest.mark.parametrize(
    "fault",
    [
        "listOrders 200 header ETag: pattern",
        "listOrders accepts query created/from: format",
        "listOrders accepts an invented key",
        "listOrders refuses query text: 50 characters",
        "placeOrder accepts no key for secret",
        "placeOrder 415 /why: required why",
        "getOrder 200 /place/1: type string",
        "noteOrder refuses /: 5000 characters",
        "state default: an empty body",
    ],
)
def test_a_fault_is_caught(fault: str) -> None:
    proof = BENCH.prove(BENCH.faults[fault])
    assert proof.outcome is Outcome.CAUGHT, proof

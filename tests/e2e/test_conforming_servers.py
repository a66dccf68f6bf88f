"""A server that is not ours and keeps what its vendor documents is not called broken."""

from __future__ import annotations

import pytest

from caretasks.conformance.config import Settings
from caretasks.conformance.model import Verdict
from caretasks.conformance.reports import terminal
from caretasks.conformance.results import collect
from caretasks.conformance.runner import run
from caretasks.conformance.target.model import Target
from caretasks.openapi.catalog import Catalogue
from tests.servers.conforming import BASE_PATHS, KEY, SERVERS, serving


@pytest.mark.parametrize("api", SERVERS)
def test_a_faithful_server_of_other_make_breaks_nothing(api: str) -> None:
    document = Catalogue().load(api)
    with serving(api) as origin:
        target = Target(document, origin, BASE_PATHS.get(api, ""), KEY)
        result = collect(document, run(target, Settings(max_examples=20)))
    assert result.verdict is Verdict.KEPT, terminal.text([result])

"""Runs each API once, whatever the number of tests that ask for its result, and of processes that run them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from caretasks.conformance.parallel import check_one
from caretasks.conformance.results import ApiResult
from caretasks.conformance.settings import Settings
from caretasks.openapi.catalogue import Catalogue


@pytest.fixture(scope="session")
def checked() -> Callable[[str], ApiResult]:
    """What a check of the stand-in of an API found, by the API's name."""
    return functools.cache(lambda name: check_one(Catalogue().load(name), Settings()))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keeps the tests of one API in one process, where xdist would scatter them and each process check every API."""
    if config.getvalue("dist") != "load":
        return None
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = _scope
    return scheduler


def _scope(nodeid: str) -> str:
    """What tests have to share to run in one process: of the contract suite the API, of others nothing."""
    path, _, test = nodeid.partition("::")
    api = test.partition("[")[2].rstrip("]").partition("-")[0] if path.startswith("contracts/") else ""
    return api or nodeid

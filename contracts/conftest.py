"""Runs each API once, however many tests ask for its result."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pytest

from caretasks.conformance.parallel import check_one
from caretasks.conformance.results import ApiResult
from caretasks.conformance.settings import Settings
from caretasks.openapi.catalogue import Catalogue


@pytest.fixture(scope="session")
def checked() -> Callable[[str], ApiResult]:
    """What a check of the stand-in of an API found, by the API's name."""
    return functools.cache(lambda name: check_one(Catalogue().load(name), Settings()))

"""How property-based tests draw: the same values in every run, so that a red test is the change's own.

`pytest --hypothesis-profile=explore` draws anew, and more.
"""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("reproducible", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", derandomize=False, deadline=None, database=None, max_examples=500)
settings.load_profile("reproducible")


@pytest.fixture(autouse=True)
def no_annotations(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests find broken on purpose is not for the annotations of the job that runs them."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)

"""Fixtures for the tests of an integration, installed with `caretasks[mock]`: stand-ins in process, and their clients.

    def test_a_task_is_worked_on(caretasks_mock, miramace_client):
        created = miramace_client.create_task(...)
        caretasks_mock.advance(60)
        assert miramace_client.get_task(created.id).status in ("COMPLETED", "FAILED")

`caretasks_mock` is new in each test: what one has created another does not see. `<api>_client` calls it, and
`async_<api>_client` from coroutines. A plain install has no stand-ins: there a test that asks for one says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from caretasks.openapi.catalog import Catalogue, NoSpecsError

if TYPE_CHECKING:
    from caretasks.mock.testing import StandIns


@pytest.fixture(scope="session")
def _caretasks_in_process() -> Iterator[Any]:
    """What is made once: the documents, and the thread that answers."""
    try:
        from caretasks.mock.testing import Session
    except ModuleNotFoundError as error:
        pytest.fail(f"the stand-ins need more than a plain install has ({error.name}): pip install 'caretasks[mock]'")
    with Session() as session:
        yield session


@pytest.fixture
def caretasks_mock(_caretasks_in_process: Any) -> StandIns:
    """Stand-ins of all APIs, in process. Nothing is there but what is documented; time stands until it is advanced."""
    found: StandIns = _caretasks_in_process.stand_ins()
    return found


def _client_fixture(api: str, *, asynchronous: bool) -> Callable[..., Any]:
    prefix = "async_" if asynchronous else ""

    @pytest.fixture(name=f"{prefix}{api}_client")
    def client(caretasks_mock: StandIns) -> Any:
        return caretasks_mock.client(api, asynchronous=asynchronous)

    client.__doc__ = f"A client of the stand-in of `{api}`{', for coroutines' if asynchronous else ''}."
    return client


try:
    _names = Catalogue().names
except NoSpecsError:  # a checkout without specs has no clients either
    _names = []
for _name in _names:
    for _asynchronous in (False, True):
        _fixture = _client_fixture(_name, asynchronous=_asynchronous)
        globals()[f"{'async_' if _asynchronous else ''}{_name}_client"] = _fixture

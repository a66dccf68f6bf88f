"""The pytest plugin: mock servers in the test process and clients for them. It is installed with `caretasks[mock]`.

    def test_task_is_completed_or_fails(caretasks_mock, miramace_client):
        created = miramace_client.create_task(...)
        caretasks_mock.advance(60)
        assert miramace_client.get_task(created.id).status in ("COMPLETED", "FAILED")

`caretasks_mock` is new in each test, so tests do not share data. `<api>_client` and `async_<api>_client` are clients
that send their requests to it. Without the extra, tests that use these fixtures fail with a message that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from caretasks.openapi.catalog import Catalog, SpecsNotFoundError

if TYPE_CHECKING:
    from caretasks.mock.testing import MockServers, Session


@pytest.fixture(scope="session")
def _caretasks_session() -> Iterator[Session]:
    """Return what all tests share: the specs, and the thread that serves sync clients."""
    try:
        from caretasks.mock.testing import Session
    except ModuleNotFoundError as error:  # its message says what to install
        pytest.fail(str(error), pytrace=False)
    with Session() as session:
        yield session


@pytest.fixture
def caretasks_mock(_caretasks_session: Session) -> MockServers:
    """Return mock servers of all APIs that contain only the documented examples. Call `advance` to let time pass."""
    return _caretasks_session.create_mock_servers()


def _client_fixture(api: str, *, asynchronous: bool) -> Callable[..., Any]:
    prefix = "async_" if asynchronous else ""

    @pytest.fixture(name=f"{prefix}{api}_client")
    def client(caretasks_mock: MockServers) -> Any:
        return caretasks_mock.client(api, asynchronous=asynchronous)

    client.__doc__ = f"Return {'an async' if asynchronous else 'a'} client of the `{api}` mock server."
    return client


try:
    _names = Catalog().names
except SpecsNotFoundError:  # a checkout without specs has no clients
    _names = []
for _name in _names:
    for _asynchronous in (False, True):
        _fixture = _client_fixture(_name, asynchronous=_asynchronous)
        globals()[f"{'async_' if _asynchronous else ''}{_name}_client"] = _fixture

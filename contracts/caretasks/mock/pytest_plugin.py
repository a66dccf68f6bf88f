"""The pytest plugin: mock servers in the test process and clients for them. It is installed with `caretasks[mock]`.

    def test_task_is_completed_or_fails(caretasks_mock, miramace_client):
        created = miramace_client.create_task(...)
        caretasks_mock.advance(60)
        assert miramace_client.get_task(created.id).status in ("COMPLETED", "FAILED")

`caretasks_mock` is new in each test, so tests do not share data. `<api>_client` and `async_<api>_client` are clients
that send their requests to it, for each generated package that can be imported, and for each document in
`caretasks_specs` of pytest's configuration. Without the extra, tests that use these fixtures fail with a message that
names it.

pytest loads this module in every project of its environment. So it imports nothing that takes long before a test uses a
fixture, and its hooks only look for the names of packages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from caretasks.openapi.importing.names import packaged_names, path_name

if TYPE_CHECKING:
    from caretasks.mock.testing import MockServers, Session

_DOCUMENTS = pytest.StashKey[Mapping[str, Path]]()
_MOCK_SERVERS = pytest.StashKey["MockServers"]()
_SPECS = "caretasks_specs"
_NAMED = re.compile(r"([A-Za-z_]\w*)\s*=\s*(.+)", re.ASCII).fullmatch


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--caretasks-strict`, and `caretasks_specs` to the options of pytest's configuration."""
    parser.getgroup("caretasks").addoption(
        "--caretasks-strict",
        action="store_true",
        help="fail a test in which a response to a caretasks client differs from the spec (drift)",
    )
    parser.addini(
        _SPECS,
        "OpenAPI documents to serve by caretasks_mock in addition to the installed APIs, as PATH or NAME=PATH, or a "
        "folder with a file NAME/openapi.yaml for each; relative to the configuration file",
        type="linelist",
        default=[],
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures of the clients, whose names depend on the packages and the configuration."""
    config.addinivalue_line("markers", "caretasks_allow_drift: accept drift in this test, with --caretasks-strict")
    if config.getoption("--caretasks-strict"):
        from caretasks.mock.pytest_drift import DriftCheck  # here, since it imports the client runtime

        config.pluginmanager.register(DriftCheck(), "caretasks-drift")
    documents = _find_documents(config)
    config.stash[_DOCUMENTS] = documents
    fixtures = ModuleType(f"{__name__}.clients", "The clients of the mock servers.")
    for api in sorted(packaged_names() | documents.keys()):
        name = re.sub(r"\W", "_", api)
        setattr(fixtures, f"{name}_client", _client_fixture(api, f"{name}_client", asynchronous=False))
        setattr(fixtures, f"async_{name}_client", _client_fixture(api, f"async_{name}_client", asynchronous=True))
    config.pluginmanager.register(fixtures, "caretasks-clients")


def _find_documents(config: pytest.Config) -> dict[str, Path]:
    """Return the documents of `caretasks_specs` by the names of their APIs."""
    root = config.rootpath if config.inipath is None else config.inipath.parent
    found: dict[str, Path] = {}
    for entry in config.getini(_SPECS):
        named = _NAMED(entry)
        path = root / (named[2] if named else entry)
        if not path.exists():
            raise pytest.UsageError(f"{_SPECS}: {path} does not exist; write PATH or NAME=PATH, one per line")
        folders = [] if named or path.is_file() else [each.parent for each in sorted(path.glob("*/openapi.yaml"))]
        given = {folder.name: folder for folder in folders} or {named[1] if named else path_name(path): path}
        for name in given.keys() & found.keys():
            raise pytest.UsageError(f"{_SPECS}: {found[name]} and {given[name]} both have the name {name}")
        found |= given
    return found


@pytest.fixture(scope="session")
def _caretasks_session(pytestconfig: pytest.Config) -> Iterator[Session]:
    """Return what all tests share: the specs, and the thread that serves sync clients."""
    session, problem = _open_session(pytestconfig.stash[_DOCUMENTS])
    if session is None:
        pytest.fail(problem, pytrace=False)
    with session:
        yield session


def _open_session(documents: Mapping[str, Path]) -> tuple[Session | None, str]:
    """Return the session, or None and why there is none: an extra is missing, or a document cannot be read."""
    try:
        from caretasks.core.errors import CommandError
        from caretasks.mock.testing import Session
    except ModuleNotFoundError as error:  # its message says what to install
        return None, str(error)
    try:
        return Session(documents), ""
    except CommandError as error:
        return None, f"{_SPECS}: {error}" if documents else str(error)


@pytest.fixture
def caretasks_mock(_caretasks_session: Session, request: pytest.FixtureRequest) -> MockServers:
    """Return mock servers of all APIs that contain only the documented examples. Call `advance` to let time pass."""
    mock_servers = _caretasks_session.create_mock_servers()
    request.node.stash[_MOCK_SERVERS] = mock_servers
    return mock_servers


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that passed, but did not use all scripted steps."""
    result = yield
    unused = _describe_unused_steps(item)
    if unused:
        pytest.fail(f"{unused}\nTo accept it, pass allow_unused=True to script.", pytrace=False)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the scripted steps that are left to the report of a test that failed for another reason."""
    report = yield
    if report.when == "call" and report.failed and _MOCK_SERVERS in item.stash:
        unused = _describe_unused_steps(item)
        if unused and unused not in report.longreprtext:
            report.sections.append(("caretasks_mock", unused))
    return report


def _describe_unused_steps(item: pytest.Item) -> str:
    unused = item.stash[_MOCK_SERVERS].unused_steps() if _MOCK_SERVERS in item.stash else []
    return "\n  ".join(["Scripted steps were not used:", *unused]) if unused else ""


def _client_fixture(api: str, name: str, *, asynchronous: bool) -> Callable[..., Any]:
    def client(caretasks_mock: MockServers) -> Any:
        problem = ""
        try:
            return caretasks_mock.client(api, asynchronous=asynchronous)
        except ModuleNotFoundError as error:
            problem = str(error)
        pytest.fail(problem, pytrace=False)

    client.__doc__ = f"Return {'an async' if asynchronous else 'a'} client of the `{api}` mock server."
    return pytest.fixture(name=name)(client)

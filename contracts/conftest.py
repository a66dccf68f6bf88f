"""Options and fixtures of the contract suite. It checks each API once: its mock server, or the server of --api-url."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caretasks.conformance.config import DEFAULT_MAX_EXAMPLES, Settings, Writes
from caretasks.conformance.results import ApiResult
from caretasks.conformance.runner import check_api, check_target
from caretasks.conformance.target import fixtures, remote
from caretasks.core.arguments import parse_positive_int
from caretasks.core.errors import UsageError
from caretasks.openapi.catalog import Catalog


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("caretasks")
    group.addoption(
        "--api-url",
        action="append",
        default=[],
        metavar="API=URL",
        help="check the server at this base URL, with reads only, instead of the mock server of the API (repeatable)",
    )
    group.addoption(
        "--api-fixtures", type=Path, metavar="FILE", help="TOML file with the servers' values for documented examples"
    )
    group.addoption(
        "--api-writes",
        type=Writes,
        choices=[Writes.NONE, Writes.DOCUMENTED],
        default=Writes.NONE,
        metavar="HOW",
        help="writes to send to the servers of --api-url: none, or documented for each documented write once "
        "(default: none)",
    )
    group.addoption(
        "--api-max-examples",
        type=parse_positive_int,
        default=DEFAULT_MAX_EXAMPLES,
        metavar="N",
        help="number of requests to generate per operation (default: %(default)s)",
    )


@pytest.fixture(scope="session")
def settings_for(pytestconfig: pytest.Config) -> Callable[[str], Settings]:
    """Return a function that returns the settings for an API, by name."""
    catalog = Catalog()
    urls = _parse_urls(pytestconfig.getoption("--api-url"), catalog.names)
    writes = pytestconfig.getoption("--api-writes")
    max_examples = pytestconfig.getoption("--api-max-examples")

    def settings(name: str) -> Settings:
        if name not in urls:
            return Settings(max_examples)
        return Settings(
            max_examples, writes=writes, rate_limit=remote.default_rate_limit(catalog.load(name), urls[name])
        )

    return settings


@pytest.fixture(scope="session")
def check_once(pytestconfig: pytest.Config, settings_for: Callable[[str], Settings]) -> Callable[[str], ApiResult]:
    """Return a function that checks an API, by name, on its first call, and returns the same result on each call."""
    catalog = Catalog()
    urls = _parse_urls(pytestconfig.getoption("--api-url"), catalog.names)
    file = pytestconfig.getoption("--api-fixtures")

    def check(name: str) -> ApiResult:
        api, settings = catalog.load(name), settings_for(name)
        try:
            user_fixtures = {} if file is None else fixtures.read_fixtures(file, catalog)
            if name not in urls:
                return check_api(api, settings, fixtures=user_fixtures)
            target = remote.remote_target(api, urls[name], user_fixtures.get(name, {}), os.environ)
        except UsageError as error:
            pytest.exit(f"{name}: {error}", returncode=pytest.ExitCode.USAGE_ERROR)
        return check_target(target, settings)

    return functools.cache(check)


def _parse_urls(arguments: list[str], known: list[str]) -> dict[str, str]:
    """Return the base URLs by API name; end the pytest run if an argument is not `API=URL` with a known API."""
    urls = dict(argument.partition("=")[::2] for argument in arguments)
    if unknown := sorted(urls.keys() - set(known)):
        message = f"--api-url must be API=URL; unknown API {', '.join(unknown)}; choose one of: {', '.join(known)}"
        pytest.exit(message, returncode=pytest.ExitCode.USAGE_ERROR)
    return urls

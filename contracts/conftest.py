"""Runs each API once, however many tests ask for its result: its stand-in, or the server that `--api-url` names."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caretasks.conformance.config import Settings, Writes
from caretasks.conformance.results import ApiResult, collect
from caretasks.conformance.runner import check_one, run
from caretasks.conformance.target import fixtures, remote
from caretasks.openapi.catalog import Catalogue


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("caretasks")
    group.addoption(
        "--api-url",
        action="append",
        default=[],
        metavar="API=URL",
        help="the server of an API, which is read from only, instead of its stand-in (may be repeated)",
    )
    group.addoption("--api-fixtures", type=Path, metavar="FILE", help="values that the servers know, in TOML")
    group.addoption(
        "--api-writes",
        type=Writes,
        choices=[Writes.NONE, Writes.DOCUMENTED],
        default=Writes.NONE,
        metavar="HOW",
        help="what those servers are sent that writes: none (default), or documented: each write once",
    )


@pytest.fixture(scope="session")
def settings_of(pytestconfig: pytest.Config) -> Callable[[str], Settings]:
    """How an API is checked, by its name."""
    catalogue = Catalogue()
    urls = _urls(pytestconfig.getoption("--api-url"), catalogue.names)
    writes = pytestconfig.getoption("--api-writes")

    def settings(name: str) -> Settings:
        if name not in urls:
            return Settings()
        return Settings(writes=writes, rate_limit=remote.default_rate(catalogue.load(name), urls[name]))

    return settings


@pytest.fixture(scope="session")
def checked(pytestconfig: pytest.Config, settings_of: Callable[[str], Settings]) -> Callable[[str], ApiResult]:
    """What a check of an API found, by the API's name."""
    catalogue = Catalogue()
    urls = _urls(pytestconfig.getoption("--api-url"), catalogue.names)
    file = pytestconfig.getoption("--api-fixtures")

    def check(name: str) -> ApiResult:
        api, settings = catalogue.load(name), settings_of(name)
        try:
            given = None if file is None else fixtures.read(file, catalogue.load_all())
            if name not in urls:
                return check_one(api, settings, fixtures=given)
            target = remote.target(api, urls[name], given or fixtures.Fixtures(), os.environ)
        except (fixtures.FixturesError, remote.LiveError) as error:
            pytest.exit(f"{name}: {error}", returncode=pytest.ExitCode.USAGE_ERROR)
        return collect(target.api, run(target, settings), settings)

    return functools.cache(check)


def _urls(texts: list[str], known: list[str]) -> dict[str, str]:
    urls = dict(text.partition("=")[::2] for text in texts)
    if unknown := sorted(urls.keys() - set(known)):
        raise pytest.UsageError(f"--api-url is API=URL; there is no API {', '.join(unknown)}: {', '.join(known)}")
    return urls

"""Runs each API once, however many tests ask for its result: its stand-in, or the server that `--api-url` names."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from caretasks.conformance import fixtures, live
from caretasks.conformance.parallel import check_one
from caretasks.conformance.results import ApiResult, collect
from caretasks.conformance.runner import run
from caretasks.conformance.settings import Settings, Writes
from caretasks.openapi.catalogue import Catalogue


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("caretasks")
    group.addoption(
        "--api-url",
        action="append",
        default=[],
        metavar="API=URL",
        help="the server of an API, which is read from only, instead of its stand-in (may be repeated)",
    )
    group.addoption("--api-fixtures", type=Path, metavar="FILE", help="values that those servers know, in TOML")


@pytest.fixture(scope="session")
def checked(pytestconfig: pytest.Config) -> Callable[[str], ApiResult]:
    """What a check of an API found, by the API's name."""
    catalogue = Catalogue()
    urls = _urls(pytestconfig.getoption("--api-url"), catalogue.names)
    file = pytestconfig.getoption("--api-fixtures")
    given = fixtures.Fixtures() if file is None else fixtures.read(file, catalogue.load_all())

    def check(name: str) -> ApiResult:
        api = catalogue.load(name)
        if name not in urls:
            return check_one(api, Settings())
        settings = Settings(writes=Writes.NONE, rate_limit=live.default_rate(urls[name]))
        try:
            target = live.target(api, urls[name], given, os.environ)
        except live.LiveError as error:
            pytest.exit(f"{name}: {error}", returncode=pytest.ExitCode.USAGE_ERROR)
        return collect(target.api, run(target, settings), settings)

    return functools.cache(check)


def _urls(texts: list[str], known: list[str]) -> dict[str, str]:
    urls = dict(text.partition("=")[::2] for text in texts)
    if unknown := sorted(urls.keys() - set(known)):
        raise pytest.UsageError(f"--api-url is API=URL; there is no API {', '.join(unknown)}: {', '.join(known)}")
    return urls

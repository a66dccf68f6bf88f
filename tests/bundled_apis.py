"""The APIs of this repository whose specs are written by hand, for tests of what these specs say.

`make new-api` adds others, about whose documents these tests state nothing.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from caretasks.openapi.catalog import Catalog
from caretasks.openapi.document import Api


@cache
def load_api(name: str) -> Api:
    """Return an API of this repository. It is read once in a process: a test must not change it."""
    return Catalog().load(name)


def load_bundled_apis() -> list[Api]:
    """Return the APIs with a facts file, by name, as `load_api` does."""
    return [api for api in map(load_api, Catalog().names) if api.facts is not None]


def bundled_names() -> list[str]:
    """Return the names of the APIs with a facts file, in alphabetical order."""
    return [api.name for api in load_bundled_apis()]


def documented_example(api: Api, operation: str, status: str) -> Any:
    """Return the first documented example of a response."""
    media = api.get_operation(operation).responses[status].media
    assert media is not None
    return next(iter(media.examples().values()))

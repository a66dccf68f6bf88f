"""The configuration of the engine that follows from a target and from settings."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.errors import HypothesisWarning
from schemathesis.config import SchemathesisConfig

from caretasks.conformance.config import SEQUENCES, Settings, Writes
from caretasks.conformance.target.model import Target

# Requests are made of the document alone. What a server answered is not sent on: it would make the run depend on the
# server's chance, and carry one patient's data into a request about another.
_OWN_DATA = {"responses": False}
_KNOWN = 0.8


def build(target: Target, settings: Settings) -> SchemathesisConfig:
    """The engine's configuration. It is given always and whole, so that no schemathesis.toml nearby is read."""
    return SchemathesisConfig.from_dict(
        {
            "seed": settings.seed_of_shard,
            "headers": target.key_headers,
            # A redirect is an answer as any other; where it leads to has no business with the key.
            "max-redirects": 0,
            **({} if settings.timeout is None else {"request-timeout": settings.timeout}),
            **({} if target.url is None else {"base-url": target.url}),
            # One worker: two would take turns as they come, and the same seed would not send the same requests.
            "workers": 1,
            # All broken promises at once, and no advice that hides a broken promise behind it.
            "continue-on-failure": settings.to_the_end,
            # No answer is kept between runs, and nothing is read out of the server's source.
            "cache": {"enabled": False},
            "analysis": {"constants": {"enabled": False}},
            "generation": {
                "max-examples": settings.share,
                # Else the database is that of `examples`, which the configuration has no word for.
                **({"database": "none"} if settings.database is None else {}),
                # No fact says that a NUL in a text is accepted, and databases refuse it.
                "allow-x00": False,
            },
            "checks": {
                # What `authentication` asks in its place knows the documented form of a key.
                "ignored_auth": {"enabled": False},
                # Any 4XX refuses; whether it is a documented one is another check's affair.
                "negative_data_rejection": {"expected-statuses": ["4xx", "5xx"]},
            },
            "phases": {
                "examples": {"enabled": settings.shard.first, "extra-data-sources": _OWN_DATA},
                "coverage": {
                    "enabled": settings.shard.first,
                    "extra-data-sources": _OWN_DATA,
                    # An undeclared method is a write to a server that knows it.
                    **({} if settings.writes is Writes.GENERATED else {"unexpected-methods": []}),
                },
                "fuzzing": {"extra-data-sources": _OWN_DATA, "error-feedback": {"enabled": False}},
                "stateful": {
                    "enabled": _linked(target, settings),
                    "generation": {"max-examples": -(-settings.share // SEQUENCES)},
                    # The documented links only: a guessed one would hand a patient of one answer to another request.
                    "inference": {"algorithms": []},
                },
            },
            **_keys_outside_headers(target),
            **_known_things(target),
        }
    )


def _linked(target: Target, settings: Settings) -> bool:
    """Whether what is made up may lead from one operation to another; the engine minds links to what is left out."""
    here = [operation for operation in target.api.operations if settings.made_up(operation)]
    if len(here) == len(target.api.operations):
        return True
    ids = {operation.id for operation in here}
    responses = (response for operation in here for response in operation.responses.values())
    return any(link.node.get("operationId") in ids for response in responses for link in response.links())


def _keys_outside_headers(target: Target) -> dict[str, Any]:
    keys = {name: {"api_key": key} for name, key in target.key_parameters.items()}
    return {"auth": {"openapi": keys}} if keys else {}


def _known_things(target: Target) -> dict[str, Any]:
    """Most made-up requests ask for a thing that the document shows, for only there can success be judged."""
    dictionaries: dict[str, Any] = {}
    operations: list[dict[str, Any]] = []
    for operation in target.api.operations:
        bindings = {}
        for parameter in operation.parameters:
            values = [value for value in parameter.examples().values() if type(value) in (str, int, float)]
            if parameter.location == "path" and values:
                name = f"{operation.id} {parameter.name}"
                dictionaries[name] = {"values": values}
                bindings[f"path.{parameter.name}"] = {"dictionary": name, "probability": _KNOWN}
        # Two schemes may want the same header, each for some operations.
        keys = {name: key for name, key in target.headers_of(operation).items() if target.key_headers[name] != key}
        if bindings or keys:
            label = f"{operation.method.upper()} {operation.path}"
            headers = {"headers": {**target.key_headers, **keys}} if keys else {}
            operations.append({"include-name": label, "parameters": bindings, **headers})
    return {"dictionaries": dictionaries, "operations": operations}


@contextmanager
def storage() -> Iterator[None]:
    """Keeps Hypothesis' cache of Unicode tables out of the working directory for the while.

    The cache is worth seconds a process. It goes where HYPOTHESIS_STORAGE_DIRECTORY says, else to the user's caches.
    """
    before = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY") or caches() / "hypothesis")
    try:
        with warnings.catch_warnings():  # where nothing can be written, nothing is kept
            warnings.filterwarnings("ignore", "The database setting is not configured", HypothesisWarning)
            yield
    finally:
        set_hypothesis_home_dir(before)


def caches() -> Path:
    """The folder of this project among the user's caches; one that cannot be made where nobody has a home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "caretasks"
    except RuntimeError:
        return Path(os.devnull, "caretasks")

"""The Schemathesis configuration for a target and settings, and Hypothesis' storage directory."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis.configuration import set_hypothesis_home_dir, storage_directory
from hypothesis.errors import HypothesisWarning
from schemathesis.config import SchemathesisConfig
from schemathesis.transport.requests import REQUESTS_TRANSPORT

from caretasks.conformance.config import EXAMPLES_PER_SEQUENCE, Selection, Settings, Writes
from caretasks.conformance.target.model import Target
from caretasks.core.http import media_type_essence
from caretasks.openapi.document import Api, Operation
from caretasks.openapi.operation.responses import is_acceptance, success_response

# Requests are generated from the spec only. Data from responses would make a run depend on the server's state, and
# could put the data of one patient into a request about another.
_DATA_SOURCES = {"responses": False}
_KNOWN_VALUE_PROBABILITY = 0.8


def build_config(target: Target, settings: Settings, *, has_links: bool = False) -> SchemathesisConfig:
    """Return the Schemathesis configuration. It is complete, so that no `schemathesis.toml` is read.

    `has_links` says whether the spec for Schemathesis has links that the spec of the target does not document.
    """
    is_whole = settings.selection is Selection.ALL
    options = {
        "seed": settings.shard_seed,
        # A fixed header is not varied. The session adds the other keys.
        "headers": _common_key_headers(target),
        # A redirect is checked like any response. Its destination must not receive the API key.
        "max-redirects": 0,
        **({} if settings.timeout is None else {"request-timeout": settings.timeout}),
        **({} if target.url is None else {"base-url": target.url}),
        # With two workers the order of requests depends on timing, and a seed would not reproduce a run.
        "workers": 1,
        # Report all failures of a request; a warning must not hide a failure.
        "continue-on-failure": settings.continue_on_failure or not is_whole,
        # They are about the duration and the share of unused data, which depend on the machine and the spec.
        "suppress-health-check": ["all"],
        # Store no responses between runs, and take no constants from the server's source.
        "cache": {"enabled": False},
        "analysis": {"constants": {"enabled": False}},
        "generation": {
            "max-examples": settings.examples_per_shard,
            # Otherwise `failure_database` sets the database; the configuration has no option for it.
            **({"database": "none"} if settings.database is None else {}),
            # No fact documents that servers accept NUL in a string, and many databases reject it.
            "allow-x00": False,
        },
        "checks": {
            # Replaced by `phases.auth_probes`, which knows the documented format of a key.
            "ignored_auth": {"enabled": False},
            # Replaced by `rules.deletion`: a server may keep a deleted resource and mark it.
            "use_after_free": {"enabled": False},
            # Replaced by `checks`, where a server with replicas has a moment.
            "ensure_resource_availability": {"enabled": False},
            # Any 4XX is a rejection; another check tests whether it is a documented one.
            "negative_data_rejection": {"expected-statuses": ["4xx", "5xx", *_error_statuses(target)]},
        },
        "phases": {
            "examples": {"enabled": settings.shard.is_first, "extra-data-sources": _DATA_SOURCES},
            "coverage": {
                "enabled": settings.shard.is_first and is_whole,
                "extra-data-sources": _DATA_SOURCES,
                # An undocumented method may be a write that the server supports.
                **({} if settings.writes is Writes.GENERATED else {"unexpected-methods": []}),
            },
            "fuzzing": {
                "enabled": is_whole,
                "extra-data-sources": _DATA_SOURCES,
                "error-feedback": {"enabled": False},
            },
            "stateful": {
                "enabled": is_whole and (has_links or _has_links(target, settings)),
                "generation": {"max-examples": -(-settings.examples_per_shard // EXAMPLES_PER_SEQUENCE)},
                # Other links could put one patient's data into another request: see `infer_links`.
                "inference": {"algorithms": []},
            },
        },
        **_known_values(target),
    }
    return _parse_config(json.dumps(options))


@lru_cache(maxsize=16)
def _parse_config(options: str) -> SchemathesisConfig:
    """Return the configuration with these options as JSON. `prove` has the same one for thousands of runs."""
    return SchemathesisConfig.from_dict(json.loads(options))


def _error_statuses(target: Target) -> list[str]:
    """Return the documented 2xx statuses that report an error, such as 206 of Unpod: they are rejections, too."""
    responses = [response for operation in target.api.operations for response in operation.responses.values()]
    return sorted({each.status for each in responses if each.status[:1] == "2" and not each.is_success})


def _has_links(target: Target, settings: Settings) -> bool:
    """Return whether generated requests can follow links: Schemathesis rejects links to excluded operations only."""
    operations = [operation for operation in target.api.operations if settings.has_generated_requests(operation)]
    if len(operations) == len(target.api.operations):
        return True
    ids = {operation.id for operation in operations}
    responses = (response for operation in operations for response in operation.responses.values())
    return any(link.data.get("operationId") in ids for response in responses for link in response.iter_links())


def _known_values(target: Target) -> dict[str, Any]:
    """Return configuration that uses documented path parameters in most generated requests.

    Other IDs do not exist, so that successful responses would hardly be checked.
    """
    common_headers = _common_key_headers(target)
    dictionaries: dict[str, Any] = {}
    operations: dict[str, dict[str, Any]] = {}  # by what they configure: Schemathesis searches them for each request
    for operation in target.api.operations:
        bindings: dict[str, Any] = {}
        for parameter in operation.parameters:
            values = [value for value in parameter.examples().values() if type(value) in (str, int, float)]
            if parameter.location == "path" and values:
                name = json.dumps(values)
                dictionaries[name] = {"values": values}
                bindings[f"path.{parameter.name}"] = {"dictionary": name, "probability": _KNOWN_VALUE_PROBABILITY}
        if not common_headers:  # not as `headers`: the engine would send those of one operation to all others
            keys = target.credentials_for(operation)["header"]
            bindings |= {f"header.{name}": value for name, value in keys.items()}
        checks = _expected_statuses(operation)
        if bindings or checks:
            settings = {"parameters": bindings, **checks}
            same = operations.setdefault(json.dumps(settings), {"include-name": [], **settings})
            same["include-name"].append(f"{operation.method.upper()} {operation.path}")
    return {"dictionaries": dictionaries, "operations": list(operations.values())}


def _common_key_headers(target: Target) -> dict[str, str]:
    """Return the headers with keys that all operations have; empty if they differ."""
    headers = [target.credentials_for(operation)["header"] for operation in target.api.operations]
    return headers[0] if headers and all(each == headers[0] for each in headers) else {}


def _expected_statuses(operation: Operation) -> dict[str, Any]:
    """Return the configuration of the checks of statuses for an operation that documents no success and no redirect.

    Any documented status is then the response to a valid request, such as the 410 of a removed operation, unless all
    of them reject a request.
    """
    if is_acceptance(operation, success_response(operation)[0]):
        return {}
    statuses = ["2xx", *map(str.lower, operation.responses)]
    return {"checks": {"positive_data_acceptance": {"expected-statuses": statuses}}}


def register_media_types(api: Api) -> None:
    """Register the media types of an API that Schemathesis does not know; their bodies are sent as bytes or text.

    Without that, it generates no requests for the operation.
    """
    bodies = [media for operation in api.operations for media in operation.body_media]
    encodings = (encoding for media in bodies for encoding in media.data.get("encoding", {}).values())
    parts = (str(encoding.get("contentType", "")).split(",") for encoding in encodings if isinstance(encoding, Mapping))
    for name in {*(media.name for media in bodies), *chain.from_iterable(parts)}:
        essence = media_type_essence(name)
        with suppress(ValueError):  # it is not a media type
            if "*" not in essence and REQUESTS_TRANSPORT.get_first_matching_media_type(essence) is None:
                schemathesis.serializer.alias(essence, "application/octet-stream")


@contextmanager
def hypothesis_storage() -> Iterator[None]:
    """Store Hypothesis' cache of Unicode tables outside the working directory while the block runs.

    The cache saves seconds per process. It is in `HYPOTHESIS_STORAGE_DIRECTORY`, or in the user's cache directory.
    """
    original = storage_directory(intent_to_write=False).home_directory
    set_hypothesis_home_dir(os.environ.get("HYPOTHESIS_STORAGE_DIRECTORY") or cache_directory() / "hypothesis")
    try:
        with warnings.catch_warnings():  # an unwritable directory only costs time
            warnings.filterwarnings("ignore", "The database setting is not configured", HypothesisWarning)
            yield
    finally:
        set_hypothesis_home_dir(original)


def cache_directory() -> Path:
    """Return this project's directory in the user's cache directory. Without a home it is a path that cannot exist."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "caretasks"
    except RuntimeError:
        return Path(os.devnull, "caretasks")

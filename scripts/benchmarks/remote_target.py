"""A mock server as a remote target of `caretasks check`, with key and account in the environment."""

from __future__ import annotations

from dataclasses import replace

from caretasks.conformance.target import remote
from caretasks.conformance.target.fixtures import Fixtures
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api

_ACCOUNT = "acme"


def target_environment(api: Api, key: str) -> dict[str, str]:
    """Return the environment variables that `caretasks check` requires."""
    return {api.key_variable: key, **dict.fromkeys(api.account_variables, _ACCOUNT)}


def remote_mock_target(api: Api, key: str, origin: str) -> Target:
    """Return the target for the mock server of an API.

    Args:
        api: The API.
        key: Its API key.
        origin: The scheme, host and port of the mock server.
    """
    target = remote.remote_target(api, f"{origin}/{api.name}{api.base_path}", Fixtures(), target_environment(api, key))
    return replace(target, incomplete_operations=frozenset())

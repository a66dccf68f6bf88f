"""A stand-in as a server elsewhere: as a user has it, with key and account in the environment."""

from __future__ import annotations

from dataclasses import replace

from caretasks.conformance.target import remote
from caretasks.conformance.target.fixtures import Fixtures
from caretasks.conformance.target.model import Target
from caretasks.openapi.document import Api

_ACCOUNT = "acme"


def environment(api: Api, key: str) -> dict[str, str]:
    """The variables that a check asks for."""
    return {api.key_variable: key, **dict.fromkeys(api.account_variables, _ACCOUNT)}


def elsewhere(api: Api, key: str, origin: str) -> Target:
    """The API at an origin, below the path that stand-ins have it at. They know whatever a write names."""
    target = remote.target(api, f"{origin}/{api.name}{api.base_path}", Fixtures(), environment(api, key))
    return replace(target, unknown=frozenset())

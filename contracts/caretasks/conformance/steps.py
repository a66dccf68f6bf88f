"""The requests of a finding: what is sent to see it again, and the shell variables in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caretasks.core.http import Request


@dataclass(frozen=True)
class Variable:
    """A shell variable in the requests of a finding.

    Attributes:
        name: Its name.
        source: The key of the value in the fixtures file, or `environment`.
        path: Location of the value inside the entry of the fixtures file.
        encoding: How the value is encoded: `_ENCODED` for a URL, `_JSON` for JSON, `_UNKNOWN` for another value in the
            same format; empty for the value itself.
    """

    name: str
    source: str = "environment"
    path: tuple[str | int, ...] = ()
    encoding: str = ""


@dataclass(frozen=True)
class Step:
    """A request of a finding, redacted.

    Attributes:
        operation: ID of the operation.
        request: The request, with shell variables in place of keys and user-provided values.
        base_url: The part of its URL before the path of the operation.
        notes: How the request was generated; see `cases.generation_notes`.
        returned: JSON pointers into its response, by the names of the variables in later requests.
    """

    operation: str
    request: Request
    base_url: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict, compare=False)
    returned: tuple[tuple[str, str], ...] = ()

"""Whether a request carries a key in the form that its operation documents. Keys are compared, never kept or shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caretasks.mock.model import HttpError
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.operation.security import satisfied


def demand(operation: Operation, sent: Mapping[str, Mapping[str, Sequence[str]]], key: str | None) -> None:
    """Lets a request pass that satisfies the operation's security.

    Args:
        operation: what is asked for.
        sent: all values by place (`header`, `query`, `cookie`) and name, header names in small letters.
        key: the one key to accept; without it any is, in the documented form, but for `NOBODYS`.

    Raises:
        RefusedError: no alternative is satisfied whole.
    """
    if satisfied(operation, sent, key):
        return
    status = 403 if is_documented(operation, 403) and not is_documented(operation, 401) else 401
    raise HttpError(status, "a valid key is required", headers=challenge(operation))


def challenge(operation: Operation) -> dict[str, str]:
    """The header that HTTP asks of a 401: the schemes that `Authorization` may use, if it may use any."""
    schemes = [scheme for schemes in operation.security for scheme in schemes]
    names = (scheme.prefix.strip() for scheme in schemes if (scheme.header or "").lower() == "authorization")
    challenges = [f'{name} realm="caretasks mock"' for name in dict.fromkeys(names) if name]
    return {"WWW-Authenticate": ", ".join(challenges)} if challenges else {}

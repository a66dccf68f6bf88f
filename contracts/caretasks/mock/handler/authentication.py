"""Authentication: require the credentials that an operation documents. Keys are compared, never stored or logged."""

from __future__ import annotations

from caretasks.mock.model import HttpError
from caretasks.openapi.document import Operation
from caretasks.openapi.operation.parameters import RawParameters
from caretasks.openapi.operation.responses import is_documented
from caretasks.openapi.operation.security import is_authenticated


def require_security(operation: Operation, raw: RawParameters, key: str | None) -> None:
    """Raise an error unless the request satisfies the operation's security requirements.

    Args:
        operation: The requested operation.
        raw: All values of the request by location (`header`, `query`, `cookie`) and name, header names in lower case.
        key: The only key to accept. If None, accept any key in the documented format except `INVALID_KEY`.

    Raises:
        HttpError: (401, or 403 if only that is documented) No security requirement is satisfied.
    """
    if is_authenticated(operation, raw, key):
        return
    status = 403 if is_documented(operation, 403) and not is_documented(operation, 401) else 401
    raise HttpError(status, "a valid key is required", headers=challenge_headers(operation))


def challenge_headers(operation: Operation) -> dict[str, str]:
    """Return the `WWW-Authenticate` header of a 401, or no header if no scheme uses `Authorization`."""
    schemes = [scheme for schemes in operation.security for scheme in schemes]
    names = (scheme.key_prefix.strip() for scheme in schemes if (scheme.header_name or "").lower() == "authorization")
    challenges = [f'{name} realm="caretasks mock"' for name in dict.fromkeys(names) if name]
    return {"WWW-Authenticate": ", ".join(challenges)} if challenges else {}

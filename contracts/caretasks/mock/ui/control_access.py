"""Access control of the request log and the controls: for this machine and, with a token, for other machines.

A page of another site can make a browser send requests here, under a name that resolves to this machine (DNS
rebinding). Therefore `Host` and `Origin` are checked, whether there is a token or not.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
from pathlib import Path
from typing import NamedTuple

from starlette.datastructures import Headers
from starlette.types import Scope

from caretasks.core.errors import UsageError
from caretasks.core.http import is_loopback
from caretasks.mock.ui.local_only import host_name, is_local, is_same_origin

TOKEN_VARIABLE = "CARETASKS_CONTROL_TOKEN"  # noqa: S105 - a name
MIN_TOKEN_CHARACTERS = 16

_MAX_TOKEN_CHARACTERS = 1024
_TOKEN = re.compile(r"[\x21-\x7e]+")
_INVALID_TOKEN = "the token must be one line of ASCII characters without spaces"  # noqa: S105 - a message
_PRIVATE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".test")
"""Names that no one can register, so that no page of the Internet has them."""


def read_control_token(file: Path | None) -> str | None:
    """Return the control token of a file or, without one, of the environment; None if there is none.

    Raises:
        UsageError: The file cannot be read, or the token is too short or cannot be sent in a header. The message does
            not contain the token.
    """
    if file is None:
        token, source = os.environ.get(TOKEN_VARIABLE, ""), TOKEN_VARIABLE
        if not token:
            return None
    else:
        source = f"argument --control-token-file: {file}"
        try:
            with file.open("rb") as stream:
                content = stream.read(_MAX_TOKEN_CHARACTERS + 3)
            token = content.decode("ascii").removesuffix("\n").removesuffix("\r")
        except OSError as error:
            raise UsageError(f"{source} cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise UsageError(f"{source}: {_INVALID_TOKEN}") from None
    if len(token) > _MAX_TOKEN_CHARACTERS:
        raise UsageError(f"{source}: the token is longer than {_MAX_TOKEN_CHARACTERS} characters")
    if token and not _TOKEN.fullmatch(token):
        raise UsageError(f"{source}: {_INVALID_TOKEN}")
    if len(token) < MIN_TOKEN_CHARACTERS:
        raise UsageError(
            f"{source}: the token must have at least {MIN_TOKEN_CHARACTERS} characters, such as the output of "
            "`openssl rand -hex 16`"
        )
    return token


class Access(NamedTuple):
    """The decision about a request for the log or a control.

    Attributes:
        is_allowed: True if it may.
        message: Why it may not, for a client that may know that they exist; otherwise empty.
    """

    is_allowed: bool
    message: str = ""


class ControlAccess:
    """Decides who may use the request log and the controls.

    Args:
        token: The token of other machines; without one, only this machine may use them.
        host: The name or address that the server listens on.
    """

    def __init__(self, token: str | None = None, host: str = "127.0.0.1") -> None:
        self._token = None if token is None else token.encode()
        self._host = host.lower()

    def check(self, scope: Scope) -> Access:
        """Return whether a request may use the log and the controls.

        For a request of this machine that may not, such as one of a page of another site, they do not exist, unless it
        has a token: then the response has the reason.
        """
        if is_local(scope):
            return Access(True)
        headers = Headers(scope=scope)
        client = scope.get("client")
        credentials = headers.getlist("authorization")
        if (client is None or is_loopback(str(client[0]))) and not credentials:
            return Access(False)
        if self._token is None:
            message = (
                "the log and the controls are available to the machine of the mock server only; to use them from "
                f"another one, start the mock server with a token in {TOKEN_VARIABLE} or --control-token-file"
            )
            return Access(False, message)
        if not self._is_token(credentials):
            return Access(False, "the control token is missing or wrong: send it as Authorization: Bearer TOKEN")
        if not self._is_own_host(headers):
            message = (
                "use the address of the mock server, or a name without a domain such as that of a Docker service, in "
                "the Host header"
            )
            return Access(False, message)
        if not is_same_origin(headers):
            return Access(False, "the log and the controls are not available to pages of other sites")
        return Access(True)

    def _is_token(self, credentials: list[str]) -> bool:
        scheme, _, token = (credentials[0] if len(credentials) == 1 else "").partition(" ")
        is_equal = hmac.compare_digest(token.strip(" ").encode("latin-1"), self._token or b"")
        return is_equal and scheme.lower() == "bearer"

    def _is_own_host(self, headers: Headers) -> bool:
        hosts = headers.getlist("host")
        name = host_name(hosts[0]) if len(hosts) == 1 else None
        if name is None:
            return False
        if "." not in name or name.endswith(_PRIVATE_SUFFIXES) or name == self._host:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True

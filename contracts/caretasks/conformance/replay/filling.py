"""Values in place of the shell variables in the request of a finding: keys, account headers and fixtures."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from urllib.parse import quote

from caretasks.conformance.replay.reported import ReportedStep
from caretasks.conformance.target.model import Target
from caretasks.conformance.target.placeholders import name_values
from caretasks.core.http import Request
from caretasks.openapi.operation.credentials import client_arguments

_REDACTED = re.compile("‹redacted [^›]*›")


class NotSentError(Exception):
    """A request cannot be sent, or its response shows nothing about the finding. The message has no private value."""


def fill_step(step: ReportedStep, target: Target, returned: Mapping[str, str]) -> Request:
    """Return the request with the key and values of this command in place of the variables.

    Raises:
        NotSentError: A value is missing.
    """
    fill = _Filler(step, target, returned)
    path = fill.replace_in_url(step.path)
    query = fill.replace_in_url(step.query)
    return Request(
        method=step.method,
        url=f"{target.url}{path}{query and '?'}{query}",
        headers=tuple((name, fill.replace(value, f"the header {name}")) for name, value in step.headers),
        body=fill.replace_in_body(step.body),
    )


class _Filler:
    """Replaces the variables of a reported request with keys, account headers, fixtures and returned values."""

    def __init__(self, step: ReportedStep, target: Target, returned: Mapping[str, str]) -> None:
        self._variables, self._target = step.variables, target
        known = (*client_arguments(target.api), *target.account_values, *target.network.variables)
        self._values = {name: os.environ[name].strip() for name in known if os.environ.get(name, "").strip()}
        self._secrets = {text: secret for secret, text in reversed(target.secrets.items()) if text.startswith("$(")}
        self._fixtures = {
            (f"{each.operation}.{each.path[0]}", each.path[1:], encoding): each.encoded_as(encoding).text
            for each in name_values(target.user_values)
            for encoding in ("", "_ENCODED", "_JSON", "_UNKNOWN")
        }
        self._returned = returned
        names = sorted({*step.variables, *returned}, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(f"${name}") for name in names) or "(?!)")

    def replace(self, text: str, part: str) -> str:
        """Return a text with the values in place of the variables.

        Raises:
            NotSentError: A value is missing; the message names it.
        """
        if redacted := _REDACTED.search(text):
            raise NotSentError(f"{part} was redacted in the report ({redacted[0]}); run the check again with --reveal")
        for shell_text, secret in self._secrets.items():
            text = text.replace(shell_text, secret)
        return self._pattern.sub(lambda found: self._value(found[0][1:], part), text)

    def _value(self, name: str, part: str) -> str:
        if name in self._returned:
            return self._returned[name]
        variable = self._variables[name]
        if variable.source == "environment":
            if name not in self._values:
                raise NotSentError(f"{part} needs ${name}, which is not a variable of {self._target.api.name}")
            return self._values[name]
        value = self._fixtures.get((variable.source, variable.path, variable.encoding))
        if value is None:
            key = f"{self._target.api.name}.{variable.source}"
            raise NotSentError(f"{part} needs a value that the report does not have: add {key} to --fixtures")
        return value

    def replace_in_url(self, text: str) -> str:
        """Return a part of a URL with the values, percent-encoded."""
        self.replace(text, "the URL")  # raises an error if a value is missing
        return self._pattern.sub(lambda found: quote(self._value(found[0][1:], "the URL"), safe="%"), text)

    def replace_in_body(self, body: bytes) -> bytes:
        """Return a body with the values."""
        try:
            return self.replace(body.decode("utf-8"), "the body").encode()
        except UnicodeDecodeError:
            return body

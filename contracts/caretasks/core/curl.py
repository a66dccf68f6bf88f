"""Requests as curl commands for a shell such as bash, with environment variables in place of secrets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from caretasks.core.http import Request


def basic_credentials(user: str, password: str) -> str:
    """Return the shell's text for the base64 of a user name and a password: variables, with `$`, or a fixed word."""
    return f"""$(printf %s "{user}:{password}" | base64 | tr -d '\\n')"""


def format_command(request: Request, variables: Sequence[str] = ()) -> str:
    """Return the curl command that repeats a request, with `$` and the name of a variable in place of each secret.

    Every value is quoted, so that the shell expands nothing but the variables.
    """
    method = [] if request.method == ("POST" if request.body else "GET") else ["-X", request.method]
    arguments = ["curl", *method, _quote(request.url, variables)]
    basic = re.compile(f"basic +{_basic_pattern(variables)}", re.IGNORECASE)
    for name, value in request.headers:
        if name.lower() == "authorization" and basic.fullmatch(value):
            arguments += ["-u", '"' + value.split('"')[1] + '"']  # curl encodes them
            continue
        # curl reads `Name:` as a header to omit, and `Name;` as a header without a value.
        header = f"{name}: {value}" if value.strip() else f"{name};"
        arguments += ["-H", _quote(header, variables)]
    if request.body:
        arguments += ["--data-binary", _quote_body(request.body, variables)]
    return " ".join(arguments)


def _quote_body(body: bytes, variables: Sequence[str]) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "$'" + "".join(f"\\x{byte:02x}" for byte in body) + "'"
    # curl reads a leading @ as the name of a file.
    return _quote(text, variables) if not text.startswith("@") else "$'\\x40'" + _quote(text[1:], variables)


def _variable_pattern(variables: Sequence[str]) -> str:
    return "|".join(re.escape(f"${variable}") for variable in sorted(variables, key=len, reverse=True)) or "(?!)"


def _basic_pattern(variables: Sequence[str]) -> str:
    """Return the pattern of `basic_credentials` with the variables."""
    user = _variable_pattern(variables)
    return re.escape(basic_credentials("USER", "PASSWORD")).replace("USER:PASSWORD", rf"(?:{user}):(?:{user}|\w+)")


def _quote(text: str, variables: Sequence[str]) -> str:
    parts = re.split(f"({_basic_pattern(variables)}|{_variable_pattern(variables)})", text) if variables else [text]
    if len(parts) > 1 and text.isprintable():
        parts[::2] = (re.sub(r'([\\"$`!])', r"\\\1", part) for part in parts[::2])  # the others are variables
        return '"' + "".join(parts) + '"'
    if text.isprintable():
        return shlex.quote(text)
    escaped = "".join(
        ("\\" + character if character in "\\'" else character)
        if character.isprintable()
        else "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
        for character in text
    )
    return f"$'{escaped}'"

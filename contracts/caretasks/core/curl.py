"""Requests as curl commands for a shell such as bash, with an environment variable in place of the API key."""

from __future__ import annotations

import re
import shlex

from caretasks.core.http import SentRequest


def format_command(request: SentRequest) -> str:
    """Return the curl command that repeats a request.

    Every value is quoted, so that the shell expands nothing but the variable of the key.
    """
    method = [] if request.method == ("POST" if request.body else "GET") else ["-X", request.method]
    arguments = ["curl", *method, _quote(request.url, request.key_variable)]
    for name, value in request.headers:
        # curl reads `Name:` as a header to omit, and `Name;` as a header without a value.
        header = f"{name}: {value}" if value.strip() else f"{name};"
        arguments += ["-H", _quote(header, request.key_variable)]
    if request.body:
        arguments += ["--data-binary", _quote_body(request.body, request.key_variable)]
    return " ".join(arguments)


def _quote_body(body: bytes, variable: str) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "$'" + "".join(f"\\x{byte:02x}" for byte in body) + "'"
    # curl reads a leading @ as the name of a file.
    return _quote(text, variable) if not text.startswith("@") else "$'\\x40'" + _quote(text[1:], variable)


def _quote(text: str, variable: str) -> str:
    if f"${variable}" in text and text.isprintable():
        parts = (re.sub(r'([\\"$`!])', r"\\\1", part) for part in text.split(f"${variable}"))
        return '"' + f"${variable}".join(parts) + '"'
    if text.isprintable():
        return shlex.quote(text)
    escaped = "".join(
        ("\\" + character if character in "\\'" else character)
        if character.isprintable()
        else "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
        for character in text
    )
    return f"$'{escaped}'"

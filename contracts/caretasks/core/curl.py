"""A request as a line for a shell: quoted so that no character of it acts, with the key left to its variable."""

from __future__ import annotations

import re
import shlex

from caretasks.core.http import SentRequest


def command(request: SentRequest) -> str:
    """The curl command that sends the request again."""
    method = [] if request.method == ("POST" if request.body else "GET") else ["-X", request.method]
    words = ["curl", *method, _quoted(request.url, request.key_variable)]
    for name, value in request.headers:
        # curl takes `Name:` for a header to leave out, and `Name;` for one without a value.
        header = f"{name}: {value}" if value.strip() else f"{name};"
        words += ["-H", _quoted(header, request.key_variable)]
    if request.body:
        words += ["--data-binary", _body(request.body, request.key_variable)]
    return " ".join(words)


def _body(body: bytes, variable: str) -> str:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return "$'" + "".join(f"\\x{byte:02x}" for byte in body) + "'"
    # A leading @ would name a file.
    return _quoted(text, variable) if not text.startswith("@") else "$'\\x40'" + _quoted(text[1:], variable)


def _quoted(text: str, variable: str) -> str:
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

"""Requests as curl commands for a shell such as bash, with shell variables in place of secrets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from caretasks.core.console import CI_MARKER
from caretasks.core.http import Request

_GLOB = re.compile(r"[][{}]")
_DOT_SEGMENT = re.compile(r"/\.{1,2}(/|$)")


def basic_credentials(user: str, password: str) -> str:
    """Return the shell's text for the base64 of a user name and a password: variables, with `$`, or a fixed word."""
    return f"""$(printf %s "{user}:{password}" | base64 | tr -d '\\n')"""


def format_command(
    request: Request,
    variables: Sequence[str] = (),
    returned: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
) -> str:
    """Return the curl command that repeats a request, with `$` and the name of a variable in place of each secret.

    Every value is quoted, so that the shell expands nothing but the variables.

    Args:
        request: The request.
        variables: Names of the variables in it.
        returned: JSON pointers into the response, by the variables that the command sets to the values there.
        options: More options, such as those of certificates.
    """
    method = [] if request.method == ("POST" if request.body else "GET") else ["-X", request.method]
    if request.method == "HEAD":
        method = ["--head"]  # with `-X HEAD` curl waits for a body
    flags = ["-g"] if _GLOB.search(request.url) else []
    flags += ["--path-as-is"] if _DOT_SEGMENT.search(urlsplit(request.url).path) else []
    arguments = ["curl", *map(_quote_literal, options), *flags, *method, _quote(request.url, variables)]
    basic = re.compile(f"basic +{_basic_pattern(variables)}", re.IGNORECASE)
    for name, value in request.headers:
        if name.lower() == "authorization" and basic.fullmatch(value):
            arguments += ["-u", '"' + value.split('"')[1] + '"']  # curl encodes them
            continue
        # curl reads `Name:` as a header to omit, and `Name;` as a header without a value.
        header = f"{name}: {value}" if value.strip() else f"{name};"
        arguments += ["-H", _quote(header, variables)]
    if request.body:
        if request.header("content-type") is None:
            arguments += ["-H", "Content-Type:"]  # otherwise curl sends that of a form
        arguments += ["--data-binary", _quote_body(request.body, variables)]
    command = " ".join(arguments)
    return command if not returned else _format_assignment(command, returned)


def _format_assignment(command: str, returned: Mapping[str, str]) -> str:
    """Return the command that sets variables to values of its response."""
    lines = [f"RESPONSE=$({command.replace('curl ', 'curl -s ', 1)})"]
    for name, pointer in returned.items():
        tokens = [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]
        keys = "".join(f"[{int(token)}]" if token.isdigit() else f"[{token!r}]" for token in tokens)
        script = shlex.quote(f"import json, sys; print(json.load(sys.stdin){keys})")
        lines.append(f'{name}=$(printf %s "$RESPONSE" | python3 -c {script})')
    return "\n".join(lines)


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
    if len(parts) == 1:
        return _quote_literal(text)
    literals = "".join(parts[::2])
    if _is_shown_as_is(literals) and not re.search(r'[\\"$`!]', literals):
        for index in range(1, len(parts), 2):
            if re.fullmatch(r"\$\w+", parts[index]) and re.match(r"\w", parts[index + 1]):
                parts[index] = f"${{{parts[index][1:]}}}"
        return '"' + "".join(parts) + '"'
    quoted = [f'"{part}"' if index % 2 else _quote_literal(part) for index, part in enumerate(parts) if part]
    return "".join(quoted)


def _quote_literal(text: str) -> str:
    if _is_shown_as_is(text):
        return shlex.quote(text)
    escaped = "".join(
        ("\\" + character if character in "\\'" else character)
        if character.isprintable() and character != "#"
        else "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
        for character in text
    )
    return f"$'{escaped}'"


def _is_shown_as_is(text: str) -> bool:
    """Return whether a command can be printed with the text: neither a terminal nor a CI system reads it as its own."""
    return text.isprintable() and not CI_MARKER.search(text)

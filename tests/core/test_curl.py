"""The line that is shown sends the request that was sent, from any shell that has the key in its variable."""

from __future__ import annotations

import subprocess

import pytest

from caretasks.core.curl import command
from caretasks.core.http import SentRequest

PLAIN = "http://127.0.0.1:4010/x?a=1&b=$(id)"


def sent(line: str) -> list[bytes]:
    """What curl would be called with."""
    script = 'curl() { printf "%s\\0" "$@"; }; ' + line
    done = subprocess.run(["bash", "-c", script], capture_output=True, check=True, env={"X_API_KEY": "se cret"})
    return done.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize(
    "text",
    ["plain", "it's", 'a "b" $c `d` \\e !f', "naïve ☎", "line\nbreak\ttab\x1b[31m", "'\x01'", "@file", "", " "],
)
def test_every_character_arrives(text: str) -> None:
    request = SentRequest("POST", PLAIN, (("X-Text", "a" + text.replace("\n", "")),), text.encode(), "X_API_KEY")
    words = sent(command(request))
    assert PLAIN.encode() in words
    assert f"X-Text: a{text}".replace("\n", "").encode() in words
    assert not text or words[-1].decode() == text


def test_the_key_comes_from_its_variable() -> None:
    request = SentRequest("GET", PLAIN, (("Authorization", 'Token "$X_API_KEY'),), b"", "X_API_KEY")
    assert sent(command(request))[-1] == b'Authorization: Token "se cret'


def test_bytes_that_are_no_text_arrive() -> None:
    assert sent(command(SentRequest("PUT", PLAIN, (), b"\xff\xfe'", "X_API_KEY")))[-1] == b"\xff\xfe'"


def test_a_header_without_a_value_is_sent_and_not_left_out() -> None:
    assert sent(command(SentRequest("GET", PLAIN, (("Org-Handle", ""),), b"", "X_API_KEY")))[-1] == b"Org-Handle;"


def test_the_method_is_said_where_curl_would_guess_another() -> None:
    assert "-X" not in command(SentRequest("GET", PLAIN, (), b"", "X_API_KEY"))
    assert "-X" not in command(SentRequest("POST", PLAIN, (), b"{}", "X_API_KEY"))
    assert "-X DELETE" in command(SentRequest("DELETE", PLAIN, (), b"", "X_API_KEY"))
    assert "-X POST" in command(SentRequest("POST", PLAIN, (), b"", "X_API_KEY"))

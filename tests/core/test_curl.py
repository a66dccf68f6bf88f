"""Curl commands: bash passes every value on unchanged, and the key comes from its variable."""

from __future__ import annotations

import base64
import subprocess

import pytest

from caretasks.core.curl import basic_credentials, format_command
from caretasks.core.http import Request

URL = "http://127.0.0.1:4010/x?a=1&b=$(id)"


def list_curl_arguments(command: str) -> list[bytes]:
    """Return the arguments that bash passes to curl."""
    script = 'curl() { printf "%s\\0" "$@"; }; ' + command
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, check=True, env={"X_API_KEY": "se cret", "X_API_KEY_ID": "i d"}
    )
    return done.stdout.split(b"\0")[:-1]


def curl_command(
    method: str = "GET", headers: tuple[tuple[str, str], ...] = (), body: bytes = b"", url: str = URL
) -> str:
    return format_command(Request(method, url, headers, body), ("X_API_KEY", "X_API_KEY_ID"))


@pytest.mark.parametrize(
    "text",
    ["plain", "it's", 'a "b" $c `d` \\e !f', "naïve ☎", "line\nbreak\ttab\x1b[31m", "'\x01'", "@file", "", " "],
)
def test_format_command_passes_every_character_to_curl(text: str) -> None:
    header = "a" + text.replace("\n", "")
    arguments = list_curl_arguments(curl_command("POST", (("X-Text", header),), text.encode()))
    assert URL.encode() in arguments
    assert f"X-Text: {header}".encode() in arguments
    assert not text or arguments[-1].decode() == text


def test_format_command_takes_the_key_from_its_variable() -> None:
    command = curl_command(headers=(("Authorization", 'Token "$X_API_KEY'),))
    assert list_curl_arguments(command)[-1] == b'Authorization: Token "se cret'


def test_format_command_takes_an_account_header_from_its_variable() -> None:
    command = curl_command(headers=(("Authorization", "$X_API_KEY"), ("Id", "$X_API_KEY_ID")))
    assert list_curl_arguments(command)[-3::2] == [b"Authorization: se cret", b"Id: i d"]


def test_format_command_passes_bytes_that_are_not_utf8() -> None:
    assert list_curl_arguments(curl_command("PUT", body=b"\xff\xfe'"))[-1] == b"\xff\xfe'"


def test_format_command_sends_a_header_without_a_value() -> None:
    assert list_curl_arguments(curl_command(headers=(("Org-Handle", ""),)))[-1] == b"Org-Handle;"


def test_format_command_names_the_method_only_if_curl_would_choose_another() -> None:
    assert "-X" not in curl_command("GET")
    assert "-X" not in curl_command("POST", body=b"{}")
    assert "-X DELETE" in curl_command("DELETE")
    assert "-X POST" in curl_command("POST")


def test_basic_credentials_are_passed_to_the_user_option() -> None:
    text = basic_credentials("$X_API_KEY", "$X_API_KEY_ID")
    command = curl_command(headers=(("Authorization", f"Basic {text}"),), url="http://127.0.0.1/x")
    assert command == 'curl http://127.0.0.1/x -u "$X_API_KEY:$X_API_KEY_ID"'
    assert list_curl_arguments(command)[-1] == b"se cret:i d"


def test_basic_credentials_in_another_form_are_encoded_by_the_shell() -> None:
    text = basic_credentials("$X_API_KEY", "wrong")
    arguments = list_curl_arguments(curl_command(headers=(("Authorization", f"Bearer {text}"),)))
    assert arguments[-1] == b"Authorization: Bearer " + base64.b64encode(b"se cret:wrong")


def test_credentials_of_other_variables_are_not_run() -> None:
    text = basic_credentials("$HOME", "$(id)")
    assert text.encode() in list_curl_arguments(curl_command(headers=(("X", text),)))[-1]


def test_format_command_has_no_command_of_a_ci_system() -> None:
    command = format_command(Request("POST", "https://clinic.example", (("A", "##[error]x"),), b"##vso[task.x]"))
    assert "##[" not in command
    assert "##vso[" not in command
    done = subprocess.run(
        ["bash", "-c", f"curl() {{ printf '%s\\n' \"$@\"; }}; {command}"], capture_output=True, text=True, check=True
    )
    assert "A: ##[error]x" in done.stdout.splitlines()
    assert "##vso[task.x]" in done.stdout.splitlines()


def test_format_command_has_the_options_of_certificates() -> None:
    options = ("--cacert", "/etc/our ca.pem", "--cert", "me.pem")
    command = format_command(Request("GET", URL), options=options)
    assert command.startswith("curl --cacert '/etc/our ca.pem' --cert me.pem ")
    assembled = format_command(Request("GET", URL), returned={"NEW_ID": "/id"}, options=options)
    assert assembled.startswith("RESPONSE=$(curl -s --cacert ")

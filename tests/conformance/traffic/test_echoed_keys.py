"""A server that echoes the API key wherever a response has text: no output has it, not even a part of it."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from caretasks.cli import main

PART = "Sk-planted-key"
KEY = f"{PART}~with:" + "0a1b2c3d" * 12
HOST_KEY = f"{PART}-in-a-host"
ENCODINGS = ("ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
JSON = "Content-Type: application/json"
BODY = json.dumps({KEY: KEY, "status": KEY, "detail": KEY})
FORMS: dict[str, Callable[[str], str]] = {
    "reversed": lambda text: text[::-1],
    "hexadecimal": lambda text: text.encode().hex().upper(),
    "base64": lambda text: base64.b64encode(text.encode()).decode().rstrip("="),
    "percent": lambda text: "".join(f"%{ord(each):02x}" for each in text),
    "JSON": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
}
RESPONSES = [
    ("200 OK", f"Content-Type: text/{KEY}", b""),
    ("200 OK", f"Content-Type: application/json; charset={KEY}", b"{}"),
    (f"418 {KEY}", JSON, b"{}"),
    (f"500 {KEY}", JSON, BODY.upper().encode()),
    ("200 OK", f"X-{KEY}: 1\r\nX-Echo: {KEY}\r\nAllow: {KEY}\r\nLocation: /{KEY}\r\nSet-Cookie: k={KEY}", b"{}"),
    ("200 OK", JSON, BODY.encode()),
    *(("200 OK", f"{JSON}; charset={encoding}", BODY.encode(encoding)) for encoding in ENCODINGS[1:]),
    ("200 OK", "Content-Type: text/plain; charset=utf-16", f"The key is {KEY}.".encode("utf-16")),
    *(
        (f"418 {key}", f"X-{key}: 1\r\nX-Echo: {key}\r\nContent-Type: {media_type}", BODY.replace(KEY, key).encode())
        for key in (form(KEY) for form in FORMS.values())
        for media_type in ("application/json", f"text/{key}")
    ),
    ("200 OK", f"{JSON}\r\nContent-Encoding: gzip", gzip.compress(BODY.encode())),
    ("200 OK", "Content-Type: application/gzip", gzip.compress(BODY.encode())),
]

REDIRECTS = [("302 Found", f"Location: https://{HOST_KEY}.example/", b"")]


@pytest.fixture(params=[(KEY, RESPONSES), (HOST_KEY, REDIRECTS)], ids=["echoes", "redirect"])
def echoing_url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Yield the URL of a server with these responses, one after the other, to requests with the key."""
    key, listed = request.param
    monkeypatch.setenv("MIRAMACE_API_KEY", key)
    responses = itertools.cycle(listed)

    def respond(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            status, headers, body = next(responses)
            head = f"HTTP/1.1 {status}\r\n{headers}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)

    def serve() -> None:
        with suppress(OSError):
            while True:
                Thread(target=respond, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def find_key(content: bytes) -> list[str]:
    """Return the encodings and forms in which the content has a part of the key."""
    patterns = {encoding: re.escape(PART.encode(encoding)) for encoding in ENCODINGS}
    patterns |= {name: re.escape(form(PART[:12]).encode()).replace(rb"\\", rb"\\+") for name, form in FORMS.items()}
    return [encoding for encoding, each in patterns.items() if re.search(each, content, re.IGNORECASE)]


@pytest.mark.parametrize("options", [[], ["--reveal"]], ids=["redacted", "revealed"])
def test_no_output_has_an_echoed_key(
    options: list[str],
    echoing_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    main(["check", "miramace", "--url", echoing_url, "--max-examples", "1", "--report", str(tmp_path), *options])
    output = capsys.readouterr()
    files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    contents = [each["response"]["content"] for each in json.loads(files["traffic.har"])["log"]["entries"]]
    for content in contents:
        text = content["text"].encode()
        body = base64.b64decode(text) if "encoding" in content else text
        files["bodies"] = files.get("bodies", b"") + body
        if body.startswith(b"\x1f\x8b"):
            files["unpacked"] = files.get("unpacked", b"") + gzip.decompress(body)
    outputs = {"stdout": output.out.encode(), "stderr": output.err.encode(), **files}
    assert {name: found for name, content in outputs.items() if (found := find_key(content))} == {}

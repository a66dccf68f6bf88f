"""The limit on the size of responses, compressed or not."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import zlib

import pytest

from tests.client.calls import CALLS, FRONT_DESK, GET_TASK, Call
from tests.client.driving import Connect, package
from tests.client.hostile_server import (
    HostileServer,
    respond,
    stream,
)


@functools.cache
def bomb(*, layers: int = 1) -> bytes:
    """Return 100 MiB of spaces, compressed."""
    pack = zlib.compressobj(1, wbits=31)
    packed = b"".join([*(pack.compress(b" " * 2**20) for _ in range(100)), pack.flush()])
    for _ in range(layers - 1):
        outer = zlib.compressobj(9, wbits=31)
        packed = outer.compress(packed) + outer.flush()
    return packed


@pytest.mark.parametrize("call", [GET_TASK, FRONT_DESK], ids=str)
def test_body_up_to_the_limit_is_read(connect: Connect, server: HostileServer, call: Call) -> None:
    body = json.dumps(call.response_body).encode().ljust(2000)
    server.script(respond(200, body), stream(body[:1000], 1, {"Content-Length": "1000"}))
    assert call(connect(call.api, max_response_bytes=2000)).to_dict() == call.response_body


@pytest.mark.parametrize("headers", [{}, {"Content-Length": "2001"}], ids=["chunked", "announced"])
@pytest.mark.parametrize("call", CALLS, ids=str)
def test_body_over_the_limit_is_rejected(
    connect: Connect, server: HostileServer, call: Call, headers: dict[str, str]
) -> None:
    server.script(stream(json.dumps(call.response_body).encode().ljust(2001), 1, headers, call.status))
    error = call.failing(connect(call.api, max_response_bytes=2000))
    assert isinstance(error, package(call.api).ResponseTooLargeError)
    assert (error.status_code, error.operation) == (call.status, call.operation)
    assert len(server.requests) == 1


def test_too_large_error_states_how_much_was_read(connect: Connect, server: HostileServer) -> None:
    server.script(stream(b" " * 1000, 3))
    error = GET_TASK.failing(connect(max_response_bytes=2500))
    assert 2000 <= error.length <= 2500
    assert f"{error.length} bytes" in str(error)
    assert "2500 bytes that max_response_bytes allows" in str(error)
    assert error.response.content == b""


@pytest.mark.slow
@pytest.mark.parametrize("headers", [{}, {"Content-Length": str(100 * 2**20)}], ids=["chunked", "announced"])
def test_100_mib_are_rejected_while_they_arrive(
    connect: Connect, server: HostileServer, headers: dict[str, str]
) -> None:
    server.script(stream(b" " * 2**20, 100, headers))
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseTooLargeError)
    assert server.requests[0].bytes_sent < 90 * 2**20
    assert len(server.requests) == 1


@pytest.mark.slow
def test_100_mib_compressed_are_rejected(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, bomb(), {"Content-Encoding": "gzip"}))
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseTooLargeError)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "gzip,gzip", "GZIP, Deflate, gzip"])
def test_100_mib_compressed_twice_are_rejected(connect: Connect, server: HostileServer, encoding: str) -> None:
    server.script(respond(200, bomb(layers=2), {"Content-Encoding": encoding}))
    assert isinstance(GET_TASK.failing(connect()), package("miramace").ResponseDecodeError)


# Prints by how many MiB a failing request increases the peak memory.
MEASURED = """
import asyncio, resource, sys
import httpx
from caretasks.miramace import AsyncMiraMace, MiraMace

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)

kind, url = sys.argv[1:]
client = (MiraMace if kind == "sync" else AsyncMiraMace)(api_key="k", base_url=url)
before = peak()
try:
    called = client.get_task("some-task")
    asyncio.run(called) if kind == "async" else None
except httpx.HTTPError as error:
    print(type(error).__name__, round(peak() - before))
"""


@pytest.mark.slow
def test_body_compressed_twice_takes_no_memory(connect: Connect, server: HostileServer) -> None:
    server.script(respond(200, bomb(layers=2), {"Content-Encoding": "gzip, gzip"}))
    kind = "async" if connect.asynchronous else "sync"
    # On Linux a process inherits the peak of the process that starts it, hence the small one in between.
    between = ["sh", "-c", '"$0" "$@"; exit $?', sys.executable, "-c", MEASURED]
    done = subprocess.run([*between, kind, server.url], capture_output=True, text=True, check=False)
    name, mib = (done.stdout or done.stderr).split()
    assert name == "ResponseDecodeError"
    assert int(mib) < 30


def test_error_body_over_the_limit_raises_its_status(connect: Connect, server: HostileServer) -> None:
    server.script(respond(404, b"x" * 5000))
    assert GET_TASK.failing(connect(max_response_bytes=2000)).status_code == 404

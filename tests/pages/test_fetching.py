"""Fetching pages: politely, with conditions, and without a crash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from caretasks.core.errors import UsageError
from caretasks.pages.evidence import DocumentedPage
from caretasks.pages.fact_states import ReadPage
from caretasks.pages.fetching import PageFetcher
from caretasks.pages.saved_pages import PageFolder
from tests.client.hostile_server import Exchange, HostileServer, respond

URL = "https://docs.acme.example/visits"
PAGE = DocumentedPage("visits", URL, URL)
TEXT = "# Visits\n\nA visit has an `id`.\n"
Handler = Callable[[httpx.Request], httpx.Response]


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Move the time."""
        self.slept.append(seconds)
        self.now += seconds


def _fetch(handler: Handler, folder: PageFolder | None = None, robots: str = "", times: int = 1) -> list[ReadPage]:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(200, text=robots)
        return handler(request)

    clock = Clock()
    transport = httpx.MockTransport(respond)
    with PageFetcher(folder, transport=transport, sleep=clock.sleep, clock=clock) as fetcher:
        return [fetcher.fetch("acme", PAGE) for _ in range(times)]


def _ok(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text=TEXT, headers={"Content-Type": "text/markdown", "ETag": '"1"'})


def test_returns_the_text_of_a_page() -> None:
    (page,) = _fetch(_ok)
    assert (page.text, page.problem) == (TEXT, "")
    assert page.read is not None


def test_sends_at_most_one_request_a_second() -> None:
    clock = Clock()
    transport = httpx.MockTransport(_ok)
    with PageFetcher(transport=transport, sleep=clock.sleep, clock=clock) as fetcher:
        for _ in range(3):
            fetcher.fetch("acme", PAGE)
    assert clock.slept == [1.0, 1.0, 1.0]


def test_reads_robots_txt_once_for_each_server() -> None:
    paths = []

    def respond(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(404) if request.url.path == "/robots.txt" else _ok(request)

    clock = Clock()
    with PageFetcher(transport=httpx.MockTransport(respond), sleep=clock.sleep, clock=clock) as fetcher:
        fetcher.fetch("acme", PAGE)
        fetcher.fetch("acme", PAGE)
    assert paths == ["/robots.txt", "/visits", "/visits"]


def test_does_not_fetch_what_robots_txt_disallows() -> None:
    (page,) = _fetch(lambda _: pytest.fail("the page was fetched"), robots="User-agent: *\nDisallow: /vis\n")
    assert page.problem == "robots.txt does not allow programs to read it"


def test_waits_as_long_as_robots_txt_requires() -> None:
    clock = Clock()
    robots = "User-agent: *\nCrawl-delay: 7\n"
    transport = httpx.MockTransport(
        lambda request: httpx.Response(200, text=robots) if request.url.path == "/robots.txt" else _ok(request)
    )
    with PageFetcher(transport=transport, sleep=clock.sleep, clock=clock) as fetcher:
        fetcher.fetch("acme", PAGE)
    assert clock.slept == [7.0]


def test_fetches_an_unchanged_page_only_once(tmp_path: Path) -> None:
    statuses = []

    def respond(request: httpx.Request) -> httpx.Response:
        is_unchanged = request.headers.get("If-None-Match") == '"1"'
        statuses.append(304 if is_unchanged else 200)
        return httpx.Response(304) if is_unchanged else _ok(request)

    for _ in range(2):
        (page,) = _fetch(respond, PageFolder(tmp_path, create=True))
        assert page.text == TEXT
    assert statuses == [200, 304]
    assert PageFolder(tmp_path).read("acme", PAGE).text == TEXT


def test_a_permanent_redirect_is_a_move() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/visits":
            return httpx.Response(308, headers={"Location": "/new/visits"})
        return _ok(request)

    (page,) = _fetch(respond)
    assert (page.text, page.moved_to) == (TEXT, "https://docs.acme.example/new/visits")


def _large(_: httpx.Request) -> httpx.Response:
    def chunks() -> Iterator[bytes]:
        for _ in range(50):
            yield b"a" * 2**20

    return httpx.Response(200, content=chunks(), headers={"Content-Type": "text/html"})


def _fail(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused")


@pytest.mark.parametrize(
    ("handler", "reason"),
    [
        (lambda _: httpx.Response(401), "needs a login"),
        (lambda _: httpx.Response(403), "refuses programs"),
        (lambda _: httpx.Response(404), "status 404"),
        (lambda _: httpx.Response(503), "status 503"),
        (lambda _: httpx.Response(302, headers={"Location": "/login?next=/visits"}), "needs a login"),
        (lambda _: httpx.Response(302, headers={"Location": "/visits"}), "redirects more than"),
        (lambda _: httpx.Response(302, headers={"Location": "http://docs.acme.example/"}), "insecure"),
        (_large, "larger than 5 MiB"),
        (_fail, r"cannot be fetched \(ConnectError\)"),
    ],
)
def test_a_page_that_cannot_be_read_has_a_reason(handler: Handler, reason: str) -> None:
    (page,) = _fetch(handler)
    assert page.text is None
    assert re.search(reason, page.problem)


def test_an_unreadable_robots_txt_allows_nothing() -> None:
    clock = Clock()
    transport = httpx.MockTransport(lambda _: httpx.Response(500))
    with PageFetcher(transport=transport, sleep=clock.sleep, clock=clock) as fetcher:
        assert "robots.txt" in fetcher.fetch("acme", PAGE).problem


def test_pages_are_not_saved_in_a_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(UsageError, match="git repository"):
        PageFolder(tmp_path / "pages", create=True)


def test_a_server_that_never_finishes_a_response_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\n")
        while not exchange.stopped.wait(0.01):
            exchange.send(b"X-A: b\r\n")

    monkeypatch.setattr("caretasks.pages.fetching._RESPONSE_SECONDS", 0.1)
    with HostileServer() as server, PageFetcher(sleep=lambda _: None) as fetcher:
        server.script(respond(404, {}), drip)
        page = fetcher.fetch("acme", DocumentedPage("visits", URL, f"{server.url}/visits"))
    assert page.problem == "the server did not respond in time"

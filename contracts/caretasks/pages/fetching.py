"""Fetch the pages of vendors: one request a second, as robots.txt allows, and unchanged pages only once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Self
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from caretasks.client.transport.deadline import Deadline
from caretasks.client.transport.timed_network import obey_deadlines
from caretasks.core.http import media_type_essence
from caretasks.pages.evidence import DocumentedPage
from caretasks.pages.fact_states import ReadPage
from caretasks.pages.reduction import MAX_PAGE_BYTES, UnreadablePageError, reduce_page, too_large
from caretasks.pages.saved_pages import PageFolder, SavedCopy, file_stem

AGENT = "caretasks-pages"
_MAX_REDIRECTS = 5
_MAX_ROBOTS_BYTES = 512_000
_MAX_CRAWL_DELAY = 30.0
_TIMEOUT_SECONDS = 30.0
_RESPONSE_SECONDS = 120.0
_SUFFIXES = {"text/html": ".html", "text/markdown": ".md", "application/json": ".json", "text/plain": ".txt"}
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|sso|auth|oauth2?|session/new)(?:[/?]|$)", re.IGNORECASE)


class PageFetcher:
    """Fetches pages with one client; a context manager.

    Args:
        folder: A folder that the pages are saved in, or None.
        transport: The transport of the client, for tests.
        sleep: Waits for a number of seconds.
        clock: Returns the time in seconds, for the rate of requests.
    """

    def __init__(
        self,
        folder: PageFolder | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder
        self._sleep, self._clock = sleep, clock
        self._last_request: float | None = None
        self._robots: dict[str, Protego | str] = {}
        headers = {
            "User-Agent": f"{AGENT}/{version('caretasks')}",
            "Accept": "text/html, text/markdown, application/yaml, application/json;q=0.9, */*;q=0.5",
        }
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT_SECONDS, transport=transport)
        obey_deadlines(self._client)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def fetch(self, api: str, page: DocumentedPage) -> ReadPage:
        """Fetch a page. One that cannot be read has no text, but a problem."""
        try:
            return self._fetch(api, page)
        except UnreadablePageError as error:
            return ReadPage(page, None, str(error))
        except httpx.TimeoutException:
            return ReadPage(page, None, "the server did not respond in time")
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            return ReadPage(page, None, f"it cannot be fetched ({type(error).__name__})")

    def _fetch(self, api: str, page: DocumentedPage) -> ReadPage:
        saved = self._folder.copy_of(page) if self._folder else None
        conditions = {}
        if saved and saved.etag:
            conditions["If-None-Match"] = saved.etag
        if saved and saved.last_modified:
            conditions["If-Modified-Since"] = saved.last_modified
        url, moved_to, is_permanent = page.fetch, "", True
        for _ in range(_MAX_REDIRECTS + 1):
            self._require_allowed(url)
            with self._send(url, conditions) as response:
                if response.has_redirect_location:
                    url = _follow(url, response)
                    is_permanent = is_permanent and response.status_code in (301, 308)
                    moved_to = url if is_permanent else moved_to
                    continue
                now = datetime.now(UTC)
                if response.status_code == 304 and saved and self._folder:
                    copy = replace(saved, read=now.isoformat(timespec="seconds"))
                    self._folder.save(page, copy, None)
                    return ReadPage(page, self._folder.reduce(copy), "", moved_to, now)
                _require_success(response)
                content = _read_limited(response, MAX_PAGE_BYTES)
                media_type = media_type_essence(response.headers.get("Content-Type", ""))
                charset = response.charset_encoding or "utf-8"
                text = reduce_page(content, media_type, charset)
                if self._folder:
                    suffix = _SUFFIXES.get(media_type, ".yaml" if "yaml" in media_type else ".txt")
                    copy = SavedCopy(
                        file_stem(api, page) + suffix,
                        media_type,
                        charset,
                        response.headers.get("ETag", ""),
                        response.headers.get("Last-Modified", ""),
                        now.isoformat(timespec="seconds"),
                    )
                    self._folder.save(page, copy, content)
                return ReadPage(page, text, "", moved_to, now)
        raise UnreadablePageError(f"it redirects more than {_MAX_REDIRECTS} times")

    @contextmanager
    def _send(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        """Send a request at least one second after the last one; the response must be read within the block."""
        delay = 1.0
        robots = self._robots.get(_origin(url))
        if isinstance(robots, Protego):
            delay = max(delay, min(robots.crawl_delay(AGENT) or 0.0, _MAX_CRAWL_DELAY))
        if self._last_request is not None and (remaining := self._last_request + delay - self._clock()) > 0:
            self._sleep(remaining)
        self._last_request = self._clock()
        with Deadline(_RESPONSE_SECONDS).applied(), self._client.stream("GET", url, headers=headers) as response:
            yield response

    def _require_allowed(self, url: str) -> None:
        origin = _origin(url)
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        robots = self._robots[origin]
        if isinstance(robots, str):
            raise UnreadablePageError(robots)
        if not robots.can_fetch(url, AGENT):
            raise UnreadablePageError("robots.txt does not allow programs to read it")

    def _read_robots(self, origin: str) -> Protego | str:
        """Return the rules of a server, or why nothing may be fetched from it (RFC 9309, section 2.3.1)."""
        url = f"{origin}/robots.txt"
        for _ in range(_MAX_REDIRECTS + 1):
            with self._send(url, {}) as response:
                if response.has_redirect_location:
                    url = _follow(url, response)
                    continue
                if response.status_code == 429 or response.status_code >= 500:
                    return f"robots.txt of the server cannot be read (status {response.status_code})"
                if response.status_code != 200:
                    return Protego.parse("")
                content = bytearray()
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) > _MAX_ROBOTS_BYTES:
                        break
                return Protego.parse(bytes(content[:_MAX_ROBOTS_BYTES]).decode("utf-8", "replace"))
        return Protego.parse("")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _follow(url: str, response: httpx.Response) -> str:
    following = urljoin(url, response.headers["Location"])
    if urlsplit(following).scheme not in ("https", urlsplit(url).scheme):
        raise UnreadablePageError("it redirects to an insecure URL")
    if _LOGIN_PATH.search(urlsplit(following).path):
        raise UnreadablePageError("it needs a login")
    return following


def _require_success(response: httpx.Response) -> None:
    status = response.status_code
    if status == 401:
        raise UnreadablePageError("it needs a login (status 401)")
    if status == 403:
        raise UnreadablePageError("the server refuses programs (status 403)")
    if status != 200:
        raise UnreadablePageError(f"the server returned status {status}")


def _read_limited(response: httpx.Response, limit: int) -> bytes:
    """Return a body, unless it is too large."""
    content = bytearray()
    for chunk in response.iter_bytes():
        content += chunk
        if len(content) > limit:
            raise UnreadablePageError(too_large())
    return bytes(content)

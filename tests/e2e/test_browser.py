"""The mock server's pages in Chromium, over HTTP. Requests to other hosts are blocked and fail the test."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from caretasks.openapi.webhooks import find_webhooks
from tests.bundled_apis import bundled_names, load_api
from tests.mock.mock_servers import StartMock

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="neither Chromium nor Chrome is installed")


@pytest.fixture(scope="module")
def base_url(start_mock: StartMock) -> Iterator[str]:
    """Yield the base URL of the pages."""
    with start_mock("--quiet") as running:
        url = urlsplit(running.urls["miramace"])
        yield f"{url.scheme}://{url.netloc}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def open_page(browser: Browser, base_url: str, **settings: Any) -> Iterator[Page]:
    """Yield a page that can only reach the mock server; then assert that it had no errors and no blocked requests."""
    problems: list[str] = []

    def block_other_hosts(route: Route) -> None:
        if route.request.url.startswith(f"{base_url}/"):
            route.continue_()
        else:
            problems.append(f"request to {route.request.url}")
            route.abort()

    with browser.new_context(**settings) as context:
        context.route(re.compile(r"^(?!data:|blob:)"), block_other_hosts)
        page = context.new_page()
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        yield page
    assert problems == []


def authorize(page: Page) -> None:
    page.get_by_role("button", name="Authorize", exact=True).click()
    dialog = page.locator(".modal-ux")
    dialog.get_by_role("button", name="Remove authorization").click()  # of the key that the page fills in
    dialog.get_by_role("textbox").fill("their-own-key")
    dialog.get_by_role("button", name="Apply credentials").click()
    dialog.get_by_role("button", name="Close", exact=True).click()


def execute(page: Page, operation: str, parameters: Mapping[str, str] | None = None) -> Locator:
    """Send the prefilled request of an operation, with more parameters, and return the element with its status."""
    block = page.locator(f".opblock[id$='-{operation}']")
    block.locator(".opblock-summary-control").click()
    for name, value in (parameters or {}).items():
        block.get_by_placeholder(name, exact=True).fill(value)
    block.get_by_role("button", name="Execute").click()
    return block.locator(".live-responses-table tbody .response-col_status")


@pytest.mark.long
def test_try_it_creates_a_task_that_appears_in_the_log(browser: Browser, base_url: str) -> None:
    with open_page(browser, base_url) as page:
        page.goto(f"{base_url}/")
        page.get_by_role("link", name="Try Mira Mace").click()
        authorize(page)
        expect(execute(page, "create_task")).to_contain_text("201")
        page.get_by_role("link", name="All mock servers and the request log").click()
        row = page.locator("#requests > li").filter(has_text="create_task").first
        expect(row).to_contain_text(re.compile(r"POST\s*/miramace/v1/task\s*201"))
        row.locator("summary").click()
        expect(row).to_contain_text("SCHEDULE_APPOINTMENT")
        expect(row).not_to_contain_text("their-own-key")
        expect(row).not_to_contain_text("Dr. Smith")


def test_open_page_adds_new_requests_unless_it_is_paused(browser: Browser, base_url: str) -> None:
    with open_page(browser, base_url) as page:
        page.goto(f"{base_url}/")
        rows, pause = page.locator("#requests > li"), page.get_by_role("button", name="Pause")
        expect(page.get_by_role("status")).to_contain_text(re.compile("received|first"))
        before = rows.count()
        page.request.get(f"{base_url}/solum/v1/tasks")
        expect(rows).to_have_count(before + 1)
        expect(rows.first).to_contain_text("401")
        pause.click()
        expect(pause).to_have_attribute("aria-pressed", "true")
        page.request.get(f"{base_url}/solum/v1/tasks")
        pause.click()
        expect(rows).to_have_count(before + 2)


READS = {"maxcare": "get_task", "miramace": "get_task", "solum": "list_tasks", "unpod": "get_run_tasks"}
ACCOUNTS = {"maxcare": {"X-Organization-Id": "clinic"}}
"""Required parameters without an example, which are not prefilled."""


@pytest.mark.parametrize(
    "api", [pytest.param(name, marks=[] if name == "unpod" else pytest.mark.long) for name in bundled_names()]
)
def test_api_reference_calls_the_mock_server_with_the_documented_form_of_the_key(
    browser: Browser, base_url: str, api: str
) -> None:
    with open_page(browser, base_url) as page:
        page.goto(f"{base_url}/{api}/docs")
        loaded = load_api(api)
        expect(page.locator(".opblock")).to_have_count(len(loaded.operations) + len(find_webhooks(loaded)))
        expect(page.locator(".servers select")).to_have_value(re.compile(re.escape(f"{base_url}/{api}")))
        authorize(page)
        expect(execute(page, READS[api], ACCOUNTS.get(api))).to_contain_text("200")


@pytest.mark.parametrize("path", ["/", pytest.param("/miramace/docs", marks=pytest.mark.long)])
def test_page_has_no_horizontal_scrollbar(browser: Browser, base_url: str, path: str) -> None:
    with open_page(browser, base_url) as page:
        page.goto(f"{base_url}{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        if path != "/":
            expect(execute(page, "create_task")).to_contain_text("201")  # with the key that the page fills in
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for width, scheme in itertools.product((360, 1280), schemes):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (width, scheme)

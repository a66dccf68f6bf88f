"""The pages in a browser: Chromium drives them over real HTTP, with no way to any other host."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from caretasks.openapi.catalog import Catalogue
from tests.mock.mock_servers import Start

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium or Chrome here to show the pages in"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module")
def base(start: Start) -> Iterator[str]:
    """Where the pages are."""
    with start("--quiet") as running:
        url = urlsplit(running.urls["miramace"])
        yield f"{url.scheme}://{url.netloc}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def showing(browser: Browser, base: str, **settings: Any) -> Iterator[Page]:
    """A page that reaches nothing but the stand-ins. That it asked for nothing else, and met no error, is checked."""
    complaints: list[str] = []

    def decide(route: Route) -> None:
        if route.request.url.startswith(f"{base}/"):
            route.continue_()
        else:
            complaints.append(f"asked for {route.request.url}")
            route.abort()

    with browser.new_context(**settings) as context:
        context.route(re.compile(r"^(?!data:|blob:)"), decide)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        yield page
    assert complaints == []


def authorize(page: Page) -> None:
    page.get_by_role("button", name="Authorize", exact=True).click()
    dialog = page.locator(".modal-ux")
    dialog.get_by_role("textbox").fill("their-own-key")
    dialog.get_by_role("button", name="Apply credentials").click()
    dialog.get_by_role("button", name="Close", exact=True).click()


def execute(page: Page, method: str) -> Any:
    """Opens the one operation of a method, sends it as it is filled in, and returns its status."""
    block = page.locator(f".opblock-{method}")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Execute").click()
    return block.locator(".live-responses-table tbody .response-col_status")


def test_a_task_is_created_with_try_it_and_appears_in_the_log(browser: Browser, base: str) -> None:
    with showing(browser, base) as page:
        page.goto(f"{base}/")
        page.get_by_role("link", name="Try Mira Mace").click()
        authorize(page)
        expect(execute(page, "post")).to_contain_text("201")
        page.get_by_role("link", name="All stand-ins and the log").click()
        row = page.locator("#requests li").filter(has_text="create_task").first
        expect(row).to_contain_text(re.compile(r"POST\s*/miramace/v1/task\s*201"))
        row.locator("summary").click()
        expect(row).to_contain_text("SCHEDULE_APPOINTMENT")
        expect(row).not_to_contain_text("their-own-key")
        expect(row).not_to_contain_text("Dr. Smith")


def test_a_request_appears_while_the_page_is_open_unless_it_is_paused(browser: Browser, base: str) -> None:
    with showing(browser, base) as page:
        page.goto(f"{base}/")
        rows, pause = page.locator("#requests li"), page.get_by_role("button", name="Pause")
        expect(page.get_by_role("status")).to_contain_text(re.compile("received|first"))
        before = rows.count()
        page.request.get(f"{base}/solum/v1/tasks")
        expect(rows).to_have_count(before + 1)
        expect(rows.first).to_contain_text("405")
        pause.click()
        expect(pause).to_have_attribute("aria-pressed", "true")
        page.request.get(f"{base}/solum/v1/tasks")
        pause.click()
        expect(rows).to_have_count(before + 2)


@pytest.mark.parametrize("api", Catalogue().names)
def test_every_reference_is_shown_with_the_stand_in_as_its_server(browser: Browser, base: str, api: str) -> None:
    with showing(browser, base) as page:
        page.goto(f"{base}/{api}/docs")
        operations = Catalogue().load(api).operations
        expect(page.locator(".opblock")).to_have_count(len(operations))
        expect(page.locator(".servers select")).to_have_value(re.compile(re.escape(f"{base}/{api}")))


@pytest.mark.parametrize(("api", "method", "status"), [("solum", "post", "201"), ("unpod", "get", "200")])
def test_a_key_is_sent_as_the_vendor_wants_it(browser: Browser, base: str, api: str, method: str, status: str) -> None:
    with showing(browser, base) as page:
        page.goto(f"{base}/{api}/docs")
        authorize(page)
        expect(execute(page, method)).to_contain_text(status)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", "/miramace/docs"])
def test_nothing_is_wider_than_the_window(browser: Browser, base: str, path: str, width: int, scheme: str) -> None:
    with showing(browser, base, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        page.goto(f"{base}{path}")
        expect(page.get_by_role("heading").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

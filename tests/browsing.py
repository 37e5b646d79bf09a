"""The page in a real browser, for tests: served over a canned assistant, opened as one visitor after another."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from assistant.evaluation import SHIPPED
from assistant.web.page import build_page, launch_options
from assistant.web.service import Answering, Keeping
from tests.fake_assistant import FakeAssistant

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
INSTALL = "没有 Chromium，请先安装：apt-get install chromium（或 python -m playwright install chromium）"

Visit = Callable[..., Page]


@contextmanager
def served(
    assistant: Answering, today: date, keeping: Keeping | None = None, reports: Sequence[Path] = (SHIPPED,)
) -> Generator[str]:
    """The page's address while it is served."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = build_page(assistant, today=lambda: today, keeping=keeping, reports=reports)
    options: dict[str, Any] = {**launch_options(), "prevent_thread_lock": True}
    page.launch(server_name="127.0.0.1", server_port=port, **options)
    yield f"http://127.0.0.1:{port}/"
    if isinstance(assistant, FakeAssistant):
        assistant.release.set()
    page.close(verbose=False)


@contextmanager
def chromium() -> Generator[Browser]:
    """A Chromium; without one the test fails and says how to install it."""
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        own = playwright.chromium.executable_path
        executable = found or (own if Path(own).exists() else None)
        if executable is None:
            pytest.fail(INSTALL)
        args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=executable, args=args)
        yield browser
        browser.close()


@contextmanager
def visits(browser: Browser, address: str) -> Generator[Visit]:
    """Opens the page as a new visitor; an error in a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(size: dict[str, int] = WIDE, **options: Any) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", **options)  # pyright: ignore[reportArgumentType]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")


def highlighted(page: Page) -> str:
    return "".join(page.locator("mark.hit").all_text_contents())


def in_view(page: Page) -> bool:
    """True if the highlighted words can be seen in the notice."""
    return page.evaluate(
        """() => {
          const hit = document.querySelector("mark.hit").getClientRects()[0];
          const text = document.querySelector(".notice-text").getBoundingClientRect();
          const seen = document.elementFromPoint(hit.left + 2, hit.top + 4);
          return hit.top >= text.top && hit.bottom <= text.bottom && seen.classList.contains("hit");
        }"""
    )


def overflow(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical."""
    report: dict[str, Any] = Axe().run(page).response  # pyright: ignore[reportUnknownVariableType]
    found = [item for item in report["violations"] if item["impact"] in ("serious", "critical")]
    return [f"{item['id']}: {item['nodes'][0]['html'][:120]}" for item in found]

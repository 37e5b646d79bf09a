"""The tab 评测 in a real browser: the report that ships, one of this machine with its failures, and none at all."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.evaluation import SHIPPED
from tests.browsing import NARROW, WIDE, chromium, overflow, ready, serious, served, visits
from tests.fake_assistant import FakeAssistant
from tests.test_web_evaluation_html import data, question

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
DAY = date(2019, 4, 1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@contextmanager
def opened(browser: Browser, size: dict[str, int], *reports: Path, scheme: str = "light") -> Generator[Page]:
    """The page with this tab chosen."""
    with served(FakeAssistant(), DAY, reports=reports) as address, visits(browser, address) as visit:
        page = visit(size, color_scheme=scheme)
        page.locator("#tab-evaluation").click()
        expect(page.locator("#evaluation-report")).to_have_attribute("aria-busy", "false")
        yield page


def own_report(folder: Path, **changes: object) -> Path:
    """Newer than any other."""
    path = folder / "report.json"
    asked = [question("误拒", "茶园影像要多长？"), question("引对而说错", "一份还是三份？")]
    path.write_text(json.dumps({**data(), "failures": {"questions": asked}, **changes}), encoding="utf-8")
    later = time.time() + 60
    os.utime(path, (later, later))
    return path


def out_of_sight(page: Page) -> list[str]:
    """What stands further right than the window reaches."""
    return page.evaluate(
        """() => [...document.querySelectorAll("#evaluation *")].filter((item) => !item.closest("svg, .sr-only, thead"))
          .filter((item) => item.getBoundingClientRect().right > innerWidth + 1).map((item) => item.outerHTML.slice(0, 80))"""
    )


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_that_ships_is_shown_and_fits(browser: Browser, size: dict[str, int], scheme: str) -> None:
    with opened(browser, size, SHIPPED, scheme=scheme) as page:
        headline = json.loads(SHIPPED.read_text(encoding="utf-8"))["headline"][0]
        card = page.locator("#evaluation .figure").first
        expect(card).to_contain_text(f"{headline['value']:.1%}")
        expect(page.locator("#evaluation .facts")).to_contain_text("随程序附带")
        expect(page.get_by_role("tab", name="评测")).to_have_attribute("aria-selected", "true")
        assert serious(page) == [] and overflow(page) <= 0 and out_of_sight(page) == []
        page.locator("#evaluation summary").last.click()
        assert serious(page) == [] and overflow(page) <= 0 and out_of_sight(page) == []


@SIZES
def test_a_part_is_reached_from_the_contents_and_by_keyboard(browser: Browser, size: dict[str, int]) -> None:
    with opened(browser, size, SHIPPED) as page:
        page.get_by_role("button", name="与较简单的做法相比").focus()
        page.keyboard.press("Enter")
        heading = page.locator("#evaluation-systems-title")
        expect(heading).to_be_focused()
        expect(heading).to_be_in_viewport()
        assert page.get_by_role("table", name="本程序与较简单的做法").get_by_role("row").count() > 2


@SIZES
def test_failures_open_one_by_one(browser: Browser, size: dict[str, int], tmp_path: Path) -> None:
    with opened(browser, size, SHIPPED, own_report(tmp_path)) as page:
        expect(page.locator("#evaluation .facts")).to_contain_text("这台机器上")
        group = page.locator("#evaluation-failures > details", has_text="引对而说错")
        answer = group.locator(".case")
        expect(answer).to_be_hidden()
        group.locator("summary").first.click()
        group.locator("summary", has_text="一份还是三份").click()
        expect(answer).to_contain_text("三份 或 叁份")
        expect(answer).to_be_visible()
        assert serious(page) == [] and overflow(page) <= 0 and out_of_sight(page) == []


@SIZES
def test_without_a_report_one_is_told_calmly_and_a_new_one_shows_without_a_reload(
    browser: Browser, size: dict[str, int], tmp_path: Path
) -> None:
    with opened(browser, size, tmp_path / "report.json") as page:
        expect(page.locator("#evaluation .trouble-card")).to_contain_text("还没有评测结果")
        expect(page.locator("#evaluation .trouble-card")).to_contain_text("make eval")
        assert serious(page) == [] and overflow(page) <= 0
        own_report(tmp_path)
        page.locator("#tab-ask").click()
        page.locator("#tab-evaluation").click()
        expect(page.locator("#evaluation .figure").first).to_contain_text("81.2%")
        page.reload()
        ready(page)
        expect(page.locator("#evaluation .figure").first).to_be_visible()


def test_on_a_phone_everything_can_be_tapped(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, NARROW, own_report(tmp_path)) as page:
        small = page.evaluate(
            """() => [...document.querySelectorAll("#evaluation :is(button, summary), .tabs button")]
              .filter((item) => item.checkVisibility() && item.getBoundingClientRect().height < 44).map((item) => item.textContent)"""
        )
        assert small == []


def test_the_notice_opens_beside_the_report(browser: Browser) -> None:
    with opened(browser, WIDE, SHIPPED) as page:
        page.locator("#panel-toggle").click()
        expect(page.locator("#evaluation #notice-panel")).to_be_visible()
        assert serious(page) == [] and overflow(page) <= 0


def test_on_paper_there_are_no_controls_and_nothing_is_cut_off(browser: Browser) -> None:
    with opened(browser, WIDE, SHIPPED) as page:
        page.emulate_media(media="print")
        expect(page.locator("#evaluation .contents")).to_be_hidden()
        expect(page.locator("#evaluation .figure").first).to_be_visible()
        expect(page.locator("#evaluation-latency table")).to_be_visible()
        assert page.locator("#evaluation-side").evaluate("side => getComputedStyle(side).overflowY") == "visible"


@SIZES
def test_the_list_of_parts_moves_the_report_and_never_the_window(browser: Browser, size: dict[str, int]) -> None:
    with opened(browser, size, SHIPPED) as page:
        links = page.locator("#evaluation [data-goto]")
        assert links.count() > 5
        for place in range(links.count()):
            link = links.nth(place)
            link.click()
            expect(page.locator(f"#{link.get_attribute('data-goto')}")).to_be_in_viewport()
            assert page.evaluate("document.scrollingElement.scrollTop") == 0
        assert page.evaluate("document.scrollingElement.scrollHeight - innerHeight") <= 0

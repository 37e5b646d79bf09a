"""The tab 资料库 in a real browser, over a real library whose embedder is a fake."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.acquire import Desk
from assistant.live import Live
from assistant.web.keeping import Keeper
from tests.browsing import NARROW, WIDE, Visit, chromium, highlighted, overflow, ready, serious, served, visits
from tests.fake_assistant import FakeAssistant
from tests.test_assistant_holdings import notice
from tests.test_assistant_live import Library

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
DAY = date(2019, 4, 1)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def place(tmp_path: Path) -> Library:
    found = Library(tmp_path)
    found.add(7)
    return found


@pytest.fixture
def visit(browser: Browser, place: Library) -> Iterator[Visit]:
    """Opens the page with this tab chosen."""
    live = Live(place.assistant(), every=0)
    keeper = Keeper(lambda told: Desk(place.desk.holdings, place.index_dir, lambda: place.embedder, told), live.look)
    with served(live, DAY, keeper) as address, visits(browser, address) as visit:

        def on_tab(*size: dict[str, int], **options: object) -> Page:
            page = visit(*size, **options)
            page.locator("#tab-library").click()
            expect(page.locator(".holding")).to_have_count(1)
            return page

        yield on_tab


def upload(page: Page, name: str, data: bytes) -> None:
    page.set_input_files("#library-file", {"name": name, "mimeType": "application/octet-stream", "buffer": data})


@SIZES
def test_an_uploaded_file_is_reported_listed_and_answered_from(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    data = notice(9).replace("每家合作社最多提出9个茶园".encode(), "每座烘焙坊最多提出9座窑炉".encode())
    upload(page, "来函.txt", data)
    outcome = page.locator(".outcome")
    expect(outcome.locator("h3").first).to_contain_text("已加入")
    expect(outcome.locator(".state")).to_have_text("可用")
    expect(outcome.locator(".particulars")).to_contain_text("云农函〔2019〕9号")
    expect(page.locator(".holding")).to_have_count(2)
    expect(page.locator("#library-count")).to_have_text("2 份文件")
    expect(page.locator("#document-choice option")).to_have_count(2)
    assert serious(page) == [] and overflow(page) <= 0
    outcome.locator(".particulars .clause-link").nth(1).click()
    expect(page.locator("mark.hit")).to_be_visible()
    assert highlighted(page) == "云农函〔2019〕9号"
    page.keyboard.press("Escape")
    page.locator("#tab-ask").click()
    page.fill("#question", "每座烘焙坊最多提出几座窑炉？")
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_attribute("data-state", "answered")
    expect(page.locator(".turn .answer")).to_contain_text("窑炉")


@SIZES
def test_a_refused_file_says_why_and_the_next_one_still_comes_in(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    files = [("坏了.docx", b"PK\x03\x04nonsense"), ("好的.txt", notice(8))]
    page.set_input_files(
        "#library-file", [{"name": name, "mimeType": "text/plain", "buffer": data} for name, data in files]
    )
    failed = page.locator(".outcome.failed")
    expect(failed.locator("h3")).to_contain_text("未加入：坏了.docx")
    expect(failed).to_contain_text("内容却是压缩包")
    expect(failed).to_contain_text("请")
    expect(page.locator(".holding")).to_have_count(2)
    assert serious(page) == [] and overflow(page) <= 0
    failed.get_by_role("button", name="收起这条结果").click()
    expect(failed).to_have_count(0)


def test_a_file_that_is_too_big_is_not_sent(visit: Visit) -> None:
    page = visit()
    page.locator("#library-file").evaluate("input => (input.dataset.limit = '10')")
    upload(page, "大.txt", notice(8))
    expect(page.locator(".outcome.failed")).to_contain_text("上限")
    expect(page.locator(".holding")).to_have_count(1)


@SIZES
def test_removing_is_asked_about_first_and_then_the_document_is_gone(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    upload(page, "来函.txt", notice(8))
    expect(page.locator(".holding")).to_have_count(2)
    row = page.locator('.holding[data-holding="云农函-2019-7"]')
    row.locator(".holding-head").focus()
    page.keyboard.press("Enter")
    row.locator("[data-remove]").click()
    dialog = page.locator("#library-dialog")
    expect(dialog).to_contain_text("云农函〔2019〕7号")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator(".holding")).to_have_count(2)
    row.locator("[data-remove]").click()
    page.locator("#library-remove-yes").click()
    expect(row).to_have_count(0)
    expect(page.locator("#library-count")).to_have_text("1 份文件")
    expect(page.locator("#library-title")).to_be_focused()
    page.reload()
    ready(page)
    expect(page.locator(".holding")).to_have_count(1)
    expect(page.locator("#document-choice")).to_have_count(0)


def test_without_a_desk_the_library_is_only_listed(browser: Browser) -> None:
    with served(FakeAssistant(), DAY) as address, visits(browser, address) as visit:
        page = visit(NARROW)
        page.locator("#tab-library").click()
        page.locator(".holding-head").click()
        expect(page.locator(".holding-body .report")).to_contain_text("不能移除")
        expect(page.locator("#library-add")).to_be_hidden()
        small = page.evaluate(
            """() => [...document.querySelectorAll("#library button")].filter((button) => button.offsetParent)
              .filter((button) => button.getBoundingClientRect().height < 44).map((button) => button.textContent)"""
        )
        assert small == []

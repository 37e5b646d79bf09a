"""The tab 选方向 in a real browser, at 1280 and 390 px, over an assistant with canned matches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.matching.description import LONGEST
from tests.browsing import (
    NARROW,
    WIDE,
    Visit,
    chromium,
    highlighted,
    in_view,
    overflow,
    ready,
    serious,
    served,
    visits,
)
from tests.fake_assistant import NOTICE, FakeAssistant
from tests.fake_match import KITCHEN, SHOP, TREES, UNSURE

pytestmark = pytest.mark.browser

SIZES = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])


@pytest.fixture(scope="module")
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture(scope="module")
def address(assistant: FakeAssistant) -> Iterator[str]:
    with served(assistant, date(2019, 7, 1)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens the page with this tab chosen."""
    with visits(browser, address) as visit:

        def on_tab(*size: dict[str, int], **options: object) -> Page:
            page = visit(*size, **options)
            page.locator("#tab-match").click()
            return page

        yield on_tab


def match(page: Page, description: str) -> None:
    if page.locator("#match-form").is_hidden():
        page.locator("#match-edit").click()
    page.fill("#match-text", description)
    page.locator("#match-go").click()


def matched(page: Page, description: str) -> None:
    match(page, description)
    expect(page.locator("#match-found")).to_be_visible()
    expect(page.locator("#match-described")).to_be_visible()


@SIZES
def test_a_quote_shows_exactly_its_words_in_the_notice(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    matched(page, TREES)
    quote = page.locator(".quote-button").nth(1)
    quote.click()
    expect(page.locator("mark.hit")).to_be_visible()
    assert highlighted(page) == "设置巢箱引来益鸟，减少用药次数"
    page.wait_for_timeout(300)
    assert in_view(page)
    page.keyboard.press("Escape")
    expect(page.locator("#notice-panel")).to_be_hidden()
    expect(quote).to_be_focused()


def test_the_notice_goes_with_the_tab(visit: Visit) -> None:
    page = visit()
    panel = page.locator("#notice-panel")
    expect(panel).to_be_hidden()
    page.locator("#panel-toggle").click()
    expect(panel).to_be_visible()
    page.locator("#tab-ask").click()
    expect(panel).to_be_visible()
    assert page.evaluate("document.getElementById('notice-panel').parentElement.id") == "ask"
    page.locator("#tab-match").click()
    expect(panel).to_be_visible()
    expect(page.locator("#match-said")).to_be_visible()


def test_the_description_underlines_the_words_of_the_open_direction(visit: Visit) -> None:
    page = visit()
    matched(page, TREES)
    said = page.locator(".said:visible")
    assert said.all_text_contents() == ["套种了落叶乔木", "挂了巢箱引来益鸟"]
    second = page.locator(".direction-head").nth(1)
    second.click()
    expect(second).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".direction-head").first).to_have_attribute("aria-expanded", "false")
    assert said.all_text_contents() == [TREES[:6]]
    second.click()
    expect(said).to_have_count(0)
    assert page.locator(".described:visible").inner_text() == TREES


def test_a_number_leads_from_the_words_to_the_clause_and_back(visit: Visit) -> None:
    page = visit()
    matched(page, TREES)
    page.get_by_role("button", name="第2处依据，看条款").click()
    expect(page.locator("#pair-1-2")).to_be_focused()
    page.locator("#pair-1-2 .own-words").click()
    expect(page.get_by_role("button", name="第2处依据，看条款")).to_be_focused()


def test_an_example_is_matched_and_can_be_taken_back(visit: Visit) -> None:
    page = visit()
    page.fill("#match-text", "我自己写的几句话")
    page.locator("[data-describe]").first.click()
    expect(page.locator("#match-found")).to_be_visible()
    page.locator("#match-edit").click()
    page.get_by_role("button", name="换回原来的文字").click()
    expect(page.locator("#match-text")).to_have_value("我自己写的几句话")


def test_a_file_is_put_into_the_text_to_be_seen_and_edited(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    path = tmp_path / "项目.docx"
    word = docx.Document()
    word.add_paragraph(TREES)
    word.save(str(path))
    page.locator("#match-file").set_input_files(path)
    expect(page.locator("#match-notes")).to_contain_text("已读入「项目.docx」")
    assert page.input_value("#match-text").strip() == TREES
    expect(page.locator("#match-empty")).to_be_visible()


def test_a_file_that_cannot_be_read_leaves_the_text_alone(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    page.fill("#match-text", "我自己写的")
    (tmp_path / "扫描.pdf").write_bytes(b"%PDF-1.4 broken")
    page.locator("#match-file").set_input_files(tmp_path / "扫描.pdf")
    expect(page.locator("#match-trouble")).to_contain_text("扫描.pdf")
    expect(page.locator("#match-text")).to_have_value("我自己写的")
    page.locator("#match-text").press_sequentially("吗")
    expect(page.locator("#match-trouble")).to_be_hidden()


@SIZES
def test_a_description_that_is_too_long_or_empty_is_kept_and_not_sent(
    visit: Visit, size: dict[str, int], assistant: FakeAssistant
) -> None:
    page = visit(size)
    before = len(assistant.matched)
    match(page, "  ")
    expect(page.locator("#match-trouble")).to_contain_text("还没有写项目描述")
    match(page, "长" * (LONGEST + 1))
    expect(page.locator("#match-trouble")).to_contain_text("20,001")
    expect(page.locator("#match-count")).to_have_text("20,001 / 20,000 字")
    assert len(page.input_value("#match-text")) == LONGEST + 1
    assert len(assistant.matched) == before
    page.get_by_role("button", name="只留前 20,000 字").click()
    assert len(page.input_value("#match-text")) == LONGEST
    expect(page.locator("#match-trouble")).to_be_hidden()
    assert overflow(page) <= 0


@pytest.mark.parametrize(
    ("description", "said"), [("会失败吗", "索引正在更新，暂时不能比对"), ("会崩溃吗", "选方向时出了意外的错误")]
)
def test_a_failure_says_what_happened_and_loses_nothing(visit: Visit, description: str, said: str) -> None:
    page = visit()
    match(page, description)
    failed = page.locator("#match-failed")
    expect(failed).to_contain_text(said)
    expect(failed).not_to_contain_text("boom")
    expect(page.locator("#match-text")).to_have_value(description)
    page.fill("#match-text", TREES)
    failed.get_by_role("button", name="重试").click()
    expect(page.locator("#match-found")).to_be_visible()


def test_stages_show_only_when_it_takes_time(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    page.evaluate(
        """() => { window.flashed = false;
          const look = () => { window.flashed ||= !document.getElementById("match-working").hidden; };
          new MutationObserver(look).observe(document.getElementById("match"), {subtree: true, attributes: true}); }"""
    )
    matched(page, TREES)
    assert page.evaluate("window.flashed") is False
    assistant.release.clear()
    match(page, f"{TREES}慢")
    expect(page.locator("#match-working li.now")).to_have_text("比对方向")
    expect(page.locator("#match-go")).to_be_disabled()
    assert serious(page) == []
    assistant.release.set()
    expect(page.locator("#match-found")).to_be_visible()


def test_reloading_keeps_tab_text_and_result_and_clearing_ends_them(visit: Visit) -> None:
    page = visit()
    matched(page, TREES)
    page.reload()
    ready(page)
    expect(page.locator("#match")).to_be_visible()
    expect(page.locator("#match-found .outcome")).to_contain_text("茶林共生")
    assert page.input_value("#match-text") == TREES
    page.locator("#match-described").get_by_role("button", name="清空").click()
    page.locator("#match-clear-yes").click()
    expect(page.locator("#match-empty")).to_be_visible()
    expect(page.locator("#match-text")).to_have_value("")
    assert "茶" not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "套种了" not in page.locator("#match").inner_html()
    page.reload()
    ready(page)
    expect(page.locator("#match-empty")).to_be_visible()


def test_what_the_browser_kept_is_not_trusted(visit: Visit) -> None:
    page = visit()
    nasty = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>炒青"
    for kept in ("nonsense", "null", "[]", '{"description": 3, "asked": true}'):
        page.evaluate("kept => localStorage.setItem('policy-assistant/match/1', kept)", kept)
        page.reload()
        ready(page)
        expect(page.locator("#match-empty")).to_be_visible()
    matched(page, nasty)
    page.reload()
    ready(page)
    expect(page.locator("#match-found")).to_be_visible()
    assert page.locator(".described:visible").inner_text().replace("1<", "<").startswith("<img")
    assert page.evaluate("window.hacked") is None
    expect(page.locator("#match img, #match script")).to_have_count(0)


def test_two_visitors_never_meet(visit: Visit) -> None:
    first, second = visit(), visit()
    matched(first, TREES)
    matched(second, KITCHEN)
    assert "柴灶换成了" not in first.locator("#match").inner_html()
    assert "套种了" not in second.locator("#match-described").inner_html()


def test_the_result_is_copied_and_downloaded(visit: Visit, tmp_path: Path) -> None:
    page = visit(WIDE, permissions=["clipboard-read", "clipboard-write"], accept_downloads=True)
    matched(page, TREES)
    page.get_by_role("button", name="复制", exact=True).click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“设置巢箱引来益鸟，减少用药次数”〔附件1·一（一）·应用场景·2〕" in copied
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Word").click()
    assert download.value.suggested_filename == "选方向结果-20190701.docx"
    download.value.save_as(tmp_path / "result.docx")
    assert "茶林共生" in "".join(item.text for item in docx.Document(str(tmp_path / "result.docx")).paragraphs)


def test_a_direction_is_carried_to_the_self_assessment(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => { window.carried = [];
          window.addEventListener("pa:assess", (event) => window.carried.push(event.detail));
          const set = Storage.prototype.setItem;
          Storage.prototype.setItem = function (key, value) {
            if (key === "pa.assess.direction") window.carried.push(JSON.parse(value));
            return set.call(this, key, value);
          };
          if (!document.getElementById("tab-assess")) {
            const tab = document.createElement("i"); tab.id = "tab-assess"; document.body.append(tab); } }"""
    )
    matched(page, KITCHEN)
    page.get_by_role("button", name="带入自评").click()
    wanted = {"direction": 3, "document": NOTICE}
    assert page.evaluate("window.carried") == [wanted, wanted], "told, and laid down, before the tab opens"


def test_without_a_self_assessment_nothing_can_be_carried(visit: Visit) -> None:
    page = visit()
    page.evaluate("document.getElementById('tab-assess')?.remove()")
    matched(page, KITCHEN)
    expect(page.get_by_role("button", name="带入自评")).to_have_count(0)


@SIZES
def test_nothing_scrolls_sideways(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    assert overflow(page) <= 0
    for description in (TREES, UNSURE, SHOP, "W" * 400 + "炒青"):
        matched(page, description)
        assert overflow(page) <= 0
        wide = page.evaluate(
            """() => [...document.querySelectorAll("#match *")].filter((e) => e.offsetParent && !e.closest(".sr-only"))
              .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 90))"""
        )
        assert wide == []


def test_on_a_phone_controls_are_large_enough_to_tap(visit: Visit) -> None:
    page = visit(NARROW, has_touch=True, is_mobile=True)
    small = """() => [...document.querySelectorAll("#topbar button, #match button, #match a, #match select")]
          .filter((e) => e.offsetParent && !e.matches(".pair-mark"))
          .filter((e) => { const b = e.getBoundingClientRect(); return b.height < 44 || b.width < 44; })
          .map((e) => e.outerHTML.slice(0, 90))"""
    page.fill("#match-text", "长" * (LONGEST + 1))
    assert page.evaluate(small) == []
    for description in (TREES, UNSURE, SHOP):
        matched(page, description)
        assert page.evaluate(small) == []


def test_keys_reach_the_description_and_send_it(visit: Visit) -> None:
    page = visit()
    page.locator("#topbar").click()
    page.keyboard.press("/")
    expect(page.locator("#match-text")).to_be_focused()
    page.keyboard.insert_text(TREES)
    page.keyboard.press("Enter")
    expect(page.locator("#match-text")).to_have_value(f"{TREES}\n")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#match-found .outcome")).to_be_focused()


def test_print_shows_every_direction_and_no_controls(visit: Visit) -> None:
    page = visit()
    matched(page, TREES)
    page.emulate_media(media="print")
    expect(page.locator(".direction-body").nth(1)).to_be_visible()
    expect(page.locator(".described:visible")).to_have_count(1)
    for hidden in (
        "#ask",
        "#match-form",
        "#notice-panel",
        "#match .actions >> nth=0",
        "#match-described .quiet >> nth=0",
    ):
        expect(page.locator(hidden)).to_be_hidden()


def test_nothing_is_asked_of_any_other_host(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    ready(page)
    page.locator("#tab-match").click()
    (tmp_path / "a.txt").write_text(TREES, encoding="utf-8")
    page.locator("#match-file").set_input_files(tmp_path / "a.txt")
    expect(page.locator("#match-notes")).to_contain_text("a.txt")
    matched(page, TREES)
    page.get_by_role("button", name="下载 Word").click()
    page.wait_for_timeout(1000)
    context.close()
    assert [url for url in asked if not url.startswith((address, "data:", f"blob:{address}"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_axe_finds_nothing_serious(visit: Visit, size: dict[str, int], scheme: str) -> None:
    page = visit(size, color_scheme=scheme)
    assert serious(page) == []
    for description in (KITCHEN, UNSURE, SHOP, TREES):
        matched(page, description)
        assert serious(page) == [], description
    page.locator(".quote-button").first.click()
    page.wait_for_timeout(400)
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.locator("#match-described").get_by_role("button", name="清空").click()
    assert serious(page) == []
    page.keyboard.press("Escape")
    match(page, "会失败吗")
    expect(page.locator("#match-failed")).to_be_visible()
    assert serious(page) == []

"""The page in a real browser, at 1280 and 390 px, over an assistant with canned answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

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
from tests.fake_assistant import FakeAssistant

pytestmark = pytest.mark.browser


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
    with visits(browser, address) as visit:
        yield visit


def ask(page: Page, question: str, state: str = "answered") -> None:
    before = page.locator(".turn").count()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_count(before + 1)
    expect(page.locator(".turn").last).to_have_attribute("data-state", state)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_mark_shows_exactly_the_quoted_words_in_the_notice(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    ask(page, "一家单位最多报几个茶园？")
    page.get_by_role("button", name="引文1：通知二（三）").click()
    expect(page.locator("mark.hit")).to_be_visible()
    assert highlighted(page) == "同一类只能选一个方向，合计不超过3个茶园"
    page.wait_for_timeout(300)
    assert in_view(page)
    expect(page.locator("#crumbs")).to_have_text("通知 › 二、基本条件 › （三）")


def test_a_span_is_counted_in_characters_not_utf16_units(visit: Visit) -> None:
    page = visit()
    ask(page, "片区以外的茶园有面积要求吗？")
    page.locator(".mark").click()
    expect(page.locator("mark.hit")).to_be_visible()
    assert highlighted(page) == "𠮷田片区以外的茶园，面积不得少于30亩"


def test_each_mark_takes_the_place_of_the_one_before(visit: Visit) -> None:
    page = visit()
    ask(page, "有哪些方向，列个清单")
    page.locator(".turn .fold").first.click()
    for number, mark in enumerate(page.locator(".mark").all()):
        mark.click()
        assert highlighted(page) == mark.get_attribute("data-quote")
        assert in_view(page), number
    expect(page.locator(".clause.current")).to_have_count(1)


def test_hovering_or_focusing_a_mark_shows_its_quote(visit: Visit) -> None:
    page = visit()
    ask(page, "一家单位最多报几个茶园？")
    tip = page.locator("#tip")
    page.locator(".mark").first.hover()
    expect(tip).to_contain_text("同一类只能选一个方向，合计不超过3个茶园")
    page.mouse.move(5, 700)
    expect(tip).to_be_hidden()
    page.keyboard.press("Escape")
    page.locator("#question").focus()
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.mark')"):
            break
    expect(tip).to_contain_text("同一茶园不得重复提出")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".mark").first).to_be_focused()
    expect(tip).to_contain_text("同一类只能选一个方向")


def test_two_visitors_never_meet(visit: Visit, assistant: FakeAssistant) -> None:
    first, second = visit(), visit()
    assistant.release.clear()
    first.fill("#question", "甲问：慢一点")
    first.keyboard.press("Enter")
    expect(first.locator(".stages li.now")).to_have_text("检索")
    ask(second, "乙问：最多几个？")
    assistant.release.set()
    expect(first.locator(".turn")).to_have_attribute("data-state", "answered")
    assert "乙问" not in first.locator("#turns").inner_text()
    assert "甲问" not in second.locator("#turns").inner_text()
    third = visit()
    expect(third.locator(".turn")).to_have_count(0)


def test_a_follow_up_brings_the_earlier_turns(visit: Visit, assistant: FakeAssistant) -> None:
    page = visit()
    ask(page, "最多几个？")
    page.locator(".chip").first.click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").last).to_have_attribute("data-state", "answered")
    assert assistant.asked[-1] == ("影像有什么要求？", 1)


def test_on_a_phone_nothing_scrolls_sideways_and_the_sheet_closes(visit: Visit) -> None:
    page = visit(NARROW, has_touch=True, is_mobile=True)
    assert overflow(page) <= 0
    for question, state in (
        ("列个清单", "answered"),
        ("哪个邮箱？", "answered"),
        ("补贴？", "not_stated"),
        ("W" * 300, "answered"),
    ):
        ask(page, question, state)
        assert overflow(page) <= 0, question
    panel = page.locator("#notice-panel")
    expect(panel).to_be_hidden()
    mark = page.locator(".mark").last
    mark.tap()
    expect(panel).to_be_visible()
    assert overflow(page) <= 0
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(mark).to_be_focused()
    mark.tap()
    page.get_by_role("button", name="关闭原文").tap()
    expect(panel).to_be_hidden()


def test_on_a_phone_controls_are_large_enough_to_tap(visit: Visit) -> None:
    page = visit(NARROW, has_touch=True, is_mobile=True)
    ask(page, "哪个邮箱？")
    ask(page, "有没有补贴？", "not_stated")
    small = page.evaluate(
        """() => [...document.querySelectorAll("#topbar button, #banner button, #talk button, #talk a")]
          .filter((e) => e.offsetParent && !e.matches(".mark"))
          .filter((e) => { const b = e.getBoundingClientRect(); return b.height < 44 || b.width < 44; })
          .map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert small == []
    reach = page.evaluate(
        """() => { const m = document.querySelector(".mark"); m.scrollIntoView({block: "center"});
          const b = m.getBoundingClientRect(), x = b.left + b.width / 2, y = b.top + b.height / 2;
          const around = [[0, -21], [0, 21], [-21, 0], [21, 0]];
          return around.every(([dx, dy]) => document.elementFromPoint(x + dx, y + dy) === m); }"""
    )
    assert reach


def test_the_panel_closes_and_opens_at_full_width_too(visit: Visit) -> None:
    page = visit()
    panel = page.locator("#notice-panel")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    ask(page, "最多几个？")
    page.locator(".mark").first.click()
    expect(panel).to_be_visible()
    assert highlighted(page)


def test_the_divider_moves_by_mouse_and_by_key_and_stays(visit: Visit) -> None:
    page = visit()
    divider = page.locator("#divider")
    box = divider.bounding_box()
    assert box
    page.mouse.move(box["x"] + 4, 300)
    page.mouse.down()
    page.mouse.move(500, 300)
    page.mouse.up()
    moved = divider.bounding_box()
    assert moved and abs(moved["x"] - 500) < 12
    divider.press("ArrowRight")
    page.reload()
    ready(page)
    kept = divider.bounding_box()
    assert kept and 505 < kept["x"] < 545


def test_reloading_keeps_the_conversation_and_clearing_ends_it(visit: Visit) -> None:
    page = visit()
    ask(page, "一家单位最多报几个茶园？")
    ask(page, "会失败吗", "failed")
    page.reload()
    ready(page)
    expect(page.locator(".turn")).to_have_count(2)
    page.locator(".mark").first.click()
    assert highlighted(page) == "同一类只能选一个方向，合计不超过3个茶园"
    page.get_by_role("button", name="清空对话").click()
    page.get_by_role("button", name="清空", exact=True).last.click()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#empty")).to_be_visible()
    assert "茶园" not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    page.reload()
    ready(page)
    expect(page.locator(".turn")).to_have_count(0)


def test_what_the_browser_kept_is_not_trusted(visit: Visit) -> None:
    page = visit()
    ask(page, "最多几个？")
    page.evaluate(
        """() => { const key = Object.keys(localStorage).find((k) => k.includes("conversation"));
          const kept = JSON.parse(localStorage.getItem(key));
          kept[0].answer.text = "<img src=x onerror='window.hacked=1'>[1]";
          kept.push({key: "t2", question: "<b id=bold>粗</b>", state: "stopped"}, {nonsense: 1});
          localStorage.setItem(key, JSON.stringify(kept)); }"""
    )
    page.reload()
    ready(page)
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("#turns img, #bold")).to_have_count(0)
    assert page.evaluate("window.hacked") is None


def test_stopping_leaves_a_way_to_ask_again(visit: Visit, assistant: FakeAssistant) -> None:
    assistant.release.clear()
    page = visit()
    page.fill("#question", "慢一点")
    page.keyboard.press("Enter")
    expect(page.locator("#turns .stages")).to_be_visible()
    page.locator("#stop").click()
    expect(page.locator(".turn")).to_have_attribute("data-state", "stopped")
    ask(page, "最多几个？")
    assistant.release.set()
    page.locator('.turn[data-state="stopped"] [data-act="retry"]').click()
    expect(page.locator(".turn").last).to_have_attribute("data-state", "answered")
    expect(page.locator(".turn")).to_have_count(2)


def test_a_quick_answer_shows_no_stages(visit: Visit) -> None:
    page = visit()
    page.evaluate(
        """() => { window.flashed = false;
          const look = () => { window.flashed ||= Boolean(document.querySelector("#turns .stages:not([hidden])")); };
          const what = {subtree: true, childList: true, attributes: true};
          new MutationObserver(look).observe(document.getElementById("turns"), what); }"""
    )
    ask(page, "最多几个？")
    assert page.evaluate("window.flashed") is False


@pytest.mark.parametrize(
    ("question", "said"), [("会失败吗", "索引正在更新，暂时不能检索"), ("会崩溃吗", "回答时出了意外的错误")]
)
def test_a_failure_says_what_happened_and_can_be_retried(visit: Visit, question: str, said: str) -> None:
    page = visit()
    ask(page, question, "failed")
    turn = page.locator(".turn").last
    expect(turn).to_contain_text(said)
    expect(turn).not_to_contain_text("boom")
    turn.get_by_role("button", name="重试").click()
    expect(page.locator(".turn")).to_have_count(1)
    expect(page.locator(".turn")).to_have_attribute("data-state", "failed")


def test_without_a_network_the_question_is_kept(visit: Visit) -> None:
    page = visit()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.fill("#question", "最多几个？")
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_value("最多几个？")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator(".turn")).to_have_attribute("data-state", "answered")


def test_a_question_that_is_too_long_is_refused_and_kept(visit: Visit) -> None:
    page = visit()
    page.fill("#question", "长" * 2001)
    page.keyboard.press("Enter")
    expect(page.locator("#too-long")).to_contain_text("2,001")
    expect(page.locator(".turn")).to_have_count(0)
    assert len(page.input_value("#question")) == 2001


def test_markup_in_a_question_is_shown_as_typed(visit: Visit) -> None:
    page = visit()
    nasty = "<script>window.hacked=1</script><img src=x onerror=window.hacked=1>天气"
    ask(page, nasty, "out_of_scope")
    expect(page.locator(".question")).to_contain_text(nasty)
    assert page.evaluate("window.hacked") is None
    expect(page.locator("#turns img, #turns script")).to_have_count(0)


def test_nothing_is_asked_of_any_other_host(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    ready(page)
    ask(page, "哪个邮箱？")
    page.locator(".mark").first.click()
    page.reload()
    ready(page)
    page.wait_for_timeout(1500)
    context.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_keys_reach_the_input_and_break_lines(visit: Visit) -> None:
    page = visit()
    page.locator("#topbar").click()
    page.keyboard.press("/")
    expect(page.locator("#question")).to_be_focused()
    expect(page.locator("#question")).to_have_value("")
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    expect(page.locator("#question")).to_have_value("第一行\n第二行")
    expect(page.locator(".turn")).to_have_count(0)


def test_answers_and_quotes_can_be_copied(visit: Visit) -> None:
    page = visit(WIDE, permissions=["clipboard-read", "clipboard-write"])
    ask(page, "一家单位最多报几个茶园？")
    page.get_by_role("button", name="复制答案").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith(
        "可以报多个，合计不超过3个茶园；同一类只能选一个方向。〔通知二（三）〕"
    )
    page.locator(".mark").nth(1).click()
    page.get_by_role("button", name="复制引文").click()
    expect(page.locator("#said")).to_have_text("引文已复制")
    assert page.evaluate("navigator.clipboard.readText()") == "“同一茶园不得重复提出”〔云农函〔2019〕7号 通知二（三）〕"


def test_the_banner_can_be_dismissed(visit: Visit) -> None:
    page = visit()
    expect(page.locator(".banner")).to_contain_text("本通知申报期已于2019年6月30日截止")
    page.locator("#banner-close").click()
    expect(page.locator(".banner")).to_have_count(0)
    page.reload()
    ready(page)
    expect(page.locator(".banner")).to_have_count(0)


def test_there_is_no_trace_of_the_framework(visit: Visit) -> None:
    page = visit()
    text = page.locator("body").inner_text()
    assert "radio" not in text
    assert "不构成官方解释" in text
    assert page.title() == "申报助手"
    assert page.evaluate("document.documentElement.lang") == "zh-CN"


def test_print_leaves_questions_answers_and_quotes(visit: Visit) -> None:
    page = visit()
    ask(page, "最多几个？")
    page.emulate_media(media="print")
    expect(page.locator(".quotes")).to_be_visible()
    for hidden in ("#composer", "#notice-panel", ".actions >> nth=0", "#clear"):
        expect(page.locator(hidden)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_axe_finds_nothing_serious(visit: Visit, size: dict[str, int], scheme: str) -> None:
    page = visit(size, color_scheme=scheme)
    assert serious(page) == []
    ask(page, "一家单位最多报几个茶园？")
    ask(page, "哪个邮箱？")
    ask(page, "有没有补贴？", "not_stated")
    ask(page, "会失败吗", "failed")
    assert serious(page) == []
    page.locator(".mark").first.click()
    page.wait_for_timeout(400)
    assert serious(page) == []
    page.keyboard.press("Escape")
    page.locator("#clear").click()
    assert serious(page) == []


def test_a_mark_reaches_a_clause_that_a_doubt_names_too(visit: Visit) -> None:
    page = visit(WIDE)
    ask(page, "一家单位最多报几个茶园？")
    clause = page.get_by_role("button", name="引文1：通知二（三）").get_attribute("data-clause")
    page.evaluate(
        "path => { const link = document.createElement('button'); link.dataset.clause = path;"
        " document.querySelector('.clause').before(link); }",
        clause,
    )
    page.get_by_role("button", name="引文1：通知二（三）").click()
    expect(page.locator("mark.hit")).to_be_visible()

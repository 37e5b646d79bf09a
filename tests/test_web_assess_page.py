"""The tab 自评表 in a real browser, at 1280 and 390 px, over an invented notice with rules of every kind."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from assistant.web.page import build_page, launch_options
from tests.fake_assistant import NOTICE, FakeAssistant

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}
INSTALL = "没有 Chromium，请先安装：apt-get install chromium（或 python -m playwright install chromium）"

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = build_page(FakeAssistant(), today=lambda: date(2019, 7, 1))
    options: dict[str, Any] = {**launch_options(), "prevent_thread_lock": True}
    page.launch(server_name="127.0.0.1", server_port=port, **options)
    yield f"http://127.0.0.1:{port}/"
    page.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        own = playwright.chromium.executable_path
        executable = found or (own if Path(own).exists() else None)
        if executable is None:
            pytest.fail(INSTALL)
        args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=executable, args=args)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens the tab as a new visitor; an error in a script fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(size: dict[str, int] = WIDE, direction: int | None = 1, **options: Any) -> Page:
        context = browser.new_context(viewport=size, locale="zh-CN", **options)  # pyright: ignore[reportArgumentType]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        ready(page)
        page.locator("#tab-assess").click()
        if direction:
            choose(page, direction)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not errors


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]")


def choose(page: Page, direction: int) -> None:
    page.select_option("#assess-direction", str(direction))
    expect(page.locator("#verdict")).not_to_be_empty()


def q(page: Page, field: str) -> Locator:
    return page.locator(f'.q[data-field="{field}"]')


def answer(page: Page, field: str, value: str) -> None:
    q(page, field).get_by_label(value, exact=True).check()


def fill(page: Page, field: str, value: str) -> None:
    q(page, field).locator(".amount input").fill(value)


def fill_all(page: Page) -> None:
    """Answers that satisfy direction 1, just."""
    answer(page, "本市登记", "是")
    answer(page, "单位类型", "茶厂")
    fill(page, "已提出茶园数", "0")
    answer(page, "已选方向", "都没有")
    answer(page, "在𠮷田片区", "否")
    expect(q(page, "面积")).to_be_visible()
    fill(page, "面积", "30亩")
    answer(page, "已有举措", "遮阴调温")
    fill(page, "减药比例", "40")
    fill(page, "影像分钟", "８")
    fill(page, "申请书份数", "4")


def overflow(page: Page) -> int:
    return page.evaluate(
        """() => Math.max(document.documentElement.scrollWidth - innerWidth,
          ...[...document.querySelectorAll("#assess-scroll")].map((e) => e.scrollWidth - e.clientWidth))"""
    )


def serious(page: Page) -> list[str]:
    report: dict[str, Any] = Axe().run(page).response  # pyright: ignore[reportUnknownVariableType]
    found = [item for item in report["violations"] if item["impact"] in ("serious", "critical")]
    return [f"{item['id']}: {item['nodes'][0]['html'][:160]}" for item in found]


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_filling_in_leads_from_missing_to_may_apply(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    verdict = page.locator("#verdict")
    expect(verdict).to_have_text("需补充（9 项未知）")
    expect(page.locator("#progress")).to_have_text("已答 0/9")
    expect(page.locator("#window-note")).to_have_text("申报期已于2019年6月30日截止")
    answer(page, "本市登记", "否")
    expect(verdict).to_have_text("不可申报（1 项不符合）")
    expect(q(page, "本市登记").locator(".told")).to_contain_text("不符合")
    fill_all(page)
    expect(verdict).to_have_text("可申报")
    expect(page.locator("#progress")).to_have_text("已答 10/10")
    assert overflow(page) <= 0


def test_the_outcome_is_there_within_150_ms(visit: Visit) -> None:
    page = visit()
    fill_all(page)
    expect(page.locator("#verdict")).to_have_text("可申报")
    measure = """async (wanted) => {
      const box = document.querySelector(`.q[data-field="本市登记"] input[value="${wanted}"]`);
      const verdict = document.getElementById("verdict");
      const before = verdict.textContent, from = performance.now();
      box.click();
      while (verdict.textContent === before && performance.now() - from < 3000) await new Promise(requestAnimationFrame);
      return performance.now() - from; }"""
    times = [page.evaluate(measure, wanted) for wanted in ("false", "true", "false", "true", "false")]
    assert sorted(times)[2] <= 150


def test_the_latest_answer_wins(visit: Visit) -> None:
    page = visit()
    for number in ("1", "12", "123", "1", "4"):
        fill(page, "申请书份数", number)
    expect(q(page, "申请书份数").locator(".told")).to_contain_text("填报 4 份")
    answer(page, "本市登记", "否")
    answer(page, "本市登记", "是")
    expect(q(page, "本市登记").locator(".told")).not_to_contain_text("不符合")


def test_not_clear_is_an_answer_and_takes_back_what_was_given(visit: Visit) -> None:
    page = visit()
    fill(page, "影像分钟", "3")
    expect(page.locator("#verdict")).to_contain_text("不可申报")
    answer(page, "影像分钟", "不清楚")
    expect(q(page, "影像分钟").locator(".amount input")).to_have_value("")
    expect(page.locator("#verdict")).to_contain_text("需补充")
    fill(page, "影像分钟", "9")
    expect(q(page, "影像分钟").get_by_label("不清楚")).not_to_be_checked()
    answer(page, "已选方向", "水土保持")
    expect(q(page, "已选方向").locator(".told")).to_contain_text("不符合")
    answer(page, "已选方向", "都没有")
    expect(q(page, "已选方向").get_by_label("水土保持")).not_to_be_checked()


def test_a_bad_value_is_told_at_its_field_and_can_be_seen(visit: Visit) -> None:
    page = visit()
    fill(page, "申请书份数", "四五份")
    told = q(page, "申请书份数").locator(".told")
    expect(told).to_contain_text("不是数。可填：不小于 0 的整数，单位：份")
    expect(q(page, "申请书份数").locator(".amount input")).to_have_attribute("aria-invalid", "true")
    fill(page, "申请书份数", "5")
    expect(told).to_contain_text("符合")
    expect(q(page, "申请书份数").locator(".amount input")).to_have_attribute("aria-invalid", "false")


def test_another_answer_in_own_words_is_taken_and_never_obeyed(visit: Visit) -> None:
    page = visit()
    answer(page, "单位类型", "其他")
    expect(page.locator("#verdict")).to_have_text("需补充（9 项未知）")
    q(page, "单位类型").locator(".other").fill("<img src=x onerror=window.hacked=1>")
    expect(q(page, "单位类型").locator(".told")).to_contain_text("<img src=x")
    page.locator("#show-result").click()
    expect(page.locator("#assess-result")).to_contain_text("<img src=x")
    assert page.evaluate("window.hacked") is None
    expect(page.locator("#assess img")).to_have_count(0)


def test_the_result_shows_every_rule_and_can_be_narrowed_to_what_is_open(visit: Visit) -> None:
    page = visit()
    fill_all(page)
    fill(page, "申请书份数", "3")
    page.get_by_role("button", name="看结果").click()
    rows = page.locator("#assess-result tbody tr:not(.group-row):visible")
    expect(rows).to_have_count(11)
    page.locator("#only-open").check()
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("不符合，可补正")
    expect(page.locator("#part-missing")).to_contain_text("再增 1 份即满足")
    page.get_by_role("button", name="去填写：申请书份数").click()
    expect(q(page, "申请书份数").locator(".amount input")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("4")
    expect(page.locator("#verdict")).to_have_text("可申报")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_a_clause_opens_the_notice_at_its_words(visit: Visit, size: dict[str, int]) -> None:
    page = visit(size)
    q(page, "减药比例").locator(".clause-link").click()
    expect(page.locator("#notice-panel")).to_be_visible()
    assert "".join(page.locator("mark.hit").all_text_contents()) == "化学农药用量下降不少于40%"
    page.keyboard.press("Escape")
    expect(page.locator("#notice-panel")).to_be_hidden()


def test_hovering_a_clause_shows_its_quote(visit: Visit) -> None:
    page = visit()
    q(page, "本市登记").locator(".clause-link").hover()
    expect(page.locator("#tip")).to_contain_text("在云杉市登记满三年")


def test_all_survives_a_reload_and_clearing_really_clears(visit: Visit) -> None:
    page = visit()
    fill_all(page)
    answer(page, "单位类型", "其他")
    q(page, "单位类型").locator(".other").fill("茶叶协会")
    page.locator("#describe-fold").click()
    page.fill("#describe-text", "我们在山脚")
    expect(page.locator("#verdict")).to_have_text("需补充（1 项待补正）")
    page.reload()
    ready(page)
    expect(page.locator("#assess")).to_be_visible()
    expect(page.locator("#verdict")).to_have_text("需补充（1 项待补正）")
    expect(q(page, "单位类型").locator(".other")).to_have_value("茶叶协会")
    expect(q(page, "面积").locator(".amount input")).to_have_value("30")
    expect(page.locator("#describe-text")).to_have_value("我们在山脚")
    page.locator("#assess-clear").click()
    page.locator("#assess-clear-dialog").get_by_role("button", name="清空").click()
    expect(page.locator(".q")).to_have_count(0)
    kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "协会" not in kept
    assert "山脚" not in kept
    page.reload()
    ready(page)
    expect(page.locator("#assess-direction")).to_have_value("")


def test_what_the_browser_kept_is_not_trusted(visit: Visit) -> None:
    page = visit()
    for kept in (
        '{"document": 3, "states": 4}',
        "[",
        f'{{"document": "{NOTICE}", "states": {{"{NOTICE}": {{"projects": [{{"key": "<b>", "facts": 1}}]}}}}}}',
    ):
        page.evaluate("kept => localStorage.setItem('policy-assistant/assess/1', kept)", kept)
        page.reload()
        ready(page)
        expect(page.locator("#assess-direction")).to_have_value("")
    nasty = (
        f'{{"document": "{NOTICE}", "states": {{"{NOTICE}": {{"shared": {{"单位类型": "<img src=x>"}}, "active": 9,'
        '"projects": [{"key": "p1", "name": "<img>", "direction": 1, "facts": {"影像分钟": {"a": 1}}}]}}}'
    )
    page.evaluate("kept => localStorage.setItem('policy-assistant/assess/1', kept)", nasty)
    page.reload()
    ready(page)
    expect(q(page, "影像分钟").locator(".told")).to_contain_text("不是数")
    expect(page.locator("#assess img")).to_have_count(0)


def test_answers_found_in_a_text_are_taken_or_left_one_by_one(visit: Visit) -> None:
    page = visit()
    page.locator("#describe-fold").click()
    page.fill("#describe-text", "我们在本市登记满三年<b>，影像9分钟。")
    page.locator("#describe-read").click()
    rows = page.locator("#recognised li")
    expect(rows).to_have_count(2)
    expect(page.locator("#progress")).to_have_text("已答 0/9")
    expect(rows.first.locator("mark")).to_have_text("登记满三年")
    page.get_by_role("button", name="采用：在本市登记满三年了吗？", exact=True).click()
    expect(page.locator("#progress")).to_have_text("已答 1/9")
    expect(q(page, "本市登记").get_by_label("是", exact=True)).to_be_checked()
    page.get_by_role("button", name="不采用：影像有几分钟？").click()
    expect(rows.last).to_contain_text("未采用")
    expect(q(page, "影像分钟").locator(".amount input")).to_have_value("")


def test_a_direction_is_taken_over_from_another_tab(visit: Visit) -> None:
    page = visit(direction=None)
    page.locator("#tab-ask").click()
    page.evaluate(
        """id => { sessionStorage.setItem("pa.assess.direction", JSON.stringify({direction: 3, document: id}));
          dispatchEvent(new CustomEvent("pa:assess")); document.getElementById("tab-assess").click(); }""",
        NOTICE,
    )
    expect(page.locator("#assess-direction")).to_have_value("3")
    expect(page.locator("#verdict")).to_contain_text("需补充")


def test_a_second_project_keeps_the_applicants_answers_and_shows_conflicts(visit: Visit) -> None:
    page = visit()
    fill_all(page)
    expect(page.locator("#verdict")).to_have_text("可申报")
    page.get_by_role("button", name="再加一个项目").click()
    expect(page.locator(".pill")).to_have_count(2)
    choose(page, 2)
    expect(q(page, "本市登记").get_by_label("是", exact=True)).to_be_checked()
    expect(q(page, "影像分钟").locator(".amount input")).to_have_value("")
    expect(page.locator("#conflicts")).to_contain_text("“生态类”有 2 个项目")
    choose(page, 3)
    expect(page.locator("#conflicts")).to_be_empty()
    page.fill("#project-name", "前山")
    page.locator(".pill").first.click()
    expect(page.locator("#assess-direction")).to_have_value("1")
    expect(q(page, "减药比例").locator(".amount input")).to_have_value("40")
    page.fill("#project-name", "前山")
    expect(page.locator("#conflicts")).to_contain_text("填报了 2 次")
    page.get_by_role("button", name="删去这个项目").click()
    expect(page.locator("#projects")).to_be_hidden()
    expect(page.locator("#conflicts")).to_be_empty()


@pytest.mark.parametrize(("name", "ending"), [("Word", "docx"), ("Markdown", "md"), ("日历 .ics", "ics")])
def test_files_can_be_downloaded(visit: Visit, name: str, ending: str) -> None:
    page = visit()
    page.locator("#show-result").click()
    with page.expect_download() as told:
        page.get_by_role("button", name=name).click()
    assert told.value.suggested_filename == f"自评表-方向1-2019-07-01.{ending}"
    assert Path(told.value.path()).stat().st_size > 200


def test_days_are_counted_back_from_a_day_of_ones_own(visit: Visit) -> None:
    page = visit()
    page.locator("#show-result").click()
    page.fill("#own-deadline", "2031-05-30")
    expect(page.locator("#part-dates .steps")).to_contain_text("2031年5月30日")
    page.get_by_role("button", name="改回通知的截止日").click()
    expect(page.locator("#part-dates .steps")).to_contain_text("2019年6月30日")


def test_another_direction_can_be_chosen_from_the_result(visit: Visit) -> None:
    page = visit()
    fill_all(page)
    page.locator("#show-result").click()
    page.locator('#part-others [data-direction="3"]').click()
    expect(page.locator("#assess-direction")).to_have_value("3")
    expect(page.locator("#verdict")).to_have_text("可申报")


def test_the_form_can_be_filled_in_by_keyboard(visit: Visit) -> None:
    page = visit()
    q(page, "本市登记").get_by_label("是", exact=True).focus()
    page.keyboard.press("Space")
    expect(page.locator("#progress")).to_have_text("已答 1/9")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#verdict")).to_contain_text("不可申报")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.q').dataset.field") == "单位类型"
    outlined = page.evaluate(
        "getComputedStyle(document.activeElement.matches('button') ? document.activeElement"
        " : document.activeElement.nextElementSibling).outlineStyle"
    )
    assert outlined == "solid"


def test_a_lost_connection_keeps_the_answers_and_recovers(visit: Visit) -> None:
    page = visit()
    page.context.set_offline(True)
    answer(page, "本市登记", "否")
    expect(page.locator("#assess-trouble")).to_contain_text("连接断开")
    page.context.set_offline(False)
    expect(page.locator("#verdict")).to_contain_text("不可申报", timeout=15000)
    expect(page.locator("#assess-trouble")).to_be_hidden()


def test_on_a_phone_controls_are_large_enough_to_tap(visit: Visit) -> None:
    page = visit(NARROW, has_touch=True, is_mobile=True)
    fill_all(page)
    small = """() => [...document.querySelectorAll("#assess-talk :is(button, select, textarea, .seg, input[type=text], input[type=date])")]
      .filter((e) => e.checkVisibility())
      .filter((e) => { const b = e.getBoundingClientRect(); return b.height < 44 || b.width < 44; })
      .map((e) => e.outerHTML.slice(0, 120))"""
    assert page.evaluate(small) == []
    page.locator("#show-result").click()
    expect(page.locator("#part-trace")).to_be_visible()
    assert page.evaluate(small) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_axe_finds_nothing_serious(visit: Visit, size: dict[str, int], scheme: str) -> None:
    page = visit(size, direction=None, color_scheme=scheme)
    assert serious(page) == []
    choose(page, 1)
    fill_all(page)
    answer(page, "本市登记", "否")
    fill(page, "影像分钟", "-3")
    answer(page, "单位类型", "其他")
    q(page, "单位类型").locator(".other").fill("协会")
    expect(page.locator("#verdict")).to_contain_text("不可申报")
    assert serious(page) == []
    page.locator("#show-result").click()
    expect(page.locator("#part-trace")).to_be_visible()
    assert serious(page) == []
    page.locator("#show-form").click()
    page.locator("#add-project").click()
    choose(page, 2)
    expect(page.locator("#conflicts")).not_to_be_empty()
    assert serious(page) == []
    page.locator("#assess-clear").click()
    assert serious(page) == []


def test_print_leaves_the_result(visit: Visit) -> None:
    page = visit()
    fill_all(page)
    page.locator("#show-result").click()
    expect(page.locator("#part-trace")).to_be_visible()
    page.locator("#show-form").click()
    page.emulate_media(media="print")
    expect(page.locator("#part-trace")).to_be_visible()
    expect(page.locator(".result-verdict")).to_contain_text("可申报")
    for hidden in ("#assess-form", "#verdict-bar", ".result-actions", ".own-day", "#ask", "#notice-panel"):
        expect(page.locator(hidden)).to_be_hidden()


def test_nothing_is_asked_of_any_other_host(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    ready(page)
    page.locator("#tab-assess").click()
    choose(page, 1)
    fill_all(page)
    page.locator("#show-result").click()
    expect(page.locator("#part-trace")).to_be_visible()
    context.close()
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []

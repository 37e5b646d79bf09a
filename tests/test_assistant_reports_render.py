"""Matches as Markdown and as plain text: complete, in order, and taken by nobody for markup."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from assistant.matching.model import Fit, Requirement
from assistant.reports.match import outcome, percent
from assistant.reports.model import NOT_OFFICIAL, Bullets, Heading, Paragraph, Table
from assistant.reports.render import markdown, match_markdown, match_plain
from tests.fake_assistant import notice
from tests.fake_match import KITCHEN, SHOP, TREES, UNSURE, cited, matched, said

DAY = date(2019, 5, 1)


def as_markdown(description: str) -> str:
    return match_markdown(matched(description, notice()), notice(), description, DAY)


def as_plain(description: str) -> str:
    return match_plain(matched(description, notice()), notice(), description, DAY)


def test_markdown_has_the_whole_match_in_order() -> None:
    text = as_markdown(TREES)
    parts = (
        "# 选方向结果",
        "云农函〔2019〕7号",
        "2019年5月1日",
        "## 结论",
        "生态类（一）茶林共生，可能性 86%",
        "## 1. 茶林共生",
        "### 依据",
        "### 要求",
        "### 与邻近方向对比",
        "### 联系人",
        "## 2. 清洁炒青",
        "## 项目描述",
        NOT_OFFICIAL,
    )
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_every_quote_names_its_clause() -> None:
    for text in (as_markdown(TREES), as_plain(TREES)):
        assert "“设置巢箱引来益鸟，减少用药次数”〔附件1·一（一）·应用场景·2〕" in text
        assert "看来达到：“农药用量下降45%”" in text


def test_plain_text_has_no_marks_of_markup() -> None:
    text = as_plain(TREES)
    assert not re.search(r"^#|\||\\|---", text, flags=re.MULTILINE)
    assert text.startswith("选方向结果\n")


def test_what_is_close_or_fits_nothing_says_so_in_the_conclusion() -> None:
    assert "要先弄清：改造的是茶园里的林相，还是炒青车间？" in as_plain(UNSURE)
    assert "最合适的方向" not in as_plain(UNSURE)
    assert "没有合适的方向" in as_plain(SHOP)
    assert "看来未达到：“改了1条生产线”" in as_plain(KITCHEN)


def test_what_a_user_writes_is_no_markup() -> None:
    nasty = "# 标题\n- 项\n1. 数\n| 表 | <b>粗</b> **粗** [链](http://x) ![图](x) `码`\x1b[31m"
    text = match_markdown(replace(matched(SHOP, notice()), note=""), notice(), f"{SHOP}\n{nasty}", DAY)
    body = text[text.index("## 项目描述") :]
    for line in (r"\# 标题", r"\- 项", r"1\. 数", r"\| 表 \| \<b\>粗\</b\> \*\*粗\*\*", r"\!\[图\]", r"\`码\`"):
        assert line in body
    assert "\x1b" not in text


def test_cells_and_items_stay_on_one_line() -> None:
    made = markdown(
        (Table(("甲", "乙"), (("一\n二", "a|b"),)), Bullets(("三\n四",)), Paragraph("五"), Heading(3, "六"))
    )
    assert made == "| 甲 | 乙 |\n| --- | --- |\n| 一 二 | a\\|b |\n\n- 三 四\n\n五\n\n### 六\n"


def test_a_table_refuses_a_row_of_another_length() -> None:
    with pytest.raises(ValueError, match="cell"):
        Table(("甲", "乙"), (("一",),))


@pytest.mark.parametrize(
    ("score", "words"),
    [(0.0, "不到 1%"), (0.0099, "不到 1%"), (0.01, "1%"), (0.5, "50%"), (0.99, "99%"), (0.995, "99% 以上")],
)
def test_a_probability_is_never_nothing_or_certain(score: float, words: str) -> None:
    assert percent(score) == words


def test_only_a_number_that_was_compared_is_met_or_missed() -> None:
    demand = Requirement("threshold", cited(notice(), "附件1/二/（三）", "不少于2条生产线"))
    words = said(KITCHEN, "改了1条生产线")
    assert outcome(demand) == outcome(replace(demand, said=words)) == "请核对"
    assert outcome(replace(demand, said=words, met=True)) == "看来达到"
    assert outcome(replace(demand, said=words, met=False)) == "看来未达到"


def test_a_match_of_nothing_at_all_can_be_rendered() -> None:
    empty = replace(matched(SHOP, notice()), directions=(), fit=Fit.NONE)
    assert NOT_OFFICIAL in match_plain(empty, notice(), "", DAY)

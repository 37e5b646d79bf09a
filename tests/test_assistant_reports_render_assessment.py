"""A self-assessment as Markdown: everything it says, and nothing a user typed turned into markup."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

from assistant.assess import assess
from assistant.assessing.materials import dated_steps
from assistant.assessing.model import Eligibility
from assistant.assessing.whatif import what_if
from assistant.reports.render_assessment import assessment_markdown, escaped
from tests.fake_rules import CASES_RULES, IN_TIME, VOUCHER_RULES, clean_facts, invented, shipped

LATE = date(2025, 1, 1)


def written(direction: int, facts: dict[str, Any], as_of: date = IN_TIME) -> str:
    book = shipped()
    told = assess(book, direction, facts, as_of)
    return assessment_markdown(book, told, what_if(book, told, facts), dated_steps(book, as_of))


def section(text: str, name: str) -> str:
    return text.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]


def test_it_names_the_notice_the_direction_the_day_and_the_verdict() -> None:
    text = written(22, clean_facts(22))
    document = shipped().document
    assert text.startswith("# 申报资格自评\n")
    assert document.title in text and document.number in text
    assert "2023年12月1日" in text and "尚在申报期内" in text
    assert f"**{Eligibility.MAY}**" in text
    assert "不构成官方解释" in text
    assert "## 不符合的条件" not in text and "## 待补充或确认" not in text


def test_a_passed_deadline_is_told_beside_the_verdict() -> None:
    text = written(22, clean_facts(22), LATE)
    assert f"**{Eligibility.MAY}**" in text
    assert "已截止" in text and "供准备与演练参考" in section(text, "结论")


def test_what_blocks_has_its_value_quote_clause_and_smallest_change() -> None:
    text = written(7, clean_facts(7) | {"供应商数": 98})
    blocked = section(text, "不符合的条件")
    rule = next(r for r in shipped().rules.rules if r.field.name == "供应商数")
    assert "98 家" in blocked and rule.quote.text in blocked and str(rule.quote.clause) in blocked
    assert "再增 2 家即满足" in blocked
    assert "98 家，要求不少于 100 家" in section(text, "结论")


def test_what_is_missing_has_its_question_and_what_would_decide() -> None:
    facts = clean_facts(7)
    facts.pop("固定场地")
    text = written(7, facts)
    assert "还有 1 项" in section(text, "结论")
    assert shipped().rules.fields["固定场地"].ask in section(text, "待补充或确认")
    assert "是：符合；否：不符合" in section(text, "什么会改变结论")


def test_every_rule_is_in_the_table_with_its_outcome_and_advantages_apart() -> None:
    facts = clean_facts(7) | {"革命老区": True}
    text = written(7, facts)
    told = assess(shipped(), 7, facts, IN_TIME)
    table, bonus = section(text, "逐条对照"), section(text, "优先条件（加分项）")
    needed = [r for r in told.results if r.rule.needed]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    assert len(rows) == len(needed) + 2
    assert all(line.startswith(f"| {r.outcome} |") for line, r in zip(rows[2:], needed, strict=True))
    assert bonus.splitlines()[6 - 1].startswith("| 符合 | 革命老区：是")
    assert "革命老区" not in table


def test_materials_have_copies_sender_address_and_doubts() -> None:
    materials = section(written(7, clean_facts(7)), "材料清单")
    for material in shipped().rules.materials:
        assert material.item in materials and material.who in materials
    assert "5 份" in materials and "2 份" in materials
    assert "寄送：" in materials and "原文的疑点" in materials


def test_suggested_days_are_marked_and_the_stated_one_quoted() -> None:
    dates = section(written(7, clean_facts(7)), "日程")
    rows = [line for line in dates.splitlines() if re.match(r"\| \d{4}年", line)]
    assert len(rows) == len(shipped().rules.steps)
    assert all(row.endswith("| 建议 |") for row in rows[:-1])
    assert "通知/三/（一）" in rows[-1]


def test_what_a_user_typed_is_no_markup() -> None:
    typed = "医院|<b>粗</b> **x** `y` [z](http://a.b) ~~s~~\n# 标题 &lt; \x00\u202e"
    text = written(7, clean_facts(7) | {"主体类型": typed, "乱填": "1. a\n- b", "视频时长分钟": -1})
    assert "<b>" not in text and "**x**" not in text and "\n# 标题" not in text
    assert "\x00" not in text and "\u202e" not in text and "&lt;" not in text
    assert "](" not in re.sub(r"\\[\[\]]", "", text)
    heads = [line for line in text.splitlines() if line.startswith("| 事项")]
    width = heads[0].count("|")
    rows = section(text, "没有采用的填报").splitlines()
    assert "没有采用的填报" in text and "小于 0" in text
    assert width and all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows if row.startswith("|"))


def test_a_lone_surrogate_is_left_out() -> None:
    text = written(7, clean_facts(7) | {"主体类型": "医\ud800院"})
    assert "医院" in text
    text.encode()


def test_quotes_stay_as_they_are_once_read() -> None:
    book = shipped()
    text = written(7, clean_facts(7))
    plain = re.sub(r"\\([\\`*_\[\]<>|#~$:.)+=-])", r"\1", text)
    for result in assess(book, 7, clean_facts(7), IN_TIME).results:
        assert result.quote.text in plain


def test_text_is_escaped() -> None:
    assert escaped("1. a") == "1\\. a"
    assert escaped("- a") == "\\- a"
    assert escaped("a|b_c") == "a\\|b\\_c"
    assert escaped("www.x http://y") == "www\\.x http\\://y"


def test_another_notice_needs_no_code(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    facts = {"省内登记": True, "运行月数": 5.5, "投入运行日期": "2024-10-01", "往年入选": False, "牵头数": 0}
    told = assess(book, "工业数据协同", facts, date(2025, 8, 1))
    text = assessment_markdown(book, told, what_if(book, told, facts), dated_steps(book, date(2025, 8, 1)))
    assert "5.5 个月" in text and "再增 0.5 个月即满足" in text and "演示视频" in text
    plain = invented(tmp_path / "b", "jinqiao-vouchers", VOUCHER_RULES)
    told = assess(plain, None, {}, date(2025, 8, 1))
    text = assessment_markdown(plain, told, None, ())
    assert "申报方向" not in text and "## 日程" not in text and "## 材料清单" not in text

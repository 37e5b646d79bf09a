"""The phrases of rules.toml: what is read, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.rule_model import Phrase
from tests.fake_rules import VOUCHER_RULES, invented, shipped

NUMBER = 'unit = "人"\n'
CHOICE = 'choices = ["中小企业", "创业团队"]\n'


def with_table(after: str, table: str) -> str:
    assert after in VOUCHER_RULES
    return VOUCHER_RULES.replace(after, f"{after}[field.prefill]\n{table}\n", 1)


def test_phrases_are_read(tmp_path: Path) -> None:
    book = invented(
        tmp_path, "jinqiao-vouchers", with_table(CHOICE, 'said = { "创业团队" = ["我们是…团队|小组", "组|建…团队"] }')
    )
    hints = book.rules.fields["主体"].hints
    assert hints
    said = dict(hints.said)
    assert said == {"创业团队": (Phrase((("团队", "小组"),), is_being=True), Phrase((("组", "建"), ("团队",))))}


def test_every_question_of_the_shipped_rules_has_phrases() -> None:
    assert not [name for name, field in shipped().rules.fields.items() if field.hints is None]


@pytest.mark.parametrize(
    ("after", "table", "named"),
    [
        (NUMBER, 'near = "职工"', "near 不是一列互不相同的文字"),
        (NUMBER, 'near = ["职工", "职工"]', "near 不是一列互不相同的文字"),
        (NUMBER, 'near = ["职工"]\nunit = "名"', "不认识的键 unit；.*；是否指 units？"),
        (NUMBER, 'said = ["有职工"]', "said 不适用于 count"),
        (NUMBER, 'near = ["职工，员工"]', "「职工，员工」有标点或空格"),
        (NUMBER, 'near = ["职工||员工"]', "「职工||员工」有空的一段"),
        (NUMBER, 'near = ["…职工"]', "「…职工」有空的一段"),
        (NUMBER, 'near = ["人"]', "「人」太短"),
        (NUMBER, 'near = ["职工|人"]', "「职工|人」太短"),
        (NUMBER, "past = true", "没有一个短语"),
        (NUMBER, 'near = ["职工"]\npast = 1', "past 不是 true 或 false"),
        (CHOICE, 'said = ["小微企业"]', "said 不是一张表"),
        (CHOICE, 'said = { "大企业" = ["大公司"] }', "不认识的键 大企业"),
        (CHOICE, 'said = { "中小企业" = [] }', "中小企业 不是一列互不相同的文字"),
        (CHOICE, 'said = { "中小企业" = ["小微"], "创业团队" = ["小微"] }', "「小微」"),
        (CHOICE, 'near = ["企业"]', "near 不适用于 choice"),
    ],
)
def test_a_wrong_table_is_refused_by_name(tmp_path: Path, after: str, table: str, named: str) -> None:
    with pytest.raises(DocumentError, match=named.replace("|", r"\|")) as caught:
        invented(tmp_path, "jinqiao-vouchers", with_table(after, table))
    assert "问题「" in str(caught.value)
    assert caught.value.next_step


def test_a_number_without_a_unit_has_no_words_beside_it(tmp_path: Path) -> None:
    rules = with_table(NUMBER, 'near = ["职工"]').replace(NUMBER, "", 1).replace("不超过300人", "不超过300")
    with pytest.raises(DocumentError, match="没有 unit"):
        invented(tmp_path, "jinqiao-vouchers", rules)

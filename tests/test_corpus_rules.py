"""rules.toml against its document: what is read, what is refused, and what follows a renumbered text."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.library import BUILTIN, load_document, load_library
from corpus.rule_model import Comparison, Effect
from corpus.rules import RULES, read_rules, states
from tests.fake_rules import CASES_RULES, SHIPPED, VOUCHER_RULES, invented, shipped
from tests.test_corpus_variant import reordered


def test_every_quote_of_the_shipped_rules_is_verbatim_in_its_clause() -> None:
    book = shipped()
    quotes = list(book.rules.quotes())
    assert len(quotes) > 100
    assert all(quote.text in book.document.clause(str(quote.clause)).text for quote in quotes)


def test_every_number_of_the_shipped_rules_stands_in_its_quote_with_its_unit() -> None:
    for rule in shipped().rules.rules:
        for case in rule.cases:
            assert all(states(case.quote.text, number, rule.field.unit) for number in case.test.numbers)


def test_every_threshold_of_the_annex_has_a_rule() -> None:
    book = shipped()
    stated = re.compile(r"不少于\s*\d+|\d+\s*(?:家|人次)以上")
    annex = [c for c in book.document.clauses if c.path.annex]
    found = [(c.path, match[0]) for c in annex for match in stated.finditer(c.text)]
    quoted = {
        q.clause: "".join(o.text for o in book.rules.quotes() if o.clause == q.clause) for q in book.rules.quotes()
    }
    assert found
    assert not [f for f in found if f[1] not in quoted.get(f[0], "")]


@pytest.mark.parametrize(
    ("quote", "number", "unit", "held"),
    [
        ("一式五份", 5, "份", True),
        ("一式两份", 2, "份", True),
        ("（5-10分钟）", 5, "分钟", True),
        ("（5-10分钟）", 10, "分钟", True),
        ("不少于 10 万次", 10, "万次", True),
        ("不少于 10 万次", 10, "次", False),
        ("不少于１０家", 10, "家", True),
        ("不少于 100 家", 10, "家", False),
        ("一个或多个场景", 1, "个", True),
        ("同一主体", 1, "个", False),
    ],
)
def test_a_number_is_stated_only_with_its_unit(quote: str, number: float, unit: str, held: bool) -> None:
    assert states(quote, number, unit) is held


def test_a_folder_without_rules_has_none(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "copy")
    (tmp_path / "copy" / RULES).unlink()
    assert read_rules(tmp_path / "copy", load_document(tmp_path / "copy")) is None


def test_broken_rules_dont_stop_the_library(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / SHIPPED.name)
    (tmp_path / SHIPPED.name / RULES).write_text("[[rule", encoding="utf-8")
    assert load_library([tmp_path]).documents[0].id == SHIPPED.name
    with pytest.raises(DocumentError, match="格式不对"):
        read_rules(tmp_path / SHIPPED.name, load_document(tmp_path / SHIPPED.name))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("不少于6个月", "不少于六个整月", "规则「running」的引文"),
        ("at_least = 6", "at_least = 7", "规则「running」的数 7个月 不在引文"),
        ("not_after = 2024-12-31", "not_after = 2024-12-30", "规则「started」的日期"),
        ('id = "started"', 'id = "running"', "规则「running」出现两次"),
        ("at_least = 6", "", "规则「running」要有且只有一种比较"),
        ("at_least = 6", "at_least = 6\nat_most = 6", "规则「running」要有且只有一种比较"),
        ("at_least = 6", "at_least = -6", "at_least 不是数"),
        ("at_least = 6", 'at_least = "6"', "at_least 不是数"),
        ("at_least = 6", "is = true", "不适用于「运行月数」"),
        ("at_least = 6", "at_laest = 6", "要有且只有一种比较"),
        ("at_least = 6", "at_least = 6\nsofd = true", "不认识的键 sofd；.*；是否指 soft？"),
        ('field = "运行月数"', 'field = "运行年数"', "问到的「运行年数」没有写成问题"),
        ('{ "往年入选" = true }', '{ "往年入选" = "是" }', "条件「往年入选」"),
        ('{ "往年入选" = true }', '{ "运行月数" = 3 }', "条件「运行月数」"),
        ('effect = "bonus"', 'effect = "plus"', "effect「plus」不认识"),
        ('type = "date"', 'type = "day"', "type「day」不认识"),
        ('group = "加分"', 'group = "其他"', "group「其他」不在 groups 中"),
        ('direction = "工业数据协同"', 'direction = "附件1/一/（二）"', "方向「附件1/一/（二）」不存在，或与条款不符"),
        ("max_projects = 2", "max_projects = 3", "多项目规则「cases-together」的数 3个 不在引文"),
        ("max_projects = 2", "max_projects = 2\ndistinct_projects = true", "要有且只有一种限制"),
        ('who = "申报主体上传"', 'copies = 3\nwho = "申报主体上传"', "材料「演示视频」的份数"),
        ("days_before = 0", "", "缺少 days_before"),
    ],
)
def test_a_wrong_entry_is_refused_by_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    rules = CASES_RULES.replace(old, new, 1)
    assert rules != CASES_RULES
    if "copies" in new:
        rules = rules.replace("演示视频时长3至6分钟", "演示视频时长")
    with pytest.raises(DocumentError, match=told) as caught:
        invented(tmp_path, "haidu-2025", rules)
    assert RULES in caught.value.where and caught.value.next_step


def test_no_rules_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="没有一条规则"):
        invented(tmp_path, "haidu-2025", 'groups = ["甲"]')


def test_rules_need_no_code_for_another_notice(tmp_path: Path) -> None:
    book = invented(tmp_path, "haidu-2025", CASES_RULES)
    assert [rule.cases[0].test.comparison for rule in book.rules.rules] == [
        Comparison.IS,
        Comparison.AT_LEAST,
        Comparison.NOT_AFTER,
        Comparison.AT_MOST,
        Comparison.IS,
        Comparison.AT_LEAST,
        Comparison.IS,
    ]
    assert book.rules.rules[-1].effect is Effect.BONUS
    assert book.rules.rules[5].direction == book.document.directions[0].path
    assert invented(tmp_path, "jinqiao-vouchers", VOUCHER_RULES).rules.rules[0].gates == ("主体",)


def test_rules_follow_their_words_into_a_renumbered_text(tmp_path: Path) -> None:
    folder = tmp_path / SHIPPED.name
    shutil.copytree(SHIPPED, folder)
    text = (SHIPPED / "notice.txt").read_text(encoding="utf-8")
    (folder / "notice.txt").write_text(reordered(text), encoding="utf-8")
    document = load_document(folder)
    moved = read_rules(folder, document)
    assert moved
    names = {d.path: d.name for d in document.directions}
    original = {d.path: d.name for d in shipped().document.directions}
    assert all(quote.text in document.clause(str(quote.clause)).text for quote in moved.quotes())
    for rule, before in zip(moved.rules, shipped().rules.rules, strict=True):
        assert (rule.direction is None) == (before.direction is None)
        if rule.direction and before.direction:
            assert names[rule.direction] == original[before.direction]
    assert any(r.direction != b.direction for r, b in zip(moved.rules, shipped().rules.rules, strict=True))


def test_a_quote_that_is_gone_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / SHIPPED.name
    shutil.copytree(SHIPPED, folder)
    text = (SHIPPED / "notice.txt").read_text(encoding="utf-8")
    (folder / "notice.txt").write_text(text.replace("未建项目不可申报", "未建项目从严"), encoding="utf-8")
    with pytest.raises(DocumentError, match="规则「not-unbuilt」的引文"):
        read_rules(folder, load_document(folder))


def test_no_code_names_a_field_or_a_rule_of_a_notice() -> None:
    root = BUILTIN.parent.parent
    code = {p: p.read_text(encoding="utf-8") for d in ("assistant", "corpus") for p in sorted((root / d).rglob("*.py"))}
    rules = shipped().rules
    known = [*rules.fields, *(rule.id for rule in rules.rules), *(limit.id for limit in rules.limits)]
    found = [f"{p.name}: {name}" for p, text in code.items() for name in known if f'"{name}"' in text]
    assert not found

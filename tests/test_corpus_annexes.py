"""Body and annexes told apart; lists of attachments are neither."""

from __future__ import annotations

import pytest

from corpus.annexes import annex_title
from corpus.parse import parse

BODY = "某局关于申报的通知\n各市：\n一、内容\n见附件1。\n二、联系\n电话0999-5550123。"
SIGNED = "某某市某某局\n2025年7月28日"


def paths(text: str) -> list[str]:
    return [str(clause.path) for clause in parse(text)]


@pytest.mark.parametrize(
    "line",
    [
        "附件1",
        "附件 1：申报方向",
        "附件1:申报方向",
        "附 件 1",
        "附件1 申报方向",
        "附件１：申报方向",
        "附件一：申报方向",
        "【附件1】",
    ],
)
def test_every_form_of_an_annex_line(line: str) -> None:
    text = f"{BODY}\n{SIGNED}\n{line}\n申报方向说明如下。\n一、甲类\n说明。"
    assert paths(text) == ["通知/引言", "通知/一", "通知/二", "附件1/引言", "附件1/一"]


@pytest.mark.parametrize("line", ["附件", "附件：", "附：申报方向", "附件：申报方向"])
def test_an_annex_without_a_number(line: str) -> None:
    assert paths(f"{BODY}\n{SIGNED}\n{line}\n说明如下，请遵照执行。\n一、甲类\n说明。")[-2:] == ["附件/引言", "附件/一"]


@pytest.mark.parametrize(
    "listed",
    [
        "附件：1.申报书\n2.汇总表",
        "附件：1.2025年申报书\n      2.2025年汇总表（请在平台下载）",
        "附件：\n1.申报书\n2.汇总表",
        "附件\n1.申报书\n2.汇总表",
        "附件：1.申报书 2.汇总表",
        "附件1：申报书\n附件2：汇总表",
        "附件1.申报书\n附件2.汇总表",
        "附件：申报书",
        "附：申报书",
    ],
)
@pytest.mark.parametrize("tail", [SIGNED, f"{SIGNED}\n（此件公开发布）", f"（联系人：甲乙）\n{SIGNED}"])
def test_a_list_of_attachments_is_no_annex_and_opens_no_clause(listed: str, tail: str) -> None:
    clauses = parse(f"{BODY}\n{listed}\n{tail}")
    assert [str(c.path) for c in clauses] == ["通知/引言", "通知/一", "通知/二"]
    assert clauses[-1].text.endswith(tail)


def test_a_list_and_then_the_annexes_themselves_which_start_anew() -> None:
    text = (
        f"{BODY}\n附件：1.方向\n2.材料\n{SIGNED}\n"
        "附件1\n方向\n一、甲类\n（一）子\n说明。\n附件2\n材料清单\n一、表格\n1.申报书\n2.汇总表\n二、证明"
    )
    assert paths(text) == [
        "通知/引言", "通知/一", "通知/二", "附件1/引言", "附件1/一", "附件1/一/（一）",
        "附件2/引言", "附件2/一", "附件2/一/1", "附件2/一/2", "附件2/二",
    ]  # fmt: skip


def test_an_annex_of_numbered_items_only_is_an_annex() -> None:
    assert paths(f"{BODY}\n{SIGNED}\n附件1\n1.申报书\n2.汇总表")[-3:] == ["附件1/引言", "附件1/1", "附件1/2"]


def test_annexes_of_one_name_are_told_apart() -> None:
    assert paths(f"{BODY}\n附件\n说明甲，如下。\n一、子\n附件\n说明乙，如下。\n一、丑")[-4:] == [
        "附件/引言",
        "附件/一",
        "附件·2/引言",
        "附件·2/一",
    ]


def test_an_annex_cited_at_a_line_start_is_none() -> None:
    assert paths(f"{BODY}\n附件1 的要求请逐项说明，不得遗漏。\n附件1所列方向。") == ["通知/引言", "通知/一", "通知/二"]


@pytest.mark.parametrize("lines", [["附件1", "申报方向", "说明。"], ["附件 1：申报方向", "说明。"], ["附件1 申报方向"]])
def test_the_title_of_an_annex(lines: list[str]) -> None:
    assert annex_title(lines) == "申报方向"

"""What is found in a document that comes in, and when it isn't relied on."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from corpus.intake import Source, name_for, note_particulars, stored_text, write_folder
from corpus.legibility import garbled_share, rare_share
from corpus.library import load_document
from corpus.lines import source_lines
from corpus.model import Document
from corpus.naming import document_id
from corpus.parse import parse, parse_lines
from corpus.particulars import particulars
from corpus.readers.model import Extracted, Recognised
from corpus.report import Report, State, read_report, report_on, state_of, write_report

TEXT = """云杉市农业局关于征集2019年茶园改造试点的通知
云农函〔2019〕7号
各区农业局、各茶叶合作社：
为让老茶园焕发新的生机，市里决定征集一批改造试点。有关事项如下：
一、基本条件
（一）申请单位应当在云杉市登记满三年。
（二）茶园面积不少于30亩，指标见下表：
表1 指标
序号\t指标\t要求
1\t面积\t不少于30亩
2\t年限\t满三年
以上指标须同时满足。
二、报送
请于2019年5月7日前将材料报送市农业局。联系人：李茶，电话：010-12345678，邮箱：cha@example.cn。
本通知自印发之日起施行，有效期至2021年12月31日。
附件：1.申请表
2.汇总表
云杉市农业局
2019年3月1日
"""


def document(text: str, title: str = "云杉市农业局关于征集2019年茶园改造试点的通知") -> Document:
    return Document("甲", title, "云农函〔2019〕7号", "云杉市农业局", date(2019, 3, 1), date(2019, 5, 7), parse(text))


def report(extracted: Extracted, *others: Document, title: str = "题目") -> Report:
    return report_on(document(extracted.text, title), extracted, "a.txt", "0" * 64, others)


def test_each_particular_names_the_clause_that_says_it() -> None:
    found = [(item.kind, item.value, str(item.clause)) for item in particulars(document(TEXT))]
    assert found == [
        ("title", "云杉市农业局关于征集2019年茶园改造试点的通知", "通知/引言"),
        ("number", "云农函〔2019〕7号", "通知/引言"),
        ("issuer", "云杉市农业局", "通知/引言"),
        ("issued", "2019-03-01", "通知/二"),
        ("addressees", "各区农业局、各茶叶合作社", "通知/引言"),
        ("deadline", "2019-05-07", "通知/二"),
        ("validity", "自印发之日起施行，有效期至2021年12月31日", "通知/二"),
        ("attachment", "申请表", "通知/二"),
        ("attachment", "汇总表", "通知/二"),
        ("contact", "联系人：李茶，电话：010-12345678，邮箱：cha@example.cn", "通知/二"),
    ]


def test_quotes_of_particulars_stand_in_their_clauses() -> None:
    texts = {str(clause.path): clause.text for clause in parse(TEXT)}
    for item in particulars(document(TEXT)):
        assert item.quote and item.quote in texts[str(item.clause)]


def test_a_value_only_its_owner_states_has_no_clause() -> None:
    stated = replace(document(TEXT), deadline=date(2030, 1, 1), number="")
    kinds = {item.kind: item.clause for item in particulars(stated)}
    assert kinds["deadline"] is None and "number" not in kinds


def test_a_table_is_a_clause_of_its_own_and_the_text_goes_on_after_it() -> None:
    texts = {str(clause.path): clause.text for clause in parse(TEXT)}
    assert texts["通知/一/（二）/表1"] == "序号\t指标\t要求\n1\t面积\t不少于30亩\n2\t年限\t满三年"
    assert texts["通知/一/（二）"].endswith("表1 指标\n以上指标须同时满足。")
    assert next(c.heading for c in parse(TEXT) if str(c.path).endswith("表1")) == "表1 指标"


@pytest.mark.parametrize(
    "rows",
    [
        "1.\t登记满三年\n2.\t面积达标",
        "联系人：李茶\t电话：010-12345678\n邮箱：a@b.cn\t地址：云杉市",
        "只有一行\t两格",
        "甲乙\n丙丁",
    ],
)
def test_what_only_looks_like_a_table_is_none(rows: str) -> None:
    assert not [c for c in parse(f"一、事项\n{rows}\n二、其他\n无") if "表" in str(c.path)]


def test_pages_are_kept_in_the_text() -> None:
    extracted = Extracted("一、甲\n二、乙", ("一、甲", "", "二、乙"))
    assert stored_text(extracted) == "一、甲\n\f\n\f二、乙\n\f"
    assert [(c.text, c.page) for c in parse_lines(source_lines(stored_text(extracted)))] == [
        ("一、甲", 1),
        ("二、乙", 3),
    ]
    assert [line.page for line in source_lines("一、甲\n二、乙")] == [None, None]


def test_a_sound_document_is_ready() -> None:
    found = report(Extracted(TEXT))
    assert (found.state, found.reasons, found.lost, found.tables, found.garbled_share) == (State.READY, (), 0, 1, 0.0)
    assert found.numbered_share > 0.6 and found.duplicates == ()


@pytest.mark.parametrize(
    ("extracted", "said"),
    [
        (Extracted(TEXT, silent=(2, 5)), "2 页没有读出文字"),
        (Extracted(TEXT, recognised=(Recognised(1, 0.99, 0.99), Recognised(3, 0.8, 0.99))), "第 3 页"),
        (Extracted(TEXT, recognised=(Recognised(1, 0.99, 0.7),)), "第 1 页"),
        (Extracted("没有编号的一段话，说了很多。\n" * 60), "没有识别出条款编号"),
    ],
)
def test_what_should_be_looked_at_is_said(extracted: Extracted, said: str) -> None:
    found = report(extracted)
    assert found.state is State.NEEDS_REVIEW and said in "".join(found.reasons)


def test_nearly_the_same_text_is_found() -> None:
    last_year = replace(document(TEXT.replace("2019", "2018")), id="去年")
    found = report(Extracted(TEXT), last_year, document("一、别的\n完全不同的内容。" * 30))
    assert [(item.document, item.share > 0.6) for item in found.duplicates] == [("去年", True)]
    assert found.state is State.NEEDS_REVIEW


def test_text_read_in_a_wrong_encoding_is_garbled() -> None:
    assert garbled_share(TEXT) == 0.0
    for wrong in (
        TEXT.encode().decode("gb18030", "replace"),
        TEXT.encode().decode("cp1252", "replace"),
        TEXT.encode("gb18030").decode("latin-1"),
        TEXT.replace("茶", "\ufffd\ufffd"),
    ):
        assert garbled_share(wrong) > 0.02
        assert report(Extracted(wrong)).state is State.GARBLED


def test_random_characters_are_garbled_and_traditional_ones_are_not() -> None:
    dice = random.Random(3)
    assert report(Extracted("".join(chr(dice.randrange(0x4E00, 0x9FA5)) for _ in range(900)))).state is State.GARBLED
    assert rare_share("關於組織開展試點示範項目申報工作的通知，請各單位認真組織實施") < 0.6
    assert garbled_share("關於組織開展試點示範項目申報工作的通知，請各單位認真組織實施") == 0.0
    assert garbled_share("Café Zürich: naïve façade, 5 µm ± 0.1 °C") < 0.15


def test_a_report_is_kept_and_read_again(tmp_path: Path) -> None:
    found = report(
        Extracted(TEXT, silent=(2,), recognised=(Recognised(1, 0.5, 0.5),)), replace(document(TEXT), id="乙")
    )
    write_report(tmp_path, found)
    assert read_report(tmp_path) == found
    assert state_of(tmp_path) is State.NEEDS_REVIEW
    for broken in ("{", "[]", '{"format": 2}', '{"format": 1, "state": "好"}'):
        (tmp_path / "report.json").write_text(broken, encoding="utf-8")
        assert read_report(tmp_path) is None and state_of(tmp_path) is State.READY


@pytest.mark.parametrize(
    ("number", "title", "taken", "expected"),
    [
        ("工信厅信管函〔2023〕319号", "通知", (), "工信厅信管函-2023-319"),
        ("某部令 第5号", "办法", (), "某部令-第5"),
        ("", "关于《甲》的通知（试行）", (), "关于甲的通知试行"),
        ("", "", (), "doc-0123456789ab"),
        ("", "NUL", (), "doc-0123456789ab"),
        ("", "../..", (), "doc-0123456789ab"),
        ("甲〔2020〕1号", "", ("甲-2020-1",), "甲-2020-1-012345"),
    ],
)
def test_ids(number: str, title: str, taken: tuple[str, ...], expected: str) -> None:
    assert document_id(number, title, "0123456789abcdef" * 4, taken) == expected


def test_a_folder_that_was_written_is_the_document(tmp_path: Path) -> None:
    extracted = Extracted(TEXT)
    name, _ = name_for(extracted, frozenset())
    write_folder(tmp_path, name, extracted, Source('坏"名\n字.pdf', b"%PDF"))
    written = load_document(tmp_path)
    note_particulars(tmp_path, written)
    assert load_document(tmp_path) == written
    assert (written.id, written.number, str(written.deadline)) == ("云农函-2019-7", "云农函〔2019〕7号", "2019-05-07")
    assert (tmp_path / "source.pdf").read_bytes() == b"%PDF"

"""A document's particulars, read from its text."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.library import BUILTIN
from corpus.parse import parse
from corpus.recognise import Particulars, recognise

NOTICES = BUILTIN.parent.parent / "eval" / "notices"


def of(text: str) -> Particulars:
    return recognise(parse(text))


@pytest.mark.parametrize(
    ("notice", "number", "issuer", "issued", "deadline"),
    [
        ("yz-2025-86", "云泽工信智造〔2025〕86号", "云泽省工业和信息化厅", date(2025, 7, 28), date(2025, 9, 30)),
        ("fund-2025-3", "望数规〔2025〕3号", "望溪市数据和信息化局、望溪市财政局", date(2025, 5, 19), None),
        ("jinqiao-vouchers", "津科规〔2024〕5号", "津桥市科学技术局 津桥市财政局", date(2024, 11, 18), None),
        ("haidu-2025", "海数函〔2025〕19号", "海渡省数据局", date(2025, 6, 30), date(2025, 8, 15)),
        ("lanxi-2024", "岚经信节能〔2024〕37号", "岚溪市经济和信息化局", date(2024, 5, 8), date(2024, 6, 21)),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "　　", " "])
def test_invented_notices_with_and_without_line_ends(
    notice: str, number: str, issuer: str, issued: date, deadline: date | None, gap: str
) -> None:
    lines = [line for line in (NOTICES / notice / "notice.txt").read_text(encoding="utf-8").split("\n") if line.strip()]
    found = of(gap.join(lines))
    assert found == Particulars("".join(lines[0].split()), number, issuer, issued, deadline)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("某市某局关于申报的通知\n某发〔2023〕3号", "某市某局关于申报的通知"),
        ("某市某局关于\n组织开展样板项目\n申请工作的通知\n各市：", "某市某局关于组织开展样板项目申请工作的通知"),
        ("某市某局关于印发《甲项目管理办法》\n的通知\n各市：", "某市某局关于印发《甲项目管理办法》的通知"),
        ("某市某局关于印发甲项目管理办法\n的通知\n各市：", "某市某局关于印发甲项目管理办法的通知"),
        ("某市某局文件\n某发〔2023〕3号\n某市某局关于申报的通知\n各市：", "某市某局关于申报的通知"),
        ("甲项目管理办法（试行）\n第一章 总则", "甲项目管理办法（试行）"),
        ("索引号：123\n某市某局关于申报的通知\n各市：", "某市某局关于申报的通知"),
        ("一次没有名目的讲话。后面还有。", "一次没有名目的讲话"),
    ],
)
def test_titles(head: str, title: str) -> None:
    assert of(f"{head}\n现作如下安排。\n一、甲").title == title


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("某工信〔2023〕12号", "某工信〔2023〕12号"),
        ("某工信[2023] 12 号", "某工信[2023]12号"),
        ("（某工信〔2023〕12号）", "某工信〔2023〕12号"),
        ("某市人民政府令第12号", "某市人民政府令第12号"),
        ("根据《甲办法》（某发〔2020〕1号）的要求，现通知如下。", ""),
    ],
)
def test_a_number_stands_on_its_own_line_and_a_cited_one_is_anothers(line: str, number: str) -> None:
    assert of(f"某市某局关于申报的通知\n{line}\n各市：\n一、甲").number == number


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("甲市财政局 甲市科学技术局关于申报的通知\n一、甲", "甲市财政局 甲市科学技术局"),
        ("甲市人民政府印发关于促进就业的措施的通知\n一、甲", "甲市人民政府"),
        ("关于申报的通知\n一、甲\n二、乙\n甲市数据管理局\n2024年3月1日", "甲市数据管理局"),
        ("关于申报的通知\n甲市人民政府办公厅\n各县：\n一、甲", "甲市人民政府办公厅"),
        ("关于申报的通知\n一、甲", ""),
    ],
)
def test_issuers(text: str, issuer: str) -> None:
    assert of(text).issuer == issuer


@pytest.mark.parametrize(
    ("text", "issued"),
    [
        ("通知\n一、甲\n某局\n2024年3月1日", date(2024, 3, 1)),
        ("通知\n一、甲\n某局\n二〇二四年三月一日", date(2024, 3, 1)),
        ("通知\n一、甲\n某局\n2024年3月1日\n（此件公开发布）", date(2024, 3, 1)),
        ("办法\n（2024年3月1日某局印发）\n第一条 甲。", date(2024, 3, 1)),
        ("通知\n现印发给你们。\n某局\n2024年3月1日\n办法\n第一条 甲。", date(2024, 3, 1)),
        ("通知\n一、2024年3月1日前报送。", None),
    ],
)
def test_dates_of_issue(text: str, issued: date | None) -> None:
    assert of(text).issued == issued


@pytest.mark.parametrize(
    ("sentence", "deadline"),
    [
        ("请于2024年6月21日前报送。", date(2024, 6, 21)),
        ("请于2024年6月21日（星期五）17:00前将材料报送我局。", date(2024, 6, 21)),
        ("请于 2024 年 6 月 21 日 18 时前登录平台填报。", date(2024, 6, 21)),
        ("申报截止时间为2024年6月21日。", date(2024, 6, 21)),
        ("申报截至6月21日。", date(2024, 6, 21)),
        ("请于2月5日前提交。", date(2025, 2, 5)),
        ("申报时间为2024年6月1日至6月21日。", date(2024, 6, 21)),
        ("每年1月31日前提交上一年度报告。", None),
        ("受理时间为每年6月1日至7月15日。", None),
        ("案例应当在2023年10月31日前投入运行，至申报时不少于6个月。", None),
        ("2024年6月21日前出生的人员。", None),
        ("请于2024年2月30日前报送。", None),
    ],
)
def test_deadlines(sentence: str, deadline: date | None) -> None:
    assert of(f"某局关于申报的通知\n一、程序\n{sentence}\n某某局\n2024年3月1日").deadline == deadline


def test_an_empty_document_says_nothing() -> None:
    assert recognise(()) == Particulars()

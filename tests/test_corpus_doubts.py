"""What a document is doubtful about, and what it isn't."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.conflicts import find_conflicts
from corpus.doubts import deadline_doubt, find_doubts
from corpus.library import BUILTIN, load_library
from corpus.model import Doubt
from corpus.parse import parse

LIBRARY = load_library([BUILTIN, BUILTIN.parent.parent / "eval" / "notices"])
SHIPPED = LIBRARY.document("miit-2023-319")


def conflicts(*items: str) -> list[str]:
    text = "某局通知\n" + "\n".join(f"{mark}、事项\n{item}" for mark, item in zip("一二三四", items, strict=False))
    return [doubt.text for doubt in find_conflicts(parse(text))]


def brief(doubts: tuple[Doubt, ...]) -> list[tuple[str, list[str]]]:
    return [(doubt.kind, [str(path) for path in doubt.clauses]) for doubt in doubts]


# ---- documents


def test_the_shipped_notice() -> None:
    assert brief(SHIPPED.doubts) == [
        ("conflict", ["通知/三/（一）", "通知/四"]),
        ("missing_attachment", ["通知/二/（四）"]),
        ("missing_attachment", ["通知/三/（一）"]),
        ("missing_attachment", ["通知/引言"]),
        ("missing_attachment", ["附件1/二/（六）"]),
        ("missing_attachment", ["附件1/五/（十三）/体系对接"]),
        ("missing_attachment", ["附件1/七/（二十）/基本要求"]),
        ("typo", ["附件1/一/（二）"]),
    ]
    assert [doubt.text[:3] for doubt in SHIPPED.doubts[1:3]] == ["附件2", "附件3"]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("yz-2025-86", [["通知/二/（二）", "附件1/一/（二）/应用成效"]]),
        ("fund-2025-3", [["通知/第一章/第四条/（三）", "通知/第四章/第十七条"]]),
        ("jinqiao-vouchers", []),
        ("haidu-2025", []),
        ("lanxi-2024", []),
    ],
)
def test_conflicts_of_the_invented_notices_and_no_false_alarm(document: str, expected: list[list[str]]) -> None:
    found = [doubt for doubt in LIBRARY.document(document).doubts if doubt.kind == "conflict"]
    assert [[str(path) for path in doubt.clauses] for doubt in found] == expected


def test_where_an_absent_attachment_can_be_had_is_told() -> None:
    absent = [d.text for d in LIBRARY.document("yz-2025-86").doubts if d.kind == "missing_attachment"]
    assert [text[:3] for text in absent] == ["附件2", "附件3"]
    assert all("下载" in text for text in absent)


def test_every_doubt_points_at_clauses_of_its_document() -> None:
    for document in LIBRARY.documents:
        held = {clause.path for clause in document.clauses}
        assert all(doubt.clauses and set(doubt.clauses) <= held for doubt in document.doubts)


# ---- conflicts


@pytest.mark.parametrize(
    "items",
    [
        ("寄至lixi@abcdef.gov.cn", "寄至lixi@abcdeg.gov.cn"),
        ("寄至shenbao@abc.gov.cn", "寄至shenba@abc.gov.cn"),
        ("苏小禾：0999-5550123", "苏小禾，0999-5550124"),
        ("苏小禾：13800001111", "苏小禾，13800002222"),
        ("申报书（附件2）一式三份", "项目申报书一式五份"),
        ("申报书一式3份", "申报书（一式四份）"),
        ("系统稳定运行不少于6个月", "截至申报日稳定运行不少于3个月"),
        ("项目总投资额不低于300万元", "项目总投资额不低于 500 万元"),
        ("受理截止后10个工作日内完成初审", "受理截止后15个工作日内完成初审"),
    ],
)
def test_two_values_for_one_thing_are_a_conflict(items: tuple[str, ...]) -> None:
    assert len(conflicts(*items)) == 1


@pytest.mark.parametrize(
    "items",
    [
        ("寄至zhizao@example.gov.cn", "寄至ruanfu@example.gov.cn"),
        ("寄至chu1@example.gov.cn", "寄至chu2@example.gov.cn"),
        ("寄至lixi@abc.gov.cn", "寄至lixi@xyzuvw.com"),
        ("苏小禾：0999-5550123", "苏小禾：13800001111"),
        ("苏小禾：0999-5550123", "苏小禾：09995550123"),
        ("联系电话：0999-5550123", "联系电话：0999-5550124"),
        ("申报书一式三份", "汇总表一式两份"),
        ("申报书一式三份", "申报书（一式3份）"),
        ("推荐项目不超过12个", "推荐项目不超过12家"),
        ("甲类不低于300万元", "乙类不低于150万元"),
        ("实施期限至2022年12月31日", "实施期限至2020年12月31日"),
        ("单个项目最高200万元", "每家企业最高3万元"),
        ("在10个工作日内答复", "在15个工作日内答复"),
    ],
)
def test_two_things_are_no_conflict(items: tuple[str, ...]) -> None:
    assert conflicts(*items) == []


ANNEX = "附件1：方向\n一、甲类\n（一）子机\n要求——系统部署数量不少于5家。\n（二）丑机\n要求——系统部署数量不少于10家。\n二、乙类\n（三）寅机\n说明。"


@pytest.mark.parametrize(
    ("claim", "count"),
    [("共2大类3个具体方向", 0), ("2个类别，共3个方向", 0), ("2大类4个方向", 1), ("共5个方向", 1), ("最多报2个方向", 0)],
)
def test_a_total_is_compared_with_what_the_annex_lists(claim: str, count: int) -> None:
    assert len(find_conflicts(parse(f"通知\n一、内容\n{claim}。\n{ANNEX}"))) == count


def test_limits_of_two_directions_or_two_items_of_a_list_are_no_conflict() -> None:
    assert find_conflicts(parse(f"通知\n一、内容\n见附件1。\n{ANNEX}")) == ()
    assert (
        find_conflicts(
            parse("通知\n一、内容\n（一）中型企业累计申领不超过5万元。\n（二）大中型企业累计申领不超过9万元。")
        )
        == ()
    )


# ---- what is absent


def absent(text: str, *held: str) -> list[str]:
    return [doubt.text for doubt in find_doubts(parse(text), [], held)]


def test_titles_that_the_library_holds_or_that_are_repealed_are_not_absent() -> None:
    assert len(absent("通知\n一、按照《甲管理办法》办理。")) == 1
    assert absent("通知\n一、按照《甲管理办法》办理。", "某市甲管理办法") == []
    assert absent("通知\n一、《甲管理办法》（某发〔2020〕1号）同时废止。") == []


def test_titles_cited_by_the_same_clause_are_told_together() -> None:
    found = absent("通知\n一、按照《甲办法》《乙规范》办理。\n二、按照《丙标准》办理。")
    assert [text.count("《") for text in found] == [2, 1]


def test_an_attachment_that_is_at_hand_is_not_absent() -> None:
    assert absent("通知\n一、见附件1。\n附件1：方向\n说明如下，请遵照执行。\n一、甲") == []
    assert [t[:3] for t in absent("通知\n一、见附件3和附件2。")] == ["附件2", "附件3"]


# ---- today


@pytest.mark.parametrize(("as_of", "expired"), [(date(2023, 12, 20), False), (date(2023, 12, 21), True)])
def test_the_last_day_is_in_time(as_of: date, expired: bool) -> None:
    doubt = deadline_doubt(SHIPPED.deadline, SHIPPED.clauses, as_of)
    assert (doubt is not None) == expired
    assert doubt is None or (doubt.kind, [str(p) for p in doubt.clauses]) == ("expired", ["通知/三/（一）"])


def test_a_date_without_its_year_is_found_too() -> None:
    clauses = parse("通知\n一、甲\n二、请于9 月 3 日前报送。")
    doubt = deadline_doubt(date(2024, 9, 3), clauses, date(2025, 1, 1))
    assert doubt is not None and [str(p) for p in doubt.clauses] == ["通知/二"]
    assert deadline_doubt(None, clauses, date(2025, 1, 1)) is None

"""The gate: what stands in an answer stands in its quotes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.model import Citation, Claim
from assistant.quoting import cite
from assistant.verify import literals, unproved, verified
from corpus.library import Library
from tests.test_assistant_service import qinghe

LIBRARY = Library((qinghe(),))


def quote_of(path: str, words: str) -> Citation:
    clause = qinghe().clause(path)
    start = clause.text.index(words)
    return cite("qinghe", clause, start, start + len(words))


COPIES = quote_of("通知/三/（一）", "申报书（一式五份）")
DEADLINE = quote_of("通知/三/（一）", "2025年3月20日前")
MAILBOX = quote_of("通知/三/（一）", "邮箱：shenbao@qinghe.example.cn")
PHONE = quote_of("通知/四", "甲一诺 0999-5551001")
VIDEO = quote_of("通知/二/（二）", "视频材料（5-10分钟）")
VISITS = quote_of("附件1/二/（四）/应用成效", "日均访问不少于10万次")


def passes(text: str, *citations: Citation, allowed: tuple[str, ...] = ()) -> bool:
    return bool(verified([Claim(text, citations)], LIBRARY, allowed))


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("申报书一式五份", COPIES),
        ("申报书要5份", COPIES),
        ("申报书要５份", COPIES),
        ("申报书要 5 份", COPIES),
        ("2025年3月20日前", DEADLINE),
        ("２０２５年３月２０日前", DEADLINE),
        ("3月20日前", DEADLINE),
        ("发至SHENBAO@qinghe.example.cn", MAILBOX),
        ("发至shenbao＠qinghe.example.cn", MAILBOX),
        ("电话0999-5551001", PHONE),
        ("电话０９９９－５５５１００１", PHONE),
        ("视频5-10分钟", VIDEO),
        ("视频5至10分钟", VIDEO),
        ("视频不短于5分钟，不长于10分钟", VIDEO),
        ("每日10万次", VISITS),
        ("没有数字的话", COPIES),
    ],
)
def test_a_claim_whose_values_stand_in_its_quotes_passes(text: str, citation: Citation) -> None:
    assert passes(text, citation)


@pytest.mark.parametrize(
    ("text", "citation"),
    [
        ("申报书一式六份", COPIES),
        ("申报书要50份", COPIES),
        ("申报书要6份", COPIES),
        ("2025年3月21日前", DEADLINE),
        ("2024年3月20日前", DEADLINE),
        ("4月20日前", DEADLINE),
        ("发至shenbao@qlnghe.example.cn", MAILBOX),
        ("发至henbao@qinghe.example.cn", MAILBOX),
        ("发至shenbao@qinghe.example", MAILBOX),
        ("电话0999-5551002", PHONE),
        ("电话0999-555100", PHONE),
        ("电话5551001转8", PHONE),
        ("视频5-15分钟", VIDEO),
        ("视频8分钟", VIDEO),
        ("每日10.5万次", VISITS),
        ("见https://qinghe.example.cn/a", MAILBOX),
    ],
)
def test_a_claim_with_a_value_from_nowhere_is_dropped(text: str, citation: Citation) -> None:
    assert not passes(text, citation)


def test_only_what_fails_is_dropped_and_the_order_stays() -> None:
    good, bad, last = Claim("一式五份", (COPIES,)), Claim("一式七份", (COPIES,)), Claim("5-10分钟", (VIDEO,))
    assert verified([good, bad, last], LIBRARY) == [good, last]


def test_a_value_may_stand_in_any_of_the_quotes() -> None:
    assert passes("一式五份，视频5-10分钟", COPIES, VIDEO)
    assert not passes("一式五份，视频5-10分钟", COPIES)


def test_what_is_allowed_may_stand_beside_the_quotes() -> None:
    assert passes("你报的3个超过了", COPIES, allowed=("我报3个",))
    assert passes("第（三）项：一式五份", COPIES, allowed=("通知/三/（一）",))
    assert not passes("你报的4个超过了", COPIES, allowed=("我报3个",))


def test_two_quotes_side_by_side_make_no_number_of_their_own() -> None:
    one = Citation("d", "通知/一", "共1", 0, 2)
    two = Citation("d", "通知/一", "2家", 5, 7)
    assert unproved(Claim("12家", (one, two)))


@pytest.mark.parametrize(
    "citation",
    [
        Citation("qinghe", "通知/三/（一）", "一式九份", 0, 4),
        Citation("qinghe", "通知/九", "一式五份", 0, 4),
        Citation("没有", "通知/三/（一）", "一式五份", 0, 4),
        Citation("qinghe", COPIES.clause, COPIES.quote, COPIES.start + 1, COPIES.end + 1),
        Citation("qinghe", COPIES.clause, COPIES.quote, 9000, 9000 + len(COPIES.quote)),
        Citation("qinghe", COPIES.clause, COPIES.quote, -9, -9 + len(COPIES.quote)),
        Citation("qinghe", "通知/三/(一)", COPIES.quote, COPIES.start, COPIES.end),
    ],
)
def test_a_quote_that_is_not_verbatim_drops_its_claim(citation: Citation) -> None:
    assert verified([Claim("没有数字的话", (COPIES, citation))], LIBRARY) == []


def test_numerals_and_widths_are_one() -> None:
    assert "5" in literals("一式五份")
    assert "5" in literals("５ 份")
    assert "30" in literals("三十家")
    assert literals("甲乙丙") == set()


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(), max_size=60))
def test_a_claim_that_only_repeats_its_quote_always_passes(text: str) -> None:
    citation = Citation("d", "通知/一", text or "空", 0, len(text or "空"))
    assert unproved(Claim(text, (citation,))) == set()

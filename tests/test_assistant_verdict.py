"""Yes or no, at the edges of what a sentence sets."""

from __future__ import annotations

import pytest

from assistant.model import Verdict
from assistant.verdict import verdict_of
from tests.test_assistant_service import asked_of, unit_of

YES, NO = Verdict.YES, Verdict.NO


def verdict(question: str, sentence: str, governing: str = "") -> Verdict:
    return verdict_of(asked_of(question), unit_of(sentence), governing)


AT_LEAST = "部署企业不少于10家。"
AT_MOST = "每个申报主体申报项目不超过2个。"
RANGE = "申报主体必须提供视频（5-10分钟）。"
COPIES = "项目申报书一式五份。"


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("部署了9家企业够吗？", AT_LEAST, NO),
        ("部署了10家企业够吗？", AT_LEAST, YES),
        ("部署了11家企业够吗？", AT_LEAST, YES),
        ("部署了十家企业够不够？", AT_LEAST, YES),
        ("部署了100家企业行吗？", AT_LEAST, YES),
        ("报1个项目可以吗？", AT_MOST, YES),
        ("报2个项目可以吗？", AT_MOST, YES),
        ("报3个项目可以吗？", AT_MOST, NO),
        ("能报两个项目吗？", AT_MOST, YES),
        ("能报三个项目吗？", AT_MOST, NO),
        ("视频4分钟行吗？", RANGE, NO),
        ("视频5分钟行吗？", RANGE, YES),
        ("视频8分钟行吗？", RANGE, YES),
        ("视频10分钟行吗？", RANGE, YES),
        ("视频11分钟行吗？", RANGE, NO),
        ("交5份申报书可以吗？", COPIES, YES),
        ("交4份申报书可以吗？", COPIES, NO),
        ("申报书是5份对吧？", COPIES, YES),
        ("申报书是3份对吧？", COPIES, NO),
        ("日均9万次够吗？", "日均访问不少于10万次。", NO),
        ("日均10万次够吗？", "日均访问不少于10万次。", YES),
        ("服务了30家企业够吗？", "服务企业达到30家以上。", YES),
        ("服务了29家企业够吗？", "服务企业达到30家以上。", NO),
        ("联合体5家行吗？", "联合体成员在4家以内。", NO),
        ("联合体4家行吗？", "联合体成员在4家以内。", YES),
        ("Is 11 minutes ok for the video?", RANGE, NO),
        ("Is 10 minutes ok for the video?", RANGE, YES),
    ],
)
def test_a_limit_counts_its_own_value_in(question: str, sentence: str, expected: Verdict) -> None:
    assert verdict(question, sentence) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("最多只能报3个项目，对吧？", NO),
        ("最多只能报2个项目，对吧？", YES),
        ("上限是1个项目对吗？", NO),
    ],
)
def test_a_stated_limit_is_true_only_if_it_is_the_very_one(question: str, expected: Verdict) -> None:
    assert verdict(question, AT_MOST) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("未建项目可以申报吗？", "未建项目不可申报。", NO),
        ("还没建的项目能报吗？", "未建项目不可申报。", NO),
        ("不交视频行吗？", "申报主体必须提供视频材料，否则视为无效。", NO),
        ("必须提供视频吗？", "申报主体必须提供视频材料。", YES),
        ("要不要盖公章？", "申报书应当加盖公章。", YES),
        ("同一项目能重复申报吗？", "同一项目不能重复申报。", NO),
        ("高校可以申报吗？", "申报主体可以为企业、高校、科研院所等。", YES),
        ("可以直接报送吗？", "市属企业可直接报送。", YES),
        ("市属企业占属地指标吗？", "市属企业不占属地指标。", NO),
        ("没有独立法人资格能报吗？", "申报主体应具备独立法人资格。", NO),
    ],
)
def test_words_that_forbid_or_require_decide(question: str, sentence: str, expected: Verdict) -> None:
    assert verdict(question, sentence) is expected


def test_an_item_below_words_that_forbid_is_forbidden() -> None:
    assert verdict("被列入失信名单能报吗？", "（一）被列入严重失信主体名单的；", "有下列情形之一的，不得申报：") is NO


def test_the_limit_beside_the_words_asked_about_is_the_one_compared() -> None:
    sentence = "县里推荐项目不超过30个，市属企业推荐项目不超过10个。"
    assert verdict("市属企业推荐20个项目可以吗？", sentence) is NO
    assert verdict("县里推荐20个项目可以吗？", sentence) is YES


def test_an_amount_of_another_unit_is_not_compared() -> None:
    assert verdict("视频8分钟，报2个项目可以吗？", AT_MOST) is YES


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("培训100人次够吗？", "每年开展实训不少于200人次。"),
        ("设备20台够吗？", "设备不少于30台。"),
        ("营业收入1000万元够吗？", "营业收入不低于2000万元。"),
        ("面积500平方米够吗？", "面积不少于800平方米。"),
        ("占比10%够吗？", "占比不低于20%。"),
        ("部署20天行吗？", "部署周期不超过15天。"),
    ],
)
def test_a_limit_in_any_unit_is_compared(question: str, sentence: str) -> None:
    assert verdict(question, sentence) is NO

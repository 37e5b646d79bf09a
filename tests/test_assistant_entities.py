"""Directions by number, name and nickname; classes; amounts."""

from __future__ import annotations

import pytest

from assistant.entities import Entity, NameIndex, quantities
from assistant.wording import clean
from corpus.clause_path import ClausePath
from corpus.library import BUILTIN, load_document
from tests.fake_quarry import quarry
from tests.test_assistant_service import notice, qinghe

NAMES = NameIndex((qinghe(),))
SHIPPED = NameIndex((load_document(BUILTIN / "miit-2023-319"),))


def found(text: str, names: NameIndex = NAMES) -> list[str]:
    return [str(e.path) for e in names.find(text)]


def numbers(text: str, names: NameIndex = SHIPPED) -> list[str]:
    return [e.path.steps[-1] for e in names.find(text)]


@pytest.mark.parametrize(
    "text", ["第3个方向", "第三个方向", "方向3", "方向三", "3号方向", "第３方向", "direction 3", "（三）", "(三)"]
)
def test_a_direction_is_found_by_its_number(text: str) -> None:
    assert found(text) == ["附件1/一/（三）"]


@pytest.mark.parametrize(
    "text", ["田间传感试点", "田间传感", "庄稼传感", "Field Sensors", "我们做庄稼传感的", "《田间传感试点》"]
)
def test_a_direction_is_found_by_title_short_name_and_nickname(text: str) -> None:
    assert found(text) == ["附件1/一/（二）"]


@pytest.mark.parametrize("text", ["设施类", "设施这一类", "设施那块", "设施大类"])
def test_a_class_is_found_by_its_name(text: str) -> None:
    assert found(text) == ["附件1/一"]


def test_the_bare_word_of_a_class_is_no_class() -> None:
    assert found("要有固定设施") == []


@pytest.mark.parametrize("text", ["22和24", "22、24", "22跟24", "22 and 24", "方向22和方向24", "22与24号方向"])
def test_a_list_of_numbers_is_a_list_of_directions(text: str) -> None:
    assert numbers(f"{text}的要求有什么区别") == ["（二十二）", "（二十四）"]


def test_a_list_of_three_is_found_whole() -> None:
    assert numbers("22、23、24有什么不同") == ["（二十二）", "（二十三）", "（二十四）"]


@pytest.mark.parametrize(
    "text",
    [
        "报3个项目",
        "12月20日",
        "2023年和2024年",
        "5-10分钟",
        "第40个方向",
        "3份还是5份",
        "010-5551234",
        "2个和3个项目",
        "一式五份",
        "2",
    ],
)
def test_a_number_of_something_else_is_no_direction(text: str) -> None:
    assert numbers(text) == []


def test_names_come_in_the_order_of_the_text_each_once() -> None:
    assert found("水渠闸门和村级机房，还有水渠闸门试点") == ["附件1/一/（三）", "附件1/一/（一）"]


def test_a_longer_name_hides_the_shorter_one_in_it() -> None:
    shipped = load_document(BUILTIN / "miit-2023-319")
    for direction in shipped.directions:
        assert [e.path for e in NameIndex((shipped,)).find(f"“{direction.name}”")] == [direction.path]


def test_the_words_that_name_stand_in_the_text() -> None:
    (entity,) = NAMES.find("那个庄稼传感怎么报")
    assert (entity.said, entity.name, entity.is_direction) == ("庄稼传感", "田间传感试点", True)


def test_a_clause_of_a_direction_leads_to_the_direction() -> None:
    path = ClausePath.parse("附件1/一/（一）/应用场景/2")
    expected = ClausePath.parse("附件1/一/（一）")
    assert NAMES.at("qinghe", path) == Entity("qinghe", expected, "村级机房试点", "", True)
    assert NAMES.at("qinghe", ClausePath.parse("通知/二/（一）")) is None
    assert NAMES.at("没有", path) is None


def test_a_number_means_a_direction_of_each_document() -> None:
    both = NameIndex((qinghe(), notice("yz-2025-86")))
    assert {e.document for e in both.find("第3个方向")} <= {"qinghe", "yz-2025-86"}
    assert found("第3个方向", NameIndex((notice("lanxi-2024"),))) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10万次", 100_000, "次"),
        ("三个", 3, "个"),
        ("两家", 2, "家"),
        ("一百二十人", 120, "人"),
        ("8 minutes", 8, "分钟"),
        ("5 copies", 5, "份"),
        ("3.5年", 3.5, "年"),
        ("１０家", 10, "家"),
        ("5名", 5, "人"),
        ("3项", 3, "个"),
    ],
)
def test_an_amount_is_read_in_single_units(text: str, value: float, unit: str) -> None:
    (quantity,) = quantities(clean(text))
    assert (quantity.value, quantity.unit) == (value, unit)


@pytest.mark.parametrize("text", ["一个企业", "多个项目", "几个", "第一", "2023", "5G工厂", "一种办法"])
def test_what_only_looks_like_an_amount_is_none(text: str) -> None:
    assert quantities(text) == ()


def test_several_amounts_come_in_order() -> None:
    assert [q.value for q in quantities("2个项目交5份，视频8分钟")] == [2, 5, 8]


QUARRIES = NameIndex((quarry(),))


@pytest.mark.parametrize("text", ["露天这一类", "露天类有什么", "露天开采那边呢", "露天开采这块"])
def test_a_class_is_found_by_half_its_name_where_that_tells_it_apart(text: str) -> None:
    assert found(text, QUARRIES) == ["附件1/一"]


@pytest.mark.parametrize("text", ["开采类", "露天的矿", "露天"])
def test_half_a_name_that_several_share_or_that_calls_itself_no_class_is_none(text: str) -> None:
    assert found(text, QUARRIES) == []


@pytest.mark.parametrize("text", ["我们报粉尘方向", "粉尘治理这个方向", "报粉尘的方向"])
def test_a_direction_is_found_by_words_of_its_title_before_the_word_direction(text: str) -> None:
    assert found(text, QUARRIES) == ["附件1/一/（二）"]


@pytest.mark.parametrize("text", ["哪个方向", "安全方向", "与方向", "粉尘要怎么治"])
def test_words_that_stand_in_no_title_or_in_several_are_no_direction(text: str) -> None:
    assert found(text, QUARRIES) == []

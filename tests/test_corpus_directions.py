"""Classes and directions of an annex."""

from __future__ import annotations

from corpus.clause_path import ClausePath
from corpus.directions import direction_of, find_directions
from corpus.library import BUILTIN, load_document
from corpus.parse import parse

SHIPPED = load_document(BUILTIN / "miit-2023-319")
ANNEX = """某厅关于申报的通知
各市：
一、内容
见附件1。
附件1：申报方向
共两类三个方向。
一、甲类项目
（一）平地机器人
说明文字。
要求——不少于3台。
（二）山地机器人
说明文字。
二、乙类项目
（一）水下机器人
说明文字。
"""


def test_the_shipped_notice_has_27_directions_in_7_classes() -> None:
    assert [d.number for d in SHIPPED.directions] == list(range(1, 28))
    assert [c.name[-1] for c in SHIPPED.categories] == ["类"] * 7
    assert [sum(d.category_path == c.path for d in SHIPPED.directions) for c in SHIPPED.categories] == [
        5,
        1,
        1,
        5,
        2,
        5,
        8,
    ]


def test_a_direction_is_named_by_the_source_and_has_other_names() -> None:
    for direction in SHIPPED.directions:
        assert direction.name in SHIPPED.clause(str(direction.path)).text
        assert direction.aliases


def test_ordinals_that_start_anew_in_each_class_are_counted_through() -> None:
    directions, categories = find_directions(parse(ANNEX), {"附件1/二": ["水里"]})
    assert [(d.number, d.name, d.category) for d in directions] == [
        (1, "平地机器人", "甲类"),
        (2, "山地机器人", "甲类"),
        (3, "水下机器人", "乙类"),
    ]
    assert categories[1].aliases == ("水里",)


def test_a_document_without_such_an_annex_has_none() -> None:
    assert find_directions(parse("某办法\n第一条 甲。\n（一）乙。\n（二）丙。"), {}) == ((), ())


def test_a_clause_belongs_to_the_direction_above_it() -> None:
    directions, _ = find_directions(parse(ANNEX), {})
    found = direction_of(ClausePath.parse("附件1/一/（一）/要求"), directions)
    assert found is not None and found.name == "平地机器人"
    assert direction_of(ClausePath.parse("通知/一"), directions) is None

"""Features: what they count, and that they are always whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import features
from assistant.asked import cover, focus_of, outside_names, term_cover
from assistant.features import Scores, table
from assistant.terms import Term, terms_of
from assistant.units import Unit
from assistant.wording import fold
from tests.test_assistant_service import asked_of, qinghe, unit_of, units_in

UNITS = units_in(qinghe())


def rows(question: str, units: tuple[Unit, ...] = UNITS) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    size = max((u.row for u in units), default=0) + 1
    size = max(size, max((u.clause_row for u in units), default=0) + 1)
    zeros = np.zeros(size, np.float32)
    return table(asked_of(question, qinghe()), units, Scores(zeros, zeros, zeros), [u.folded for u in units])


def of(name: str, question: str, unit: Unit) -> float:
    return float(rows(question, (unit,))[0, features.NAMES.index(name)])


def at(clause: str) -> Unit:
    return next(u for u in UNITS if u.passage.clause == clause and not u.is_title)


def test_names_are_unique() -> None:
    assert len(set(features.NAMES)) == len(features.NAMES)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40))
def test_a_row_has_a_finite_number_for_each_name(question: str) -> None:
    found = rows(question, UNITS[:6])
    assert found.shape == (6, len(features.NAMES))
    assert np.isfinite(found).all()


def test_no_units_make_an_empty_table() -> None:
    assert rows("申报书几份？", ()).shape == (0, len(features.NAMES))


@pytest.mark.parametrize(
    ("name", "question", "clause", "value"),
    [
        ("in_named", "水渠闸门要几套？", "附件1/一/（三）/应用成效", 1.0),
        ("in_named", "水渠闸门要几套？", "附件1/一/（二）/应用成效", 0.0),
        ("in_other_direction", "水渠闸门要几套？", "附件1/一/（二）/应用成效", 1.0),
        ("in_named_class", "设施类有什么要求？", "附件1/一/（二）/应用成效", 1.0),
        ("in_named_class", "设施类有什么要求？", "附件1/二/（四）/应用成效", 0.0),
        ("body", "申报书几份？", "通知/三/（一）", 1.0),
        ("body", "申报书几份？", "附件1/一/（二）/应用成效", 0.0),
        ("yes_no", "要交视频吗？", "通知/三/（一）", 1.0),
        ("yes_no", "视频多长？", "通知/三/（一）", 0.0),
        ("date_wanted_held", "什么时候截止？", "通知/三/（一）", 1.0),
        ("date_wanted_absent", "什么时候截止？", "通知/三/（二）", 1.0),
        ("email_wanted_held", "发到哪个邮箱？", "通知/三/（一）", 1.0),
        ("unit_wanted_held", "申报书几份？", "通知/三/（一）", 1.0),
        ("unit_wanted_absent", "申报书几份？", "通知/三/（二）", 1.0),
    ],
)
def test_a_feature_tells_what_its_name_says(name: str, question: str, clause: str, value: float) -> None:
    assert of(name, question, at(clause)) == value


def test_more_of_the_question_s_words_cover_more() -> None:
    terms = terms_of("水渠闸门 远程启闭")
    assert (
        cover(terms, fold("实现闸门远程启闭")) > cover(terms, fold("实现闸门")) > cover(terms, fold("毫不相干")) == 0.0
    )
    assert cover((), "甲乙") == 0.0


def test_the_word_itself_counts_more_than_a_synonym_and_that_more_than_a_part() -> None:
    term = Term("申报材料", 1.0, ("标书",))
    found = [term_cover(term, text) for text in ("交申报材料", "交标书", "交材料", "无")]
    assert found == sorted(found, reverse=True)
    assert (found[0], found[-1]) == (1.0, 0.0)
    assert len(set(found)) == 4


def test_words_of_a_name_are_told_from_the_rest() -> None:
    asked = asked_of("水渠闸门要几套传感器？", qinghe())
    outside = {t.word for t in outside_names(asked)}
    assert "传感器" in outside
    assert not outside & {"水渠", "闸门", "水渠闸门"}


def test_the_focus_is_what_stands_beside_the_word_that_asks() -> None:
    text = "我们县里的水渠和闸门都修好了想了解一下联系人是谁"
    focus = {t.word for t in focus_of(text, terms_of(text))}
    assert "联系人" in focus
    assert "水渠" not in focus
    terms = terms_of("水渠闸门")
    assert focus_of("水渠闸门", terms) == terms


def test_what_is_counted_is_known() -> None:
    assert asked_of("最多报几个项目？").counted == "项目"
    assert asked_of("联系人是谁？").counted == ""


def test_a_quantity_of_the_same_unit_and_value_is_seen() -> None:
    unit = unit_of("部署企业不少于10家。")
    assert of("quantity_unit_held", "10家够吗？", unit) == 1.0
    assert of("quantity_same_value", "10家够吗？", unit) == 1.0
    assert of("quantity_same_value", "9家够吗？", unit) == 0.0
    assert of("quantity_unit_held", "10份够吗？", unit) == 0.0

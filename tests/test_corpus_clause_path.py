"""Clause paths as people type them and as they are printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause_path import ClausePath
from corpus.errors import ClausePathError
from corpus.numerals import to_chinese

STEPS = st.one_of(
    st.integers(1, 99).map(to_chinese),
    st.integers(1, 99).map(lambda n: f"（{to_chinese(n)}）"),
    st.integers(1, 99).map(str),
    st.integers(1, 99).map(lambda n: f"第{to_chinese(n)}条"),
    st.sampled_from(["引言", "应用场景", "1.2.3", "①", "（1）", "3）"]),
)
ANNEXES = st.one_of(st.none(), st.just("附件"), st.integers(1, 20).map(lambda n: f"附件{n}"))


@given(ANNEXES, st.lists(STEPS, max_size=5))
def test_a_printed_path_reads_back(annex: str | None, steps: list[str]) -> None:
    path = ClausePath(annex, tuple(steps))
    assert ClausePath.parse(str(path)) == path


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("通知/二/(四)", "通知/二/（四）"),
        (" 通知 / 二 / ( 四 ) ", "通知/二/（四）"),
        ("附件 1/六/（十五)/应用场景/3", "附件1/六/（十五）/应用场景/3"),
        ("附件１/六", "附件1/六"),
        ("附件一/六", "附件1/六"),
        ("附件2-1/一", "附件2-1/一"),
        ("附件·2/一", "附件·2/一"),
        ("附件/引言", "附件/引言"),
    ],
)
def test_half_width_brackets_and_stray_spaces_are_accepted(typed: str, printed: str) -> None:
    assert str(ClausePath.parse(typed)) == printed


@pytest.mark.parametrize("typed", ["", "/", "通知//二", "二/（四）", "附录1/一", "通知/ "])
def test_what_is_no_path_is_refused_in_chinese(typed: str) -> None:
    with pytest.raises(ClausePathError) as caught:
        ClausePath.parse(typed)
    assert "无法识别" in caught.value.what and caught.value.next_step


def test_a_path_holds_itself_and_what_stands_below_it() -> None:
    above, below = ClausePath.parse("附件1/六"), ClausePath.parse("附件1/六/（十五）/应用场景/3")
    assert above.holds(below) and above.holds(above)
    assert not below.holds(above)
    assert not ClausePath.parse("附件2/六").holds(below)
    assert not ClausePath.parse("附件1/六/（十）").holds(below)


def test_parents_lead_to_the_root() -> None:
    path: ClausePath | None = ClausePath.parse("通知/二/（四）")
    seen: list[str] = []
    while path is not None:
        seen.append(str(path))
        path = path.parent
    assert seen == ["通知/二/（四）", "通知/二", "通知"]

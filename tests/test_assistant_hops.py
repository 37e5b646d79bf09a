"""What one part of a question finds, the next goes on from."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import hops
from assistant.answer import from_units
from assistant.compose import Finding
from assistant.model import Status
from assistant.question import Part
from assistant.service import Assistant
from corpus.library import Library
from tests.fake_quarry import quarry
from tests.test_assistant_ordering import ranked
from tests.test_assistant_service import NEVER, asked_of, assistant_over, prepared, reader_of

READER = reader_of(quarry())
LIBRARY = Library((quarry(),))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return assistant_over(tmp_path_factory.mktemp("quarry"), quarry())


def parts(question: str) -> tuple[Part, ...]:
    return READER.read(question).parts


def found(part: Part, *words: str) -> Finding:
    """A part answered from the units that hold the words."""
    return Finding(part, from_units(prepared(part), ranked(*words), LIBRARY, 1), Status.ANSWERED, ())


def with_topic(part: Part, *before: Finding, near: tuple[str, ...] = ()) -> Part:
    return hops.with_topic(prepared(part), before, ranked(*near), READER.names, quarry())


def test_whom_to_ask_is_asked_of_the_direction_that_the_part_before_stands_in() -> None:
    first, second = parts("怎么减少用电？咨询找谁？")
    topical = with_topic(second, found(first, "调节风量"))
    assert [e.name for e in topical.entities] == ["井下通风节能"]
    assert not topical.own_entities


def test_whom_to_ask_about_something_is_asked_of_the_direction_that_speaks_of_it() -> None:
    (part,) = parts("矿山边坡滑坡的事联系谁？")
    assert [e.name for e in with_topic(part, near=("调节风量", "高陡边坡")).entities] == ["边坡监测与预警"]


def test_whom_to_ask_about_what_no_direction_speaks_of_stays_open() -> None:
    (part,) = parts("食堂饭菜的事联系谁？")
    assert with_topic(part, near=("调节风量", "高陡边坡")) == part


def test_a_contact_named_by_its_label_is_left_alone() -> None:
    first, second = parts("怎么减少用电？平台技术支持打哪个电话？")
    assert with_topic(second, found(first, "调节风量")) == second


def test_a_part_about_a_direction_of_its_own_is_left_alone() -> None:
    first, second = parts("怎么减少用电？边坡监测与预警找谁咨询？")
    assert with_topic(second, found(first, "调节风量")) == second


def test_words_that_stand_in_no_direction_have_no_topic() -> None:
    (part,) = parts("公示几天？")
    assert hops.topic_of(found(part, "公示7个"), READER.names) is None


def test_a_short_part_goes_on_from_the_clauses_of_the_one_before() -> None:
    first, second = parts("县里最多推荐几个？要排序吗？")
    assert hops.following(second, [found(first, "推荐不超过6个")]).previous == (("quarry", "通知/二/（二）"),)


def test_a_long_part_stands_for_itself() -> None:
    first, second = parts("县里最多推荐几个？企业在网上填报的截止日期是几月几号？")
    assert hops.following(second, [found(first, "推荐不超过6个")]) == second


def test_what_a_cited_clause_says_to_an_open_part_is_told() -> None:
    first = parts("县里最多推荐几个？")[0]
    near = hops.told_nearby(
        asked_of("要不要排序", quarry()), ranked("先后排序", "公示7个"), [found(first, "推荐不超过6个")]
    )
    assert [r.unit.passage.clause for r in near] == ["通知/二/（二）"]


def test_an_open_part_that_no_clause_touches_stays_open() -> None:
    first = parts("县里最多推荐几个？")[0]
    others = [found(first, "推荐不超过6个")]
    assert hops.told_nearby(asked_of("专家费谁出", quarry()), ranked("先后排序"), others) == ()


def test_where_every_part_is_open_none_is_told(tmp_path: Path) -> None:
    assert hops.told_nearby(asked_of("要不要排序", quarry()), ranked("先后排序"), []) == ()
    shy = assistant_over(tmp_path, quarry(), answerable=NEVER)
    assert shy.ask("推荐几个？要不要排序？").status is Status.NOT_STATED


def test_a_direction_then_its_contact_are_answered_in_one_question(assistant: Assistant) -> None:
    answer = assistant.ask("我们做井下通风，减少用电，对应哪个方向，问谁？")
    assert "井下通风节能" in answer.text
    assert "0999-5550002" in answer.text
    assert "0999-5550001" not in answer.text


def test_a_wrong_class_is_put_right_before_the_contact(assistant: Assistant) -> None:
    answer = assistant.ask("边坡监测与预警既然划在地下开采类，电话是不是该打地下开采类的？")
    assert "属于露天开采类" in answer.text
    assert answer.verdict == "no"
    assert "0999-5550001" in answer.text


def test_that_class_is_the_class_of_the_direction_that_was_told() -> None:
    first, second = parts("边坡监测与预警属于哪一类？这一类还有哪些方向？")
    topical = with_topic(second, found(first, "高陡边坡"))
    (named,) = topical.entities
    assert not named.is_direction
    assert any(c.path == named.path for c in quarry().categories)
    assert topical.own_entities

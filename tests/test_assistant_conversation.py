"""A follow-up is asked again in words that stand for themselves."""

from __future__ import annotations

import pytest

from assistant.conversation import resolve
from assistant.model import Answer, Citation, ClauseRef, Status, Turn
from assistant.question import Kind, Part
from assistant.quoting import cite
from tests.test_assistant_service import qinghe, reader_of

READER = reader_of(qinghe())


def turn(question: str, clause: str = "") -> Turn:
    """A finished exchange; answered from `clause` if one is given."""
    if not clause:
        return Turn(question, Answer(question, Status.NOT_STATED, "未规定"))
    text = qinghe().clause(clause).text
    citation = Citation("qinghe", clause, text, 0, len(text))
    return Turn(question, Answer(question, Status.ANSWERED, "答", (citation,)))


def follow(question: str, *history: Turn) -> Part:
    return resolve(question, history, READER).parts[0]


def names(part: Part) -> list[str]:
    return [e.name for e in part.entities]


def test_a_first_question_stands_for_itself() -> None:
    assert resolve("申报书几份？", (), READER) == READER.read("申报书几份？")


@pytest.mark.parametrize(
    "question", ["那田间传感呢？", "田间传感呢", "田间传感？", "换成田间传感呢", "那庄稼传感的呢？"]
)
def test_naming_another_thing_asks_the_same_of_it(question: str) -> None:
    part = follow(question, turn("水渠闸门的联系人是谁？", "通知/四"))
    assert names(part) == ["田间传感试点"]
    assert Kind.CONTACT in part.kinds
    assert "水渠闸门" not in part.text


def test_the_swap_goes_on_over_several_turns() -> None:
    history = (turn("水渠闸门的联系人是谁？", "通知/四"), turn("那田间传感呢？", "通知/四"))
    part = follow("村务平台呢？", *history)
    assert names(part) == ["村务平台试点"]
    assert Kind.CONTACT in part.kinds


@pytest.mark.parametrize(
    "question", ["它的联系人是谁？", "这个方向的联系人是谁", "该方向联系人？", "Who is its contact?"]
)
def test_a_pronoun_means_the_direction_last_spoken_of(question: str) -> None:
    part = follow(question, turn("水渠闸门要几套闸门？", "附件1/一/（三）/应用成效"))
    assert names(part) == ["水渠闸门试点"]


def test_a_pronoun_after_an_answer_means_the_direction_of_its_clause() -> None:
    part = follow("它的联系人是谁？", turn("哪个方向要10万次访问？", "附件1/二/（四）/应用成效"))
    assert names(part) == ["村务平台试点"]


@pytest.mark.parametrize("question", ["联系人是谁？", "需要几份？", "要几家企业？"])
def test_a_short_question_goes_on_about_the_same_direction(question: str) -> None:
    part = follow(question, turn("村务平台日均访问要多少次？", "附件1/二/（四）/应用成效"))
    assert names(part) == ["村务平台试点"]
    assert not part.own_entities


def test_a_follow_up_remembers_the_clauses_cited() -> None:
    part = follow("需要几份？", turn("什么时候截止？", "通知/三/（一）"))
    assert part.previous == (("qinghe", "通知/三/（一）"),)


def test_after_a_refusal_the_nearest_clauses_are_remembered() -> None:
    nearest = (ClauseRef("qinghe", "通知/三/（二）"),)
    refused = Turn("给多少补贴？", Answer("给多少补贴？", Status.NOT_STATED, "未规定", nearest=nearest))
    assert follow("那几年呢？", refused).previous == (("qinghe", "通知/三/（二）"),)


def test_a_question_that_names_its_own_thing_is_left_alone() -> None:
    question = "村务平台试点的日均访问次数不少于多少万次？"
    assert follow(question, turn("水渠闸门的联系人是谁？", "通知/四")) == READER.read(question).parts[0]


def test_a_long_question_about_something_else_takes_no_direction_over() -> None:
    part = follow("申报主体应当在哪里注册才算符合法人资格条件？", turn("水渠闸门要几套？", "附件1/一/（三）/应用成效"))
    assert part.entities == ()


def test_each_part_of_a_follow_up_is_resolved() -> None:
    question = resolve("它的联系人是谁？它要几套闸门？", (turn("水渠闸门是干什么的？", "附件1/一/（三）"),), READER)
    assert [names(part) for part in question.parts] == [["水渠闸门试点"]] * 2


def test_a_long_conversation_is_followed_to_its_end() -> None:
    history = [turn("村级机房的联系人是谁？", "通知/四")] * 40 + [turn("水渠闸门的联系人是谁？", "通知/四")]
    assert names(follow("那它要几套闸门？", *history)) == ["水渠闸门试点"]


def listed(question: str, *clauses: str) -> Turn:
    """An exchange answered with the items of a list."""
    citations = tuple(cite("qinghe", qinghe().clause(c), 0, len(qinghe().clause(c).text)) for c in clauses)
    return Turn(question, Answer(question, Status.ANSWERED, "答", citations))


SCENES = tuple(f"附件1/一/（一）/应用场景/{n}" for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("question", "place"),
    [("最后一个具体讲的啥", 2), ("第二个是什么意思？", 1), ("头一条讲什么", 0), ("倒数第二个呢", 1)],
)
def test_an_item_of_the_list_before_is_named_by_its_place(question: str, place: int) -> None:
    part = follow(question, listed("村级机房有哪些场景？", *SCENES))
    assert part.previous == (("qinghe", SCENES[place]),)
    assert ("机房巡检", "数据备份", "算力共享")[place] in part.text


@pytest.mark.parametrize("question", ["第九个是什么？", "第二个方向是什么？", "第二季度报吗？"])
def test_a_place_beyond_the_list_or_of_something_else_picks_nothing(question: str) -> None:
    part = follow(question, listed("村级机房有哪些场景？", *SCENES))
    assert not any(name in part.text for name in ("机房巡检", "数据备份", "算力共享"))


def test_after_one_clause_there_is_no_list_to_point_into() -> None:
    part = follow("最后一个讲的啥", turn("申报书几份？", "通知/三/（一）"))
    assert part.text == "最后一个讲的啥"

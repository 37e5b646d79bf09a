"""Which rules and questions a direction has, and how a direction may be named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.rulebook import DirectionError, RulebookError, RuleShelf
from corpus.errors import UnknownDocumentError
from corpus.library import BUILTIN, load_library
from corpus.rules import RULES
from tests.fake_rules import CASES_RULES, SHIPPED, VOUCHER_RULES, invented, shipped


@pytest.mark.parametrize(
    "given",
    [
        15,
        "15",
        "十五",
        "附件1/六/（十五）",
        " 附件1 / 六 / (十五) ",
        "附件1/(十五)",
        "附件1/六/（十五）/应用场景/3",
        "附件1/（十五）/应用场景/3",
        "工业互联网平台+安全生产试点示范",
        "工业互联网平台＋安全生产 试点示范",
        "平台+安全生产",
    ],
)
def test_a_direction_is_known_by_number_path_or_name(given: object) -> None:
    direction = shipped().direction(given)
    assert direction and direction.number == 15


@pytest.mark.parametrize("given", [0, 28, "28", True, 1.5, "通知/二", "附件1/六", "火箭", [], {}, "附件2/一"])
def test_an_unknown_direction_says_what_is_allowed(given: object) -> None:
    with pytest.raises(DirectionError, match="没有申报方向") as caught:
        shipped().direction(given)
    assert "1 至 27" in caught.value.next_step


def test_a_missing_direction_is_asked_for() -> None:
    with pytest.raises(DirectionError, match="没有写明"):
        shipped().direction(None)


def test_questions_stand_in_groups_and_only_where_they_matter() -> None:
    book = shipped()
    groups = dict(book.groups(book.direction(21)))
    assert list(groups) == list(book.rules.groups)
    own = groups["本方向要求"]
    assert [q.field.name for q in own] == ["监测平台建设方", "监测覆盖"]
    assert own[1].depends == ("监测平台建设方",)
    assert [q.field.name for q in groups["加分项"] if q.decides] == []
    assert "本方向要求" not in dict(book.groups(book.direction(1)))


def test_every_question_has_a_clause_and_its_words() -> None:
    book = shipped()
    for direction in book.document.directions:
        for question in book.questions(direction):
            assert question.quote in book.document.clause(question.clause).text
            assert question.rules


def test_every_field_is_asked_for_some_direction() -> None:
    book = shipped()
    asked = {q.field.name for d in book.document.directions for q in book.questions(d)}
    assert asked == set(book.rules.fields)


def test_what_is_left_to_judgement_is_told_for_its_direction() -> None:
    book = shipped()
    first = {point.text for point in book.open_points(book.direction(1))}
    assert any("制造企业" in text for text in first)
    assert not any("制造企业" in point.text for point in book.open_points(book.direction(22)))


def test_a_shelf_opens_the_newest_document_with_rules(tmp_path: Path) -> None:
    invented(tmp_path, "haidu-2025", CASES_RULES)
    folders = (BUILTIN, tmp_path)
    shelf = RuleShelf(load_library(folders))
    assert shelf.rulebook().document.id == "haidu-2025"
    assert shelf.rulebook(SHIPPED.name).document.id == SHIPPED.name
    assert shelf.rulebook() is shelf.rulebook("haidu-2025")
    with pytest.raises(UnknownDocumentError):
        shelf.rulebook("nowhere")


def test_a_document_without_rules_is_told(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "other-name")
    (tmp_path / "other-name" / RULES).unlink()
    shelf = RuleShelf(load_library([tmp_path]))
    with pytest.raises(RulebookError, match="这份通知还没有自评规则"):
        shelf.rulebook(SHIPPED.name)
    with pytest.raises(RulebookError, match="还没有自评规则"):
        shelf.rulebook()


def test_a_folder_may_have_another_name_than_its_document(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "other-name")
    assert RuleShelf(load_library([tmp_path])).rulebook(SHIPPED.name).rules.rules


def test_a_document_without_directions_takes_none(tmp_path: Path) -> None:
    book = invented(tmp_path, "jinqiao-vouchers", VOUCHER_RULES)
    assert book.direction(None) is None
    assert [q.field.name for q in book.questions(None)] == ["职工人数", "主体"]
    with pytest.raises(DirectionError, match="没有申报方向"):
        book.direction(3)

"""Form and result of the self-assessment as HTML: what is asked, what is shown, and that nothing typed is obeyed."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from assistant.assess import assess
from assistant.assessing.materials import dated_steps
from assistant.assessing.whatif import what_if
from assistant.rulebook import Rulebook
from assistant.web.assess_html import assess_html
from assistant.web.form_html import chooser_html, form_html
from assistant.web.outcome_html import told_html, verdict_text, window_text
from assistant.web.result_html import Result
from assistant.web.shelf import Shelf
from tests.fake_assistant import NOTICE, FakeAssistant
from tests.fake_rules import clean_facts, shipped

TEA = FakeAssistant().rules.rulebook(NOTICE)
SHELF = Shelf.of((TEA.document,))
DAY = date(2019, 7, 1)
VOID = {"input", "br", "path"}


class Elements(HTMLParser):
    """All start tags with their attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]

    def ids(self) -> list[str]:
        return [attrs["id"] or "" for _, attrs in self.tags if "id" in attrs]


def form(direction: int, rulebook: Rulebook = TEA) -> Elements:
    return Elements(form_html(rulebook, rulebook.direction(direction), Shelf.of((rulebook.document,))))


def result(facts: dict[str, Any], direction: int = 1, rulebook: Rulebook = TEA, day: date = DAY) -> Elements:
    told = assess(rulebook, direction, facts, day)
    steps = dated_steps(rulebook, day)
    shelf = Shelf.of((rulebook.document,))
    return Elements(Result(rulebook, told, what_if(rulebook, told, facts), steps, shelf).html())


def test_a_form_asks_what_matters_for_its_direction_in_the_order_of_the_groups() -> None:
    fields = [attrs["data-field"] for attrs in form(1).classed("q")]
    assert fields[:4] == ["本市登记", "单位类型", "已提出茶园数", "已选方向"]
    assert "减药比例" in fields
    assert "减药比例" not in [attrs["data-field"] for attrs in form(3).classed("q")]


def test_questions_that_hang_on_another_answer_start_hidden() -> None:
    hidden = [attrs["data-field"] for attrs in form(1).classed("q") if "hidden" in attrs]
    assert hidden == ["面积"]


def test_answers_of_the_applicant_are_marked_as_shared() -> None:
    shared = [attrs["data-field"] for attrs in form(1).classed("q") if "data-shared" in attrs]
    assert shared == ["本市登记", "单位类型", "已提出茶园数", "已选方向"]


def test_each_question_has_its_clause_with_the_exact_span() -> None:
    links = form(1).classed("clause-link")
    assert len(links) == len(form(1).classed("q"))
    for link in links:
        clause = SHELF.clauses[NOTICE, link["data-clause"] or ""]
        assert clause.text[int(link["data-start"] or 0) : int(link["data-end"] or 0)] == link["data-quote"]
        assert (link["aria-label"] or "").startswith("依据：通知") or (link["aria-label"] or "").startswith(
            "依据：附件"
        )


@pytest.mark.parametrize("direction", range(1, 28))
def test_the_shipped_forms_are_well_formed_and_every_control_has_a_name(direction: int) -> None:
    shown = form(direction, shipped())
    assert len(set(shown.ids())) == len(shown.ids())
    known = set(shown.ids())
    for attrs in shown.classed("controls"):
        assert attrs["aria-labelledby"] in known
    for tag, attrs in shown.tags:
        if tag == "input" and attrs.get("type") in ("text", "date"):
            named = (attrs.get("aria-labelledby") or "").split()
            assert attrs.get("aria-label") or (named and known.issuperset(named))


def test_every_question_can_be_answered_with_not_clear() -> None:
    for kind in ("bool", "choice", "count", "number", "date", "choices", "directions"):
        for attrs in form(1).classed("q"):
            if attrs["data-kind"] == kind:
                break
        else:
            pytest.fail(kind)
    assert form(1).text.count("不清楚") == len(form(1).classed("q"))


def test_the_chooser_groups_directions_by_class() -> None:
    shown = Elements(chooser_html((TEA.document,), TEA.document, TEA.direction(3)))
    assert [attrs["label"] for tag, attrs in shown.tags if tag == "optgroup"] == ["生态类", "加工类"]
    chosen = [attrs["value"] for tag, attrs in shown.tags if tag == "option" and "selected" in attrs]
    assert chosen == ["3"]
    assert "assess-document" not in shown.ids()
    several = Elements(chooser_html((TEA.document, shipped().document), TEA.document, None))
    assert "assess-document" in several.ids()


def test_the_verdict_is_told_with_its_count_and_never_as_a_score() -> None:
    blocked = assess(TEA, 1, {"本市登记": False, "减药比例": 10}, DAY)
    assert verdict_text(blocked) == "不可申报（2 项不符合）"
    mended = assess(TEA, 3, FULL | {"申请书份数": 1}, DAY)
    assert verdict_text(mended) == "需补充（1 项待补正）"
    assert (
        verdict_text(assess(TEA, 3, FULL | {"申请书份数": 1, "影像分钟": None}, DAY))
        == "需补充（1 项未知，1 项待补正）"
    )
    assert verdict_text(assess(TEA, 3, FULL, DAY)) == "可申报"
    assert window_text(blocked, TEA.document) == "申报期已于2019年6月30日截止"
    assert window_text(assess(TEA, 3, FULL, date(2019, 6, 30)), TEA.document) == ""
    for text in (result({}).text, result(FULL, 3).text):
        assert "得分" not in text
        assert "概率" not in text


FULL: dict[str, Any] = {
    "本市登记": True,
    "单位类型": "茶厂",
    "已提出茶园数": 0,
    "已选方向": [],
    "在𠮷田片区": True,
    "影像分钟": 10,
    "申请书份数": 4,
}


def test_a_result_names_what_blocks_with_the_smallest_change_and_the_quote() -> None:
    shown = result({"减药比例": 30, "已有举措": []})
    assert "阻断申报（2）" in shown.text
    assert "填报 30 %，要求不少于 40 %" in shown.text
    assert "再增 10 %即满足" in shown.text
    assert "化学农药用量下降不少于40%" in shown.text
    assert {attrs["data-goto"] for attrs in shown.classed("goto")} >= {"减药比例", "已有举措", "本市登记"}


def test_what_is_missing_says_which_answer_decides_how() -> None:
    assert "8 至 12 分钟 → 符合" in result({}).text
    assert "是 → 符合" in result({}).text


def test_the_table_has_every_rule_and_marks_those_that_are_settled() -> None:
    shown = result({"本市登记": True, "影像分钟": 3})
    rows = [attrs for tag, attrs in shown.tags if tag == "tr"]
    told = assess(TEA, 1, {"本市登记": True, "影像分钟": 3}, DAY)
    groups = {r.rule.field.group for r in told.results}
    assert len(rows) == 1 + len(told.results) + len(groups)
    assert len(shown.classed("closed")) == sum(
        1 for r in told.results if not (r.rule.needed and str(r.outcome) in ("不符合", "待确认"))
    )


def test_outcomes_are_words_beside_icons_hidden_from_readers() -> None:
    shown = result({"本市登记": True, "影像分钟": 3})
    for word in ("符合", "不符合", "待确认"):
        assert word in shown.text
    assert all(attrs.get("aria-hidden") == "true" for tag, attrs in shown.tags if tag == "svg")


def test_a_result_lists_materials_doubts_and_dates() -> None:
    shown = result(FULL, 3)
    assert "申请书4 份" in shown.text
    assert "单位编写，区农业局寄送" in shown.text
    assert "chazhan2@yunshan.example" in shown.text
    assert "2019年6月20日 周四" in shown.text
    assert "建议" in shown.text
    assert "已过" in shown.text
    assert "仍可用来演练" in shown.text


def test_other_directions_can_be_chosen_from_the_result() -> None:
    shown = result(FULL, 3)
    assert [attrs["data-direction"] for attrs in shown.classed("direction")] == ["2", "4", "1"]
    assert "已填齐" in shown.text


def test_nothing_that_was_typed_becomes_markup() -> None:
    nasty = "<img src=x onerror=alert(1)>\"'&"
    facts = {"单位类型": nasty, nasty: 1, "影像分钟": nasty}
    shown = result(facts)
    assert nasty in shown.text
    assert not [tag for tag, _ in shown.tags if tag == "img"]
    told = assess(TEA, 1, facts, DAY)
    problem = next(p for p in told.problems if p.field == "影像分钟")
    beside = Elements(told_html([], problem))
    assert nasty in beside.text
    assert "可填：不小于 0 的数，单位：分钟" in beside.text


def test_a_contradiction_is_told_at_its_field_in_whole_sentences() -> None:
    told = assess(TEA, 1, {"在𠮷田片区": False, "片区优先": True}, DAY)
    assert Elements(told_html([], told.problems[0])).text == "填报不在片区，却又想按片区优先。在片区的请改前一题"


@pytest.mark.parametrize("direction", [1, 6, 13, 20, 21, 27])
def test_results_of_the_shipped_rules_are_well_formed(direction: int) -> None:
    for facts in ({}, clean_facts(direction), {**clean_facts(direction), "独立法人": False}):
        shown = result(facts, direction, shipped())
        assert len(set(shown.ids())) == len(shown.ids())


def test_the_tab_is_well_formed_and_starts_without_answers() -> None:
    shown = Elements(assess_html())
    assert len(set(shown.ids())) == len(shown.ids())
    assert "data-panel" in dict(shown.tags[0][1])

"""Answers as HTML: what is shown, what it is called, and that nothing a visitor types is obeyed."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from assistant.model import Answer, AnswerDoubt, Citation, ClauseRef, Status
from assistant.web.answer_html import turn_html
from assistant.web.answer_text import ItemList, Paragraph, blocks, copy_text
from assistant.web.doubt_html import reading
from assistant.web.records import from_record, to_record, turns
from assistant.web.shelf import Shelf, breadcrumb, short_name
from corpus.clause_path import ClausePath
from tests.fake_assistant import NOTICE, FakeAssistant, notice

ASSISTANT = FakeAssistant()
SHELF = Shelf.of(ASSISTANT.documents)


class Elements(HTMLParser):
    """All start tags with their attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def classed(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for _, attrs in self.tags if name in (attrs.get("class") or "").split()]


def shown(question: str) -> Elements:
    elements = Elements(turn_html("t1", ASSISTANT.ask(question), SHELF, ("还有呢？",)))
    assert not elements.open, "every element is closed"
    return elements


def test_a_mark_is_a_button_named_after_its_clause_and_knows_its_span() -> None:
    first = shown("几个").classed("mark")[0]
    assert first["aria-label"] == "引文1：通知二（三）"
    clause = SHELF.clauses[NOTICE, "通知/二/（三）"]
    span = slice(int(first["data-start"] or ""), int(first["data-end"] or ""))
    assert clause.text[span] == first["data-quote"]


def test_a_mark_that_names_no_citation_stays_text() -> None:
    answer = replace(ASSISTANT.ask("片区"), text="见[1]与[7]，另见[0]。")
    elements = Elements(turn_html("t1", answer, SHELF))
    assert len(elements.classed("mark")) == 1
    assert "[7]" in elements.text and "[0]" in elements.text


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>天气", '"><img src=x onerror=alert(1)>天气', "几个'\"&<b>"]
)
def test_what_a_visitor_types_is_text(nasty: str) -> None:
    elements = shown(nasty)
    assert nasty in elements.text
    assert {tag for tag, _ in elements.tags}.isdisjoint({"script", "img"})
    assert not [name for _, attrs in elements.tags for name in attrs if name.startswith("on")]


def test_no_text_of_an_answer_is_markup() -> None:
    answer = replace(
        ASSISTANT.ask("补贴"),
        text="<i>x</i>![图](http://a.example/x.png)",
        open_parts=("<u>y</u>",),
        doubts=(AnswerDoubt("typo", "<s>z</s>", ()),),
    )
    elements = Elements(turn_html("t1", answer, SHELF, ("<em>q</em>",)))
    assert {tag for tag, _ in elements.tags}.isdisjoint({"i", "u", "s", "em", "img"})
    links = [attrs.get("href") or "" for tag, attrs in elements.tags if tag == "a"]
    assert all(link.startswith("tel:") for link in links)


def test_the_check_counts_the_quotes() -> None:
    assert "核对：2 处引文，逐字一致" in shown("几个").text


def test_a_quote_that_is_no_longer_in_the_notice_is_not_called_verbatim() -> None:
    answer = ASSISTANT.ask("几个")
    gone = Citation(NOTICE, "通知/二/（三）", "不在原文里的话", 0, 7)
    html = turn_html("t1", replace(answer, citations=(answer.citations[0], gone)), SHELF)
    assert "核对：2 处引文，1 处与现有原文不一致" in html
    assert "逐字一致" not in html


def test_lists_fold_after_eight_items() -> None:
    html = turn_html("t1", ASSISTANT.ask("清单"), SHELF)
    folded = html[html.index('id="t1-list1" hidden') :].split("</ul>")[0]
    assert folded.count("<li") == 1
    assert "其余 1 项" in html


def test_a_refusal_shows_nearest_clauses_and_whom_to_ask() -> None:
    elements = shown("补贴")
    assert "通知没有写明" in elements.text
    assert [link["data-clause"] for link in elements.classed("clause-link")][:2] == [
        "通知/三/（二）",
        "附件1/一/（一）/应用成效",
    ]
    assert elements.classed("phone")[0]["href"] == "tel:0999-5550101"


def test_out_of_scope_is_said() -> None:
    assert "不在资料范围内" in shown("天气").text


def test_no_doubt_is_said_too() -> None:
    assert "原文疑点：无" in shown("几个").text


def test_a_conflict_shows_both_readings() -> None:
    elements = shown("邮箱")
    assert len(elements.classed("reading")) == 2
    assert "chazhan@yunshan.example" in elements.text and "chazhan2@yunshan.example" in elements.text


def test_a_reading_without_a_quote_is_the_sentence_in_doubt() -> None:
    doubt = AnswerDoubt("conflict", "试点期前后不一：三（二）写18个月。", ())
    found = reading(doubt, ClauseRef(NOTICE, "通知/三/（二）"), (), SHELF)
    assert found is not None
    assert "18个月" in found.quote and SHELF.quoted(found)


def test_copied_text_names_the_clause_after_each_sentence() -> None:
    copied = copy_text(ASSISTANT.ask("几个"), SHELF)
    assert copied.startswith(
        "可以报多个，合计不超过3个茶园；同一类只能选一个方向。〔通知二（三）〕同一茶园不得重复提出。〔通知二（三）〕"
    )
    assert not re.search(r"\[\d", copied)


def test_copied_text_keeps_the_warnings() -> None:
    assert "原文疑点：电子邮箱前后不一" in copy_text(ASSISTANT.ask("邮箱"), SHELF)


def test_adjacent_marks_are_copied_as_one_reference() -> None:
    answer = replace(ASSISTANT.ask("邮箱"), text="两处写法不同。[1][2]", doubts=())
    assert copy_text(answer, SHELF) == "两处写法不同。〔通知三（一）；通知四〕"


def test_blocks_tell_lists_from_paragraphs() -> None:
    found = blocks("开头\n1. 甲\n2. 乙\n\n2019.5.1起\n- 丙")
    kinds = [type(block) for block in found]
    assert kinds == [Paragraph, ItemList, Paragraph, ItemList]


def test_clause_names_read_as_one_cites_them() -> None:
    paths = ("通知/二/（四）", "附件1/六/（十五）/应用场景/3", "通知/引言")
    assert [short_name(ClausePath.parse(path)) for path in paths] == [
        "通知二（四）",
        "附件1·六（十五）·应用场景·3",
        "通知引言",
    ]


def test_breadcrumbs_name_parts_and_classes() -> None:
    crumbs = breadcrumb(notice(), ClausePath.parse("附件1/一/（一）/应用场景/3"))
    assert crumbs == ("附件1", "一、生态类", "（一）", "应用场景", "3")


def test_with_several_documents_a_clause_is_named_with_its_document() -> None:
    other = replace(notice(), id="other", number="云农函〔2020〕1号")
    assert Shelf.of((notice(), other)).name("other", "通知/四") == "通知四，云农函〔2020〕1号"


def test_an_answer_survives_the_browser() -> None:
    for question in ("几个", "邮箱", "补贴", "天气"):
        answer = ASSISTANT.ask(question)
        assert from_record(to_record(answer)) == answer


@pytest.mark.parametrize("record", [None, 3, {}, {"question": "q", "status": "answered", "text": "t"}, {"status": "x"}])
def test_a_record_that_is_no_answer_is_dropped(record: object) -> None:
    assert from_record(record) is None


def test_history_keeps_only_answers_whose_quotes_stand() -> None:
    good = ASSISTANT.ask("几个")
    forged = replace(good, citations=(Citation(NOTICE, "通知/四", "假的", 0, 2),) * 2)
    assert [turn.answer for turn in turns([to_record(good), to_record(forged)], SHELF)] == [good]


def test_english_answers_are_marked_as_english() -> None:
    answer = Answer("How many?", Status.OUT_OF_SCOPE, "The notice does not say how many (合计) are allowed.")
    assert 'lang="en"' in turn_html("t1", answer, SHELF)
    assert 'lang="zh-CN"' in turn_html("t1", ASSISTANT.ask("邮箱"), SHELF)

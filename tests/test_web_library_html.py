"""The library as HTML: what is listed, what a report shows and links to, and that nothing in a file is obeyed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

from assistant.holdings import Added, Embedded, Held, Outcome
from assistant.web.library_html import library_tab_html, list_html, outcomes_html
from assistant.web.report_html import report_html
from corpus.errors import PolicyError
from corpus.likeness import Likeness
from corpus.particulars import particulars
from corpus.readers.model import Recognised
from corpus.report import Report, State
from tests.fake_assistant import NOTICE, notice
from tests.test_web_answer_html import Elements

DAY = date(2019, 7, 1)
ANSWERABLE = frozenset({NOTICE})
EVIL = '<img src=x onerror="alert(1)">'
REPORT = Report(
    state=State.NEEDS_REVIEW,
    reasons=("2 页没有读出文字",),
    source="扫描件.pdf",
    source_sha256="0" * 64,
    characters=1234,
    clauses=22,
    tables=1,
    directions=4,
    numbered_share=0.91,
    lost=0,
    pages=9,
    silent=(3, 7),
    garbled_share=0.004,
    recognised=(Recognised(2, 0.97, 0.99),),
    duplicates=(Likeness("tea-2018-3", "上一年的函", 0.83),),
    notes=("有一张图没有文字",),
)


def held(state: State = State.NEEDS_REVIEW, *, removable: bool = True, report: Report | None = REPORT) -> Held:
    return Held(notice(), state, report and replace(report, state=state), removable)


def elements(html: str) -> Elements:
    read = Elements(html)
    assert not [tag for tag in read.open if tag not in ("input", "path")], "every element is closed"
    return read


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))


def test_a_row_says_what_a_document_is_and_its_state_in_words() -> None:
    html = list_html([held()], DAY)
    shown = text_of(html)
    for words in (
        "云农函〔2019〕7号",
        "云杉市农业局",
        "2019-04-02 发文",
        "2019-06-30 截止（已截止）",
        "4 个方向",
        "待核对",
    ):
        assert words in shown
    head = elements(html).classed("holding-head")[0]
    assert head["aria-expanded"] == "false" and f'id="{head["aria-controls"]}"' in html


def test_the_last_day_itself_is_in_time() -> None:
    assert "已截止" not in list_html([held()], date(2019, 6, 30))


def test_an_empty_library_says_what_to_do() -> None:
    assert "加入一份通知" in list_html([], DAY)


def test_a_report_shows_what_was_found_and_what_to_check() -> None:
    shown = text_of(report_html(held(), ANSWERABLE))
    for words in (
        *("2 页没有读出文字", "有一张图没有文字", "22 条", "1,234 字", "91%", "9 页", "第 3、7 页", "0.4%"),
        *("扫描件.pdf", "上一年的函", "83%", "第 2 页", "97%", "前后不一致", "附件缺失"),
    ):
        assert words in shown, words


def test_every_particular_leads_to_its_very_words() -> None:
    document = notice()
    texts = {str(clause.path): clause.text for clause in document.clauses}
    html = report_html(held(), ANSWERABLE)
    links = [attrs for attrs in elements(html).classed("clause-link") if "data-start" in attrs]
    found = [item for item in particulars(document) if item.clause]
    assert len(links) == len(found) > 5
    for link, item in zip(links, found, strict=True):
        span = slice(int(link["data-start"] or ""), int(link["data-end"] or ""))
        assert texts[link["data-clause"] or ""][span] == item.quote


def test_what_is_not_answered_from_has_no_links() -> None:
    html = report_html(held(State.GARBLED), frozenset())
    assert "data-clause" not in html and "不用于回答" in html


def test_only_the_users_own_documents_can_be_removed() -> None:
    assert f'data-remove="{NOTICE}"' in report_html(held(), ANSWERABLE)
    shipped = report_html(held(State.READY, removable=False, report=None), ANSWERABLE)
    assert "data-remove" not in shipped and "不能移除" in shipped and "没有读取报告" in shipped


def test_a_file_that_came_in_alone_comes_with_its_report_and_several_with_buttons() -> None:
    one = Outcome("来函.pdf", Added(held(), is_new=True, embedded=Embedded(30, 0.5)))
    html = outcomes_html([one], ANSWERABLE)
    assert "已加入" in html and "读到的内容" in html and "每秒 60 条" in html
    many = outcomes_html([one, one], ANSWERABLE)
    assert "读到的内容" not in many and many.count("data-open") == 2


def test_a_refusal_says_which_file_what_where_and_what_next() -> None:
    html = outcomes_html(
        [Outcome("包.zip › 坏.docx", error=PolicyError("读不了", "第 2 个条目", "请另存后重试"))], ANSWERABLE
    )
    shown = text_of(html)
    assert all(words in shown for words in ("未加入：包.zip › 坏.docx", "读不了", "第 2 个条目", "请另存后重试"))
    assert "没有可加入的文件" in outcomes_html([], ANSWERABLE)


def test_nothing_a_file_says_is_obeyed() -> None:
    document = notice()
    clauses = tuple(replace(clause, text=clause.text + EVIL) for clause in document.clauses)
    hostile = replace(document, title=EVIL, number=EVIL, issuer=EVIL, clauses=clauses)
    report = replace(REPORT, source=EVIL, reasons=(EVIL,), notes=(EVIL,), duplicates=(Likeness(EVIL, EVIL, 0.9),))
    item = Held(hostile, State.READY, report, removable=True)
    outcome = Outcome(EVIL, Added(item, is_new=True))
    failure = Outcome(EVIL, error=PolicyError(EVIL, EVIL, EVIL))
    for html in (
        list_html([item], DAY),
        report_html(item, ANSWERABLE),
        report_html(item, frozenset()),
        outcomes_html([outcome, outcome, failure], ANSWERABLE),
    ):
        assert EVIL in text_of(html)
        assert "img" not in {tag for tag, _ in elements(html).tags}


def test_the_tab_names_its_controls() -> None:
    html = library_tab_html()
    read = elements(html)
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {"library-add", "library-file", "library-bar", "library-dialog"} <= set(ids)

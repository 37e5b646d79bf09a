"""Notices as HTML: every character where it was, every clause with an id, an outline that leads to all of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape

from assistant.web.notice_html import clause_id, notice_html, outline_html
from assistant.web.shell_html import banner_html, documents_html, footer_html, topbar_html
from assistant.web.tab import Tab
from corpus.clause_path import ClausePath
from corpus.model import Clause
from tests.fake_assistant import notice


def clause_texts(html: str) -> list[str]:
    found = re.findall(r'<div class="clause-text">(.*?)</div></section>', html, flags=re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", text)) for text in found]


def test_each_clause_keeps_its_text_to_the_letter() -> None:
    document = notice()
    assert clause_texts(notice_html(document)) == [clause.text for clause in document.clauses]


def test_markup_in_a_notice_is_text() -> None:
    text = "一、<script>alert(1)</script>\n<b>&amp;"
    document = replace(notice(), clauses=(Clause(ClausePath.parse("通知/一"), "<script>alert(1)</script>", text),))
    html = notice_html(document)
    assert "<script" not in html
    assert clause_texts(html) == [text]


def test_ids_are_unique_and_the_outline_leads_to_them() -> None:
    document = notice()
    ids = re.findall(r' id="([^"]+)"', notice_html(document))
    assert len(ids) == len(set(ids))
    targets = re.findall(r'data-target="([^"]+)"', outline_html(document))
    assert set(targets) <= set(ids)
    assert clause_id(document, 0) in targets


def test_ids_of_two_notices_differ() -> None:
    assert clause_id(notice(), 3) != clause_id(replace(notice(), id="b/2"), 3)


def test_breadcrumbs_stand_with_each_clause() -> None:
    assert 'data-crumbs="附件1 › 一、生态类 › （一） › 应用场景 › 3"' in notice_html(notice())


def test_doubts_of_the_source_are_told_above_it() -> None:
    html = notice_html(notice())
    assert "原文疑点：2 处" in html
    assert "资料库里没有这份附件" in html


def test_a_notice_past_its_last_day_is_announced() -> None:
    assert "本通知申报期已于2019年6月30日截止，以下内容供准备与演练参考" in banner_html((notice(),), date(2019, 7, 1))


def test_the_last_day_is_in_time() -> None:
    assert banner_html((notice(),), date(2019, 6, 30)) == ""


def test_a_notice_without_a_deadline_is_never_closed() -> None:
    assert banner_html((replace(notice(), deadline=None),), date(2030, 1, 1)) == ""


def test_one_document_is_named_several_are_a_choice() -> None:
    other = replace(notice(), id="other", number="云农函〔2020〕1号", issued=date(2020, 1, 1))
    assert "<select" not in documents_html((notice(),))
    choice = documents_html((notice(), other))
    assert '<option value="other" selected>' in choice
    assert "资料库是空的" in documents_html(())


def test_the_footer_says_what_it_is() -> None:
    footer = footer_html((notice(),), "1.2.3")
    assert "版本 1.2.3" in footer and "云农函〔2019〕7号" in footer and "不构成官方解释" in footer


def test_tabs_show_from_the_second_on() -> None:
    first, second = Tab("ask", "问答", "question", lambda _: None), Tab("other", "另一页", "list", lambda _: None)
    assert "tablist" not in topbar_html((first,), (notice(),))
    assert topbar_html((first, second), (notice(),)).count('role="tab"') == 2


def test_the_outline_leaves_out_what_most_directions_end_in() -> None:
    document = notice()
    longer = tuple(replace(item, name=f"{item.name}改造试点") for item in document.directions[:3])
    outline = outline_html(replace(document, directions=(*longer, document.directions[3])))
    assert ">茶林共生<" in outline
    assert ">匠作传习<" in outline

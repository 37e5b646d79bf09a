"""Passages: verbatim spans of clauses."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from corpus.library import BUILTIN, load_library
from corpus.model import Document
from corpus.parse import parse
from index.passages import passages_of, sentences

LIBRARY = load_library([BUILTIN, BUILTIN.parent.parent / "eval" / "notices"])


def test_every_span_is_verbatim_and_ids_are_unique() -> None:
    for document in LIBRARY.documents:
        passages = passages_of(document)
        assert len({p.id for p in passages}) == len(passages)
        for passage in passages:
            clause = document.clause(passage.clause)
            assert clause.text[passage.start : passage.end] == passage.text
            assert passage.text == passage.text.strip() and passage.text


def test_every_clause_can_be_found_and_its_sentences_leave_nothing_out() -> None:
    for document in LIBRARY.documents:
        passages = passages_of(document)
        for clause in document.clauses:
            own = [p for p in passages if p.clause == str(clause.path)]
            covered = {i for p in own for i in range(p.start, p.end)}
            assert all(clause.text[i].isspace() for i in set(range(len(clause.text))) - covered)


def test_the_context_names_what_stands_above() -> None:
    document = LIBRARY.document("yz-2025-86")
    passage = next(p for p in passages_of(document) if p.clause == "附件1/二/（五）/建设内容/2")
    assert passage.context == "服务支撑类 工坊软件供给 建设内容 轻量部署"


@given(st.text(alphabet="甲乙。；！？!?”’）)\n 　，：", max_size=80))
def test_sentences_are_ordered_apart_and_lose_nothing(text: str) -> None:
    spans = list(sentences(text))
    assert all(a < b for a, b in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert re.sub(r"\s", "", "".join(text[a:b] for a, b in spans)) == re.sub(r"\s", "", text)


def test_items_carry_the_words_that_open_their_list() -> None:
    text = (
        "关于试点的通知\n一、条件\n（一）有下列情形之一的，不得申报：\n1. 拖欠工资的。\n2. 停产的。\n（二）应当合规。\n"
    )
    document = Document("d", "关于试点的通知", "", "", None, None, parse(text), (), ())
    contexts = {p.text: p.context for p in passages_of(document)}
    assert contexts["1. 拖欠工资的。"].split()[:2] == ["条件", "有下列情形之一的，不得申报"]
    assert "不得申报" not in contexts["（二）应当合规。"]
    assert "不得申报" not in contexts["（一）有下列情形之一的，不得申报："]

"""Yes or no by the rules: only what the question tells of the applicant is judged, and a quote says why."""

from __future__ import annotations

import pytest

from assistant.by_rule import ruled
from assistant.entities import NameIndex
from assistant.model import Verdict
from assistant.question import Part, Reader
from assistant.rulebook import RuleShelf
from assistant.wording import Homophones
from corpus.library import BUILTIN, load_library

LIBRARY = load_library((BUILTIN,))
DOCUMENT = LIBRARY.document("miit-2023-319")
SHELF = RuleShelf(LIBRARY)
READER = Reader(NameIndex((DOCUMENT,)), Homophones.of([c.text for c in DOCUMENT.clauses]))


def part(question: str) -> Part:
    return READER.read(question).parts[0]


@pytest.mark.parametrize(
    ("question", "verdict", "clause", "words"),
    [
        ("视频拍了12分钟，行吗", Verdict.NO, "通知/二/（四）", "5-10分钟"),
        ("视频拍了8分钟，行吗", Verdict.YES, "通知/二/（四）", "5-10分钟"),
        ("公司注册在新加坡，能申报吗", Verdict.NO, "通知/二/（一）", "境内注册"),
        ("创新发展工程的项目还没验收，能不能报", Verdict.NO, "通知/二/（三）", "未验收"),
        ("申报书只装订了3本，可以吗", Verdict.NO, "通知/三/（一）", "一式五份"),
        ("22方向，我们的产品部署了8家企业，能报吗", Verdict.NO, "附件1/七/（二十二）/应用成效", "10 家"),
        ("22方向，我们的产品部署了10家企业，能报吗", Verdict.YES, "附件1/七/（二十二）/应用成效", "10 家"),
    ],
)
def test_a_fact_in_a_question_is_judged_by_its_rule(question: str, verdict: Verdict, clause: str, words: str) -> None:
    draft = ruled(part(question), DOCUMENT, SHELF)
    assert draft and draft.verdict is verdict
    assert {c.citations[0].clause for c in draft.claims} == {clause}
    assert any(words in c.citations[0].quote for c in draft.claims)
    for claim in draft.claims:
        citation = claim.citations[0]
        assert DOCUMENT.clause(citation.clause).text[citation.start : citation.end] == citation.quote


@pytest.mark.parametrize(
    "question",
    [
        "视频要几分钟",  # no yes or no
        "今年能报吗",  # tells nothing
        "5G工厂要把二十个典型场景全部做齐，是必须的吗",  # asks what must be
        "“未建项目”是看推荐那天还是评审那天，对吗",  # talks about words
    ],
)
def test_what_is_not_told_of_the_applicant_is_not_judged(question: str) -> None:
    assert ruled(part(question), DOCUMENT, SHELF) is None


def test_a_document_without_rules_judges_nothing() -> None:
    assert ruled(part("视频拍了12分钟，行吗"), DOCUMENT, RuleShelf(type(LIBRARY)((DOCUMENT,)))) is None

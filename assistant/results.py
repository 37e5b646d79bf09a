"""Results as the public contract writes them in JSON, and as a person reads them in a terminal. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from assistant.matching.model import DirectionMatch, Match, Requirement, Said
from assistant.model import Answer, AnswerDoubt, Citation, ClauseRef
from assistant.reports.match import percent
from corpus.doubts import deadline_doubt
from corpus.errors import PolicyError
from corpus.model import Document

Data = dict[str, Any]

# Valid in a JSON string, but some readers take them for the end of a line.
_LINE_ENDS: Final = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def answer_data(answer: Answer) -> Data:
    return {
        "id": answer.id,
        "question": answer.question,
        "status": str(answer.status),
        "verdict": str(answer.verdict) if answer.verdict else None,
        "answer": answer.text,
        "citations": [
            {"n": n, **_span(citation), "page": citation.page} for n, citation in enumerate(answer.citations, start=1)
        ],
        "open": list(answer.open_parts),
        "nearest": [_ref(ref) for ref in answer.nearest],
        "contact": _span(answer.contact) if answer.contact else None,
        "doubts": [
            {"kind": doubt.kind, "text": doubt.text, "clauses": [_ref(ref) for ref in doubt.clauses]}
            for doubt in answer.doubts
        ],
        "ms": answer.ms,
    }


def match_data(match: Match) -> Data:
    return {
        "id": match.id,
        "document": match.document,
        "fit": str(match.fit),
        "ask": match.ask,
        "directions": [_direction_data(found) for found in match.directions],
        "contrasts": [
            {
                "clause": str(contrast.neighbour.path),
                "name": contrast.neighbour.name,
                "reason": contrast.reason,
                "own": _span(contrast.own),
                "other": _span(contrast.other),
            }
            for contrast in match.contrasts
        ],
        "note": match.note,
        "ms": match.ms,
    }


def error_data(error: PolicyError) -> Data:
    return {"error": {"what": error.what, "where": error.where, "next": error.next_step}}


def document_data(document: Document, as_of: date) -> Data:
    """All of a document; that its deadline has passed on `as_of` is one of the doubts."""
    return {
        "id": document.id,
        "title": document.title,
        "number": document.number,
        "issuer": document.issuer,
        "issued": document.issued.isoformat() if document.issued else None,
        "deadline": document.deadline.isoformat() if document.deadline else None,
        "clauses": [
            {"clause": str(clause.path), "heading": clause.heading, "text": clause.text, "page": clause.page}
            for clause in document.clauses
        ],
        "doubts": [
            {"kind": doubt.kind, "text": doubt.text, "clauses": [_ref(ref) for ref in doubt.clauses]}
            for doubt in _doubts(document, as_of)
        ],
    }


def json_line(data: Mapping[str, Any]) -> str:
    """One line of JSON without its line end; what isn't a character, such as a lone surrogate, becomes U+FFFD."""
    return encodable(json.dumps(data, ensure_ascii=False)).translate(_LINE_ENDS)


def encodable(text: str) -> str:
    """The text with surrogates joined to the characters they stand for, and lone ones replaced by U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def answer_text(answer: Answer, documents: Sequence[Document]) -> str:
    """The answer, then its quotes, doubts, what comes nearest and whom to ask, a line each."""
    numbers = _numbers(documents)
    lines = [f"〔{n}〕 {_quoted(citation, numbers)}" for n, citation in enumerate(answer.citations, start=1)]
    lines += [_doubt_text(doubt) for doubt in answer.doubts]
    lines += [f"最接近的条款：{numbers.get(ref.document, ref.document)} › {ref.clause}" for ref in answer.nearest]
    lines += [f"可以询问：{_quoted(answer.contact, numbers)}"] if answer.contact else []
    return shown("\n".join([answer.text, *([""] if lines else []), *lines]))


def match_text(match: Match) -> str:
    """The directions in order, each with its reason, evidence, demands and contact."""
    lines = [line for line in (match.note, f"要先弄清：{match.ask}" if match.ask else "") if line]
    for place, found in enumerate(match.directions, start=1):
        name = f"{found.direction.category}（{found.direction.number}）{found.direction.name}"
        lines += ["", f"{place}. {name}　{percent(found.score)}", f"   {found.why}"]
        lines += [
            f"   你的描述：“{e.said.text}” ↔ {e.citation.clause}：“{_one_line(e.citation.quote)}”"
            for e in found.evidence
        ]
        lines += [
            f"   要求：“{_one_line(r.citation.quote)}”（{r.citation.clause}）{_met(r)}" for r in found.requirements
        ]
        lines += [f"   联系：{_one_line(found.contact.quote)}（{found.contact.clause}）"] if found.contact else []
    return shown("\n".join(lines).lstrip("\n"))


def document_text(document: Document, as_of: date) -> str:
    """The document's particulars and doubts, then every clause under its path."""
    particulars = (
        ("编号", document.id),
        ("文号", document.number),
        ("发文机关", document.issuer),
        ("发文日期", document.issued.isoformat() if document.issued else ""),
        ("截止日期", document.deadline.isoformat() if document.deadline else ""),
    )
    lines = [document.title, *(f"{name}：{value}" for name, value in particulars if value)]
    lines += [_doubt_text(doubt) for doubt in _doubts(document, as_of)]
    for clause in document.clauses:
        lines += ["", f"【{clause.path}】", clause.text]
    return shown("\n".join(lines))


def error_text(error: PolicyError) -> str:
    lines = [f"错误：{error.what}", f"位置：{error.where}" if error.where else "", error.next_step]
    return shown("\n".join(line for line in lines if line))


def unexpected(error: Exception) -> PolicyError:
    """What a user is told of an error that nobody foresaw."""
    return PolicyError(
        "程序内部出了意外的错误",
        type(error).__name__,
        "请重试；若仍出错，请加上 --debug 运行，把显示的内容报告给开发者",
    )


def shown(text: str) -> str:
    """The text without what would steer a terminal."""
    return _CONTROL.sub("\ufffd", encodable(text))


def _doubts(document: Document, as_of: date) -> Iterator[AnswerDoubt]:
    closed = deadline_doubt(document.deadline, document.clauses, as_of)
    for doubt in (*document.doubts, *([closed] if closed else [])):
        yield AnswerDoubt(doubt.kind, doubt.text, tuple(ClauseRef(document.id, str(path)) for path in doubt.clauses))


def _doubt_text(doubt: AnswerDoubt) -> str:
    where = "、".join(ref.clause for ref in doubt.clauses)
    return f"原文疑点：{doubt.text}" + (f"（{where}）" if where else "")


def _quoted(citation: Citation, numbers: Mapping[str, str]) -> str:
    return f"{numbers.get(citation.document, citation.document)} › {citation.clause}：“{_one_line(citation.quote)}”"


def _numbers(documents: Sequence[Document]) -> dict[str, str]:
    return {document.id: document.number or document.title for document in documents}


def _direction_data(found: DirectionMatch) -> Data:
    return {
        "clause": str(found.direction.path),
        "name": found.direction.name,
        "number": found.direction.number,
        "category": found.direction.category,
        "score": found.score,
        "why": found.why,
        "evidence": [
            {
                "clause": pair.citation.clause,
                "quote": pair.citation.quote,
                "start": pair.citation.start,
                "end": pair.citation.end,
                **_said(pair.said),
            }
            for pair in found.evidence
        ],
        "requirements": [
            {
                "clause": demand.citation.clause,
                "quote": demand.citation.quote,
                "start": demand.citation.start,
                "end": demand.citation.end,
                "kind": demand.kind,
                **_said(demand.said),
                "met": demand.met,
            }
            for demand in found.requirements
        ],
        "contact": _span(found.contact) if found.contact else None,
    }


def _said(said: Said | None) -> Data:
    if said is None:
        return {"said": None, "said_start": None, "said_end": None}
    return {"said": said.text, "said_start": said.start, "said_end": said.end}


def _met(demand: Requirement) -> str:
    if demand.said is None or demand.met is None:
        return ""
    return f"　{'看来达到' if demand.met else '看来未达到'}：“{demand.said.text}”"


def _one_line(quote: str) -> str:
    return re.sub(r"\s*\n\s*", " ", quote)


def _span(citation: Citation) -> Data:
    return {
        "document": citation.document,
        "clause": citation.clause,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
    }


def _ref(ref: ClauseRef) -> Data:
    return {"document": ref.document, "clause": ref.clause}

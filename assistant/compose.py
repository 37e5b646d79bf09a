"""Drafts of all parts → the answer a user reads: marks, frames, doubts, what is left open, refusals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer import Draft
from assistant.contacts import contact_of
from assistant.model import Answer, AnswerDoubt, Citation, Claim, ClauseRef, Language, Status, Verdict
from assistant.question import Kind, Part, Question
from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.doubts import deadline_doubt
from corpus.library import Library
from corpus.model import Document, Doubt

_PERMISSION = re.compile(r"能|可以|可否|允许|行|让|\bcan\b|\bmay\b|allowed", re.IGNORECASE)
_NEED = re.compile(r"要不要|需要|必须|一定要|得.{0,12}吗|must|need|required|have to", re.IGNORECASE)
_LONGEST_ECHO = 24


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one part: a draft that passed the gate, or the reason why there is none.

    Attributes:
        nearest: Clauses that come closest, best first.
    """

    part: Part
    draft: Draft | None
    status: Status
    nearest: tuple[ClauseRef, ...]


def compose(question: Question, findings: Sequence[Finding], library: Library, as_of: date) -> Answer:
    """The answer, untimed. Answered if any part is; else the mildest of the refusals."""
    answered = [f for f in findings if f.draft is not None]
    if not answered:
        return _refusal(question, findings, library)
    numbers: dict[Citation, int] = {}
    english = question.language is Language.ENGLISH
    blocks = [_block(f, numbers, english, library, as_of) for f in _without_repeats(answered)]
    left = [f for f in findings if f.draft is None]
    open_parts = tuple(f.part.text for f in left)
    text = "\n".join(dict.fromkeys(blocks))
    if open_parts:
        text += "\n" + "".join(_open_sentence(part, english) for part in open_parts)
    citations = tuple(numbers)
    doubts = _doubts(citations, library, as_of)
    if any(d.kind == "conflict" for d in doubts) and any(Kind.EMAIL in f.part.kinds for f in answered):
        text += " The notice gives two readings; check by phone." if english else "原文前后不一致，请先核实。"
    contact = _contact(findings, library)
    verdicts = [f.draft.verdict for f in answered if f.draft and f.draft.verdict]
    return Answer(
        question=question.asked,
        status=Status.ANSWERED,
        text=text,
        citations=citations,
        verdict=verdicts[0] if verdicts else None,
        open_parts=open_parts,
        nearest=tuple(dict.fromkeys(ref for f in left for ref in f.nearest[:1])),
        contact=contact if contact not in citations else None,
        doubts=doubts,
    )


def _without_repeats(findings: Sequence[Finding]) -> list[Finding]:
    """Findings that say something the ones before them haven't said, or give a verdict."""
    said: set[Claim] = set()
    kept: list[Finding] = []
    for finding in findings:
        claims = finding.draft.claims if finding.draft else ()
        if not said.issuperset(claims) or (
            finding.draft and finding.draft.verdict and not any(k.draft and k.draft.verdict for k in kept)
        ):
            kept.append(finding)
        said.update(claims)
    return kept


def _block(finding: Finding, numbers: dict[Citation, int], english: bool, library: Library, as_of: date) -> str:
    draft = finding.draft
    assert draft is not None
    lead = _verdict_words(finding.part, draft.verdict, english)
    if draft.is_list and len(draft.claims) > 1:
        lines = [f"{i}. {_marked(c, numbers)}" for i, c in enumerate(draft.claims, 1)]
        head = lead + ("" if english else draft.lead)
        return "\n".join(([head] if head else []) + lines)
    sentences = [_marked(claim, numbers) for claim in draft.claims]
    body = "；".join(sentences) + "。"
    if english:
        body = "The notice says: " + "; ".join(sentences) + "."
    return lead + body + _closed_note(draft, library, as_of, finding.part, english)


def _marked(claim: Claim, numbers: dict[Citation, int]) -> str:
    marks: list[int] = []
    for citation in claim.citations:
        marks.append(numbers.setdefault(citation, len(numbers) + 1))
    return claim.text + "".join(f"[{n}]" for n in dict.fromkeys(marks))


def _verdict_words(part: Part, verdict: Verdict | None, english: bool) -> str:
    if verdict is None:
        return ""
    yes = verdict is Verdict.YES
    if english:
        return "Yes. " if yes else "No. "
    if _NEED.search(part.text):
        return "需要。" if yes else "不需要。"
    if _PERMISSION.search(part.text):
        return "可以。" if yes else "不可以。"
    return "是的。" if yes else "不对。"


def _closed_note(draft: Draft, library: Library, as_of: date, part: Part, english: bool) -> str:
    """For an answer on dates: that the window has closed, where the quote itself holds the deadline."""
    if Kind.DATE not in part.kinds:
        return ""
    for citation in (c for claim in draft.claims for c in claim.citations):
        document = library.document(citation.document)
        doubt = deadline_doubt(document.deadline, document.clauses, as_of)
        if doubt and any(str(path) == citation.clause for path in doubt.clauses):
            return " The filing window has closed." if english else "（申报期已过）"
    return ""


def _open_sentence(part: str, english: bool) -> str:
    echo = part if len(part) <= _LONGEST_ECHO else part[:_LONGEST_ECHO] + "…"
    return f"Not stated: “{echo}”. " if english else f"通知未规定：“{echo.strip('?？。，, ')}”。"


def _refusal(question: Question, findings: Sequence[Finding], library: Library) -> Answer:
    stated = [f for f in findings if f.status is Status.NOT_STATED]
    status = Status.NOT_STATED if stated else Status.OUT_OF_SCOPE
    english = question.language is Language.ENGLISH
    nearest = tuple(dict.fromkeys(ref for f in stated for ref in f.nearest[:1]))
    contact = _contact(stated, library) if stated else None
    return Answer(
        question=question.asked,
        status=status,
        text=_refusal_text(status, nearest, contact, english),
        nearest=nearest,
        contact=contact,
        doubts=_absent_attachments(question, library, nearest) if stated else (),
    )


def _refusal_text(status: Status, nearest: Sequence[ClauseRef], contact: Citation | None, english: bool) -> str:
    if status is Status.OUT_OF_SCOPE:
        if english:
            return "This is not about the notices in the library; only what they say can be answered here."
        return "这个问题与资料库中的通知无关，这里只回答通知写明的内容。"
    where = f"「{nearest[0].clause}」" if nearest else ""
    if english:
        return "The notice does not state this (通知未规定)." + (f" The nearest clause is {where}." if where else "")
    text = "通知未规定这一点" + (f"，最接近的条款是{where}" if where else "") + "。"
    return text + ("可向下列联系人核实。" if contact else "")


def _contact(findings: Sequence[Finding], library: Library) -> Citation | None:
    """The contact for what an answer cites; of a refusal, for what the question itself names, else for the nearest clause."""
    for finding in findings:
        named = [(e.document, e.path) for e in finding.part.entities if finding.part.own_entities]
        nearest = [(ref.document, ClausePath.parse(ref.clause)) for ref in finding.nearest[:1]]
        cited = [
            (c.document, ClausePath.parse(c.clause))
            for k in (finding.draft.claims if finding.draft else ())
            for c in k.citations
        ]
        for document, path in cited if finding.draft else (*named, *nearest):
            found = contact_of(path, library.document(document))
            if found:
                return found
    return None


def _doubts(citations: Sequence[Citation], library: Library, as_of: date) -> tuple[AnswerDoubt, ...]:
    found: list[AnswerDoubt] = []
    for document_id in dict.fromkeys(c.document for c in citations):
        document = library.document(document_id)
        quotes = [c for c in citations if c.document == document_id]
        found += [_told(d, document) for d in document.doubts if _touches(d, quotes)]
        closed = deadline_doubt(document.deadline, document.clauses, as_of)
        if closed and any(str(path) == c.clause for path in closed.clauses for c in quotes):
            found.append(_told(closed, document))
    return tuple(found)


def _touches(doubt: Doubt, quotes: Iterable[Citation]) -> bool:
    """True if a quote shows the very words that are doubtful."""
    words = re.findall(r"[\w.+-]+@[\w.-]+\w|《[^》]+》|附件\d+|(?<=「)[^」]+(?=」)|\d[\d-]{6,}", doubt.text)
    paths = {str(path) for path in doubt.clauses}
    return any(fold(word) in fold(c.quote) for c in quotes if c.clause in paths for word in words)


def _absent_attachments(question: Question, library: Library, nearest: Sequence[ClauseRef]) -> tuple[AnswerDoubt, ...]:
    """Attachments that aren't at hand, where the question names them or the nearest clause leans on them."""
    asked = fold(question.text)
    places = {(ref.document, ref.clause) for ref in nearest}
    found: list[AnswerDoubt] = []
    for document in library.documents:
        for doubt in document.doubts:
            if doubt.kind != "missing_attachment":
                continue
            named = any(fold(name) in asked for name in re.findall(r"附件\d+|(?<=《)[^》]+(?=》)", doubt.text))
            near = doubt.text.startswith("附件") and any((document.id, str(p)) in places for p in doubt.clauses)
            if named or near:
                found.append(_told(doubt, document))
    return tuple(found)


def _told(doubt: Doubt, document: Document) -> AnswerDoubt:
    return AnswerDoubt(doubt.kind, doubt.text, tuple(ClauseRef(document.id, str(p)) for p in doubt.clauses))

"""The assistant: questions in, cited answers out. Its parts are injected; `assembly` builds them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from assistant import answer, by_rule, comparing, hops, llm, refusal, suggest
from assistant.adapter import Adapter
from assistant.answer import Draft
from assistant.asked import Asked
from assistant.compose import Finding, compose
from assistant.conversation import resolve
from assistant.documents import Choosing, DocumentRanker, by_document
from assistant.entities import NameIndex
from assistant.errors import LONGEST_QUESTION, QuestionError
from assistant.matching.model import Match
from assistant.matching.prepare import Matchers
from assistant.model import Answer, AskOptions, Claim, ClauseRef, Language, Status, Turn
from assistant.ordering import names_any
from assistant.question import Kind, Part, Question, Reader
from assistant.refusal import RefusalModel
from assistant.reranker import LinearModel, Ranked, rank
from assistant.retriever import Candidates, Retriever
from assistant.rulebook import RuleShelf
from assistant.verify import unproved, verified
from assistant.wording import Homophones, clean, fold, synonyms
from corpus.library import Library
from corpus.model import Document
from index.build import Index
from index.embedder import Embedder

Stage = Callable[[str], None]
Progress = Callable[[str, float], None]


class Assistant:
    """Answers questions about the documents of one library.

    Args:
        library: The documents.
        index: Their passages, built with `embedder`.
        ranker: Learned over `features.NAMES`.
        refusals: Decides what the documents don't say.
        adapter: Moves question vectors towards the clauses that answer.
        writer: Puts answers into words, if given; what it writes passes the same gate.
        matchers: Find the directions that fit a project.
        renew: Gives an assistant for the library as it is now; None while that is the one this one has.
        choosing: Chooses among the documents of a large library.
    """

    def __init__(
        self,
        library: Library,
        index: Index,
        embedder: Embedder,
        ranker: LinearModel,
        refusals: RefusalModel,
        adapter: Adapter,
        writer: llm.Writer | None = None,
        matchers: Matchers | None = None,
        renew: Callable[[], Assistant | None] | None = None,
        choosing: Choosing | None = None,
    ) -> None:
        self.library = library
        self.embedder = embedder
        self._renew = renew
        self.rules = RuleShelf(library)
        self.matchers = matchers or Matchers(library, index, embedder, None)
        choosing = choosing if choosing and choosing.suits(library) else None
        self.retriever = Retriever(library, index, embedder, adapter, choosing.adapter if choosing else None)
        self._reader = _reader(library)
        self._ranker = ranker
        self._refusals = refusals
        self._writer = writer
        self._texts = {d.id: _searched_text(d) for d in library.documents}
        self._document_ranker = DocumentRanker(library, index, choosing) if choosing else None

    def adapted(self, adapter: Adapter) -> Assistant:
        """The same assistant with another adapter; for learning one."""
        other = copy(self)
        other.retriever = self.retriever.adapted(adapter)
        return other

    @property
    def documents(self) -> tuple[Document, ...]:
        return self.library.documents

    def reloaded(self) -> Assistant:
        """This assistant, or, if the library has changed since it was built, a new one; asking costs a few `stat`s.

        Questions that are being answered go on with the old one. It lets go of its index when the last has ended.

        Raises:
            PolicyError: If the library or the index can't be loaded as they are now.
        """
        return (self._renew() if self._renew else None) or self

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        options: AskOptions | None = None,
        on_stage: Stage | None = None,
    ) -> Answer:
        """Answer a question, in the light of the turns before it.

        Args:
            on_stage: Told of each stage as it begins: 理解, 检索, 核对.

        Raises:
            QuestionError: If the question is empty or longer than 2,000 characters.
            UnknownDocumentError: If `options` names a document that isn't there.
        """
        started = time.perf_counter()
        told = on_stage or _silent
        chosen = options or AskOptions(today())
        _check(question)
        for document in chosen.documents:
            self.library.document(document)
        told("理解")
        understood = resolve(question, history, self._reader)
        told("检索")
        findings = self._findings(understood, chosen.documents, told)
        return compose(understood, findings, self.library, chosen.as_of).timed((time.perf_counter() - started) * 1000)

    def match(self, description: str, document: str | None = None) -> Match:
        """The directions of a document that fit a project, best first.

        Args:
            document: Its id; None for the newest that has directions.

        Raises:
            DescriptionError: If there is nothing to read in the description, it is longer than 20,000 characters, or
                no document has directions.
            UnknownDocumentError: If there is no document of that id.
        """
        return self.matchers.of(document).match(description)

    def prepare(self, progress: Progress) -> None:
        """Learn what matching needs of every document that has directions, where it isn't there yet."""
        self.matchers.prepare(progress)

    def examples(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Groups of example questions about the newest document: (title, questions)."""
        return suggest.examples(self.documents[0]) if self.documents else ()

    def suggest(self, history: Sequence[Turn]) -> tuple[str, ...]:
        """Up to three follow-up questions that were tried and can be answered."""
        if not history or not self.documents:
            return ()
        last = history[-1].answer
        document = self.library.document(last.citations[0].document) if last.citations else self.documents[0]
        named = self.understand(history[-1].question, history[:-1]).parts[0].entities
        spoken_of = next((d for d in document.directions if any(e.path == d.path for e in named)), None)
        asked = {turn.question for turn in history}
        plain = copy(self)
        plain._writer = None  # whether a question is answered doesn't depend on it
        found: list[str] = []
        for question in suggest.candidates(last, document, spoken_of):
            if len(found) == suggest.MOST:
                break
            if question not in asked and plain.ask(question).status is Status.ANSWERED:
                found.append(question)
        return tuple(found)

    def understand(self, question: str, history: Sequence[Turn] = ()) -> Question:
        return resolve(question, history, self._reader)

    def candidates(self, question: Question, documents: Sequence[str] = ()) -> list[tuple[Part, Candidates]]:
        """What may answer each part, unranked."""
        queries = self.retriever.embed(question.parts)
        english = question.language is Language.ENGLISH
        return [
            (part, self.retriever.candidates(part, query, documents, english))
            for part, query in zip(question.parts, queries, strict=True)
        ]

    def weigh(
        self, part: Part, candidates: Candidates, documents: Sequence[str], ranker: LinearModel
    ) -> tuple[Part, refusal.Evidence, Draft | None]:
        """Candidates ranked within one document, and the answer that its structure gives, if any."""
        ranked, log_odds = self.ranked(candidates, ranker)
        document = self._document(part, ranked, documents)
        ranked = tuple(r for r in ranked if r.unit.passage.document == document.id)
        draft = answer.structural(candidates.asked, document)
        told = None if part.entities else log_odds.get(document.id)
        return part, refusal.Evidence(candidates, ranked, self._texts[document.id], draft is not None, told), draft

    def ranked(self, candidates: Candidates, ranker: LinearModel) -> tuple[tuple[Ranked, ...], Mapping[str, float]]:
        """Candidates of all documents, best first; of a large library, the logits of the documents too."""
        ranked = rank(candidates, ranker)
        if self._document_ranker is None or not ranked:
            return ranked, {}
        log_odds = self._document_ranker.log_odds(candidates.asked, candidates.query, ranked)
        return by_document(ranked, log_odds), log_odds

    def _findings(self, question: Question, documents: Sequence[str], told: Stage) -> list[Finding]:
        """One finding a part, in order; a direction that one part finds is what the parts after it are about."""
        if not self.documents:
            return [Finding(part, None, Status.OUT_OF_SCOPE, ()) for part in question.parts]
        weighed = self.candidates(question, documents)
        told("核对")
        findings: list[Finding] = []
        held: list[refusal.Evidence] = []
        for part, candidates in weighed:
            if findings or Kind.CONTACT in part.kinds:
                ranked = self.ranked(candidates, self._ranker)[0]
                document = self._document(part, ranked, documents)
                topical = hops.with_topic(candidates.asked, findings, ranked, self._reader.names, document)
                part, candidates = self._again(topical, part, candidates)
            finding, evidence = self._weighed(part, candidates, documents)
            if finding.draft is None and findings:
                fuller, again = self._again(hops.following(part, findings), part, candidates)
                retried = self._weighed(fuller, again, documents) if fuller != part else None
                if retried and retried[0].draft is not None:
                    finding, evidence = retried
            findings.append(finding)
            held.append(evidence)
        return [self._told_nearby(f, e, findings) for f, e in zip(findings, held, strict=True)]

    def _again(self, fuller: Part, part: Part, candidates: Candidates) -> tuple[Part, Candidates]:
        """The candidates weighed for a part that is known more fully now."""
        if fuller == part:
            return part, candidates
        return fuller, self.retriever.again(replace(candidates.asked, part=fuller), candidates)

    def _weighed(
        self, part: Part, candidates: Candidates, documents: Sequence[str]
    ) -> tuple[Finding, refusal.Evidence]:
        part, evidence, structural = self.weigh(part, candidates, documents, self._ranker)
        return self._finding(part, evidence, structural), evidence

    def _told_nearby(self, finding: Finding, evidence: refusal.Evidence, findings: Sequence[Finding]) -> Finding:
        """The finding; for an open part, what the clauses cited for the other parts say to it, if anything."""
        if finding.draft is not None:
            return finding
        asked = evidence.candidates.asked
        near = hops.told_nearby(asked, evidence.ranked, findings)
        return self._checked(finding.part, answer.from_units(asked, near, self.library), finding) if near else finding

    def _document(self, part: Part, ranked: Sequence[Ranked], documents: Sequence[str]) -> Document:
        """The one document a part is answered from: the one it names, else the best unit's."""
        named = [e.document for e in part.entities if not documents or e.document in documents]
        if named:
            return self.library.document(named[0])
        if ranked:
            return self.library.document(ranked[0].unit.passage.document)
        return self.library.document(documents[0]) if documents else self.library.documents[0]

    def _finding(self, part: Part, evidence: refusal.Evidence, structural: Draft | None) -> Finding:
        nearest = tuple(
            dict.fromkeys(ClauseRef(r.unit.passage.document, r.unit.passage.clause) for r in evidence.ranked[:3])
        )
        structural = structural or self._ruled_out(part, evidence)
        certain = structural is not None and structural.certain
        if not certain and not self._compares_numbers(evidence):
            refused = self._refused(evidence)
            if refused is not None:
                return Finding(part, None, refused, nearest)
        if structural is not None:
            draft = answer.with_amounts(evidence.candidates.asked, structural, evidence.ranked, self.library)
        else:
            draft = self._draft(evidence.candidates, evidence.ranked)
        checked = self._checked(part, draft, Finding(part, None, Status.NOT_STATED, nearest))
        draft = checked.draft
        if draft is None:
            return checked
        if self._writer is not None and structural is None:
            english = evidence.candidates.asked.english
            draft = llm.reworded(self._writer, part, draft, evidence.ranked, self.library, english=english)
        return Finding(part, draft, Status.ANSWERED, nearest)

    def _checked(self, part: Part, draft: Draft, otherwise: Finding) -> Finding:
        """What of a draft passes the gate; `otherwise` if nothing does."""
        allowed = self._allowed(part, draft)
        held = tuple(verified(draft.claims, self.library, allowed))
        if not held:
            return otherwise
        if draft.lead and (len(held) < len(draft.claims) or unproved(Claim(draft.lead, held[0].citations), allowed)):
            draft = replace(draft, lead="")
        return Finding(part, replace(draft, claims=held), Status.ANSWERED, otherwise.nearest)

    def _ruled_out(self, part: Part, evidence: refusal.Evidence) -> Draft | None:
        """What the rules of the document that a part is answered from make of the facts it tells."""
        if not evidence.ranked:
            return None
        document = self.library.document(evidence.ranked[0].unit.passage.document)
        return by_rule.ruled(part, document, self.rules)

    def _compares_numbers(self, evidence: refusal.Evidence) -> bool:
        """True if numbers of several things are asked for and every one of them has some: nothing is left to doubt."""
        asked = evidence.candidates.asked
        sides = answer.sides(asked) if Kind.NUMBER in asked.part.kinds else ()
        units = evidence.candidates.units
        return bool(sides) and all(any(s.path.holds(u.path) and u.amounts for u in units) for s in sides)

    def _refused(self, evidence: refusal.Evidence) -> Status | None:
        """Why a part is not answered, or None if it is."""
        if self._refusals.answerable(evidence):
            return None
        return Status.NOT_STATED if self._refusals.inside(evidence) else Status.OUT_OF_SCOPE

    def _allowed(self, part: Part, draft: Draft) -> tuple[str, ...]:
        """What may stand in a claim beside its quotes: the user's words, ordinals, counts, the names of directions."""
        counts = "、".join(str(i) for i in range(1, len(draft.claims) + 1))
        paths = [c.clause for claim in draft.claims for c in claim.citations]
        names = [d.name for document in self.documents for d in document.directions]
        return (part.text, counts, *paths, *names)

    def _draft(self, candidates: Candidates, ranked: Sequence[Ranked]) -> Draft:
        """The answer from ranked units; of a comparison, from the best unit for each side."""
        sides = answer.sides(candidates.asked)
        if not sides:
            return answer.from_units(candidates.asked, ranked, self.library)
        together = comparing.together(candidates.asked, sides, ranked)
        if together:
            return answer.from_chosen(candidates.asked, together, self.library)
        drafts: list[Draft] = []
        for side in sides:
            asked = answer.one_side(candidates.asked, side)
            ordered = self._reranked(asked, candidates)
            inside = [r for r in ordered if side.path.holds(r.unit.path)]
            opening = comparing.openings(asked, side, self.library.document(side.document), inside)
            if opening:
                drafts.append(answer.from_openings(opening, side))
                continue
            own = [r for r in ordered if r in inside or names_any(r.unit, (side,))] or list(ranked)
            drafts.append(answer.from_units(asked, own, self.library, most=1))
        claims = dict.fromkeys(claim for draft in drafts for claim in draft.claims)
        return Draft(tuple(claims), answer.sides_verdict(candidates.asked, drafts))

    def _reranked(self, asked: Asked, candidates: Candidates) -> tuple[Ranked, ...]:
        return rank(self.retriever.again(asked, candidates), self._ranker)


def _silent(stage: str) -> None:
    del stage


def today() -> date:
    """Today in the time zone that deadlines are meant in."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _reader(library: Library) -> Reader:
    names = NameIndex(library.documents)
    spoken = [alias for d in library.documents for x in (*d.directions, *d.categories) for alias in x.aliases]
    spoken += [word for group in synonyms() for word in group] * 2
    texts = [c.text for d in library.documents for c in d.clauses]
    return Reader(names, Homophones.of((*texts, *spoken)))


def _searched_text(document: Document) -> str:
    return fold("".join(c.text for c in document.clauses) + document.title)


def _check(question: str) -> None:
    cleaned = clean(question[: 2 * LONGEST_QUESTION])
    if not cleaned:
        raise QuestionError.empty()
    if max(len(question), len(cleaned)) > LONGEST_QUESTION:
        raise QuestionError.too_long(max(len(question), len(cleaned)))

"""What the assistant answers with. Illegal states can't be built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from corpus.model import DoubtKind


class Status(StrEnum):
    ANSWERED = "answered"
    NOT_STATED = "not_stated"
    OUT_OF_SCOPE = "out_of_scope"


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"


class Language(StrEnum):
    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class ClauseRef:
    """A clause of a document of the library."""

    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span: `clause.text[start:end] == quote`, in code points."""

    document: str
    clause: str
    quote: str
    start: int
    end: int
    page: int | None = None

    def __post_init__(self) -> None:
        if not self.quote or self.end - self.start != len(self.quote):
            raise ValueError(f"a quote's span must be as long as the quote: {self!r}")


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of an answer, and the quotes that carry it."""

    text: str
    citations: tuple[Citation, ...]

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError(f"a claim needs a citation: {self.text!r}")


@dataclass(frozen=True, slots=True)
class AnswerDoubt:
    """A doubt about the source that touches this answer."""

    kind: DoubtKind
    text: str
    clauses: tuple[ClauseRef, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of one question.

    Attributes:
        text: What the user reads; marks `[n]` refer to `citations[n - 1]`.
        open_parts: Parts of the question that the documents leave open.
        nearest: For what is not stated: the clauses that come closest.
        contact: Whom to ask, if the documents name somebody.
        ms: Time taken, in milliseconds.
    """

    question: str
    status: Status
    text: str
    citations: tuple[Citation, ...] = ()
    verdict: Verdict | None = None
    open_parts: tuple[str, ...] = ()
    nearest: tuple[ClauseRef, ...] = ()
    contact: Citation | None = None
    doubts: tuple[AnswerDoubt, ...] = ()
    ms: float = 0.0
    id: str = ""

    def __post_init__(self) -> None:
        if self.status is Status.ANSWERED and not self.citations:
            raise ValueError("an answer needs a citation")
        if self.status is not Status.ANSWERED and self.verdict is not None:
            raise ValueError("a refusal has no verdict")

    def timed(self, ms: float) -> Answer:
        return replace(self, ms=round(ms, 1))


@dataclass(frozen=True, slots=True)
class Turn:
    """One finished exchange of a conversation."""

    question: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class AskOptions:
    """What besides the words decides an answer.

    Attributes:
        documents: Ids to look in; empty means all.
        as_of: The day the question is asked on; deadlines are judged against it.
    """

    as_of: date
    documents: tuple[str, ...] = ()

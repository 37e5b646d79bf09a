"""What matching a description gives. Illegal states can't be built."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.model import Citation
from corpus.model import Direction


class Fit(StrEnum):
    CLEAR = "clear"
    CLOSE = "close"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Said:
    """A verbatim span of the description, in code points: `description[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of the description set against words of a clause that say the like."""

    said: Said
    citation: Citation


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a direction demands.

    Attributes:
        kind: `applicant` who may apply, `threshold` a number to reach, `condition` anything else that must hold.
        said: What the description says to it, if anything; for the user to check.
        met: For a threshold that the description gives a number for: whether the number reaches it.
    """

    kind: str
    citation: Citation
    said: Said | None = None
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class DirectionMatch:
    """One direction, and how well it fits.

    Attributes:
        score: Probability of being the right one.
        why: One sentence of reasons.
        contact: Whom to call about it, if the document names somebody.
    """

    direction: Direction
    score: float
    why: str
    evidence: tuple[Evidence, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    contact: Citation | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """What tells the first direction from a neighbour: a sentence, and a verbatim quote of each."""

    neighbour: Direction
    reason: str
    own: Citation
    other: Citation


@dataclass(frozen=True, slots=True)
class Match:
    """The result of one description.

    Attributes:
        directions: Best first; ties in the document's order. Empty only if nothing fits.
        ask: The question that would decide, for what is close or too vague.
        note: What the reader must know of this result, in a sentence.
        contrasts: The first direction against those behind it.
        ms: Time taken, in milliseconds.
    """

    document: str
    fit: Fit
    directions: tuple[DirectionMatch, ...]
    ask: str | None = None
    note: str = ""
    contrasts: tuple[Contrast, ...] = ()
    ms: float = 0.0
    id: str = ""

    def __post_init__(self) -> None:
        if self.fit is not Fit.NONE and not self.directions:
            raise ValueError("what fits is a direction")
        if self.fit is Fit.CLOSE and not self.ask:
            raise ValueError("what is close needs the question that would decide")
        if sum(match.score for match in self.directions) > 1 + 1e-6:
            raise ValueError("probabilities sum to more than one")

    def timed(self, ms: float) -> Match:
        return replace(self, ms=round(ms, 1))

"""Why one direction and not its neighbour, and the question that would decide between the two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.matching.classifier import Classifier, Floats, Reading
from assistant.matching.evidence import Likeness
from assistant.matching.model import Contrast, Evidence, Requirement
from assistant.matching.scenarios import Scenarios
from assistant.model import Citation
from assistant.terms import stopwords
from corpus.boundaries import Boundary
from corpus.model import Direction, Document

_MOST_WORDS = 3
_LONGEST_WORD = 10
_WORD = re.compile(r"[\u4e00-\u9fffa-z][\u4e00-\u9fffa-z0-9+]+")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What each word of a description, as it is written, adds to each label: (words, labels)."""

    words: tuple[str, ...]
    gains: Floats

    @classmethod
    def of(cls, text: str, classifier: Classifier, readings: Sequence[Reading]) -> Weighed:
        """A word weighs what it weighs itself and what the runs of characters in it weigh.

        Args:
            readings: Of the text, one a view; the last is of words.
        """
        words = dict.fromkeys(readings[-1].terms)
        written = {word: found for word in words if (found := _as_written(word, text))}
        gains = np.zeros((len(written), len(classifier.labels)), np.float32)
        for view, reading in zip(classifier.views, readings, strict=True):
            weight = dict(zip(reading.rows.tolist(), reading.values.tolist(), strict=True))
            for place, word in enumerate(written):
                inside = {word} if reading is readings[-1] else set(view.terms.analyze(word))
                held = [row for row in map(view.terms.rows.get, inside) if row is not None and row in weight]
                if held:
                    gains[place] += np.asarray([weight[row] for row in held]) @ view.weights[held]
        return cls(tuple(written.values()), gains)

    def for_label(self, own: int, other: int) -> tuple[str, ...]:
        """Up to three words that speak most for one label against another."""
        difference = self.gains[:, own] - self.gains[:, other]
        best = sorted(np.flatnonzero(difference > 0).tolist(), key=lambda place: (-difference[place], place))
        return tuple(self.words[place] for place in best[:_MOST_WORDS])


def _as_written(word: str, text: str) -> str:
    """The word as the text has it, whatever its case; "" for what isn't worth naming."""
    if not _WORD.fullmatch(word) or len(word) > _LONGEST_WORD or word in stopwords():
        return ""
    found = re.search(re.escape(word), text, re.IGNORECASE)
    return found[0] if found else ""


def contrast(
    document: Document,
    own: Direction,
    other: Direction,
    boundaries: Sequence[Boundary],
    near: Likeness,
    all_: Scenarios,
) -> Contrast | None:
    """What tells `own` from `other`: the document folder's boundary, else the sentences most like the description."""
    boundary = _between(boundaries, own, other)
    if boundary is not None:
        mine, theirs = boundary.side(own.path), boundary.side(other.path)
        if mine is not None and theirs is not None:
            reason = f"{mine.reason}；{theirs.reason}"
            return Contrast(
                other,
                reason,
                _quoted(document, str(mine.clause), mine.quote),
                _quoted(document, str(theirs.clause), theirs.quote),
            )
    mine_near, theirs_near = near.of(all_, own.number, 1), near.of(all_, other.number, 1)
    if not mine_near or not theirs_near:
        return None
    reason = (
        f"“{mine_near[0].said.text}”更接近本方向的条文"
        if mine_near[0].said != theirs_near[0].said
        else "两个方向的条文都与描述相近"
    )
    return Contrast(other, reason, mine_near[0].citation, theirs_near[0].citation)


def question_between(first: Direction, second: Direction, boundaries: Sequence[Boundary], told: Contrast | None) -> str:
    """The question that would decide between two directions."""
    boundary = _between(boundaries, first, second)
    if boundary is not None:
        return boundary.ask
    if told is not None:
        return f"项目主要做的是“{_short(told.own)}”（{first.name}），还是“{_short(told.other)}”（{second.name}）？"
    return f"项目主要属于“{first.name}”还是“{second.name}”？请补充建设内容和实施主体。"


def why_first(
    decided: Sequence[str], evidence: Sequence[Evidence], demanded: Sequence[Requirement], told: Contrast | None
) -> str:
    """What speaks for it, what is not reached, and what tells it from its neighbour."""
    said = "".join(f"“{word}”" for word in decided)
    parts = [f"描述中的{said}指向本方向" if said else ""]
    if not said and evidence:
        parts = [f"“{evidence[0].said.text}”与本方向的条文最接近"]
    parts += [
        f"但“{demand.said.text}”看来没有达到“{demand.citation.quote}”"
        for demand in demanded
        if demand.met is False and demand.said is not None
    ]
    if told is not None:
        parts.append(f"与“{told.neighbour.name}”相比：{told.reason}")
    return "；".join(part for part in parts if part) + "。" if any(parts) else "描述与本方向的条文最接近。"


def why_nearest(decided: Sequence[str], evidence: Sequence[Evidence]) -> str:
    """Of a direction that doesn't fit but comes near."""
    said = "".join(f"“{word}”" for word in decided) or (f"“{evidence[0].said.text}”" if evidence else "")
    return f"{said}与本方向的条文相近，但描述整体不相符。" if said else "描述整体与本方向的条文不相符。"


def why_behind(first: Direction, evidence: Sequence[Evidence], decided_against: Sequence[str]) -> str:
    near = f"“{evidence[0].said.text}”与本方向相近" if evidence else "与本方向有相近之处"
    against = "".join(f"“{word}”" for word in decided_against)
    return f"{near}，但{against}更接近“{first.name}”。" if against else f"{near}，但整体更接近“{first.name}”。"


def _between(boundaries: Sequence[Boundary], one: Direction, two: Direction) -> Boundary | None:
    return next((b for b in boundaries if b.side(one.path) and b.side(two.path)), None)


def _quoted(document: Document, clause: str, quote: str) -> Citation:
    held = document.clause(clause)
    start = held.text.index(quote)
    return Citation(document.id, clause, quote, start, start + len(quote), held.page)


def _short(citation: Citation) -> str:
    return re.split(r"[，,；;。\n]", citation.quote)[0]

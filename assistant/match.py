"""A description of a project → the directions that fit it, with the words that say so. No language model."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from assistant.contacts import contact_of
from assistant.matching import reasons
from assistant.matching.classifier import NOTHING, Classifier, Floats
from assistant.matching.description import Description, normal
from assistant.matching.evidence import Likeness, likeness
from assistant.matching.model import Contrast, DirectionMatch, Fit, Match, Said
from assistant.matching.projects import Scoring, TwoProjects, may_hold_two, two_projects
from assistant.matching.reasons import Weighed
from assistant.matching.requirements import requirements
from assistant.matching.scenarios import Scenarios
from corpus.boundaries import Boundary
from corpus.model import Direction, Document
from index.embedder import Embedder

_LISTED: Final = 5
_CLOSE: Final = 0.32
_DOUBTFUL: Final = 0.5
_CONTRASTED: Final = 3
_MOST_SECTIONS: Final = 8
_MOST_PIECES: Final = 10
_MOST_TELLING: Final = 4
_FEW_WORDS: Final = 4
_WORDS_ENOUGH: Final = 80
# A text of few characters is asked back about, unless it is surely one thing or nothing.
_TERSE: Final = 30
_SURELY_NOTHING: Final = 0.97
_SURE: Final = 0.75
_FLATTENED: Final = 0.3


@dataclass(frozen=True, slots=True)
class _Ranked:
    """What was found for a description: places of the labels, best first, and the share of every place."""

    description: Description
    fit: Fit
    order: Sequence[int]
    shares: Floats
    near: Likeness
    weighed: Weighed | None

    def decided(self, own: int, other: int) -> tuple[str, ...]:
        """Words that speak for one place against another; none without a classifier."""
        return self.weighed.for_label(own, other) if self.weighed else ()


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds directions of one document.

    Attributes:
        scoring: Learned from examples, or without any by likeness to the clauses.
        scenarios: What the document says of its directions.
    """

    document: Document
    embedder: Embedder
    scoring: Scoring
    scenarios: Scenarios
    boundaries: tuple[Boundary, ...] = ()

    def match(self, text: str) -> Match:
        """Rank the document's directions for a description of 1 to 20,000 characters.

        Raises:
            DescriptionError: If there is nothing to read in it, or it is too long.
        """
        started = time.perf_counter()
        description = Description.read(text)
        shares, weighed = self._shares(text, self._vector(description))
        pieces = _telling(description, weighed, shares)
        vectors = self._embed(pieces)
        near = likeness(pieces, vectors, self.scenarios)
        two = self._two(description, shares, dict(zip(pieces, vectors, strict=True)))
        return self._told(description, shares, two, near, weighed).timed((time.perf_counter() - started) * 1000)

    def _shares(self, text: str, vector: Floats) -> tuple[Floats, Weighed | None]:
        """The probability of every label, and what each word adds to it, where that was learned."""
        if not isinstance(self.scoring, Classifier):
            return self.scoring.probabilities(self.scoring.scores(normal(text), vector)), None
        readings = self.scoring.read(normal(text))
        shares = self.scoring.probabilities(self.scoring.scores_of(readings, vector))
        return shares, Weighed.of(text, self.scoring, readings)

    def _embed(self, spans: Sequence[Said]) -> Floats:
        return self.embedder.embed_queries([normal(span.text) for span in spans])

    def _vector(self, description: Description) -> Floats:
        """Of the text: the mean of its sections, of a long text of some that are spread evenly."""
        mean = self._embed(_spread(description.sections, _MOST_SECTIONS)).mean(axis=0)
        return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)

    def _two(self, description: Description, shares: Floats, known: dict[Said, Floats]) -> TwoProjects | None:
        """Two projects, if it is worth looking; `known` are vectors of some pieces."""
        if not may_hold_two(description.text, shares):
            return None
        pieces = _spread(description.pieces, _MOST_PIECES)
        new = [piece for piece in pieces if piece not in known]
        known = known | dict(zip(new, self._embed(new), strict=True))
        return two_projects(description.text, pieces, np.stack([known[piece] for piece in pieces]), self.scoring)

    def _told(
        self,
        description: Description,
        shares: Floats,
        two: TwoProjects | None,
        near: Likeness,
        weighed: Weighed | None,
    ) -> Match:
        fit = self._fit(description, shares, two)
        if two is not None and fit is Fit.CLEAR:
            shares = _both_first(shares, two)
        if _says_little(description.text):
            shares = _less_sure(shares)
        order = sorted(range(1, len(shares)), key=lambda place: (-shares[place], place))[:_LISTED]
        ranked = _Ranked(description, fit, order, shares, near, weighed)
        contrasts = () if fit is Fit.NONE else self._contrasts(ranked)
        matches = tuple(self._direction_match(ranked, place, contrasts) for place in order)
        ask = self._ask(fit, description, matches, contrasts)
        return Match(self.document.id, fit, matches, ask, self._note(fit, two), contrasts)

    def _fit(self, description: Description, shares: Floats, two: TwoProjects | None) -> Fit:
        if _says_little(description.text):
            return Fit.CLOSE
        is_terse = len(description.text) < _TERSE
        if shares[NOTHING] >= (max(self._nothing_from(), _SURELY_NOTHING) if is_terse else self._nothing_from()):
            return Fit.NONE
        if two is not None:
            return Fit.CLEAR
        second, first = np.sort(shares[1:])[-2:] if len(shares) > 2 else (0.0, shares[1])
        return Fit.CLOSE if first < (_SURE if is_terse else _DOUBTFUL) or first - second < _CLOSE else Fit.CLEAR

    def _nothing_from(self) -> float:
        return self.scoring.calibration.nothing if isinstance(self.scoring, Classifier) else 0.5

    def _direction(self, place: int) -> Direction:
        number = self.scoring.labels[place]
        return next(d for d in self.document.directions if d.number == number)

    def _contrasts(self, ranked: _Ranked) -> tuple[Contrast, ...]:
        first = self._direction(ranked.order[0])
        told = (
            reasons.contrast(self.document, first, self._direction(place), self.boundaries, ranked.near, self.scenarios)
            for place in ranked.order[1:_CONTRASTED]
        )
        return tuple(contrast for contrast in told if contrast is not None)

    def _direction_match(self, ranked: _Ranked, place: int, contrasts: Sequence[Contrast]) -> DirectionMatch:
        direction = self._direction(place)
        evidence = ranked.near.of(self.scenarios, direction.number)
        demanded = requirements(self.document, direction, ranked.description.pieces)
        first, *others = ranked.order
        if ranked.fit is Fit.NONE:
            why = reasons.why_nearest(ranked.decided(place, NOTHING), evidence)
        elif place == first:
            decided = ranked.decided(place, others[0]) if others else ()
            why = reasons.why_first(decided, evidence, demanded, contrasts[0] if contrasts else None)
        else:
            why = reasons.why_behind(self._direction(first), evidence, ranked.decided(first, place))
        contact = contact_of(direction.path, self.document)
        score = _rounded_down(float(ranked.shares[place]))
        return DirectionMatch(direction, score, why, evidence, demanded, contact)

    def _ask(
        self, fit: Fit, description: Description, matches: Sequence[DirectionMatch], contrasts: Sequence[Contrast]
    ) -> str | None:
        if fit is not Fit.CLOSE:
            return None
        if _says_little(description.text) or len(matches) < 2:
            return "描述太短，看不出做了什么。请补充：项目由谁实施，建了哪些系统，用在哪个环节，取得了什么成效？"
        told = contrasts[0] if contrasts and contrasts[0].neighbour == matches[1].direction else None
        return reasons.question_between(matches[0].direction, matches[1].direction, self.boundaries, told)

    def _note(self, fit: Fit, two: TwoProjects | None) -> str:
        parts: list[str] = []
        if fit is Fit.NONE:
            parts.append("没有合适的方向：描述的内容与这份通知的各个方向都不相符，下列只是最接近的几个。")
        elif two is not None and fit is Fit.CLEAR:
            parts.append("描述里有两个项目，各自最合适的方向排在前两位；请分别申报。")
        if not isinstance(self.scoring, Classifier):
            parts.append("这份通知没有示例项目，方向只按与条文的相近程度排出，把握较小。")
        return "".join(parts)


def _telling(description: Description, weighed: Weighed | None, shares: Floats) -> tuple[Said, ...]:
    """The pieces whose words speak most for the likeliest directions, in the order of the text."""
    pieces = description.pieces
    if weighed is None or len(pieces) <= _MOST_TELLING:
        return _spread(pieces, _MOST_TELLING)
    likeliest = np.argsort(-shares[1:])[:_CONTRASTED] + 1
    gains = dict(zip(weighed.words, weighed.gains[:, likeliest].max(axis=1).tolist(), strict=True))
    told = [sum(gain for word, gain in gains.items() if gain > 0 and word in piece.text) for piece in pieces]
    best = sorted(range(len(pieces)), key=lambda place: (-told[place], place))[:_MOST_TELLING]
    return tuple(pieces[place] for place in sorted(best))


def _spread(spans: Sequence[Said], most: int) -> tuple[Said, ...]:
    """At most so many, spread evenly."""
    if len(spans) <= most:
        return tuple(spans)
    return tuple(spans[round(place * (len(spans) - 1) / (most - 1))] for place in range(most))


def _both_first(shares: Floats, two: TwoProjects) -> Floats:
    """Shares in which the directions of both halves stand first."""
    mixed = shares * 0.5 + two.shares * 0.5
    pair = [two.first, two.second]
    others = [place for place in range(1, len(mixed)) if place not in pair]
    ceiling = float(min(mixed[pair])) * 0.9
    mixed[others] = np.minimum(mixed[others], ceiling)
    return np.asarray(mixed / mixed.sum(), np.float32)


def _less_sure(shares: Floats) -> Floats:
    """Of a text that says little: what was learned from whole descriptions overrates its few words."""
    flat = shares**_FLATTENED
    return np.asarray(flat / flat.sum(), np.float32)


def _rounded_down(share: float) -> float:
    """To four decimals; down, so that all together stay below 1."""
    return int(share * 10_000) / 10_000


def _says_little(text: str) -> bool:
    """True if hardly a word of the text says what was done; a longer text has words enough."""
    if len(text) > _WORDS_ENOUGH:
        return False
    from assistant.terms import terms_of

    return len([term for term in terms_of(text) if len(term.word) > 1]) < _FEW_WORDS

"""A text that describes two projects: where the one ends and the other begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from assistant.matching.classifier import NOTHING, Floats
from assistant.matching.description import normal
from assistant.matching.model import Said

_SHORTEST_HALF: Final = 12
_MOST_SPLITS: Final = 8
_SURE: Final = 0.55
_SURE_WITHOUT_A_WORD: Final = 0.95
_SURELY_ONE: Final = 0.9
_SECOND = re.compile(
    r"另外|此外|另[一有]|还有[一个]|第二[个项是]|二是|其二|项目二|项目2|[二2]号|②|(?:^|[。；;\n])\s*[2\uff12二][.、．)）]|同时[，还又]|顺带|以及另|再一个|两个项目|两[个件]事|另報|另外還|還有"
    r"|\b(?:another|second(?:ly)?|separately|the other|in addition|meanwhile)\b",
    re.IGNORECASE,
)


class Scoring(Protocol):
    """What weighs a text: a classifier, or likeness to clauses."""

    @property
    def labels(self) -> tuple[int, ...]: ...

    def scores(self, text: str, vector: Floats) -> Floats: ...

    def probabilities(self, scores: Floats) -> Floats: ...


@dataclass(frozen=True, slots=True)
class TwoProjects:
    """The places of two directions, each the surest of one half of the text, and how sure: (labels,) of each half."""

    first: int
    second: int
    shares: Floats


def may_hold_two(text: str, shares: Floats) -> bool:
    """True if it is worth looking: the text names a second thing, or isn't surely about one."""
    fitting = shares[NOTHING + 1 :]
    return _SECOND.search(text) is not None or float(fitting.max()) < _SURELY_ONE * float(fitting.sum())


def two_projects(text: str, pieces: Sequence[Said], vectors: Floats, scoring: Scoring) -> TwoProjects | None:
    """Two projects of different directions, if the text can be cut so that each half is surely about one of them.

    Args:
        pieces, vectors: Of the text, in order.
    """
    best: tuple[float, TwoProjects] | None = None
    for place in _splits(text, pieces):
        cut = pieces[place].start
        halves = (text[:cut], text[cut:])
        if min(map(len, halves)) < _SHORTEST_HALF:
            continue
        left = scoring.probabilities(scoring.scores(normal(halves[0]), _mean(vectors[:place])))
        right = scoring.probabilities(scoring.scores(normal(halves[1]), _mean(vectors[place:])))
        one, two = int(left[1:].argmax()) + 1, int(right[1:].argmax()) + 1
        sure = float(min(left[one], right[two]))
        said = _SECOND.search(text, max(0, cut - 12), cut + 12) is not None
        if one != two and NOTHING not in (one, two) and sure >= (_SURE if said else _SURE_WITHOUT_A_WORD):
            found = TwoProjects(one, two, np.asarray((left + right) / 2, np.float32))
            if best is None or sure + said > best[0]:
                best = (sure + said, found)
    return best[1] if best else None


def _splits(text: str, pieces: Sequence[Said]) -> Sequence[int]:
    """Places of pieces that begin a sentence, or follow a word for a second thing; at most eight."""
    found = [
        n
        for n in range(1, len(pieces))
        if re.search(r"[。！？!?；;\n.]", text[pieces[n - 1].end : pieces[n].start]) or _SECOND.match(pieces[n].text)
    ]
    if len(found) <= _MOST_SPLITS:
        return found
    return [found[round(i * (len(found) - 1) / (_MOST_SPLITS - 1))] for i in range(_MOST_SPLITS)]


def _mean(vectors: Floats) -> Floats:
    mean = vectors.mean(axis=0)
    return np.asarray(mean / (np.linalg.norm(mean) or 1.0), np.float32)

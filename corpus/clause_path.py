"""The address of a clause, as an official would cite it: `附件1/六/（十五）/应用场景/3`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus.errors import ClausePathError
from corpus.numerals import NUMERAL, to_int

BODY = "通知"
PREAMBLE = "引言"

_ANNEX = re.compile(rf"附件((?:\d{{1,3}}(?:-\d{{1,3}})?)?(?:·\d+)?|{NUMERAL})")
_BRACKETED = re.compile(r"[(（]\s*([^()（）]+?)\s*[)）]")


@dataclass(frozen=True, slots=True, order=True)
class ClausePath:
    """Where a clause stands: the body (`annex is None`) or an annex, then its steps, outermost first.

    Steps keep the source's ordinals, brackets folded to full width: `六`, `（十五）`, `应用场景`, `3`.
    """

    annex: str | None
    steps: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> ClausePath:
        """Read a path as a person types it: half-width brackets and stray spaces are accepted.

        Raises:
            ClausePathError: If a step is empty or the first is neither 通知 nor 附件.
        """
        parts = [_fold_step(part) for part in text.strip().split("/")]
        if not parts or not all(parts):
            raise ClausePathError.malformed(text)
        root, *steps = parts
        if root == BODY:
            return cls(None, tuple(steps))
        if _ANNEX.fullmatch(root):
            return cls(root, tuple(steps))
        raise ClausePathError.malformed(text)

    @property
    def parent(self) -> ClausePath | None:
        return ClausePath(self.annex, self.steps[:-1]) if self.steps else None

    def child(self, step: str) -> ClausePath:
        return ClausePath(self.annex, (*self.steps, step))

    def holds(self, other: ClausePath) -> bool:
        """True if `other` is this clause or stands below it."""
        return self.annex == other.annex and other.steps[: len(self.steps)] == self.steps

    def __str__(self) -> str:
        return "/".join((self.annex or BODY, *self.steps))


def _fold_step(step: str) -> str:
    step = re.sub(r"[\s\u200b\ufeff]+", "", step)
    annex = _ANNEX.fullmatch(step)
    if annex:
        number = to_int(annex[1]) if annex[1] and not annex[1][0].isdecimal() else None
        return f"附件{number or unicodedata.normalize('NFKC', annex[1])}"
    return _BRACKETED.sub(r"（\1）", step)

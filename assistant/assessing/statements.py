"""A description as statements: who is spoken of, and whether it is said, denied, asked, supposed or only meant to be.

Everything here is knowledge of the language. What isn't clearly a statement of the applicant about itself, as it is
now, isn't one.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from assistant.assessing import speech
from assistant.wording import Homophones, simplify


@dataclass(frozen=True, slots=True)
class Clause:
    """Part of a sentence between commas; spans are of the folded text."""

    start: int
    end: int
    sentence: int
    sentence_end: int
    is_asked: bool


class Statements:
    """A description, folded for comparing; every character knows where it stood.

    Args:
        spelling: Words that are looked for; a slip that sounds like one of them is read as it.
    """

    def __init__(self, text: str, spelling: Homophones | None = None) -> None:
        folded, self._origin = _folded(text)
        self.text = _mended(folded, spelling) if spelling else folded
        self.clauses = tuple(_clauses(self.text))
        self._starts = [clause.start for clause in self.clauses]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Span of the text as given."""
        return self._origin[start], self._origin[end - 1] + 1

    def clause_at(self, position: int) -> Clause:
        return self.clauses[bisect_right(self._starts, position) - 1]

    def words(self, clause: Clause) -> str:
        return self.text[clause.start : clause.end]

    def before(self, clause: Clause, position: int) -> str:
        """The clause's words before a position."""
        return self.text[clause.start : position]

    def is_own(self, start: int, end: int, *, past: bool, planned: bool, exempt: bool = False) -> bool:
        """True if the words at a span belong to a statement of the applicant about itself, as it is.

        Args:
            past: What was counts as well.
            planned: What is meant counts as well.
            exempt: The words at the span are themselves of others, and are so meant (`120家供应商`).
        """
        clause = self.clause_at(start)
        words, before = self.words(clause), self.before(clause, start)
        outside = self.text[clause.start : start + 1] + "\0" + self.text[end : clause.end]
        if clause.is_asked or any(p.search(outside) for p in (speech.ASKED, speech.DEMANDED, speech.UNSURE)):
            return False
        if speech.OF_OTHERS.match(self.text[end : clause.end]):
            return False
        if (
            speech.CONDITION.search(self.text[end : clause.end])
            or speech.HEDGED.search(before)
            or speech.EXCEPT.search(before)
        ):
            return False
        if not planned and (self._is_under(speech.MEANT, clause, start) or self._is_pending(clause, end)):
            return False
        if (
            self._is_retold(clause, start)
            or self._is_under(speech.SUPPOSED, clause, start)
            or self._is_of_others(clause, start, exempt)
        ):
            return False
        if _is_named(before):
            return False
        if not past and (speech.BEFORE.search(before) and "之前" not in words[len(before) :]):
            return False
        return not (planned and not past and (speech.LAST.search(words) or speech.BEFORE.search(words)))

    def denials(self, start: int, end: int, gaps: tuple[str, ...]) -> tuple[int, int, int]:
        """How often the words at a span are denied, and the span with the denying words."""
        clause = self.clause_at(start)
        count = sum(len(_denials(gap)) for gap in gaps)
        before = self.before(clause, start)
        words = self.words(clause) if not gaps else before + self.text[start : start + 1]
        denied = [m for m in _denials(words) if m[0] < len(before)]
        near = [m for m in denied if len(before) - m[1] <= speech.REACH and speech.CARRIED.match(before[m[1] :])]
        first = min((clause.start + m[0] for m in near), default=start)
        count += len(near)
        rest = self.text[end : clause.end]
        trailing = speech.TRAILING.match(speech.NO_DENIAL.sub("\0", rest)) or speech.DENYING_COLON.match(
            self.text[end : end + 8]
        )
        if trailing:
            return count + 1, first, end + trailing.end()
        return count, first, end

    def is_loose(self, start: int, end: int, gaps: tuple[str, ...]) -> bool:
        """True if the words between the parts of a phrase make it a plan or a half-truth: `项目即将建成`."""
        own = self.text[start:end]
        for gap in gaps:
            own = own.replace(gap, "\0") if gap else own
        is_plan = speech.MEANT.search(own) is not None
        return any(
            (speech.MEANT.search(gap) and not is_plan) or speech.UNSURE.search(gap) or speech.HEDGED.search(gap)
            for gap in gaps
        )

    def is_left_open(self, end: int) -> bool:
        """True if the answer after the words is that there is none: `：待定`."""
        return speech.DOUBTING_COLON.match(self.text[end : end + 8]) is not None

    def is_being(self, start: int, end: int) -> bool:
        """True if the words at a span say what the applicant is: `我们是…制造企业`, `深圳的制造企业，`."""
        clause = self.clause_at(start)
        before, rest = self.before(clause, start), self.text[end : clause.end]
        if not speech.ROLE_END.match(rest):
            return False
        verbs = list(speech.BEING_VERB.finditer(before))
        if verbs:
            subject = before[: verbs[-1].start()]
            return (
                not speech.FOR_OTHERS.search(subject)
                and len(subject) <= 16
                and not _ended_by_place(before, verbs[-1].end())
            )
        if speech.FOR_OTHERS.search(before) or speech.NO_MODIFIER.search(before):
            return False
        is_first = clause.start == self.clauses[0].start or clause.sentence == clause.start
        return is_first or speech.BEING_START.match(before + self.text[start:end]) is not None

    @cached_property
    def _nows(self) -> tuple[int, ...]:
        return tuple(m.start() for m in speech.NOW.finditer(self.text))

    def _is_under(self, pattern: re.Pattern[str], clause: Clause, start: int) -> bool:
        """True if a word of the sentence before `start` reaches it, with no word of the present in between."""
        last, stop = None, clause.end if pattern is speech.SUPPOSED else start
        for match in pattern.finditer(self.text, max(clause.sentence, start - speech.SIGHT), stop):
            last = match.start() if match.start() < start else last
        if last is None:
            return False
        if pattern is speech.SUPPOSED:
            return True
        return not any(last < now < start and now >= self._clause_after(last) for now in self._nows)

    def _is_retold(self, clause: Clause, start: int) -> bool:
        """True if the sentence so far tells a rule, and the applicant isn't named since."""
        told = speech.RULE.search(self.text, max(clause.sentence, start - speech.SIGHT), start)
        return told is not None and speech.OWN.search(self.text, told.end(), start) is None

    def _clause_after(self, position: int) -> int:
        return self.clause_at(position).end

    def _is_pending(self, clause: Clause, end: int) -> bool:
        rest = self.text[end : clause.end]
        if speech.PENDING.match(rest) or (
            rest == "" and speech.PENDING.match(self.text[end + 1 : clause.sentence_end])
        ):
            return True
        return re.search(r"(?:办理中|申请中|审批中|筹备中|待批)$", rest) is not None

    def _is_of_others(self, clause: Clause, start: int, exempt: bool) -> bool:
        """True if the last one named in the sentence before the words is somebody else."""
        begin = max(clause.sentence, start - speech.SIGHT)
        others = [m.start() for m in speech.OTHERS.finditer(self.text, begin, start + 2) if m.start() < start]
        if exempt:
            others = [o for o in others if self.clause_at(o) != clause]
        if not others:
            return False
        own = [m.start() for m in speech.OWN.finditer(self.text, begin, start)]
        own = [o for o in own if not re.match(r"[^，]{2,3}的?", self.text[o : others[-1]] or "") or o > others[-1]]
        return not own or own[-1] < others[-1]


def _is_named(before: str) -> bool:
    """True if the clause has a subject of its own that isn't the applicant: `海尔是…`."""
    match = speech.COPULA.match(before)
    if match is None:
        return False
    subject = speech.ADVERBS.sub("", match[1])
    return len(subject) >= 2 and (not speech.OWN_LIKE.search(subject) or speech.SERVED.search(subject) is not None)


def _ended_by_place(before: str, position: int) -> bool:
    """True if between the verb and the words something else is done with them: `是给…做的`."""
    return re.search(r"(?:给|为|帮|替|向|与|和|跟)[^的]{0,8}$", before[position:]) is not None


def _denials(text: str) -> list[tuple[int, int]]:
    masked = speech.NO_DENIAL.sub(lambda m: "\0" * len(m[0]), text)
    return [m.span() for m in speech.DENIED.finditer(masked)]


def _folded(text: str) -> tuple[str, list[int]]:
    """NFKC, lower case and simplified, without white space in lines; and where each character stood."""
    simple = simplify(text)
    source = simple if len(simple) == len(text) else text
    chars: list[str] = []
    origin: list[int] = []
    for place, char in enumerate(source):
        for folded in unicodedata.normalize("NFKC", char).lower():
            if folded == "\n" or not (folded.isspace() or unicodedata.category(folded) in ("Cf", "Cc", "Cs")):
                chars.append("，" if folded == "," and not _is_in_number(source, place) else folded)
                origin.append(place)
    return "".join(chars), origin


def _mended(text: str, spelling: Homophones) -> str:
    """Slips mended, except where that would turn a small word of weight into another: `为验收` stays."""
    mended = spelling.mend(text)
    if len(mended) != len(text):
        return text
    return "".join(old if speech.WEIGHTY & {old, new} else new for old, new in zip(text, mended, strict=True))


def _is_in_number(text: str, place: int) -> bool:
    return text[place - 1 : place].isdigit() and text[place + 1 : place + 4].isdigit()


def _clauses(text: str) -> list[Clause]:
    found: list[Clause] = []
    begin = 0
    for end_mark in [*speech.SENTENCE_END.finditer(text), None]:
        end = end_mark.start() if end_mark else len(text)
        cuts = [m.start() for m in speech.CLAUSE_END.finditer(text, begin, end)]
        position = begin
        for cut in [*cuts, end]:
            asked = cut == end and end_mark is not None and end_mark[0] in "？?"
            found.append(Clause(position, cut, begin, end, asked))
            position = cut + 1
        begin = end + 1 if end_mark else end
    return found

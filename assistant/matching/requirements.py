"""What a direction demands, read from its clauses: who may apply, numbers to reach, what else must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.entities import Quantity, quantities
from assistant.matching.description import normal
from assistant.matching.model import Requirement, Said
from assistant.matching.scenarios import bigrams
from assistant.model import Citation
from assistant.quoting import body_start, cite, segments
from corpus.model import Clause, Direction, Document
from index.passages import sentences

_AT_LEAST = re.compile(r"不少于|不低于|不小于|至少|[\d一二三四五六七八九十百千万]\s*[\u4e00-\u9fff]{1,3}以上|达到\s*\d")
_AT_MOST = re.compile(r"不超过|不多于|不高于|不大于|[\d一二三四五六七八九十百千万]\s*[\u4e00-\u9fff]{1,3}以[下内]")
_DIGIT = re.compile(r"\d")
_LISTED = re.compile(r"[^\s、](?:[^、]*[^\s、])?")
_MUST = re.compile(
    r"应(?:当|该)?(?=[满符接具在按取获经由为与将]|提供)|必须|须(?=[具符满经在提取])|不得|具有(?!.{0,4}特色)|已(?:经)?(?:获得|取得|纳入|通过|完成|建成)|完成.{0,40}等工作|配备"
)
_APPLICANT = re.compile(
    r"^(?:[^，。；]{0,40}?的)?[^，。；]{0,16}?(?:企业|园区|集群|单位|机构|院校|高校|运营商|合作社|工厂|公司)(?:[（(或、/和及]|按|可|应|基于|围绕|依据|面向|建设|充分|$)"
)
_MOST_CONDITIONS = 5


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing demanded: its span, and for a number which way it binds.

    Attributes:
        bound: None where the unit isn't known or there are several numbers: shown, and left to the user to check.
    """

    kind: str
    citation: Citation
    bound: Quantity | None = None
    is_least: bool = True


@lru_cache(maxsize=256)
def demands(document: Document, direction: Direction) -> tuple[Demand, ...]:
    """Demands of a direction: the applicant, then thresholds, then conditions, each in source order."""
    own = [c for c in document.clauses if direction.path.holds(c.path)]
    found = [demand for clause in own for demand in _of_clause(document, clause)]
    opening = [c for c in own if len(c.path.steps) <= len(direction.path.steps) + 1][:2]
    applicant = next((d for clause in opening for d in _applicant(document, clause, direction)), None)
    conditions = [d for d in found if d.kind == "condition"][:_MOST_CONDITIONS]
    return (*([applicant] if applicant else []), *(d for d in found if d.kind == "threshold"), *conditions)


def requirements(document: Document, direction: Direction, pieces: Sequence[Said]) -> tuple[Requirement, ...]:
    """The demands, and what the description says to the numbers among them."""
    return tuple(_answered(demand, pieces) for demand in demands(document, direction))


def _of_clause(document: Document, clause: Clause) -> Iterator[Demand]:
    for start, end in sentences(clause.text):
        begun = body_start(clause.text, start, end)
        for a, b in segments(clause.text, begun, end):
            text = clause.text[a:b]
            citation = _cited(document, clause, a, b)
            if citation is None:
                continue
            is_least, is_most = bool(_AT_LEAST.search(text)), bool(_AT_MOST.search(text))
            if (is_least or is_most) and ((numbers := quantities(text)) or _DIGIT.search(text)):
                bounds = len(_AT_LEAST.findall(text)) + len(_AT_MOST.findall(text))
                yield Demand("threshold", citation, numbers[0] if numbers and bounds == 1 else None, is_least)
            elif _MUST.search(text) and not text.rstrip().endswith(("：", ":")):
                yield Demand("condition", citation)


def _applicant(document: Document, clause: Clause, direction: Direction) -> Iterator[Demand]:
    """The first sentence that opens with who it is about."""
    for start, end in sentences(clause.text):
        begun = body_start(clause.text, start, end)
        text = clause.text[begun:end]
        if direction.name not in text and _APPLICANT.search(text):
            stop = next((b for _, b in segments(clause.text, begun, end)), end)
            citation = _cited(document, clause, begun, stop)
            if citation is not None:
                yield Demand("applicant", citation)


def _cited(document: Document, clause: Clause, start: int, end: int) -> Citation | None:
    while end > start and clause.text[end - 1] in "。；;，, \n":
        end -= 1
    return cite(document.id, clause, start, end) if end > start and clause.text[start:end].strip() else None


def _answered(demand: Demand, pieces: Sequence[Said]) -> Requirement:
    """With the description's number of the same unit that stands nearest in words; or the only one of that unit."""
    bound = demand.bound
    if bound is None:
        return Requirement(demand.kind, demand.citation)
    parts = [part for piece in pieces for part in _parts(piece)]
    given = [(part, q) for part in parts for q in quantities(part.text) if q.unit == bound.unit]
    wanted = bigrams(normal(demand.citation.quote))
    shared = [len(wanted & bigrams(normal(part.text))) for part, _ in given]
    if not given or (len(given) > 1 and not max(shared)):
        return Requirement(demand.kind, demand.citation)
    part, quantity = given[shared.index(max(shared))]
    met = quantity.value >= bound.value if demand.is_least else quantity.value <= bound.value
    return Requirement(demand.kind, demand.citation, part, met)


def _parts(piece: Said) -> Iterator[Said]:
    """What stands between the commas of a piece, so that a number keeps the words it belongs to."""
    for start, end in segments(piece.text, 0, len(piece.text)):
        for match in _LISTED.finditer(piece.text, start, end):
            yield Said(match[0], piece.start + match.start(), piece.start + match.end())

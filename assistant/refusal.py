"""Do the documents say it? Measured on the question and the best spans found for it. Knows no document."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.asked import cover, outside_names, term_cover
from assistant.errors import WeightsError
from assistant.features import NAMES as UNIT_FEATURES
from assistant.matching.terms import Terms, grams
from assistant.question import Kind
from assistant.reranker import WEIGHTS, LinearModel, Ranked, load_model, with_vector
from assistant.retriever import Candidates

NAMES = (
    "best", "second", "third", "dense_best", "dense_clause_best", "raw_best", "raw_clause_best", "bm25_best", "cover_best_text", "cover_best_all", "cover_document",
    "worst_missing_best", "worst_missing_document", "missing_document", "longest_common", "number_wanted", "number_absent", "unit_wanted",
    "unit_absent", "date_absent", "contact_absent", "email_absent", "named", "in_named", "named_without_number", "yes_no", "english",
    "terms", "structural", "follow_up", "dense_english", "cover_english", "best_logit", "quantity", "quantity_unit_absent", "permission",
    "list_wanted", "reason_wanted", "procedure_wanted", "date_wanted", "duration_wanted", "definition_wanted", "kinds",
    "cover_named_out", "missing_named_out", "body_best", "cover_two", "digit_terms",
)  # fmt: skip


VECTOR_DIMENSIONS = 384
WORDING = "answerable_wording.npz"
_EVEN = 0.5
# chosen by hand among 0.1 to 1, which differ by less than 0.02 in AUROC on a public pool; not learned
_UNIT_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a part's search came to.

    Attributes:
        document_text: All text searched in, folded, breadcrumbs included.
        structural: True if the document's structure answers (a list of members, a contact line).
        document_log_odds: Of a large library: how sure it is that this document is the one; None where nothing is in doubt.
    """

    candidates: Candidates
    ranked: Sequence[Ranked]
    document_text: str
    structural: bool
    document_log_odds: float | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """Weights of runs of up to three characters of a question (`手机号`, `多少分`): (terms,)."""

    terms: Terms
    weights: NDArray[np.float32]

    def score(self, text: str) -> float:
        """What a question's wording adds to the logit of its being answered."""
        rows, values = self.terms.weigh(text.lower())
        return float(values @ self.weights[rows])

    def save(self, path: Path) -> None:
        ordered = sorted(self.terms.rows, key=self.terms.rows.__getitem__)
        terms = np.frombuffer(json.dumps(ordered, ensure_ascii=False).encode(), np.uint8)
        np.savez(path, terms=terms, rarity=self.terms.rarity, weights=self.weights)

    @classmethod
    def load(cls, path: Path) -> Wording:
        """Raises: WeightsError: If the file is broken."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                terms: list[str] = json.loads(held["terms"].tobytes())
                rows = {term: row for row, term in enumerate(terms)}
                return cls(Terms(rows, held["rarity"], grams), held["weights"])
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise WeightsError.unreadable(path) from error


@dataclass(frozen=True)
class RefusalModel:
    """Two questions about a part: do the documents answer it, and if not, is it about their subject at all?

    Attributes:
        plain, vector: The first, without and with the question's own vector; what people ask that notices leave open
            is much the same everywhere, so the vector helps with the embedding model it was learned for.
        wording: What the runs of characters of a question add to `vector`; None to go without.
        in_subject: The second.
    """

    plain: LinearModel
    vector: LinearModel
    in_subject: LinearModel
    embedder: str
    wording: Wording | None = None

    def answerable(self, evidence: Evidence) -> bool:
        """True if the documents seem to answer the part; False if nothing was found."""
        return self.chance(evidence) >= _EVEN

    def chance(self, evidence: Evidence) -> float:
        """How surely the documents answer the part, 0 to 1; from one half on it is answered.

        In a large library most of it is whether the document is the one that is asked about.
        """
        if not evidence.ranked:
            return 0.0
        row, model, added = features(evidence), self.plain, 0.0
        if self.vector.embedder and self.vector.embedder == self.embedder:
            row, model = np.hstack([row, evidence.candidates.query[None]]), self.vector
            added = self.wording.score(evidence.candidates.asked.part.text) if self.wording else 0.0
        log_odds = _logit(float(model.probability(row, added)[0])) - _logit(model.threshold)
        if evidence.document_log_odds is not None:
            log_odds = evidence.document_log_odds + _UNIT_SHARE * log_odds
        return 1.0 / (1.0 + math.exp(-log_odds))

    def inside(self, evidence: Evidence) -> bool:
        """True if the part is about the documents' subject."""
        return bool(evidence.ranked) and float(self.in_subject.probability(features(evidence))[0]) >= 0.5


def _logit(chance: float) -> float:
    held = min(max(chance, 1e-9), 1 - 1e-9)
    return math.log(held / (1 - held))


def load_refusal(embedder: str, dimensions: int) -> RefusalModel:
    """Read the refusal weights for an embedding model.

    Raises:
        WeightsError: If a file is broken or was learned for other features.
    """
    plain, in_subject = load_model("answerable", NAMES), load_model("in_subject", NAMES)
    vector = load_model("answerable_vector", with_vector(NAMES, VECTOR_DIMENSIONS))
    if dimensions != VECTOR_DIMENSIONS:
        vector = plain
    return RefusalModel(plain, vector, in_subject, embedder, Wording.load(WEIGHTS / WORDING))


def features(evidence: Evidence) -> NDArray[np.float32]:
    """One row, (1, len(NAMES)), in the order of `NAMES`."""
    asked, ranked = evidence.candidates.asked, evidence.ranked
    part = asked.part
    if not ranked:
        return np.zeros((1, len(NAMES)), np.float32)
    row = {u.row: i for i, u in enumerate(evidence.candidates.units)}
    table = evidence.candidates.table
    best = table[row[ranked[0].unit.row]]
    chances = [r.probability for r in ranked[:3]] + [0.0, 0.0]
    top, text = ranked[0].unit, evidence.document_text
    around = top.folded + top.around + "".join(r.unit.folded for r in ranked[:3] if r.unit.path == top.path)
    two = around + "".join(r.unit.folded + r.unit.around for r in ranked[1:3])

    def of(name: str) -> float:
        return float(best[UNIT_FEATURES.index(name)])

    def most(name: str) -> float:
        return float(table[:, UNIT_FEATURES.index(name)].max())

    named_units = [u for u in evidence.candidates.units if any(e.path.holds(u.path) for e in part.entities)]
    english = float(asked.english)
    outside = outside_names(asked)
    values = [
        chances[0], chances[1], chances[2], most("dense_unit"), most("dense_clause"),
        most("raw_unit"), most("raw_clause"), math.log1p(most("bm25_unit")),
        of("cover_text"), cover(asked.terms, around), cover(asked.terms, text),
        _worst_missing(evidence, around), _worst_missing(evidence, text), 1.0 - cover(asked.terms, text), of("longest_common"),
        float(Kind.NUMBER in part.kinds), of("number_wanted_absent"), float(bool(part.unit)), of("unit_wanted_absent"),
        of("date_wanted_absent"), of("contact_wanted_absent"), of("email_wanted_absent"), float(bool(part.entities)), of("in_named"),
        float(Kind.NUMBER in part.kinds and bool(named_units) and not any(u.amounts for u in named_units)),
        float(part.yes_no), english, math.log1p(len(asked.terms)), float(evidence.structural), float(bool(part.previous)),
        english * most("dense_unit"), english * cover(asked.terms, around), math.log((chances[0] + 1e-3) / (1.001 - chances[0])),
        float(bool(part.quantities)), float(bool(part.quantities)) * (1.0 - of("quantity_unit_held")), of("permission_for_verdict"),
        float(Kind.LIST in part.kinds), float(Kind.REASON in part.kinds), float(Kind.PROCEDURE in part.kinds),
        float(Kind.DATE in part.kinds), float(Kind.DURATION in part.kinds), float(Kind.DEFINITION in part.kinds), float(bool(part.kinds)),
        cover(outside, around), max((t.weight * (1 - term_cover(t, around)) for t in outside), default=0.0), of("body"),
        cover(asked.terms, two), float(any(t.word.isdigit() for t in asked.terms)),
    ]  # fmt: skip
    return np.array([values], np.float32)


def _worst_missing(evidence: Evidence, text: str) -> float:
    """Weight of the heaviest content word of the question that `text` doesn't hold in any form."""
    return max((t.weight * (1 - term_cover(t, text)) for t in evidence.candidates.asked.terms), default=0.0)

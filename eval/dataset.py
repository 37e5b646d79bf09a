"""Test cases, checked against the documents they are about."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.wording import fold
from corpus.clause_path import ClausePath
from corpus.errors import DocumentError
from corpus.library import BUILTIN, Library, load_document
from corpus.model import Document

CASES = Path(__file__).parent / "cases"
NOTICES = Path(__file__).parent / "notices"


@dataclass(frozen=True, slots=True)
class Expected:
    """One question and what a right answer does; see the contract's test-set format."""

    question: str
    gold: tuple[ClausePath, ...]
    acceptable: tuple[ClausePath, ...]
    must_include: tuple[tuple[str, ...], ...]
    must_not_include: tuple[str, ...]
    answerable: bool
    polarity: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """A question, or a conversation of several."""

    id: str
    type: str
    lang: str
    turns: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class CaseSet:
    """Cases of one split about one document: `miit-2023-319/dev`."""

    name: str
    document: Document
    cases: tuple[Case, ...]
    folder: Path

    @property
    def library(self) -> Library:
        return Library((self.document,), {self.document.id: self.folder})


def load_sets(split: str) -> tuple[CaseSet, ...]:
    """All case sets of a split, `dev` or `test`.

    Raises:
        DocumentError: If a case names a clause that isn't there or a string that its gold clauses don't hold.
    """
    return tuple(load_set(path) for path in sorted(CASES.glob(f"*/{split}.jsonl")))


def documents_with(split: str) -> frozenset[str]:
    """Ids of the documents that have cases of a split."""
    return frozenset(path.parent.name for path in CASES.glob(f"*/{split}.jsonl"))


def load_set(path: Path) -> CaseSet:
    folder = next(p for p in (BUILTIN / path.parent.name, NOTICES / path.parent.name) if p.is_dir())
    document = load_document(folder)
    lines = path.read_text(encoding="utf-8").splitlines()
    cases = tuple(_case(json.loads(line), document) for line in lines if line.strip())
    return CaseSet(f"{document.id}/{path.stem}", document, cases, folder)


def _case(raw: dict[str, Any], document: Document) -> Case:
    turns = raw.get("turns") or [raw]
    return Case(raw["id"], raw["type"], raw["lang"], tuple(_expected(raw["id"], turn, document) for turn in turns))


def _expected(case: str, raw: dict[str, Any], document: Document) -> Expected:
    held = {c.path for c in document.clauses}
    gold = tuple(ClausePath.parse(p) for p in raw["gold_clauses"])
    acceptable = tuple(ClausePath.parse(p) for p in raw.get("acceptable_clauses", ()))
    for path in (*gold, *acceptable):
        if path not in held:
            raise DocumentError(f"用例 {case} 所引条款「{path}」不存在", document.id, "请改正用例")
    if bool(gold) != bool(raw["answerable"]):
        raise DocumentError(f"用例 {case} 可答与否与所引条款矛盾", document.id, "请改正用例")
    return Expected(
        question=raw["question"],
        gold=gold,
        acceptable=acceptable,
        must_include=tuple(tuple(fold(s) for s in group) for group in raw["must_include"]),
        must_not_include=tuple(fold(s) for s in raw.get("must_not_include", ())),
        answerable=raw["answerable"],
        polarity=raw.get("polarity"),
    )

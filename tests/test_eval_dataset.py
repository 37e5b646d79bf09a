"""The cases: they load, name clauses that exist, and what is tested on was not learned from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.wording import fold
from corpus.errors import DocumentError
from corpus.library import BUILTIN
from eval.dataset import CASES, NOTICES, load_set, load_sets

FILES = sorted(p for p in CASES.glob("*/*.jsonl") if p.stem in ("dev", "test"))
_TYPES = """
    fact list number eligibility procedure definition contact compare multi_hop conflict false_premise unanswerable
    out_of_scope injection multi_turn
"""
TYPES = frozenset(_TYPES.split())
GRAM = 5
NEAR = 0.5


def raw(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def turns(case: dict[str, Any]) -> list[dict[str, Any]]:
    return case.get("turns") or [case]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_set_loads_and_its_clauses_exist(path: Path) -> None:
    loaded = load_set(path)
    assert len(loaded.cases) == len(raw(path)) > 0
    held = {c.path for c in loaded.document.clauses}
    for case in loaded.cases:
        for turn in case.turns:
            assert {*turn.gold, *turn.acceptable} <= held, case.id
            assert bool(turn.gold) == turn.answerable, case.id


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_case_keeps_to_the_contract_s_format(path: Path) -> None:
    for case in raw(path):
        assert case["type"] in TYPES, case["id"]
        assert case["lang"] in {"zh", "zh-Hant", "en", "mixed"}, case["id"]
        for turn in turns(case):
            assert 0 < len(turn["question"]) <= 2000, case["id"]
            assert all(group and all(group) for group in turn["must_include"]), case["id"]
            assert turn.get("polarity") in {None, "yes", "no"}, case["id"]


@pytest.mark.parametrize("path", FILES, ids=name)
def test_what_an_answer_must_hold_is_not_what_it_must_not(path: Path) -> None:
    for case in load_set(path).cases:
        for turn in case.turns:
            for group in turn.must_include:
                assert not all(any(bad in word for bad in turn.must_not_include) for word in group), case.id


def test_ids_are_unique() -> None:
    counts = Counter(case["id"] for path in CASES.glob("*/*.jsonl") for case in raw(path))
    assert not [case for case, count in counts.items() if count > 1]


def test_there_are_cases_to_learn_from_and_cases_to_judge_by() -> None:
    dev, test = load_sets("dev"), load_sets("test")
    assert sum(len(s.cases) for s in dev) >= 200
    assert sum(len(s.cases) for s in test) >= 200
    assert {s.document.id for s in test} - {s.document.id for s in dev}, "no notice is kept from learning"


def test_the_types_of_the_contract_are_all_judged() -> None:
    assert {case.type for s in load_sets("test") for case in s.cases} == TYPES


def grams(text: str) -> frozenset[str]:
    folded = fold(text)
    return frozenset(folded[i : i + GRAM] for i in range(len(folded) - GRAM + 1)) or frozenset((folded,))


def questions(split: str) -> Iterator[tuple[str, frozenset[str]]]:
    for path in CASES.glob(f"*/{split}.jsonl"):
        for case in raw(path):
            for turn in turns(case):
                yield f"{path.parent.name} {case['id']} {turn['question']}", grams(turn["question"])


def test_no_test_question_is_nearly_one_that_was_learned_from() -> None:
    learned = list(questions("dev"))
    holding: dict[str, list[int]] = {}
    for place, (_, held) in enumerate(learned):
        for gram in held:
            holding.setdefault(gram, []).append(place)
    near: list[str] = []
    for said, held in questions("test"):
        shared = Counter(place for gram in held for place in holding.get(gram, ()))
        for place, count in shared.items():
            other, its = learned[place]
            if count / (len(held) + len(its) - count) >= NEAR:
                near.append(f"{said} ≈ {other}")
    assert not near, "\n".join(near)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"gold_clauses": ["通知/九十九"]}, "不存在"),
        ({"acceptable_clauses": ["附件9/一"]}, "不存在"),
        ({"gold_clauses": []}, "矛盾"),
        ({"answerable": False}, "矛盾"),
    ],
)
def test_a_case_that_does_not_fit_its_document_is_refused(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    folder = tmp_path / "yz-2025-86"
    folder.mkdir()
    case = {
        "id": "x-1", "type": "fact", "lang": "zh", "question": "几份？", "gold_clauses": ["通知/四/（一）"],
        "acceptable_clauses": [], "must_include": [["三份"]], "must_not_include": [], "answerable": True,
    }  # fmt: skip
    path = folder / "dev.jsonl"
    path.write_text(json.dumps(case, ensure_ascii=False) + "\n\n", encoding="utf-8")
    assert load_set(path).name == "yz-2025-86/dev"
    path.write_text(json.dumps(case | change, ensure_ascii=False) + "\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=words) as caught:
        load_set(path)
    assert "x-1" in caught.value.what


def test_every_invented_notice_has_cases() -> None:
    folders = {p.name for root in (NOTICES, BUILTIN) for p in root.iterdir() if p.is_dir()}
    assert {p.parent.name for p in FILES} <= folders
    assert {p.name for p in NOTICES.iterdir() if p.is_dir()} <= {p.parent.name for p in FILES}

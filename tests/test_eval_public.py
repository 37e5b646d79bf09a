"""Public data: how it is read, and the product's own way through it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings
from corpus.errors import DocumentError
from eval.public import load_pool, load_pools
from eval.public_bench import json_data, losses, run_pool, table
from tests.fakes import HashEmbedder

TEXTS: list[Any] = [
    {
        "id": "a",
        "text": "青禾市展会支持办法\n一、因故暂停的展会，按照场租费用的50%给予补助，最高50万元。\n二、本办法由商务局解释。",
    },
    {"id": 7, "title": "青禾市村民自治条例第八条", "text": "村民会议由村民委员会召集，每年不少于两次。"},
    {"id": "c", "text": "青禾市社保缓缴通知 经批准后可缓缴养老保险费，缓缴最长12个月，期间免收滞纳金。"},
]
QUESTIONS: list[Any] = [
    {"id": 1, "query": "展会补助最高多少？", "gold": ["a"], "answer": "最高50万元"},
    {"id": 2, "query": "村民会议谁召集？", "gold": [7, "c"], "answer": "居民大会召集"},
]
NOTHING: list[Any] = [{"id": 1, "query": "游泳馆几点开门？", "gold": [], "answer": "九点"}]


def pool_at(
    folder: Path, texts: Sequence[Any] = TEXTS, questions: Sequence[Any] = QUESTIONS, others: Any = None
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus", texts), ("queries", questions), ("unanswerable", others)):
        if rows is not None:
            lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
            (folder / f"{name}.jsonl").write_text(lines + "\n", encoding="utf-8")
    return folder


def told(what: str) -> None:
    del what


def test_texts_become_documents_as_the_product_reads_them(tmp_path: Path) -> None:
    pool = load_pool(pool_at(tmp_path / "p", others=NOTHING))
    assert [d.id for d in pool.documents] == ["a", "7", "c"]
    assert [str(c.path) for c in pool.documents[0].clauses] == ["通知/引言", "通知/一", "通知/二"]
    assert pool.documents[1].title == "青禾市村民自治条例第八条"
    assert (pool.questions[1].gold, pool.questions[0].answers) == (("7", "c"), ("最高50万元",))
    assert len(pool.unanswerable) == 1


def test_a_folder_holds_pools_or_is_one(tmp_path: Path) -> None:
    pool_at(tmp_path / "b")
    pool_at(tmp_path / "a")
    (tmp_path / "README.md").write_text("x", encoding="utf-8")
    assert [pool.name for pool in load_pools(tmp_path)] == ["a", "b"]
    assert [pool.name for pool in load_pools(tmp_path / "a")] == ["a"]


def test_a_folder_without_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="没有可用的数据"):
        load_pools(tmp_path)


BROKEN: list[tuple[list[Any], list[Any], str]] = [
    ([*TEXTS, TEXTS[0]], QUESTIONS, "同一编号"),
    ([{"id": "a"}], QUESTIONS, "缺少"),
    (TEXTS, [{"id": 1, "query": "？", "gold": ["z"]}], "不在"),
    (TEXTS, [{"id": 1, "query": "？", "gold": []}], "不在"),
    (TEXTS, [{"id": 1, "gold": ["a"]}], "缺少"),
    (["x"], QUESTIONS, "缺少"),
]


@pytest.mark.parametrize(("texts", "questions", "words"), BROKEN)
def test_data_that_do_not_fit_are_refused(tmp_path: Path, texts: Any, questions: Any, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        load_pool(pool_at(tmp_path / "p", texts, questions))


def test_a_broken_line_is_refused(tmp_path: Path) -> None:
    folder = pool_at(tmp_path / "p")
    (folder / "queries.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(DocumentError, match="无法读取"):
        load_pool(folder)


def test_a_pool_is_searched_and_judged_by_the_product(tmp_path: Path) -> None:
    pool = load_pool(pool_at(tmp_path / "p", others=NOTHING))
    result = run_pool(pool, HashEmbedder(), Settings(data_dir=tmp_path / "data"), told, baselines=True)
    raw = json_data([result])["p"]
    assert set(raw) == {"recall@1", "recall@5", "recall@10", "ms_p50", "answer_contained", "refusal_auroc"}
    assert raw["recall@10"] == 1.0 and raw["answer_contained"] == 0.5
    assert 0 <= raw["recall@1"] <= raw["recall@5"] <= 1 and 0 <= raw["refusal_auroc"] <= 1
    assert json.loads(json.dumps(raw)) == raw
    assert [row.system for row in result.baselines] == ["bm25", "dense", "rrf"]
    text = "\n".join(table(result))
    assert "bm25" in text and "拒答 AUROC" in text


def test_vectors_are_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    first, second = HashEmbedder(), HashEmbedder()
    pool = load_pool(pool_at(tmp_path / "p"))
    run_pool(pool, first, settings, told, baselines=False)
    result = run_pool(pool, second, settings, told, baselines=False)
    assert first.embedded and not second.embedded
    assert set(json_data([result])["p"]) == {"recall@1", "recall@5", "recall@10", "ms_p50", "answer_contained"}


def test_what_is_lost_is_told_by_stage() -> None:
    assert losses([(1, None), (6, 6), (2, 3), (None, 9)]) == (0.25, 0.375)

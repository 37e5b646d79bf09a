"""The simpler systems: what each shows and which clauses that counts for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.model import ClauseRef
from eval.baselines import ChunkSearch, llama_index_systems, passage_systems, running_text
from index.build import open_or_build
from index.passages import passages_of
from tests.fakes import HashEmbedder
from tests.test_assistant_service import qinghe

QUESTION = "田间传感需要多少套传感器？"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("baselines")


def test_every_passage_system_shows_each_clause_once(folder: Path) -> None:
    embedder = HashEmbedder()
    index = open_or_build(passages_of(qinghe()), embedder, folder, chroma=False)
    systems = passage_systems(index, embedder)
    assert [system.name for system in systems] == ["bm25", "dense", "rrf"]
    for system in systems:
        shown = system.search(QUESTION)
        clauses = [ref for item in shown for ref in item.clauses]
        assert len(clauses) == len(set(clauses)) == len(shown) > 3
    shown = {ref.clause for item in systems[0].search(QUESTION)[:2] for ref in item.clauses}
    assert "附件1/一/（二）/应用成效" in shown


def test_the_running_text_holds_every_clause_where_it_says() -> None:
    text, spans = running_text(qinghe())
    held = {str(c.path): c.text for c in qinghe().clauses}
    assert {ref.clause: text[start:end] for ref, start, end in spans} == held


@pytest.mark.parametrize(
    ("chunk", "held"),
    [
        ("aaaa\nbbbb", ("一", "二")),
        ("aa\nbbbb", ("一", "二")),
        ("a\nbbbb\nc", ("二",)),
        ("cc", ("三",)),
        ("xyz", ()),
    ],
)
def test_a_chunk_counts_for_clauses_that_it_holds_half_of(chunk: str, held: tuple[str, ...]) -> None:
    spans = [(ClauseRef("d", name), start, start + 4) for name, start in (("一", 0), ("二", 5), ("三", 10))]
    search = ChunkSearch("x", "aaaa\nbbbb\ncccc", spans, lambda _: iter([(chunk, None)]))
    (shown,) = search.search("？")
    assert tuple(ref.clause for ref in shown.clauses) == held
    assert shown.length == len(chunk)


@pytest.mark.model
def test_llama_index_retrieves_chunks_whose_clauses_are_known() -> None:
    default, cited = llama_index_systems(qinghe(), HashEmbedder())
    whole, fine = default.search(QUESTION), cited.search(QUESTION)
    assert all(item.clauses for item in (*whole, *fine))
    assert max(item.length for item in fine) <= max(item.length for item in whole)
    assert {ref for item in whole for ref in item.clauses} >= {ref for item in fine for ref in item.clauses}

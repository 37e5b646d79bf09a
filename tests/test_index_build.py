"""An index is named by its inputs, written whole, and never written again."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index.build import Index, fingerprint, open_or_build
from index.errors import IndexBroken
from index.generation import embedded_text, passage_line
from index.model import Passage
from index.tokenise import tokenise
from tests.fakes import HashEmbedder

_TOPICS = ("设备联网采集数据", "远程运维与故障预警", "园区统一管理能耗", "材料报送与截止时间", "安全防护与定级核查")


def _passages(count: int = 30, document: str = "甲") -> tuple[Passage, ...]:
    texts = [f"{_TOPICS[number % 5]}第{number}项" for number in range(count)]
    return tuple(
        Passage(document, f"通知/{number}", 0, len(text), text, f"{document}标题") for number, text in enumerate(texts)
    )


def _generations(index_dir: Path) -> set[str]:
    return {file.parent.name for file in index_dir.glob("[!.]*/manifest.json")}


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def two_documents(tmp_path_factory: pytest.TempPathFactory) -> Index:
    passages = (*_passages(20, "甲"), *_passages(20, "乙"))
    return open_or_build(passages, HashEmbedder(), tmp_path_factory.mktemp("index"))


def test_a_generation_holds_what_the_layout_says(two_documents: Index) -> None:
    folder = two_documents.folder
    assert {path.name for path in folder.iterdir()} == {
        "passages.jsonl",
        "vectors.npy",
        "sparse",
        "chroma",
        "manifest.json",
    }
    assert len((folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()) == 40
    assert two_documents.vectors.shape == (40, 64)
    assert two_documents.dense.healthy


def test_every_passage_is_found_by_its_own_words(two_documents: Index) -> None:
    embedder = HashEmbedder()
    for passage in two_documents.passages:
        text = embedded_text(passage)
        assert two_documents.search_dense(embedder.embed_queries([text])[0], 1)[0].passage == passage
        assert two_documents.search_sparse(tokenise(text), 1)[0].passage == passage


def test_hits_carry_rank_score_and_source(two_documents: Index) -> None:
    hits = two_documents.search_sparse(tokenise("远程运维"), 3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert {hit.source for hit in hits} == {"sparse"}
    assert hits[0].score >= hits[1].score > 0
    assert two_documents.search_dense(two_documents.vectors[0], 1)[0].source == "dense"


def test_an_empty_filter_means_all_and_an_unknown_document_nothing(two_documents: Index) -> None:
    vector, tokens = two_documents.vectors[0], tokenise("设备联网")
    assert {hit.passage.document for hit in two_documents.search_dense(vector, 40)} == {"甲", "乙"}
    assert {hit.passage.document for hit in two_documents.search_sparse(tokens, 40)} == {"甲", "乙"}
    for known in (["乙"], ["乙", "没有"]):
        assert {hit.passage.document for hit in two_documents.search_dense(vector, 40, known)} == {"乙"}
        assert {hit.passage.document for hit in two_documents.search_sparse(tokens, 40, known)} == {"乙"}
    assert two_documents.search_dense(vector, 40, ["没有"]) == []
    assert two_documents.search_sparse(tokens, 40, ["没有"]) == []


def test_a_second_opening_embeds_nothing_and_changes_no_file(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    first = open_or_build(_passages(), embedder, tmp_path)
    before = _digests(first.folder)
    embedded = len(embedder.embedded)
    second = open_or_build(_passages(), embedder, tmp_path)
    second.search_dense(second.vectors[0], 5)
    second.close()
    assert (embedded, len(embedder.embedded)) == (30, 30)
    assert second.folder == first.folder
    assert second.dense.query(first.vectors[3], 1) == first.dense.query(first.vectors[3], 1)
    assert _digests(first.folder) == before


def test_adding_a_document_embeds_only_what_is_new(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    told: list[tuple[int, int]] = []
    open_or_build(_passages(30, "甲"), embedder, tmp_path).close()
    both = open_or_build(
        (*_passages(5, "乙"), *_passages(30, "甲")), embedder, tmp_path, lambda done, of: told.append((done, of))
    )
    assert [text.split("\n")[0] for text in embedder.embedded[30:]] == ["乙标题"] * 5
    assert told == [(5, 5)]
    expected = HashEmbedder().embed_passages([embedded_text(passage) for passage in both.passages])
    np.testing.assert_allclose(both.vectors, expected)


def test_vectors_of_another_embedder_are_not_reused(tmp_path: Path) -> None:
    open_or_build(_passages(), HashEmbedder("one"), tmp_path).close()
    other = HashEmbedder("two")
    open_or_build(_passages(), other, tmp_path).close()
    assert len(other.embedded) == 30


def test_altered_vectors_are_not_reused(tmp_path: Path) -> None:
    index = open_or_build(_passages(30), HashEmbedder(), tmp_path)
    index.close()
    file = index.folder / "vectors.npy"
    content = bytearray(file.read_bytes())
    content[-8:] = b"\x01" * 8
    file.unlink()
    file.write_bytes(content)
    embedder = HashEmbedder()
    open_or_build(_passages(31), embedder, tmp_path).close()
    assert len(embedder.embedded) == 31


def test_rebuilding_embeds_everything_anew(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    first = open_or_build(_passages(), embedder, tmp_path)
    again = open_or_build(_passages(), embedder, tmp_path, rebuild=True)
    assert len(embedder.embedded) == 60
    assert again.folder == first.folder
    assert again.dense.healthy


@pytest.mark.parametrize("name", ["chroma/chroma.sqlite3", "vectors.npy", "sparse/vocabulary.json", "manifest.json"])
def test_a_damaged_generation_is_built_anew(tmp_path: Path, name: str) -> None:
    index = open_or_build(_passages(), HashEmbedder(), tmp_path)
    index.close()
    file = index.folder / name
    content = file.read_bytes()
    file.unlink()
    file.write_bytes(content[: len(content) // 2])
    mended = open_or_build(_passages(), HashEmbedder(), tmp_path)
    assert mended.dense.healthy
    assert mended.search_dense(mended.vectors[4], 1)[0].passage == _passages()[4]
    assert mended.search_sparse(tokenise("第7项"), 1)[0].passage == _passages()[7]


def test_a_damaged_chroma_costs_no_embedding(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    index = open_or_build(_passages(), embedder, tmp_path)
    index.close()
    for file in (index.folder / "chroma").rglob("*.bin"):
        file.write_bytes(b"\x01" * file.stat().st_size)
    assert open_or_build(_passages(), embedder, tmp_path).dense.healthy
    assert len(embedder.embedded) == 30


def test_exact_search_needs_no_chroma(tmp_path: Path) -> None:
    open_or_build(_passages(), HashEmbedder(), tmp_path).close()
    exact = open_or_build(_passages(), HashEmbedder(), tmp_path, chroma=False)
    assert not exact.dense.healthy
    assert exact.search_dense(exact.vectors[9], 1)[0].passage == _passages()[9]


def test_the_newest_two_generations_stay(tmp_path: Path) -> None:
    built = [open_or_build(_passages(count), HashEmbedder(), tmp_path) for count in (3, 4, 5)]
    for index in built:
        index.close()
    last = open_or_build(_passages(6), HashEmbedder(), tmp_path)
    assert _generations(tmp_path) == {built[-1].folder.name, last.folder.name}


def test_a_generation_in_use_stays(tmp_path: Path) -> None:
    used = open_or_build(_passages(3), HashEmbedder(), tmp_path)
    for count in (4, 5, 6):
        open_or_build(_passages(count), HashEmbedder(), tmp_path).close()
    assert used.folder.is_dir()
    used.close()
    open_or_build(_passages(7), HashEmbedder(), tmp_path).close()
    assert not used.folder.exists()


def test_what_a_killed_builder_left_is_swept_away(tmp_path: Path) -> None:
    (tmp_path / ".building-abc").mkdir(parents=True)
    (tmp_path / ".building-abc" / "vectors.npy").write_bytes(b"half")
    open_or_build(_passages(3), HashEmbedder(), tmp_path).close()
    assert not (tmp_path / ".building-abc").exists()


def test_a_second_builder_waits_and_then_opens_what_the_first_built(tmp_path: Path) -> None:
    embedder = HashEmbedder()
    waited = threading.Event()
    lock = FileLock(tmp_path / ".index.lock", thread_local=False)
    lock.acquire()
    found: list[Index] = []
    second = threading.Thread(
        target=lambda: found.append(
            open_or_build(_passages(4), embedder, tmp_path, waiting=lambda _seconds: waited.set(), chroma=False)
        )
    )
    second.start()
    assert waited.wait(10)
    assert not found
    lock.release()
    second.join(20)
    assert found[0].passages == _passages(4)


def test_no_passages_make_an_index_that_finds_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        index = open_or_build((), HashEmbedder(), tmp_path)
        assert index.search_dense(np.ones(64, np.float32), 5) == []
        assert index.search_sparse(["a"], 5) == []


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    name = fingerprint([passage_line(passage) for passage in _passages(3)], "hash-64")
    (tmp_path / name).mkdir()
    open_or_build(_passages(3), HashEmbedder(), tmp_path).close()
    assert (tmp_path / name / "manifest.json").is_file()


def test_any_change_of_the_inputs_gives_another_name() -> None:
    passage = _passages(1)[0]
    lines = [passage_line(passage)]
    names = {
        fingerprint(lines, "a"),
        fingerprint(lines, "b"),
        fingerprint(lines * 2, "a"),
        fingerprint([passage_line(replace(passage, context="别的"))], "a"),
        fingerprint([passage_line(replace(passage, start=1))], "a"),
        fingerprint([], "a"),
    }
    assert len(names) == 6
    assert fingerprint(["ab", "c"], "m") != fingerprint(["a", "bc"], "m")


def test_strange_characters_survive(tmp_path: Path) -> None:
    text = "行\u2028分\x85隔\x1c\0\ud800完"
    odd = (Passage("甲", "通知/一", 0, len(text), text, "标题"), *_passages(2))
    open_or_build(odd, HashEmbedder(), tmp_path).close()
    embedder = HashEmbedder()
    index = open_or_build((*odd, *_passages(3, "乙")), embedder, tmp_path)
    assert len(embedder.embedded) == 3
    assert index.passages[0].text == text
    assert json.loads(passage_line(odd[0]))["text"] == text


def test_an_error_says_what_where_and_what_next() -> None:
    error = IndexBroken.unreadable(Path("x"), "缺少文件")
    assert error.what and "x" in error.where and "--rebuild" in error.next_step

"""Opens the index of these passages, building it first if need be.

The folder of a generation is a cache named by its inputs: an old one is never changed, a new one is written aside and
renamed. Vectors of texts that an earlier generation holds are taken from there, so adding a document embeds only what
is new.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from index.dense import DenseIndex
from index.errors import IndexBroken
from index.generation import (
    CHROMA,
    SPARSE,
    VECTORS,
    embedded_text,
    fingerprint,
    generations,
    is_intact_chroma,
    passage_line,
    read_generation,
    stored_vectors,
    write_generation,
)
from index.lease import Lease, leased
from index.model import Hit, Passage, Source
from index.publish import exclusive, published, retire, sweep
from index.sparse import SparseIndex

if TYPE_CHECKING:
    from index.embedder import Embedder, Progress

__all__ = ["Index", "fingerprint", "open_or_build"]

_KEPT: Final = 2
_LOCK: Final = ".index.lock"
_log = logging.getLogger(__name__)


class Index:
    """Passages, and two ways to find them. A row number is a passage's place in `passages`.

    Attributes:
        passages: In the order they were given in.
        vectors: (passages, dimensions), unit length, mapped from the disk.
    """

    def __init__(self, folder: Path, passages: tuple[Passage, ...], lease: Lease, *, chroma: bool) -> None:
        self.folder = folder
        self.passages = passages
        self.vectors: NDArray[np.float32] = _load_vectors(folder / VECTORS, len(passages))
        self.sparse = SparseIndex.load(folder / SPARSE)
        own = _own_chroma(folder, lease) if chroma and passages else None
        self.dense = DenseIndex(own, self.vectors, [passage.document for passage in passages])
        self._lease = lease
        rows: dict[str, set[int]] = {}
        for row, passage in enumerate(passages):
            rows.setdefault(passage.document, set()).add(row)
        self._rows = {document: frozenset(numbers) for document, numbers in rows.items()}

    def search_dense(self, vector: NDArray[np.float32], k: int, documents: Sequence[str] = ()) -> list[Hit]:
        """The `k` passages nearest to a query's vector, best first; scores are cosines.

        Args:
            documents: Ids to look in; empty means all. An unknown id holds nothing, so a filter of unknown ids only
                finds nothing.
        """
        return self._hits(self.dense.query(vector, k, documents), "dense")

    def search_sparse(self, tokens: Sequence[str], k: int, documents: Sequence[str] = ()) -> list[Hit]:
        """The `k` best passages by BM25, best first; never one without any of the tokens. `documents` as above."""
        return self._hits(self.sparse.search(tokens, k, self.rows_of(documents)), "sparse")

    def rows_of(self, documents: Sequence[str]) -> frozenset[int] | None:
        """The rows a filter allows; None if it is empty, which means all."""
        if not documents:
            return None
        return frozenset[int]().union(*(self._rows.get(document, frozenset()) for document in documents))

    def close(self) -> None:
        """Let go of the files, so that the generation may be removed. Searching goes on from memory, exactly."""
        self.dense.close()
        self._lease.release()

    def _hits(self, found: Sequence[tuple[int, float]], source: Source) -> list[Hit]:
        return [Hit(self.passages[row], score, rank, source) for rank, (row, score) in enumerate(found, start=1)]


def open_or_build(
    passages: Sequence[Passage],
    embedder: Embedder,
    index_dir: Path,
    progress: Progress | None = None,
    rebuild: bool = False,
    *,
    waiting: Callable[[float], None] | None = None,
    chroma: bool = True,
) -> Index:
    """The index of exactly these passages, in this order.

    One process builds; others wait. Killed at any moment, the old generations stay and the new one is whole or absent.
    All but the newest two generations are removed, save those in use.

    Args:
        progress: Called with the number of texts embedded and the number to embed; not called if none are.
        rebuild: Embed and write everything anew.
        waiting: Called every two seconds with the seconds waited, while another process builds.
        chroma: False to search exactly, without loading Chroma and LlamaIndex (2 s): for a command that asks once.

    Raises:
        IndexBusy: If another process builds for too long.
        IndexBroken: If what was built can't be written or read.
    """
    given = tuple(passages)
    folder = index_dir / fingerprint([passage_line(passage) for passage in given], embedder.name)
    if not rebuild and (index := _open(folder, given, chroma=chroma)) is not None:
        return index
    with exclusive(index_dir / _LOCK, waiting):
        sweep(index_dir)
        if not rebuild and (index := _open(folder, given, chroma=chroma)) is not None:
            return index
        vectors = _vectors(given, embedder, index_dir, progress, reuse=not rebuild)
        try:
            with published(folder) as aside:
                write_generation(aside, given, vectors, embedder.name)
        except OSError as error:
            raise IndexBroken.unwritable(index_dir, str(error)) from error
        index = _open(folder, given, chroma=chroma, exact_if_unhealthy=True)
        if index is None:
            raise IndexBroken.unreadable(folder, "刚建立的索引无法打开")
        _remove_old(index_dir, folder)
    return index


def _open(
    folder: Path, passages: tuple[Passage, ...], *, chroma: bool, exact_if_unhealthy: bool = False
) -> Index | None:
    """The finished generation, or None if it is absent, damaged, or its Chroma is (unless exact search will do)."""
    if read_generation(folder) is None:
        return None
    lease = Lease(folder.parent, folder.name)
    try:
        index = Index(folder, passages, lease, chroma=chroma)
    except IndexBroken as error:
        lease.release()
        _log.warning("索引将重建：%s", error)
        return None
    if chroma and not index.dense.healthy and not exact_if_unhealthy:
        index.close()
        return None
    return index


def _own_chroma(folder: Path, lease: Lease) -> Path | None:
    """A copy of a generation's Chroma for this reader alone, or None if it is not as it was written.

    Chroma writes when it opens, even to read, and doesn't stand two processes; a copy of 1,500 passages takes 10 ms.
    """
    try:
        shutil.copytree(folder / CHROMA, lease.own)
    except OSError as error:
        _log.warning("Chroma 向量库无法读取：%s", error)
        return None
    return lease.own if is_intact_chroma(folder, lease.own) else None


def _vectors(
    passages: Sequence[Passage], embedder: Embedder, index_dir: Path, progress: Progress | None, *, reuse: bool
) -> NDArray[np.float32]:
    texts = [embedded_text(passage) for passage in passages]
    known = stored_vectors(index_dir, texts, embedder.name) if reuse else {}
    new = [text for text in dict.fromkeys(texts) if text not in known]
    if new:
        known |= dict(zip(new, embedder.embed_passages(new, progress), strict=True))
    vectors = np.zeros((len(texts), embedder.dimensions), np.float32)
    for row, text in enumerate(texts):
        vectors[row] = known[text]
    return vectors


def _load_vectors(file: Path, rows: int) -> NDArray[np.float32]:
    try:
        # An array without rows can't be mapped.
        vectors = np.load(file, mmap_mode="r" if rows else None, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise IndexBroken.unreadable(file, str(error)) from error
    if vectors.ndim != 2 or len(vectors) != rows or vectors.dtype != np.float32:
        raise IndexBroken.unreadable(file, f"应有 {rows} 个向量，实为 {vectors.shape}")
    return vectors


def _remove_old(index_dir: Path, current: Path) -> None:
    in_use = leased(index_dir)
    for folder in generations(index_dir)[_KEPT:]:
        if folder != current and folder.name not in in_use:
            retire(folder)

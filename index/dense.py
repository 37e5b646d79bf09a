"""Search by meaning: a Chroma collection behind LlamaIndex's vector store, and exact search when it is not to be had.

The collection is written once, into a folder of its own, and only read after that. Its vectors also lie beside it, so
nothing is lost if Chroma is: it says whether it is healthy, exact search answers meanwhile, and it is written anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from index.model import Passage

_COLLECTION: Final = "passages"
_DOCUMENT: Final = "document"
_BATCH: Final = 2000
_SAMPLES: Final = 8
_SAME: Final = 0.999
# Wide enough that results equal exact search on 1,445 passages, ties apart; building takes 0.8 s.
_HNSW: Final = {"space": "cosine", "ef_construction": 400, "ef_search": 400, "max_neighbors": 32}
_log = logging.getLogger(__name__)


class DenseIndex:
    """Finds rows by cosine.

    Args:
        folder: Chroma's folder, as `write` made it and for this reader alone; None to search exactly.
        vectors: (rows, dimensions), unit length; what the collection was written from.
        documents: The document of each row.
    """

    def __init__(self, folder: Path | None, vectors: NDArray[np.float32], documents: Sequence[str]) -> None:
        self._vectors = vectors
        self._rows = _rows_by_document(documents)
        self._lock = threading.Lock()
        self._client: Any = None
        self._store: Any = None
        if folder is not None and len(vectors):
            self._open(folder)

    @property
    def healthy(self) -> bool:
        """False while exact search stands in for Chroma."""
        return self._store is not None or not len(self._vectors)

    def query(self, vector: NDArray[np.float32], k: int, documents: Sequence[str] = ()) -> list[tuple[int, float]]:
        """The `k` nearest rows with their cosines, best first; ties by row.

        Args:
            documents: Ids to look in; empty means all, and an unknown id holds nothing.
        """
        known = [document for document in dict.fromkeys(documents) if document in self._rows]
        if k <= 0 or not len(self._vectors) or (documents and not known):
            return []
        if self._store is None:
            return self._exact(vector, k, known)
        try:
            rows = self._ask_chroma(vector, k, known)
        except _failures() as error:
            _log.warning("Chroma 查询失败，本次改用精确检索：%s", error)
            return self._exact(vector, k, known)
        return self._ranked(np.array(sorted(rows), np.int64), vector, k)

    def close(self) -> None:
        """Let go of Chroma's files; queries are answered exactly from then on."""
        client, self._client, self._store = self._client, None, None
        if client is not None:
            client.close()

    def _open(self, folder: Path) -> None:
        try:
            self._client = _client(folder)
            collection = self._client.get_collection(_COLLECTION, embedding_function=None)
            self._store = _store(collection)
            problem = self._problem(collection)
        except _failures() as error:
            problem = str(error)
        if problem:
            _log.warning("Chroma 向量库不可用，改用精确检索：%s", problem)
            self.close()

    def _problem(self, collection: Any) -> str:
        """Why the collection is not to be trusted; empty if it is: all ids there, sampled vectors find themselves."""
        stored = {str(row) for row in collection.get(include=[])["ids"]}
        if stored != {str(row) for row in range(len(self._vectors))}:
            return f"应有 {len(self._vectors)} 个向量，实有 {len(stored)} 个"
        for row in np.linspace(0, len(self._vectors) - 1, min(_SAMPLES, len(self._vectors))).astype(int):
            found = self._ask_chroma(self._vectors[row], 1, [])
            if not found or float(self._vectors[found[0]] @ self._vectors[row]) < _SAME:
                return f"第 {row} 个向量检索不到自身"
        return ""

    def _ask_chroma(self, vector: NDArray[np.float32], k: int, documents: list[str]) -> list[int]:
        from llama_index.core.vector_stores.types import (
            FilterOperator,
            MetadataFilter,
            MetadataFilters,
            VectorStoreQuery,
        )

        filters = None
        if documents:
            chosen = MetadataFilter(key=_DOCUMENT, operator=FilterOperator.IN, value=documents)
            filters = MetadataFilters(filters=[chosen])
        query = VectorStoreQuery(
            query_embedding=vector.tolist(), similarity_top_k=min(k, len(self._vectors)), filters=filters
        )
        with self._lock:
            return [int(row) for row in self._store.query(query).ids or ()]

    def _exact(self, vector: NDArray[np.float32], k: int, documents: list[str]) -> list[tuple[int, float]]:
        if documents:
            rows = np.sort(np.concatenate([self._rows[document] for document in documents]))
        else:
            rows = np.arange(len(self._vectors))
        return self._ranked(rows, vector, k)

    def _ranked(self, rows: NDArray[np.int64], vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Rows, ascending, by their exact cosine: Chroma's distances come rounded through a logarithm.

        Not by BLAS, whose last digits depend on how many rows there are: equal texts must tie.
        """
        cosines = np.einsum("ij,j->i", self._vectors[rows], vector)
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(int(rows[place]), float(cosines[place])) for place in best]


def write(folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32]) -> None:
    """Write a collection into an empty folder. The id of a row is its number, as a string."""
    from llama_index.core.schema import TextNode

    from index.embedder import storable

    client = _client(folder)
    try:
        collection = client.create_collection(_COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None)
        store = _store(collection)
        for start in range(0, len(passages), _BATCH):
            nodes = [
                TextNode(
                    id_=str(row),
                    text=storable(passages[row].text),
                    embedding=vectors[row].tolist(),
                    metadata={_DOCUMENT: passages[row].document, "clause": passages[row].clause},
                )
                for row in range(start, min(start + _BATCH, len(passages)))
            ]
            store.add(nodes)
    finally:
        client.close()


def _failures() -> tuple[type[Exception], ...]:
    """What Chroma raises on damaged files; some of it comes from its own clean-up."""
    from chromadb.errors import ChromaError

    return (ChromaError, OSError, RuntimeError, ValueError, KeyError, AttributeError)


def _client(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))


def _store(collection: Any) -> Any:
    from llama_index.vector_stores.chroma import ChromaVectorStore

    return ChromaVectorStore(chroma_collection=collection)


def _rows_by_document(documents: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, document in enumerate(documents):
        rows.setdefault(document, []).append(row)
    return {document: np.array(numbers, np.int64) for document, numbers in rows.items()}

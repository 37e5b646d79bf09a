"""Simpler systems on the same questions: what each shows for a question, best first, and how long that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from assistant.model import ClauseRef
from assistant.retriever import fuse
from corpus.model import Document
from index.build import Index
from index.embedder import Embedder
from index.model import Hit
from index.tokenise import tokenise

POOL: Final = 100
_MOST: Final = 10
_HELD: Final = 0.5
_CITATION_CHUNK: Final = 512


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a system shows: the clauses it counts for, and how much text it is."""

    clauses: tuple[ClauseRef, ...]
    length: int


class System(Protocol):
    """Finds what may answer a question."""

    @property
    def name(self) -> str: ...

    def search(self, question: str) -> Sequence[Shown]:
        """Best first, nothing twice."""
        ...


@dataclass(frozen=True, slots=True)
class PassageSearch:
    """Our passages by one ranking of the index, nothing learned; a clause stands where its best passage does."""

    name: str
    rank: Callable[[str], Sequence[Hit]]

    def search(self, question: str) -> Sequence[Shown]:
        found: dict[ClauseRef, Shown] = {}
        for hit in self.rank(question):
            ref = ClauseRef(hit.passage.document, hit.passage.clause)
            found.setdefault(ref, Shown((ref,), len(hit.passage.text)))
        return tuple(found.values())


def passage_systems(index: Index, embedder: Embedder, pool: int = POOL) -> tuple[PassageSearch, ...]:
    """BM25 only, vectors only, and both by reciprocal rank fusion."""
    passages = {passage.id: passage for passage in index.passages}

    def sparse(question: str) -> Sequence[Hit]:
        return index.search_sparse(tokenise(question), pool)

    def dense(question: str) -> Sequence[Hit]:
        return index.search_dense(embedder.embed_queries([question])[0], pool)

    def fused(question: str) -> Sequence[Hit]:
        ids = fuse((dense(question), sparse(question)))
        return [Hit(passages[passage], 0.0, rank, "fused") for rank, passage in enumerate(ids, 1)]

    return PassageSearch("bm25", sparse), PassageSearch("dense", dense), PassageSearch("rrf", fused)


@dataclass(frozen=True, slots=True)
class ChunkSearch:
    """Chunks of the running text, counted for the clauses that they hold at least half of."""

    name: str
    text: str
    spans: Sequence[tuple[ClauseRef, int, int]]
    retrieve: Callable[[str], Iterator[tuple[str, int | None]]]

    def search(self, question: str) -> Sequence[Shown]:
        return tuple(self._shown(chunk, start) for chunk, start in self.retrieve(question))

    def _shown(self, chunk: str, start: int | None) -> Shown:
        begin = self.text.find(chunk) if start is None else start
        end = begin + len(chunk)
        held = [ref for ref, low, high in self.spans if min(end, high) - max(begin, low) >= _HELD * (high - low)]
        return Shown(tuple(held) if begin >= 0 else (), len(chunk))


def llama_index_systems(document: Document, embedder: Embedder) -> tuple[ChunkSearch, ...]:
    """LlamaIndex's default pipeline, and its CitationQueryEngine's retrieval, both with our embedding model."""
    text, spans = running_text(document)
    index = vector_store_index(text, embedder)
    retriever = index.as_retriever(similarity_top_k=_MOST)
    engine = _citation_engine(index)

    def default(question: str) -> Iterator[tuple[str, int | None]]:
        for found in retriever.retrieve(question):
            yield found.node.get_content(), found.node.start_char_idx

    def cited(question: str) -> Iterator[tuple[str, int | None]]:
        from llama_index.core.schema import QueryBundle

        for found in engine._create_citation_nodes(engine.retrieve(QueryBundle(question))):
            # `Source 3:`, the chunk, and an empty line
            yield found.node.get_content().split("\n", 1)[1].removesuffix("\n"), None

    return ChunkSearch("llamaindex", text, spans, default), ChunkSearch("citation_engine", text, spans, cited)


def running_text(document: Document) -> tuple[str, tuple[tuple[ClauseRef, int, int], ...]]:
    """The document's text, and where in it each clause stands."""
    spans: list[tuple[ClauseRef, int, int]] = []
    place = 0
    for clause in document.clauses:
        spans.append((ClauseRef(document.id, str(clause.path)), place, place + len(clause.text)))
        place += len(clause.text) + 1
    return "\n".join(clause.text for clause in document.clauses), tuple(spans)


def vector_store_index(text: str, embedder: Embedder) -> Any:
    """LlamaIndex's own index of a text, split as it splits by default."""
    from llama_index.core import Document as Text
    from llama_index.core import VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter

    return VectorStoreIndex.from_documents(
        [Text(text=text)], transformations=[SentenceSplitter()], embed_model=_embedding(embedder)
    )


def _citation_engine(index: Any) -> Any:
    from llama_index.core.llms.mock import MockLLM
    from llama_index.core.query_engine import CitationQueryEngine

    # only its retrieval is used; the model is never asked
    return CitationQueryEngine.from_args(
        index, llm=MockLLM(), citation_chunk_size=_CITATION_CHUNK, similarity_top_k=_MOST
    )


def _embedding(embedder: Embedder) -> Any:
    from llama_index.core.base.embeddings.base import BaseEmbedding

    class Ours(BaseEmbedding):
        """Our embedder as LlamaIndex wants it."""

        def _get_query_embedding(self, query: str) -> list[float]:
            return embedder.embed_queries([query])[0].tolist()

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_query_embedding(query)

        def _get_text_embedding(self, text: str) -> list[float]:
            return embedder.embed_passages([text])[0].tolist()

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return embedder.embed_passages(texts).tolist()

    return Ours(model_name=embedder.name[:80])

"""Builds the assistant from settings, preparing what is missing first."""

from __future__ import annotations

from assistant import features, llm
from assistant.adapter import load_adapter, model_of
from assistant.documents import load_choosing
from assistant.matching.prepare import Matchers
from assistant.refusal import load_refusal
from assistant.reranker import WEIGHTS, load_model
from assistant.service import Assistant, Progress
from assistant.settings import Settings
from corpus.library import library_stamp, load_library
from index.build import open_or_build
from index.embedder import Embedder, load_embedder
from index.passages import passages_of
from index.prepare import prepare_model


def from_settings(
    settings: Settings, progress: Progress | None = None, rebuild: bool = False, *, exact: bool = False
) -> Assistant:
    """Build an assistant, preparing the model and the index first where they are missing.

    Args:
        progress: Told what is being done and how far it is, 0 to 1.
        exact: Search exactly, without loading Chroma: for a command that asks once.

    Raises:
        PolicyError: If the model can't be had, a document can't be loaded or the index can't be built.
    """
    told = progress or _unseen
    return _assembled(settings, embedder_for(settings, told), told, rebuild, exact)


def embedder_for(settings: Settings, told: Progress) -> Embedder:
    """The embedding model, prepared first if it isn't there.

    Raises:
        PolicyError: If it can't be had.
    """
    if settings.model is None:
        prepare_model(settings.models_dir, told)
    return load_embedder(settings.model, settings.models_dir)


def _assembled(settings: Settings, embedder: Embedder, told: Progress, rebuild: bool, exact: bool) -> Assistant:
    stamp = library_stamp(settings.document_dirs)  # before the library is read: a change meanwhile is seen next time
    library = load_library(settings.document_dirs)
    passages = [p for document in library.documents for p in passages_of(document)]
    index = open_or_build(
        passages,
        embedder,
        settings.index_dir,
        lambda done, total: told("建立索引", done / max(1, total)),
        rebuild,
        chroma=not exact,
    )

    def renewed() -> Assistant | None:
        if library_stamp(settings.document_dirs) == stamp:
            return None
        return _assembled(settings, embedder, _unseen, False, exact)

    return Assistant(
        library,
        index,
        embedder,
        load_model("ranker", features.NAMES),
        load_refusal(model_of(embedder.name), embedder.dimensions),
        load_adapter(WEIGHTS / "adapter.npz", embedder.name, embedder.dimensions),
        _writer(settings),
        Matchers(library, index, embedder, settings.match_dir, told),
        renewed,
        load_choosing(embedder.name, embedder.dimensions),
    )


def _writer(settings: Settings) -> llm.Writer | None:
    if not settings.llm_base_url or not settings.llm_model:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    return llm.OpenAIWriter(settings.llm_base_url, settings.llm_model, key, settings.llm_timeout)


def _unseen(what: str, share: float) -> None:
    del what, share

"""Texts to unit vectors: the prepared model through ONNX Runtime, any other through sentence-transformers."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelRejected, ModelUnavailable
from index.model_folder import ENCODER, MAX_TOKENS, MODEL_NAME, TOKENIZER, file_sha256, read_manifest

Progress = Callable[[int, int], None]

_PAD_ID: Final = 1
_BATCH_ROWS: Final = 16
_BATCH_TOKENS: Final = 2048
_UNSAFE_SUFFIXES: Final = frozenset({".bin", ".pkl", ".pickle", ".pt", ".pth", ".ckpt", ".py"})
_HUB_FILES: Final = ("*.safetensors", "*.json", "*.txt", "*.model")
_E5: Final = re.compile(r"(?:^|[-_])e5(?:[-_]|$)")
_QUIET: Final = {
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TQDM_DISABLE": "1",
}
_OFFLINE: Final = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


class Embedder(Protocol):
    """Turns texts into vectors of unit length, float32, (number of texts, dimensions)."""

    @property
    def name(self) -> str:
        """Which weights, and how they are run: two embedders of one name give the same vectors."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]: ...

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        """Embed what is searched in; `progress` gets the number done and the number in all."""
        ...


class OnnxEmbedder:
    """The prepared multilingual-e5-small, without torch. Texts over 512 tokens are cut.

    Args:
        folder: As `prepare_model` returns it.
        threads: Threads of one run; several callers wait for each other, for the tokenizer is not thread-safe.

    Raises:
        ModelUnavailable: If the folder is absent or not whole.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        from tokenizers import Tokenizer

        manifest = read_manifest(folder)
        if manifest is None:
            raise ModelUnavailable.not_prepared(folder)
        self._name = f"{manifest.source}@{manifest.weights_sha256}+{manifest.tokenizer_sha256[:12]};onnxruntime;float32"
        self._dimensions = manifest.dimensions
        tokenizer: Any = Tokenizer.from_file(str(folder / TOKENIZER))
        tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer = tokenizer
        self._session = _session(folder / ENCODER, threads)
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._embed([f"query: {storable(text)}" for text in texts], None)

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        return self._embed([f"passage: {storable(text)}" for text in texts], progress)

    def _embed(self, texts: Sequence[str], progress: Progress | None) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        done = 0
        with self._lock:
            tokens: list[list[int]] = [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]
            for rows in _batches([len(ids) for ids in tokens]):
                vectors[rows] = self._run([tokens[row] for row in rows])
                done += len(rows)
                if progress is not None:
                    progress(done, len(texts))
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        ids = np.full((len(tokens), max(map(len, tokens))), _PAD_ID, np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(tokens):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        return np.asarray(self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0], np.float32)


class SentenceTransformerEmbedder:
    """Any other model of sentence-transformers. A model's own prompts are used; e5 without prompts gets its prefixes.

    Args:
        name_or_folder: A name on the model hub, or a folder. Only safetensors are loaded, and no code.

    Raises:
        ModelRejected: If the folder holds files that could run code, or nothing to load.
    """

    def __init__(self, name_or_folder: str | Path) -> None:
        given = Path(name_or_folder)
        local = given.is_dir()
        folder = given if local else _from_hub(str(name_or_folder))
        if local:
            _refuse_unsafe(folder)
        weights = sorted(folder.rglob("*.safetensors"))
        if not weights:
            raise ModelRejected.not_a_model(folder)
        self._model = _load(folder, str(name_or_folder))
        label = given.name if local else str(name_or_folder)
        digests = "+".join(file_sha256(file) for file in weights)
        self._name = f"{label}@{digests};sentence-transformers;float32"
        prompts: dict[str, str] = dict(self._model.prompts or {})
        self._has_prompts = bool(prompts.get("query"))
        self._prefixed = not self._has_prompts and _E5.search(label.rsplit("/", 1)[-1].lower()) is not None
        self._dimensions = int(self._model.get_embedding_dimension() or 0)
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encode = self._model.encode_query if self._has_prompts else self._model.encode
        return self._encode(encode, texts, "query: ")

    def embed_passages(self, texts: Sequence[str], progress: Progress | None = None) -> NDArray[np.float32]:
        encode = self._model.encode_document if self._has_prompts else self._model.encode
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        order = sorted(range(len(texts)), key=lambda row: -len(texts[row]))
        for start in range(0, len(order), _BATCH_ROWS):
            rows = order[start : start + _BATCH_ROWS]
            vectors[rows] = self._encode(encode, [texts[row] for row in rows], "passage: ")
            if progress is not None:
                progress(start + len(rows), len(texts))
        return vectors

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str], prefix: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimensions), np.float32)
        prepared = [f"{prefix if self._prefixed else ''}{storable(text)}" for text in texts]
        with self._lock:
            vectors = encode(prepared, batch_size=_BATCH_ROWS, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


def load_embedder(model: str | None, models_dir: Path) -> Embedder:
    """The embedder that the settings ask for.

    Args:
        model: None for the prepared multilingual-e5-small, else a folder or a name on the model hub.
        models_dir: Where `prepare_model` puts what it makes.

    Raises:
        ModelUnavailable: If the default model is not prepared yet.
        ModelRejected: If the named model is unsafe or can't be loaded.
    """
    if model is None:
        return OnnxEmbedder(models_dir / MODEL_NAME)
    return SentenceTransformerEmbedder(model)


def _session(file: Path, threads: int) -> Any:
    import onnxruntime

    runtime: Any = onnxruntime
    state: Any = runtime.capi.onnxruntime_pybind11_state
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except (state.Fail, state.InvalidProtobuf, state.InvalidGraph, state.RuntimeException) as error:
        raise ModelUnavailable.malformed(str(file), str(error)) from error


def storable(text: str) -> str:
    """Without NUL and lone surrogates, which neither tokenizers nor databases take."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Rows of like length together, longest first, so that a first estimate of the time left is not too low."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda row: (-lengths[row], row)):
        widest = lengths[batch[0]] if batch else lengths[row]
        if batch and (len(batch) == _BATCH_ROWS or widest * (len(batch) + 1) > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _refuse_unsafe(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix in _UNSAFE_SUFFIXES)
    if names:
        raise ModelRejected.unsafe(folder, tuple(names))


def _from_hub(name: str) -> Path:
    """The snapshot of a model: from the cache of the hub's client, else fetched; files that could run code never."""
    with _environment(_QUIET):
        from huggingface_hub import snapshot_download  # pyright: ignore[reportUnknownVariableType]
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

        try:
            return Path(snapshot_download(name, allow_patterns=list(_HUB_FILES), local_files_only=True))
        except HFValidationError as error:
            raise ModelRejected.not_loaded(name, str(error)) from error
        except LocalEntryNotFoundError:
            pass
        try:
            return Path(snapshot_download(name, allow_patterns=list(_HUB_FILES)))
        except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
            raise ModelRejected.not_loaded(name, str(error)) from error


def _load(folder: Path, name: str) -> Any:
    with _environment({**_QUIET, **_OFFLINE}):
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(
                str(folder),
                device="cpu",
                trust_remote_code=False,
                local_files_only=True,
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError) as error:
            raise ModelRejected.not_loaded(name, str(error)) from error


@contextmanager
def _environment(values: dict[str, str]) -> Generator[None]:
    """Set variables that libraries read while they are imported, and take them back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

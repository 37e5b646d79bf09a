"""One finished state of the index on the disk.

    <index_dir>/<fingerprint>/passages.jsonl   one passage a line
                              vectors.npy      their vectors, float32, same order
                              sparse/          BM25
                              chroma/          the same vectors in Chroma
                              manifest.json    what it was made with; sizes and sha256 of all files above

A generation is named by its inputs and never changed.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from index import dense
from index.model import Passage
from index.model_folder import file_sha256
from index.sparse import SparseIndex
from index.tokenise import TOKENISER_VERSION, tokenise

PASSAGES: Final = "passages.jsonl"
VECTORS: Final = "vectors.npy"
SPARSE: Final = "sparse"
CHROMA: Final = "chroma"
MANIFEST: Final = "manifest.json"
FORMAT: Final = 1
_NAME_LENGTH: Final = 24
_log = logging.getLogger(__name__)


class GenerationManifest(BaseModel):
    """What a generation was made with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    embedder: str
    passages: int
    dimensions: int
    files: Mapping[str, tuple[int, str]]


def fingerprint(texts: Sequence[str], embedder_name: str) -> str:
    """The name of the generation that these texts and this embedder make: 24 hexadecimal digits.

    Any change of a text, of their order, of the embedder, the tokeniser or the format gives another name.
    """
    digest = hashlib.sha256(f"{FORMAT}\n{TOKENISER_VERSION}\n".encode())
    for part in (embedder_name, *texts):
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()[:_NAME_LENGTH]


def passage_line(passage: Passage) -> str:
    """A passage as one line of JSON; lone surrogates are escaped."""
    line = json.dumps(asdict(passage), ensure_ascii=False)
    return line if line.isprintable() else json.dumps(asdict(passage))


def embedded_text(passage: Passage) -> str:
    """What is embedded and counted: the words around a passage, then the passage."""
    return f"{passage.context}\n{passage.text}"


def write_generation(
    folder: Path, passages: Sequence[Passage], vectors: NDArray[np.float32], embedder_name: str
) -> None:
    """Write all of a generation into an empty folder; the manifest comes last."""
    lines = "".join(f"{passage_line(passage)}\n" for passage in passages)
    (folder / PASSAGES).write_text(lines, encoding="utf-8")
    np.save(folder / VECTORS, vectors, allow_pickle=False)
    SparseIndex([tokenise(embedded_text(passage)) for passage in passages]).save(folder / SPARSE)
    if passages:
        dense.write(folder / CHROMA, passages, vectors)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = GenerationManifest(
        format=FORMAT,
        embedder=embedder_name,
        passages=len(passages),
        dimensions=vectors.shape[1],
        files={path.relative_to(folder).as_posix(): (path.stat().st_size, file_sha256(path)) for path in files},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")


def read_generation(folder: Path) -> GenerationManifest | None:
    """The manifest, if the generation is whole: every file there and as long as it should be. Chroma is not looked at."""
    try:
        manifest = GenerationManifest.model_validate_json((folder / MANIFEST).read_bytes())
        whole = all((folder / name).stat().st_size == size for name, size, _ in _files(manifest, chroma=False))
    except (OSError, ValidationError):
        return None
    return manifest if whole and manifest.format == FORMAT else None


def is_intact_chroma(folder: Path, copy: Path) -> bool:
    """True if a copy of a generation's Chroma is byte for byte what was written.

    Asked before Chroma sees the files: a damaged one may end the process.
    """
    manifest = read_generation(folder)
    if manifest is None:
        return False
    for name, _, digest in _files(manifest, chroma=True):
        file = copy / Path(name).relative_to(CHROMA)
        if not file.is_file() or file_sha256(file) != digest:
            _log.warning("Chroma 向量库的文件缺失或已改变：%s", folder / name)
            return False
    return True


def generations(index_dir: Path) -> list[Path]:
    """The folders of finished generations, newest first."""
    found = [(file.stat().st_mtime_ns, file.parent) for file in index_dir.glob(f"[!.]*/{MANIFEST}")]
    return [folder for _, folder in sorted(found, key=lambda pair: (-pair[0], pair[1].name))]


def stored_vectors(index_dir: Path, texts: Sequence[str], embedder_name: str) -> dict[str, NDArray[np.float32]]:
    """Vectors of these texts that earlier generations of the same embedder hold, newest first.

    A generation with an altered file is passed over.
    """
    wanted = set(texts)
    found: dict[str, NDArray[np.float32]] = {}
    for folder in generations(index_dir):
        manifest = read_generation(folder)
        if manifest is None or manifest.embedder != embedder_name or wanted <= found.keys():
            continue
        try:
            known = _vectors_by_text(folder, manifest)
        except (OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("旧索引「%s」无法复用：%s", folder.name, error)
            continue
        found = {text: known[text] for text in wanted & known.keys()} | found
    return found


def _vectors_by_text(folder: Path, manifest: GenerationManifest) -> dict[str, NDArray[np.float32]]:
    for name in (PASSAGES, VECTORS):
        if file_sha256(folder / name) != manifest.files[name][1]:
            raise ValueError(f"{name} 与登记的 sha256 不一致")
    lines = (folder / PASSAGES).read_text(encoding="utf-8").splitlines()
    texts = [embedded_text(Passage(**json.loads(line))) for line in lines]
    vectors = np.load(folder / VECTORS, allow_pickle=False)
    return dict(zip(texts, vectors, strict=True))


def _files(manifest: GenerationManifest, *, chroma: bool) -> Iterator[tuple[str, int, str]]:
    for name, (size, digest) in manifest.files.items():
        if name.startswith(f"{CHROMA}/") == chroma:
            yield name, size, digest

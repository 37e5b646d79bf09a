"""The prepared model: one folder that sentence-transformers and ONNX Runtime both load.

    model.safetensors config.json tokenizer.json … modules.json   for SentenceTransformer(folder)
    encoder.onnx                                                   the same network for ONNX Runtime
    manifest.json                                                  what it was made of; written last

The safetensors are float16: half the size of float32 (235 MB against 470), the 4-bit originals lose nothing that shows
(cosine above 0.99999), and `"dtype": "float32"` in the config makes CPUs compute in float32.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from index.e5_weights import E5Weights

SOURCE: Final = "intfloat/multilingual-e5-small"
MODEL_NAME: Final = "multilingual-e5-small"
ENCODER: Final = "encoder.onnx"
TOKENIZER: Final = "tokenizer.json"
MANIFEST: Final = "manifest.json"
MAX_TOKENS: Final = 512
FORMAT: Final = 1
_CHUNK: Final = 1 << 20


class Manifest(BaseModel):
    """What a prepared folder was made of, and the length and sha256 of each of its files."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    source: str
    licence: str
    weights_sha256: str
    tokenizer_sha256: str
    dimensions: int
    files: Mapping[str, tuple[int, str]]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest, if the folder is whole: every file there and as long as it should be."""
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
        whole = all((folder / name).stat().st_size == size for name, (size, _) in manifest.files.items())
    except (OSError, ValidationError):
        return None
    return manifest if whole and manifest.format == FORMAT else None


def is_unaltered(folder: Path, manifest: Manifest) -> bool:
    """True if every file has the sha256 that the manifest gives; reads the whole folder."""
    return all(file_sha256(folder / name) == digest for name, (_, digest) in manifest.files.items())


def write_manifest(folder: Path, weights_sha256: str, tokenizer_sha256: str, dimensions: int) -> None:
    """Describe the files that lie in `folder`. The last step of writing it."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(
        format=FORMAT,
        source=SOURCE,
        licence="MIT",
        weights_sha256=weights_sha256,
        tokenizer_sha256=tokenizer_sha256,
        dimensions=dimensions,
        files={path.relative_to(folder).as_posix(): (path.stat().st_size, file_sha256(path)) for path in files},
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2), encoding="utf-8")


def file_sha256(file: Path) -> str:
    """The sha256 of a file, in hexadecimal, read piece by piece."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def write_sentence_transformers(weights: E5Weights, tokenizer: bytes, folder: Path) -> None:
    """Write everything `SentenceTransformer(folder)` needs."""
    from safetensors.numpy import save_file  # pyright: ignore[reportUnknownVariableType]

    tensors: dict[str, NDArray[Any]] = {name: tensor.astype(np.float16) for name, tensor in weights.for_bert()}
    hidden = weights.shape.hidden
    # BertModel has a pooler; mean pooling never looks at it, but without its tensors each load warns.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float16)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float16)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)
    (folder / TOKENIZER).write_bytes(tokenizer)
    for name, content in _settings(weights).items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(content, indent=2), encoding="utf-8")
    (folder / "2_Normalize").mkdir(exist_ok=True)


def _settings(weights: E5Weights) -> dict[str, Any]:
    shape = weights.shape
    kinds = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "bos_token_id": 0,
            "pad_token_id": 1,
            "eos_token_id": 2,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MAX_TOKENS,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {"max_seq_length": MAX_TOKENS, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "document": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for place, (path, kind) in enumerate(kinds)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": shape.hidden,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
        },
    }
